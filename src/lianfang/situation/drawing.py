"""Collected visits that touch a case drawn into the ledger: there they are facts, and contacts and duties follow.

What is drawn is where whoever exposes others was meanwhile, and the visits of those of the ledger who met them. Nothing
else leaves the store. Whom the ledger does not know is counted by place (``UnnamedContact``), to be asked for by name;
once they are recorded, they are found here by their number.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection, transaction

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.derive.cases import cases as cases_of
from lianfang.derive.encounters import ISOLATED, exposing_times
from lianfang.derive.inputs import prepared, utc
from lianfang.derive.outputs import frame_of
from lianfang.derive.people import people as people_of
from lianfang.facts import known_by
from lianfang.facts.places_visited import visits_at
from lianfang.facts.visits.looking import at_places, of_persons
from lianfang.facts.visits.people import numbers_of_persons
from lianfang.facts.visits.tracing import arrived, nobody_numbered, numbered, persons_of
from lianfang.facts.visits.waiting import Waiting, taken
from lianfang.places.frames import units_frame
from lianfang.plan import ContactRules, Plan
from lianfang.situation.meeting import (
    MOVES,
    Gathered,
    cases_around,
    cases_exposing,
    persons_and_cases,
    wide_of,
    windows,
)
from lianfang.situation.models import UnnamedContact
from lianfang.situation.plans import look_again, outermost_plans
from lianfang.situation.relating import ids
from lianfang.situation.writing import replaced
from lianfang.trace.vehicles import printed

_log = logging.getLogger(__name__)
MACHINE = "collected-visits"
_DRAWING = 20210108
# Cases traced together, and people numbered together.
_CASES, _PEOPLE = 200, 5_000
_HOW = frozenset({"scan", "ticket", "hotel", "checkpoint", "till"})
_AIR = frozenset({"sealed", "ventilated"})
_UTC = pl.Datetime("us", "UTC")
_NOW_KNOWN = "a visit told otherwise where it was collected"


def draw(at: datetime) -> int:
    """Traces what waits through the collected visits as known at ``at``; answers how many of them became facts.

    It takes no more than is waiting when it begins. A draw that fails leaves everything to the next.
    """
    with transaction.atomic(), machine_session():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DRAWING])
        waiting = taken()
        if not waiting:
            return 0
        look_again()
        plans = [(plan, plan.contacts) for plan in outermost_plans(at) if plan.contacts is not None]
        gone = _taken_away(waiting.gone, at)
        drawn: dict[str, dict[str, Any]] = {}
        cases = sorted(_cases_to_trace(waiting, plans, at)) if plans else []
        for start in range(0, len(cases), _CASES):
            drawn |= _Drawing(at, set(cases[start : start + _CASES]), plans, otherwise=set(gone)).drawn()
        # Whoever records makes all others wait for his transaction: that comes last.
        return _recorded([*gone.values(), *drawn.values()], at)


def _cases_to_trace(waiting: Waiting, plans: list[tuple[Plan, ContactRules]], at: datetime) -> set[str]:
    persons, cases = persons_and_cases(waiting.subjects)
    everybody = waiting.everything or nobody_numbered()
    if everybody:
        persons |= ids("SELECT DISTINCT subject::text FROM facts_person")
    asked, named = sorted(persons), list[int]()
    for start in range(0, len(asked), _PEOPLE):
        for numbers in numbered(asked[start : start + _PEOPLE]).values():
            named += numbers
    if everybody:
        return ids("SELECT DISTINCT subject::text FROM facts_case")
    cases |= cases_around(list(persons))
    # Whoever is newly known may have been beside a case when nobody could say who it was.
    came = [arrived(*each) for each in waiting.came]
    came += [of_persons(named)] if named else []
    return cases | _cases_met(pl.concat(came), plans, at) if came else cases


def _cases_met(visits: pl.DataFrame, plans: list[tuple[Plan, ContactRules]], at: datetime) -> set[str]:
    """The cases on whose account somebody exposed others where and when these visits were, or made them."""
    known = persons_of(visits["person"].unique().to_list())
    found = cases_around(known["known"].to_list())
    wide = max(wide_of(rules) for _, rules in plans)
    stays = by_keys(visits).group_by("key", pl.col("start").dt.date().alias("day"), "aboard").agg(
        (pl.col("start").min() - wide).dt.replace_time_zone("UTC"),
        (pl.col("end").max() + wide).dt.replace_time_zone("UTC"),
    )  # fmt: skip
    rows = stays.select("key", "start", "end", "aboard").rows()
    there = visits_at([row[:3] for row in rows], [row[:3] for row in rows if row[3]])
    for kind, named in zip(MOVES, there, strict=True):
        if named:
            moves = known_by(at, [kind], where={"id": sorted(named)}, columns=["person"])[kind]
            found |= cases_exposing(moves["person"].drop_nulls().unique().to_list())
    return found


def by_keys(visits: pl.DataFrame) -> pl.DataFrame:
    """Collected visits under each ``key`` by which others may have met them: the place, or a number (``aboard``)."""
    numbers = {number: printed(number).split("/") for number in visits["number"].unique().drop_nulls()}
    told = pl.DataFrame(list(numbers.items()), {"number": pl.String, "key": pl.List(pl.String)}, orient="row")
    ridden = visits.join(told.explode("key"), on="number", how="inner").with_columns(aboard=True)
    placed = visits.filter(pl.col("place").is_not_null()).with_columns(key=pl.col("place"), aboard=False)
    return pl.concat([placed, ridden.select(placed.columns)])


def _taken_away(gone: list[tuple[int, str, datetime]], at: datetime) -> dict[str, dict[str, Any]]:
    """By each fact whose visit (number, place, start) was taken away where it was collected, its withdrawal."""
    known = dict[int, list[str]]()
    for number, person in persons_of([number for number, *_ in gone]).iter_rows():
        known.setdefault(number, []).append(person)
    persons = [person for told in known.values() for person in told]
    held = known_by(at, ["visit"], {"person": persons})["visit"].filter(pl.col("recorded_by") == MACHINE)
    by_visit = {_visit_of(row): row for row in held.iter_rows(named=True)}
    asked = [(person, *visit) for number, *visit in gone for person in known.get(number, ())]
    told = [by_visit[one] for one in asked if one in by_visit]
    withdrawal = {"withdrawn": True, "reason": _NOW_KNOWN}
    return {
        row["id"]: {"area": row["area"], "person": row["person"], "supersedes": row["id"], **withdrawal} for row in told
    }


def _visit_of(row: dict[str, Any]) -> tuple[str, str, datetime]:
    """What tells a visit of the ledger apart, as the store tells its own apart."""
    return row["person"], row["place"] or row["place_name"], row["occurred_from"]


def _recorded(drawn: list[dict[str, Any]], at: datetime) -> int:
    """Records visits where they were made; answers how many were new, otherwise or withdrawn."""
    by_area: dict[str, list[dict[str, Any]]] = {}
    for row in drawn:
        told = {f"visit.{name}": row[name] for name in _COLUMNS if row.get(name) is not None}
        by_area.setdefault(row["area"], []).append({"person": row["person"], **told})
    written = 0
    for area, rows in sorted(by_area.items()):
        request = uuid5(NAMESPACE_URL, f"lianfang:collected:{at.isoformat()}:{area}:{rows!r}")
        answer = facts.record("visit", rows, facts.Recorder(MACHINE, area), "machine", request, at)
        for refused in answer.rejections:
            _log.error("a collected visit in %s was refused: %s: %s", area, refused.column, refused.reason)
        written += answer.loaded + answer.corrected
    return written


@dataclass
class _Drawing(Gathered):
    """The same as a refresh gathers from the ledger, and what the store holds beside it."""

    since: dict[str, datetime] = field(default_factory=dict)
    until: dict[str, datetime] = field(default_factory=dict)
    # Collected visits under the ids that they have here, those of people unknown among them.
    collected: dict[str, dict[str, Any]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    # Facts of the ledger that were told otherwise since where they were collected.
    otherwise: set[str] = field(default_factory=set)

    def drawn(self) -> dict[str, dict[str, Any]]:
        """What touches the cases, by ids of their own: visits to be recorded. Counts those whom nobody can name."""
        self._times()
        met = self.encounters() if self.since else utc(frame_of([], "encounter"), "UTC")
        replaced(UnnamedContact, "case", self.cases, _counted(met, self.unknown))
        named = met.filter(~pl.col("person").is_in(list(self.unknown)))
        evidence = {*named["visit"], *named["exposing_visit"]}
        return {
            id_: row
            for id_, row in self.collected.items()
            if row["person"] not in self.unknown and (id_ in evidence or row["person"] in self.exposing)
        }

    def own(self, persons: set[str]) -> dict[str, pl.DataFrame]:
        """Their visits and journeys as the ledger has them, and what was collected of them while they expose."""
        exposing = persons & self.since.keys()
        own = super().own(exposing)
        self._until_isolated(exposing)
        numbers = numbers_of_persons(UUID(person) for person in exposing)
        rows = [
            (number, str(person), self.since[str(person)], self.until.get(str(person)))
            for person, told in numbers.items()
            for number in told
        ]
        if not rows:
            return own
        known = pl.DataFrame(rows, {"person": pl.Int64, "known": pl.String, "since": _UTC, "until": _UTC}, orient="row")
        found = of_persons(known["person"].to_list(), min(self.since[person] for person in exposing))
        found = found.join(known, on="person", how="inner").with_columns(
            pl.col("start", "end").dt.replace_time_zone("UTC")
        )
        during = (pl.col("end") > pl.col("since")) & (pl.col("start") < pl.col("until")).fill_null(True)
        found = found.filter(during)
        own["visit"] = pl.concat([own["visit"], self._as_facts(found, own["visit"])])
        return own

    def beside(self, own: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """Who was there as the ledger has it, and as was collected."""
        others = super().beside(own)
        earliest = min(self.since.values())
        asked = [window for _, window in windows(own, self.plans) if window[2] > earliest]
        schema: dict[str, Any] = {"key": pl.String, "low": _UTC, "high": _UTC}
        rows = [(key, low.astimezone(UTC), high.astimezone(UTC)) for key, low, high in asked]
        stays = pl.DataFrame(rows, schema, orient="row").unique()
        if stays.is_empty():
            return others
        there = at_places(stays["key"].unique().to_list(), stays["low"].min(), stays["high"].max())  # type: ignore[arg-type]
        there = there.with_columns(pl.col("start", "end").dt.replace_time_zone("UTC")).with_row_index("nth")
        near = by_keys(there).join(stays, on="key", how="inner")
        near = near.filter((pl.col("start") < pl.col("high")) & (pl.col("end") > pl.col("low")))
        there = there.filter(pl.col("nth").is_in(near["nth"].unique().implode())).drop("nth")
        named = persons_of(there["person"].unique().to_list()).rename({"number": "person"})
        there = there.join(named, on="person", how="left", maintain_order="left")
        others["visit"] = pl.concat([others["visit"], self._as_facts(there, others["visit"])])
        return others

    def found(self) -> pl.DataFrame:
        """The encounters, none through somebody whom nobody can name; and since when each contact exposes others."""
        self.moves["visit"] = self.moves["visit"].filter(~pl.col("id").is_in(list(self.otherwise)))
        met = super().found().filter(~pl.col("via").is_in(list(self.unknown)))
        near = met.filter((pl.col("grade") != "general") & ~pl.col("person").is_in(list(self.unknown)))
        for person, began in near.group_by("person").agg(pl.col("began").min()).iter_rows():
            self.since[person] = min(began, self.since.get(person, began))
        return met

    def _times(self) -> None:
        """From when until when the cases expose others, those alone that stand."""
        self.exposing = ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", list(self.cases))
        tables = self.tables()
        self.exposing = set()
        for plan, rules in self.plans:
            zone = ZoneInfo(plan.time_zone)
            facts_here = prepared(tables, plan.time_zone)
            ill = cases_of(facts_here, people_of(facts_here)).filter(
                (pl.col("disease") == plan.disease) & (pl.col("classification") != "excluded")
            )
            for row in exposing_times(facts_here, ill, rules).iter_rows(named=True):
                if row["case"] in self.cases:
                    until = row["until"]
                    self._exposes(row["person"], _utc(row["since"], zone), None if until is None else _utc(until, zone))

    def _exposes(self, person: str, since: datetime, until: datetime | None) -> None:
        if person in self.since and (person not in self.until or until is None):
            self.until.pop(person, None)
        elif until is not None:
            self.until[person] = max(until, self.until.get(person, until))
        self.since[person] = min(since, self.since.get(person, since))

    def _until_isolated(self, persons: set[str]) -> None:
        """Whoever was isolated is at no place where others could be met."""
        told = known_by(self.at, ["observation"], {"person": list(persons)})["observation"]
        entered = told.filter(pl.col("observation").is_in(ISOLATED) & (pl.col("stage") == "entered"))
        for person, at in entered.select("person", "occurred_from").iter_rows():
            if person in persons and at >= self.since[person]:
                self.until[person] = min(at, self.until.get(person, at))

    def _as_facts(self, visits: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
        """Collected visits in the form of the ledger's, under ids of their own; none that the ledger already has.

        Who is `known` is there under their UUID; everybody else under one made of their number.
        """
        visits = visits.filter(pl.col("start") <= self.at)
        people = visits["known"].drop_nulls().unique().to_list()
        held = known_by(self.at, ["visit"], {"person": people})["visit"] if people else like.clear()
        told = {_visit_of(row): row for row in held.iter_rows(named=True)}
        units = set(units_frame()["code"])
        rows = []
        for one in visits.iter_rows(named=True):
            person = one["known"] or str(uuid5(NAMESPACE_URL, f"lianfang:unknown:{one['person']}"))
            if one["known"] is None:
                self.unknown.add(person)
            row = _fact(one, person, units)
            before = told.get(_visit_of(row))
            if before is not None and (before["recorded_by"] != MACHINE or _same(before, row)):
                row = before
            else:
                row["id"] = str(uuid5(NAMESPACE_URL, f"lianfang:visit:{_visit_of(row)}"))
                row["known_at"] = self.at
                if before is not None:
                    self.otherwise.add(before["id"])
                self.collected[row["id"]] = row
            rows.append({name: row.get(name) for name in like.columns})
        return pl.DataFrame(rows, like.schema)


_COLUMNS = (
    "place", "place_name", "how", "vehicle", "carriage", "room", "row", "seat", "place_kind", "staff", "air",
    "square_metres", "occurred_from", "occurred_until", "supersedes", "withdrawn", "reason",
)  # fmt: skip


def _fact(one: dict[str, Any], person: str, units: set[str]) -> dict[str, Any]:
    """A collected visit as a fact says it."""
    place = one["place"] or printed(one["number"])
    return {
        "person": person, "subject": person, "area": one["area"],
        "place": place if place in units else None, "place_name": None if place in units else place,
        "how": one["how"] if one["how"] in _HOW else None, "vehicle": one["number"], "carriage": one["carriage"],
        "room": one["room"], "row": one["row"], "seat": one["seat"], "place_kind": one["kind"], "staff": one["staff"],
        "air": one["air"] if one["air"] in _AIR else None, "square_metres": one["square_metres"],
        "occurred_from": one["start"], "occurred_until": one["end"],
    }  # fmt: skip


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _same(before: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a fact says what was collected; what is no longer told there stays as it was."""
    return all(row.get(name) is None or before[name] == row[name] for name in _COLUMNS)


def _counted(met: pl.DataFrame, unknown: set[str]) -> pl.DataFrame:
    """How many people nobody can name met each case where, by setting and grade; each once a place, the nearest."""
    told = met.filter(pl.col("person").is_in(list(unknown)))
    return (
        told.group_by("case", "disease", "plan", "place", "setting", "grade")
        .agg(pl.col("person").n_unique().alias("people"), pl.col("began").min(), pl.col("ended").max())
        .select("case", "disease", "plan", "place", "setting", "grade", "people", "began", "ended")
    )
