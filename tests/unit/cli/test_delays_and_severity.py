"""`lianfang delays`, `lianfang severity` and the scan of `lianfang warn`: their tables, and what they refuse."""

import gzip
import json
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from command_line import lianfang, written
from lianfang import analysis
from lianfang.vocabulary.mistakes import Mistake


def test_delays_by_group_of_a_real_line_list(shared_data, tmp_path):
    file = shared_data / "chains/ebola_sierra_leone_linelist_to_201411.csv"
    columns = ["--first", "onset", "--second", "sampled"]
    lianfang("delays", "--linelist", file, *columns, "--by", "district", "--most", 30, "--out", tmp_path / "o.csv")
    told = pl.read_csv(tmp_path / "o.csv", infer_schema_length=None)
    assert told.columns[:6] == ["group", "number", "left_out", "plain_mean", "distribution", "mean"]
    assert told["number"].sum() + told["left_out"].sum() == 6515
    kailahun = told.row(by_predicate=pl.col("group") == "Kailahun", named=True)
    assert kailahun["number"] > 300
    assert kailahun["mean_low"] < kailahun["mean"] < kailahun["mean_high"]
    assert kailahun["q50"] < kailahun["q90"]


def test_a_group_of_too_few_keeps_its_row_and_says_why(tmp_path):
    lines = [f"A,2020-01-{day:02d},2020-01-{day + day % 4:02d}" for day in range(1, 20)]
    file = written(tmp_path / "l.csv", "area,a,b", *lines, "B,2020-01-02,2020-01-04", "B,2020-01-09,2020-01-03", "B,,")
    done = lianfang(
        "delays", "--linelist", file, "--first", "a", "--second", "b", "--by", "area", "--out", tmp_path / "o.csv"
    )
    assert "B: 1 delays" in done.output
    told = pl.read_csv(tmp_path / "o.csv").rows(named=True)
    assert [(row["group"], row["number"], row["left_out"]) for row in told] == [("A", 19, 0), ("B", 1, 2)]
    assert told[1]["mean"] is None


def test_severity_by_group_with_corrections_told(tmp_path):
    lines = [f"{date(2020, 1, 1) + timedelta(days=day)},{age},{cases},{day % 2}" for day in range(30)
             for age, cases in (("young", day), ("old", 5 if day != 20 else -3))]  # fmt: skip
    file = written(tmp_path / "c.csv", "date,age,cases,deaths", *lines)
    delay = ["--delay-mean", 12, "--delay-sd", 5]
    done = lianfang("severity", "--counts", file, *delay, "--by", "age", "--out", tmp_path / "o.csv")
    assert "1 numbers of cases are negative" in done.output
    young, old = pl.read_csv(tmp_path / "o.csv").rows(named=True)
    f = analysis.daily_chance("gamma", *analysis.parameters_of("gamma", 12, 5), range(30))
    want = analysis.severity(np.arange(30), 15, f)
    assert (young["adjusted"], young["known"]) == pytest.approx((want.adjusted.value, want.known))
    assert old["cases"] == 29 * 5 - 3
    assert old["naive_low"] < old["naive"] < old["naive_high"] < old["adjusted_high"]


def test_severity_of_hubei_with_its_falls_and_its_change_of_definition(shared_data, tmp_path):
    with gzip.open(shared_data / "china-2020/prefecture_daily.csv.gz", "rb") as file:
        rows = pl.read_csv(file.read(), infer_schema=False)
    city = rows.filter(pl.col("city") == "武汉市").sort("date").with_columns(pl.col("confirmed", "dead").cast(float))
    new = city.select("date", cases=pl.col("confirmed").diff().fill_null(0), deaths=pl.col("dead").diff().fill_null(0))
    new.filter(pl.col("date") <= "2020-02-20").write_csv(tmp_path / "c.csv")
    lianfang(
        "severity", "--counts", tmp_path / "c.csv", "--delay-mean", 14, "--delay-sd", 8, "--out", tmp_path / "o.csv"
    )
    told = pl.read_csv(tmp_path / "o.csv").row(0, named=True)
    assert told["naive"] < told["adjusted"] < 1
    assert told["known"] < 0.7


