"""Tracing on Spark gives what the plain loops give, and what DuckDB gives row for row; files go the same way.

Where PySpark or Java is absent these tests are skipped.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest
from typer.testing import CliRunner

from invented_visits import FIRST, frames, rules_of, settled_frames, settled_town
from lianfang import cli
from lianfang.trace import SAME_PLACE, trace
from lianfang.vocabulary.mistakes import Mistake
from naive.trace import Case, Encounter, Graded, Visit, trace_by_settings
from naive.trace import trace as plain


def test_spark_equals_the_plain_loops(spark):
    chance = Random(3)

    def moment() -> datetime:
        return FIRST + chance.randrange(400) * timedelta(minutes=5)

    visits = []
    for _ in range(220):
        start, length = moment(), timedelta(minutes=chance.choice([0, 5, 14, 15, 16, 30, 45, 120]))
        visits.append(Visit(chance.randrange(12), chance.randrange(3), start, start + length))
    cases = [Case(0, moment(), None), Case(1, moment(), FIRST + timedelta(hours=30)), Case(1, FIRST, FIRST)]
    town = (cases, visits, [(person, moment()) for person in (2, 2, 3, 5)])
    found = trace(*frames(town), engine="spark").encounters
    wanted = plain(*town)
    assert {row.grade for row in wanted} == {"close", "secondary"}
    assert sorted(map(str, wanted)) == sorted(
        str(Encounter(*row)) for row in found.select(Encounter._fields).iter_rows()
    )


def test_spark_equals_the_plain_loops_by_a_plan_s_settings(spark):
    cases, visits, isolated, places = [], [], [], []
    # Many towns as one, each with people and days of its own: Spark takes its time over each question.
    for number in range(20):
        later, first = timedelta(days=2 * number), 10 * number
        ill, stays, shut, known = settled_town(Random(number))
        for one in ill:
            until = one.infectious_until
            cases.append(
                Case(one.person + first, one.infectious_from + later, (until or FIRST + timedelta(days=1)) + later)
            )
        visits += [
            one._replace(person=one.person + first, start=one.start + later, end=one.end + later) for one in stays
        ]
        isolated += [(person + first, at + later) for person, at in shut]
        places = known if len(known) > len(places) else places
    town = (cases, visits, isolated, places)
    rules = rules_of(3, "5 min")
    found = trace(*settled_frames(town)[:3], rules, settled_frames(town)[3], engine="spark").encounters
    wanted = trace_by_settings(*town, rules)
    assert {row.grade for row in wanted} == {"close", "general", "secondary"}
    assert {row.rule for row in wanted} == {"sealed_train", "open_train", "ship", "small", "large"}
    assert sorted(map(str, wanted)) == sorted(str(Graded(*row)) for row in found.select(Graded._fields).iter_rows())


def crowded(people: int = 40) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Cases, visits and isolations that meet often; the seconds of their clocks have parts."""
    first = datetime.fromisoformat("2021-01-01 23:00:00.250")
    rows = [
        # Some go on to where others are who were never with a case.
        (person, number % 5 + 5 * (person + number >= 27),
         first + timedelta(minutes=number * 7, milliseconds=person * 130),
         first + timedelta(minutes=number * 7 + 20 + person % 9, milliseconds=number * 70))
        for person in range(people) for number in range(person % 3, 12, 2)
    ]  # fmt: skip
    visits = pl.DataFrame(rows, schema=["person", "place", "start", "end"], orient="row")
    visits = visits.with_columns(pl.col("place").cast(pl.UInt16))
    ill = visits.filter(pl.col("person") < 2).group_by("person", maintain_order=True).agg(
        infectious_from=pl.col("start").min(), infectious_until=pl.lit(None, pl.Datetime("us"))
    )  # fmt: skip
    isolated = pl.DataFrame({"person": [2, 3], "isolated_from": [first + timedelta(minutes=40)] * 2})
    return ill, visits, isolated


@pytest.mark.parametrize(
    ("rule", "zone"), [(SAME_PLACE, None), (rules_of(2, "5 min"), "UTC")], ids=["place", "settings"]
)
def test_spark_gives_duckdb_s_rows_in_their_order_and_types(spark, zone, rule):
    told = [
        frame.with_columns(pl.col(pl.Datetime).dt.replace_time_zone(zone))
        for frame in crowded()
    ]  # fmt: skip
    duck, by_spark = (trace(*told, rule=rule, engine=engine) for engine in ("duckdb", "spark"))
    assert {"close", "secondary"} <= set(duck.encounters["grade"])
    assert by_spark.encounters.schema == duck.encounters.schema
    assert by_spark.encounters.equals(duck.encounters)
    assert by_spark.contacts.schema == duck.contacts.schema
    assert by_spark.contacts.equals(duck.contacts)


def asked(folder: Path, engine: str) -> list[str]:
    cases, visits, _ = crowded()
    cases.write_csv(folder / "cases.csv")
    visits.write_parquet(folder / "visits.parquet")
    files = ("--cases", folder / "cases.csv", "--visits", folder / "visits.parquet")
    out = ("--out", folder / f"{engine}.parquet", "--contacts", folder / f"{engine}.csv")
    return ["trace", *map(str, (*files, *out)), "--engine", engine]


def test_the_command_writes_the_same_files(spark, tmp_path):
    cli.discover()
    told = []
    for engine in ("duckdb", "spark"):
        answer = CliRunner().invoke(cli.app, asked(tmp_path, engine), standalone_mode=False)
        assert answer.exception is None, answer.exception
        told.append(answer.output)
    assert told[0] == told[1]
    assert pl.read_parquet(tmp_path / "duckdb.parquet").equals(pl.read_parquet(tmp_path / "spark.parquet"))
    assert (tmp_path / "duckdb.csv").read_bytes() == (tmp_path / "spark.csv").read_bytes()


@pytest.mark.parametrize(
    ("engine", "said"), [("spark", "PySpark is not installed"), ("polars", "--engine polars: there are duckdb, spark")]
)
def test_an_engine_that_is_not_there_is_one_line(monkeypatch, tmp_path, engine, said):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    cli.discover()
    answer = CliRunner().invoke(cli.app, asked(tmp_path, engine), standalone_mode=False)
    assert isinstance(answer.exception, Mistake) and said in str(answer.exception)
    assert not (tmp_path / f"{engine}.parquet").exists()
