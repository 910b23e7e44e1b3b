"""`lianfang forecast`: its table, what it withholds, and what it says of files it cannot use."""

from datetime import date, timedelta
from functools import partial

import numpy as np
import polars as pl
import pytest

from command_line import lianfang
from lianfang.vocabulary.mistakes import Mistake

forecast = partial(lianfang, "forecast")


@pytest.fixture
def counts(tmp_path):
    """A grows by six in a hundred a day, B never has a case, C has ten days."""
    chance, lines = np.random.default_rng(1), ["date,area,count"]
    for number in range(90):
        day = date(2021, 1, 1) + timedelta(days=number)
        lines += [f"{day},A,{chance.poisson(5 * np.exp(0.06 * number))}", f"{day},B,0"]
        if number >= 80:
            lines.append(f"{day},C,3")
    file = tmp_path / "c.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_what_is_better_than_the_last_value_is_told_and_the_rest_says_why(counts, tmp_path):
    done = forecast("--counts", counts, "--steps", "7", "--out", tmp_path / "o.csv")
    assert "B: no better than repeating the last value" in done.output
    assert "C: too short a past to test a forecast on (0 of at least 7 dates)" in done.output
    assert "1 of 3 areas forecast from 2021-03-31" in done.output
    told = pl.read_csv(tmp_path / "o.csv")
    assert told.columns == [
        "date", "area", "median", "low50", "high50", "low90", "high90", "relative_score", "tested"
    ]  # fmt: skip
    assert told["area"].unique().to_list() == ["A"] and told["date"].to_list()[0] == "2021-04-01" and told.height == 7
    for low, high in (("low90", "low50"), ("low50", "median"), ("median", "high50"), ("high50", "high90")):
        assert (told[low] < told[high]).all()
    assert (told["relative_score"] < 1).all() and (told["tested"] == 28).all()


def test_at_an_earlier_date_later_ones_are_not_seen(counts, tmp_path):
    forecast("--counts", counts, "--at", "2021-03-21", "--steps", "7", "--out", tmp_path / "a.csv")
    lines = counts.read_text(encoding="utf-8").splitlines()
    (tmp_path / "cut.csv").write_text("\n".join(line for line in lines if line[:10] <= "2021-03-21" or "date" in line))
    forecast("--counts", tmp_path / "cut.csv", "--steps", "7", "--out", tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
    assert pl.read_csv(tmp_path / "a.csv")["date"].min() == "2021-03-22"


def test_every_tells_also_those_that_are_no_better(counts, tmp_path):
    forecast("--counts", counts, "--every", "--out", tmp_path / "o.parquet")
    told = pl.read_parquet(tmp_path / "o.parquet")
    assert sorted(told["area"].unique()) == ["A", "B", "C"]
    # Of C's ten days the errors a week ahead are not known yet.
    assert told.filter(pl.col("area") == "C")["median"].to_list()[3:] == [None] * 11


def test_what_cannot_be_used_is_one_line(counts, tmp_path):
    with pytest.raises(Mistake, match="the counts begin on 2021-01-01"):
        forecast("--counts", counts, "--at", "2020-12-31", "--out", tmp_path / "o.csv")
    with pytest.raises(Mistake, match="tables are written as"):
        forecast("--counts", counts, "--out", tmp_path / "o.xlsx")