def test_the_scan_alarms_in_the_areas_and_days_of_a_cluster(tmp_path, rising_together):
    file = rising_together
    places = written(tmp_path / "p.csv", "area,longitude,latitude", *(f"A{area},{100 + area},30" for area in range(12)))
    out = tmp_path / "o.csv"
    done = lianfang("warn", "--counts", file, "--method", "scan", "--places", places, "--days", 5, "--out", out)
    assert "cluster: A" in done.output
    told = pl.read_csv(out, infer_schema_length=None)
    alarms = told.filter(pl.col("alarm") == 1)
    assert set(alarms["area"]) == {"A4", "A5"}
    assert set(alarms["date"]) == {"2021-01-29", "2021-01-30"}
    assert told["alarm"].null_count() == 12 * 25
    with pytest.raises(Mistake, match="goes with --method scan"):
        lianfang("warn", "--counts", file, "--method", "scan", "--out", out)
    with pytest.raises(Mistake, match="no place for 11 areas, first A1"):
        lianfang("warn", "--counts", file, "--method", "scan", "--out", out, "--places",
                 written(tmp_path / "q.csv", "area,longitude,latitude", "A0,1,1"))  # fmt: skip


def square(west, **properties):
    ring = [[west, 30], [west + 1, 30], [west + 1, 31], [west, 31], [west, 30]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def boundaries(file, *features, **more):
    told = {"type": "FeatureCollection", "features": list(features), **more}
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture
def rising_together(tmp_path):
    """Twelve areas in a row, of which the fifth and sixth have seven cases more on the last two of thirty days."""
    chance, lines = np.random.default_rng(3), []
    for area in range(12):
        for day in range(30):
            more = 7 if area in (4, 5) and day >= 28 else 0
            lines.append(f"{date(2021, 1, 1) + timedelta(days=day)},A{area},{chance.poisson(2) + more}")
    return written(tmp_path / "counts.csv", "date,area,count", *lines)


def test_the_scan_goes_by_boundaries_that_touch(tmp_path, rising_together):
    """By code and by name; of an area that the counts do not know the file may tell what it likes."""
    row = [square(100 + area, **({"adcode": f"A{area}"} if area % 2 else {"name": f"A{area}"})) for area in range(12)]
    elsewhere = {"type": "Feature", "properties": {"code": "B1"}, "geometry": None}
    places, out = boundaries(tmp_path / "p.geojson", *row, elsewhere), tmp_path / "o.csv"
    lianfang("warn", "--counts", rising_together, "--method", "scan", "--places", places, "--days", 5, "--out", out)
    alarms = pl.read_csv(out, infer_schema_length=None).filter(pl.col("alarm") == 1)
    assert set(alarms["area"]) == {"A4", "A5"} and set(alarms["date"]) == {"2021-01-29", "2021-01-30"}
    # The same as by a table of who lies beside whom.
    beside = written(tmp_path / "n.csv", "area,neighbour", *(f"A{one},A{one + 1}" for one in range(11)))
    other = tmp_path / "n_out.csv"
    lianfang("warn", "--counts", rising_together, "--method", "scan", "--places", beside, "--days", 5, "--out", other)
    assert other.read_text() == out.read_text()


def test_boundaries_that_cannot_be_used_are_one_line(tmp_path, rising_together):
    row = [square(100 + area, code=f"A{area}") for area in range(12)]
    crossing = square(104, code="A4")
    crossing["geometry"]["coordinates"] = [[[104, 30], [105, 31], [105, 30], [104, 31], [104, 30]]]
    apart = [square(100 + 2 * area, code=f"A{area}") for area in range(12)]
    for features, words in (
        (row[:11], "p.geojson: has no boundary for 1 areas, first A11; a feature needs it as its code, adcode or name"),
        ([*row, square(120, code="A3")], "feature 13, A3: the area stands more than once in this file"),
        ([*row[:4], crossing, *row[5:]], "feature 5, A4: a ring crosses itself"),
        (apart, "no two boundaries of the counts' areas touch"),
        ([], "holds no feature"),
    ):
        places, out = boundaries(tmp_path / "p.geojson", *features), tmp_path / "o.csv"
        with pytest.raises(Mistake) as told:
            lianfang("warn", "--counts", rising_together, "--method", "scan", "--places", places, "--out", out)
        assert words in str(told.value) and "\n" not in str(told.value) and not out.exists()
    (tmp_path / "p.geojson").write_text("area,neighbour\n")
    with pytest.raises(Mistake, match="line 1, column 1: no JSON"):
        lianfang("warn", "--counts", rising_together, "--method", "scan", "--places", tmp_path / "p.geojson",
                 "--out", tmp_path / "o.csv")  # fmt: skip
    with pytest.raises(Mistake, match="cannot be read: No such file"):
        lianfang("warn", "--counts", rising_together, "--method", "scan", "--places", tmp_path / "q.geojson",
                 "--out", tmp_path / "o.csv")  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "arguments", "words"),
    [
        (["a,b", "soon,2020-01-01"], ["delays", "--linelist", "--first", "a", "--second", "b"], "'soon' is no date"),
        (["a,b", ","], ["delays", "--linelist", "--first", "a", "--second", "b"], "no row has a date"),
        (["a,b", "1,2"], ["delays", "--linelist", "--first", "a", "--second", "c"], "has no column c"),
        (["date,cases,deaths", "2020-01-01,1,0"], ["severity", "--counts"], "wanted once"),
        (["date,cases,deaths", "2020-01-01,x,0"], ["severity", "--counts", "--delay-mean", 9, "--delay-sd", 3], "'x'"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, lines, arguments, words):
    file = written(tmp_path / "f.csv", *lines)
    with pytest.raises(Mistake) as told:
        lianfang(*arguments[:2], file, *arguments[2:], "--out", tmp_path / "o.csv")
    assert words in str(told.value)
    assert not (tmp_path / "o.csv").exists()


def test_each_step_of_a_chain_of_dates_has_its_row_a_group(tmp_path):
    lines = [
        f"{'A' if number % 2 else 'B'},{day},{day + timedelta(days=number % 4)},{after}"
        for number in range(24)
        for day in [date(2021, 1, 1) + timedelta(days=number % 9)]
        for after in [day + timedelta(days=5) if number % 3 else "" if number else day - timedelta(days=2)]
    ]
    file = written(tmp_path / "l.csv", "unit,onset,report,isolation", *lines)
    out = tmp_path / "o.csv"
    steps = ["--steps", "onset,report,isolation", "--by", "unit"]
    lianfang("delays", "--linelist", file, *steps, "--until", "2021-02-01", "--out", out)
    told = pl.read_csv(out).rows(named=True)
    assert [(row["first"], row["second"], row["group"]) for row in told] == [
        ("onset", "report", "B"), ("onset", "report", "A"), ("report", "isolation", "B"), ("report", "isolation", "A")
    ]  # fmt: skip
    assert [(row["number"], row["waiting"], row["earlier"]) for row in told] == [
        (12, 0, 0), (12, 0, 0), (8, 3, 1), (8, 4, 0)
    ]  # fmt: skip
    with pytest.raises(Mistake, match="leave out --first"):
        lianfang("delays", "--linelist", file, *steps, "--first", "onset", "--out", out)
    with pytest.raises(Mistake, match="twice"):
        lianfang("delays", "--linelist", file, "--steps", "onset,onset", "--out", out)
    with pytest.raises(Mistake, match="two columns"):
        lianfang("delays", "--linelist", file, "--first", "onset", "--out", out)
