"""Places ranked by cases beyond chance: the wedding comes first, a visitor counts once, and only in the time asked."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from command_line import lianfang
from lianfang.trace.visited import places_visited

NOON = datetime.fromisoformat("2021-01-02 12:00")


def visits():
    """Twenty people: ten at the wedding, of whom six fall ill; all at the market, twice; two ill at the inn later."""
    told = [(f"p{n}", "喜宴", 0) for n in range(10)]
    told += [(f"p{n}", "早市", hour) for n in range(20) for hour in (-5, 20)]
    told += [("p0", "旅店", 100), ("p1", "旅店", 100), ("p19", "旅店", 100)]
    rows = [(who, where, NOON + timedelta(hours=at), NOON + timedelta(hours=at + 2)) for who, where, at in told]
    return pl.DataFrame(rows, ("person", "place", "start", "end"), orient="row")


CASES = pl.DataFrame({"person": [f"p{n}" for n in range(6)]})


def test_the_wedding_comes_first():
    found = places_visited(CASES, visits())
    assert found.select("place", "visitors", "cases", "expected").rows() == [
        ("喜宴", 10, 6, 3.0), ("旅店", 3, 2, pytest.approx(0.9)), ("早市", 20, 6, 6.0),
    ]  # fmt: skip
    wedding = found.row(0, named=True)
    # By hand: C(10,6) / C(20,6) = 210 / 38760.
    assert wedding["p"] == pytest.approx(210 / 38_760)
    assert wedding["p_of_all"] == pytest.approx(3 * 210 / 38_760)
    assert (wedding["attack_rate"], wedding["attack_rate_of_others"]) == (0.6, 0.0)
    assert wedding["ratio"] == float("inf") and wedding["ratio_low"] is None
    market = found.row(2, named=True)
    assert (market["p"], market["attack_rate_of_others"], market["ratio"]) == (1.0, None, None)


def test_only_what_lies_in_the_time_asked_counts():
    assert set(places_visited(CASES, visits(), until=NOON + timedelta(hours=50))["place"]) == {"喜宴", "早市"}
    own = CASES.with_columns(exposed_from=NOON - timedelta(hours=1), exposed_until=NOON + timedelta(hours=1))
    cases = dict(places_visited(own, visits()).select("place", "cases").rows())
    assert cases == {"喜宴": 6, "早市": 0, "旅店": 0}, "the cases' own time leaves out what came before and after"
    assert places_visited(CASES, visits().clear()).height == 0


def test_the_command_writes_the_table_and_tells_of_bad_rows(tmp_path):
    visits().write_csv(tmp_path / "v.csv")
    CASES.write_csv(tmp_path / "c.csv")
    arguments = ("--cases", tmp_path / "c.csv", "--visits", tmp_path / "v.csv", "--out")
    done = lianfang("places", *arguments, tmp_path / "p.parquet", "--until", "2021-01-04")
    assert "2 places; first 喜宴: 6 of 10 visitors" in done.output
    assert pl.read_parquet(tmp_path / "p.parquet")["place"].to_list() == ["喜宴", "早市"]
    with (tmp_path / "v.csv").open("a") as file:
        file.write("p3,早市,昨天,2021-01-02T10:00:00\n")
    done = lianfang("places", *arguments, tmp_path / "p.csv")
    assert "row 55, column start: 昨天" in done.output and "1 rows were left out" in done.output
