"""`lianfang warn`: the table it writes, in CSV and Parquet, and what it says of files it cannot use."""

import csv
import gzip
import subprocess
import sys
from datetime import date, timedelta
from functools import partial

import numpy as np
import polars as pl
import pytest

from command_line import lianfang, written
from lianfang.analysis import farrington
from lianfang.vocabulary.mistakes import Mistake

warn = partial(lianfang, "warn")


def table(file, lines, header="date,area,count"):
    return written(file, header, *lines)


@pytest.fixture
def weekly(tmp_path):
    """Seven years of two areas; the second is told nothing of in one week and tells an empty count in another."""
    chance, lines = np.random.default_rng(1), []
    for week in range(7 * 52):
        day = date(2014, 1, 6) + timedelta(weeks=week)
        lines.append(f"{day},A,{chance.poisson(6)}")
        if week != 350:
            lines.append(f"{day},B,{'' if week == 351 else chance.poisson(1)}")
    return table(tmp_path / "weekly.csv", lines)


def test_a_row_for_each_row_with_what_farrington_says(weekly, tmp_path):
    done = warn("--counts", weekly, "--method", "farrington", "--out", tmp_path / "out.csv")
    assert "2 of 728 counts are missing" in done.output
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["date", "area", "count", "expected", "upper", "alarm"]
    assert len(rows) == 727
    given = pl.read_csv(weekly).filter(pl.col("area") == "A")
    judged = farrington(given["count"].to_numpy(), given["date"].str.to_date().to_numpy())
    told = [row for row in rows if row["area"] == "A"]
    assert [row["upper"] != "" for row in told] == (~np.isnan(judged.upper)).tolist()
    assert [row["alarm"] == "1" for row in told] == judged.alarm.tolist()
    assert {row["alarm"] for row in told[:200]} == {""}
    assert [row["alarm"] for row in rows if row["area"] == "B" and row["date"] == "2020-09-28"] == [""]


def test_parquet_in_and_out_say_the_same_as_csv(weekly, tmp_path):
    pl.read_csv(weekly, try_parse_dates=True).write_parquet(tmp_path / "weekly.parquet")
    for method in ("ears-c1", "ears-c2", "ears-c3", "cusum", "moving-percentile", "threshold"):
        warn("--counts", weekly, "--method", method, "--out", tmp_path / "out.csv")
        warn("--counts", tmp_path / "weekly.parquet", "--method", method, "--out", tmp_path / "out.parquet")
        one = pl.read_csv(tmp_path / "out.csv", infer_schema_length=None)
        two = pl.read_parquet(tmp_path / "out.parquet")
        assert one["alarm"].to_list() == two["alarm"].to_list()
        assert one["alarm"].drop_nulls().len() > 400
        assert one["upper"].to_list() == pytest.approx(two["upper"].to_list())


def test_a_negative_count_is_told_and_taken_as_missing(tmp_path):
    lines = [f"{date(2020, 1, 1) + timedelta(days=day)},A,{-4 if day == 9 else 3 + day % 2}" for day in range(20)]
    done = warn("--counts", table(tmp_path / "c.csv", lines), "--method", "ears-c1", "--out", tmp_path / "o.csv")
    assert "1 counts are negative (first on line 11: -4)" in done.output
    assert pl.read_csv(tmp_path / "o.csv")["count"].to_list()[9] is None


def test_the_count_of_a_moving_percentile_by_day_is_that_of_seven_days(tmp_path):
    lines = [f"{date(2015, 1, 1) + timedelta(days=day)},A,1" for day in range(1700)]
    file = table(tmp_path / "c.csv", lines)
    warn("--counts", file, "--method", "moving-percentile", "--from", "2019-08-01", "--out", tmp_path / "o.csv")
    last = pl.read_csv(tmp_path / "o.csv", infer_schema_length=None).row(-1, named=True)
    assert (last["count"], last["expected"], last["upper"], last["alarm"]) == (7, 7, 7, 0)


