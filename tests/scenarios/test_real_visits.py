"""Published journeys and visits traced by the plan: what a plain count of the file finds, and the known companions."""

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from lianfang import plan
from lianfang.trace import trace
from lianfang.trace.itinerary.vehicles import train

DAY = timedelta(days=1)
RAIL, AIR = ("火车", "高铁", "动车"), ("飞机", "航班")


@pytest.fixture(scope="module")
def rules() -> plan.ContactRules:
    text = files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8")
    found, _ = plan.load(text, "covid19_2020.yaml")
    assert found is not None and found.contacts is not None
    return found.contacts


def plain(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def cases_of(persons: set[str]) -> pl.DataFrame:
    """Everybody in these files is a case; from when they exposed others is not published."""
    since = datetime.fromisoformat("2019-12-01")
    return pl.DataFrame(
        [(person, since, None) for person in sorted(persons)],
        {"person": pl.String, "infectious_from": pl.Datetime("us"), "infectious_until": pl.Datetime("us")},
        orient="row",
    )


def rides(rows: list[dict[str, str]]) -> pl.DataFrame:
    """Rides whose day is told, by the whole day: `G457/15/8B/8C` is a train, a carriage and the seats of a booking."""
    told = []
    for row in rows:
        day = (row["date"] or row["start"])[:10]
        if not row["pid"] or not row["vehicle"] or not day or row["mode"] not in (*RAIL, *AIR):
            continue
        if row["mode"] in RAIL:
            ride = train(row["vehicle"])
            kind, number, carriage, seat = "train", ride.number, ride.carriage, ride.seat
        else:
            kind, number, carriage, seat = "aircraft", row["vehicle"].partition("/")[0], "", ""
        begin = datetime.fromisoformat(day)
        told.append((row["pid"], number, begin, begin + DAY, kind, number, carriage, seat))
    columns = ("person", "place", "start", "end", "kind", "number", "carriage", "seat")
    schema = {name: pl.Datetime("us") if name in ("start", "end") else pl.String for name in columns}
    return pl.DataFrame(told, schema, orient="row")


def test_rides_of_published_patients(shared_data, rules):
    visits = rides(plain(shared_data / "trips" / "visits.csv"))
    assert visits.height > 120
    # Whole days stand beside one another: a tolerance would join yesterday's train to today's.
    found = trace(cases_of({*visits["person"]}), visits, rule=replace(rules, tolerance=timedelta(0))).encounters
    same: Counter[str] = Counter()
    aboard = defaultdict(set)
    for person, _, begin, _, kind, number, carriage, _ in visits.iter_rows():
        aboard[number.strip().upper(), begin, kind].add((person, carriage.lstrip("0")))
    wanted = set()
    for (_, _, kind), people in aboard.items():
        for (one, mine), (other, theirs) in combinations(sorted(people), 2):
            if one != other:
                close = kind == "train" and mine == theirs != ""
                grade = "close" if close else "general"
                wanted |= {(one, other, grade), (other, one, grade)}
                same[grade] += 1
    assert {*found.select("index", "person", "grade").iter_rows()} == wanted
    assert same["close"] >= 5 and same["general"] > 20
    couple = found.filter(pl.col("place") == "G457")
    assert set(couple["grade"]) == {"close"}, "8B and 8C of carriage 15 sat beside one another"


def test_visits_of_korean_patients_by_day(shared_data, rules):
    rows = plain(shared_data / "korea-2020" / "PatientRoute.csv")
    visits = pl.DataFrame(
        [
            (row["patient_id"], f"{row['latitude']},{row['longitude']}", day, day + DAY, row["type"])
            for row in rows
            for month, day_of_month, year in [row["date"].split("/")]
            for day in [datetime.fromisoformat(f"{year}-{int(month):02d}-{int(day_of_month):02d}")]
        ],
        {"person": pl.String, "place": pl.String, "start": pl.Datetime("us"), "end": pl.Datetime("us"),
         "kind": pl.String},
        orient="row",
    )  # fmt: skip
    found = trace(cases_of({*visits["person"]}), visits, rule=rules).encounters
    there = defaultdict(set)
    for person, place, day, _, _ in visits.iter_rows():
        there[place, day].add(person)
    together = {pair for people in there.values() for pair in combinations(sorted(people), 2)}
    pairs = {tuple(sorted(pair)) for pair in found.select("index", "person").iter_rows()}
    assert together <= pairs, "who was at one place on one day met"
    # The rest met within the tolerance of clocks at midnight, or in air that stays risky into the next day.
    next_day = {
        tuple(sorted((one, other)))
        for (place, day), people in there.items()
        for one in people
        for other in there.get((place, day + DAY), ())
        if one != other
    }
    assert pairs - together <= next_day
