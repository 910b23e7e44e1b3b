"""Which collected visits made a contact, by the plans in force: these stay as its evidence, however old they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive.cases import cases as cases_of
from lianfang.derive.encounters import exposing_times
from lianfang.derive.inputs import prepared
from lianfang.derive.people import Tables
from lianfang.derive.people import people as people_of
from lianfang.facts import known_by
from lianfang.facts.visits import numbers_of_persons
from lianfang.places.frames import areas_frame, units_frame
from lianfang.plan.model import ContactRules, Plan
from lianfang.situation.plans import plans_in_force
from lianfang.trace.store import MOMENT, Segment, trace_by_settings

# What says who is a case, and from when until when a case exposes others.
_KINDS = ("case", "severity", "outcome", "specimen", "test_result", "admission", "observation", "symptom")
_TOUCHED: dict[str, Any] = {"person": pl.Int64, "low": MOMENT, "high": MOMENT}


def touched(segments: Sequence[Segment], at: datetime) -> pl.DataFrame:
    """Who of those in the store was in an encounter, and when: ``person, low, high``, by every plan in force.

    Each encounter counts for both, from before it by the tolerance of clocks and the air that stays risky. Isolation is
    left out of account, so that what is kept is rather more than what the contacts rest on.
    """
    traced = [(plan, plan.contacts) for plan in plans_in_force() if plan.contacts is not None]
    told = ledger_of_cases(at, {plan.time_zone for plan, _ in traced})
    found = [pl.DataFrame(schema=_TOUCHED)]
    for plan, rules in traced:
        cases = exposing_numbers(plan, rules, *told[plan.time_zone])
        if cases.height:
            found.append(_both(trace_by_settings(segments, cases, rules), rules))
    return pl.concat(found).unique()


def ledger_of_cases(at: datetime, time_zones: Collection[str]) -> dict[str, tuple[Tables, pl.DataFrame]]:
    """What the ledger says of cases, in the local time of each zone: the facts, prepared, and the cases they make."""
    if not time_zones:
        return {}
    tables = {**known_by(at, _KINDS, whole=True), "areas": areas_frame(), "units": units_frame()}
    prepared_in = {zone: prepared(tables, zone) for zone in time_zones}
    return {zone: (facts, cases_of(facts, people_of(facts))) for zone, facts in prepared_in.items()}


def exposing_numbers(plan: Plan, rules: ContactRules, facts: Tables, cases: pl.DataFrame) -> pl.DataFrame:
    """The cases of a plan's disease under their numbers in the store, as ``store.trace_by_settings`` takes them.

    ``facts`` and ``cases`` are those of ``ledger_of_cases`` in the plan's zone. Somebody with several numbers
    (identity, telephone, id) is there under each.
    """
    ill = cases.filter(
        (pl.col("disease") == plan.disease) & pl.col("person").is_not_null() & (pl.col("classification") != "excluded")
    )
    times = exposing_times(facts, ill, rules)
    numbers = numbers_of_persons([UUID(person) for person in times["person"].unique()])
    zone = ZoneInfo(plan.time_zone)

    def utc(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    rows = [
        (number, utc(row["since"]), utc(row["until"]))
        for row in times.iter_rows(named=True)
        for number in numbers[UUID(row["person"])]
    ]
    schema: dict[str, Any] = {"person": pl.Int64, "infectious_from": MOMENT, "infectious_until": MOMENT}
    return pl.DataFrame(rows, schema, orient="row")


def made_contact(visits: pl.DataFrame, encounters: pl.DataFrame) -> pl.Series:
    """Of each visit whether it made a contact: of somebody who was in an encounter meanwhile."""
    numbered = visits.select("person", "start", "end").with_row_index("row")
    pairs = numbered.join(encounters, on="person", how="inner")
    during = pairs.filter((pl.col("start") < pl.col("high")) & (pl.col("end") > pl.col("low")))
    return numbered["row"].is_in(during["row"].unique().implode()).alias("evidence")


def _both(met: pl.DataFrame, rules: ContactRules) -> pl.DataFrame:
    wide = rules.tolerance + max((one.lingers for one in rules.settings), default=timedelta(0))
    window = {"low": pl.col("overlap_start") - wide, "high": pl.col("overlap_end") + wide}
    exposing = pl.coalesce("via", "index").alias("person")
    return pl.concat([met.select(who, **window) for who in (pl.col("person"), exposing)]).unique()