@pytest.mark.parametrize(
    ("lines", "options", "words"),
    [
        (["2021-01-01,A,many"], [], "c.csv: line 2, column count: 'many' is no number"),
        (["2021-01-01,A,1", "01.02.2021,A,1"], [], "line 3, column date: '01.02.2021' is no date"),
        (["2021-01-01,A,1", "2021-01-01,A,2"], [], "line 3, column date: '2021-01-01' stands twice for area A"),
        (["2021-01-01,,1"], [], "line 2, column area: '' is needed in every row"),
        ([], [], "has a header and no row"),
        (["2021-01-01,A,1"], ["--options", "noufaily"], "--options is for farrington"),
        (["2021-01-01,A,1"], ["--from", "soon"], "write a date"),
        (["2021-01-01,A,1"], ["--from", "2021-02-01"], "the counts end on 2021-01-01"),
        (["0202-01-06,A,1", "2020-01-06,A,2"], [], "more than a century before 2020-01-06"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(tmp_path, lines, options, words):
    file = table(tmp_path / "c.csv", lines)
    with pytest.raises(Mistake) as told:
        warn("--counts", file, "--method", "ears-c1", "--out", tmp_path / "o.csv", *options)
    assert words in str(told.value)
    assert not (tmp_path / "o.csv").exists()


def test_an_unknown_method_ends_with_2_and_a_line(tmp_path):
    file = table(tmp_path / "c.csv", ["2021-01-01,A,1"])
    command = [
        sys.executable,
        "-m",
        "lianfang.cli",
        "warn",
        "--counts",
        str(file),
        "--method",
        "guess",
        "--out",
        "o.csv",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("lianfang: --method guess: there are ears-c1")
    assert "Traceback" not in done.stderr


def test_china_in_2020_with_its_falls_its_gaps_and_urumqis_new_outbreak(shared_data, tmp_path):
    """New cases from cumulative ones as published: falls are told and missing, the first case after 141 quiet days
    alarms, and so does the change of definition on 12 February (a day later, as cities lag their province)."""
    with gzip.open(shared_data / "china-2020/area_daily_to_2020-09-30.csv.gz", "rb") as file:
        rows = pl.read_csv(file.read(), infer_schema=False)
    rows = rows.filter((pl.col("level") == "prefecture") & pl.col("area").is_in(["乌鲁木齐市", "武汉市", "温州市"]))
    new = pl.col("confirmed").cast(float).diff().over("area", order_by="date")
    rows.select("date", "area", count=new).write_csv(tmp_path / "c.csv")
    done = warn("--counts", tmp_path / "c.csv", "--method", "ears-c1", "--out", tmp_path / "o.csv")
    assert "counts are negative (first on line" in done.output
    assert "are missing; they stay missing, not zero" in done.output
    alarms = pl.read_csv(tmp_path / "o.csv", infer_schema_length=None).filter(pl.col("alarm") == 1)
    by_area = {area: alarms.filter(pl.col("area") == area)["date"].to_list() for area in ("乌鲁木齐市", "武汉市")}
    assert min(day for day in by_area["乌鲁木齐市"] if day > "2020-06-01") == "2020-07-16"
    assert "2020-02-13" in by_area["武汉市"]


def test_days_are_summed_to_the_weeks_asked_for(tmp_path):
    """Twenty days from Monday 4 January 2021, a case a day and none told of on the ninth: two weeks lack a day."""
    days = [date(2021, 1, 4) + timedelta(days=number) for number in range(20)]
    file = table(tmp_path / "daily.csv", [f"{day},A,1" for day in days if day != date(2021, 1, 9)])
    told = {}
    for weeks in ("iso", "mmwr"):
        done = warn("--counts", file, "--method", "threshold", "--week", weeks, "--out", tmp_path / "out.csv")
        told[weeks] = [tuple(row) for row in pl.read_csv(tmp_path / "out.csv").select("date", "count").iter_rows()]
        assert "weeks lack a day" in done.output
    assert told["iso"] == [("2021-01-04", None), ("2021-01-11", 7), ("2021-01-18", None)]
    assert told["mmwr"] == [("2021-01-03", None), ("2021-01-10", 7), ("2021-01-17", 7)]
    for options, said in ((("--week", "sunday"), "there are iso, mmwr"), (("--week", "iso"), "follow one another")):
        given = table(tmp_path / "weeks.csv", ["2021-01-04,A,1", "2021-01-11,A,2"])
        with pytest.raises(Mistake, match=said):
            warn("--counts", given, "--method", "ears-c1", *options, "--out", tmp_path / "out.csv")
