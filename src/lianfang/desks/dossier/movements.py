"""Where a case was, day by day, and whom it met there: the visits and rides on record with the contacts on each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.desks import names
from lianfang.desks.moments import local, start_of
from lianfang.facts import known_by
from lianfang.situation.models import CaseStatus, Encounter
from lianfang.trace.vehicles import printed, row_of

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Stay:
    """A visit or a ride of the case; ``close`` and ``others`` are the people whom it met on it.

    ``ends`` is the end of the day where none was told; ``area`` the code of the area of a place that is a unit here.
    """

    fact: UUID
    place: str
    begins: datetime
    ends: datetime
    how: str | None
    vehicle: str
    carriage: str
    seat: str
    close: set[UUID] = field(default_factory=set)
    others: set[UUID] = field(default_factory=set)
    area: str = ""


def stays(person: UUID, met: Iterable[Encounter], at: datetime) -> list[Stay]:
    """The visits and rides of a case's person as known, in order of time, with those whom it exposed itself."""
    told = known_by(at, ["visit", "journey"], {"person": [str(person)]})
    rows = list(told["visit"].iter_rows(named=True))
    units = names.units(row["place"] for row in rows)
    found = {}
    for row in rows:
        place = units[row["place"]].name if row["place"] in units else row["place_name"] or row["place"] or ""
        stay = _stay(row, place, row["occurred_from"], row["occurred_until"], row["how"])
        stay.area = units[row["place"]].area_id if row["place"] in units else ""
        found[stay.fact] = stay
    for row in told["journey"].iter_rows(named=True):
        if row["vehicle"] and row["direction"] != "intended_return":
            begins = row["left_origin"] or row["occurred_from"]
            ends = row["occurred_from"] if row["left_origin"] else row["occurred_until"]
            found[UUID(row["id"])] = _stay(row, row["vehicle"], begins, ends, None)
    for one in met:
        if one.via == person and one.exposing_visit in found:
            stay = found[one.exposing_visit]
            (stay.close if one.grade == "close" else stay.others).add(one.person)
    for stay in found.values():
        stay.others -= stay.close
    return sorted(found.values(), key=lambda stay: (stay.begins, stay.ends, stay.place))


def _stay(row: dict[str, Any], place: str, begins: datetime, ends: datetime | None, how: str | None) -> Stay:
    midnight = local(begins).replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    carried = (row["vehicle"] or "", row["carriage"] or "", row["seat"] or "")
    return Stay(UUID(row["id"]), place, begins, ends or midnight, how, *carried)


def marks_of(case: CaseStatus) -> list[tuple[str, datetime]]:
    """What the picture marks of a case itself, in order of time."""
    told = [
        (_("onset"), start_of(case.onset) if case.onset else None),
        (_("suspected"), case.suspected),
        (_("infected"), case.confirmed or case.asymptomatic),
    ]
    return sorted(((word, at) for word, at in told if at is not None), key=lambda mark: mark[1])


@dataclass(frozen=True, slots=True)
class Passenger:
    """Somebody aboard with the case: whose seat, how near by the plan; ``grade`` "case" is the case itself."""

    person: UUID
    grade: str
    carriage: str
    seat: str


def passengers(stay: Stay, person: UUID, met: Sequence[Encounter], at: datetime) -> list[Passenger]:
    """Those whom the case met on a ride, each with the seat that their own visit or journey tells; itself first."""
    here = [one for one in met if one.exposing_visit == stay.fact and one.via == person]
    told = known_by(at, ["visit", "journey"], where={"id": sorted({str(one.visit) for one in here})}) if here else {}
    seats = {UUID(row["id"]): row for frame in told.values() for row in frame.iter_rows(named=True)}
    found = {person: Passenger(person, "case", stay.carriage, stay.seat)}
    # Of somebody met twice aboard the nearer grade holds.
    for one in sorted(here, key=lambda one: one.grade != "close"):
        row = seats.get(one.visit)
        if row is not None and one.person not in found:
            found[one.person] = Passenger(one.person, one.grade, row["carriage"] or "", row["seat"] or "")
    own, *others = found.values()
    return [own, *sorted(others, key=lambda one: (one.carriage, row_of(one.seat) or 0, one.seat))]


def aboard(stay: Stay) -> bool:
    """Whether a stay was a ride whose seats can be drawn."""
    return bool(printed(stay.vehicle)) and bool(stay.close or stay.others)
