"""Visits read back, wherever they lie: of people, or at places, in a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import polars as pl
from django.db.models import Q

from lianfang.access.session import machine_session
from lianfang.facts.models import CollectedVisit
from lianfang.facts.visits.keeping import COLUMNS, frame_of, in_their_order, store
from lianfang.trace.store import Segment, Told, visits_at, visits_of
from lianfang.trace.vehicles import printed


def of_persons(numbers: Sequence[int], since: datetime | None = None, until: datetime | None = None) -> pl.DataFrame:
    """The visits of people by their numbers (``people.numbers_of_persons``), that overlap a time (half-open).

    In the form of ``trace.store.VISIT``, by their start; moments are UTC, without their zone.
    """
    asked = list(numbers)
    return _found(
        Q(person__in=asked), lambda told: told.of_persons(asked), lambda one: visits_of(one, asked), since, until
    )


def at_places(places: Sequence[str], since: datetime | None = None, until: datetime | None = None) -> pl.DataFrame:
    """The visits at places (codes of units, names as told) or in vehicles of these numbers, that overlap a time."""
    asked = {*places, *(printed(place) for place in places)}
    rows = Q(place__in=asked) | Q(number__isnull=False)
    return _found(rows, lambda told: told.at_places(asked), lambda one: visits_at(one, sorted(asked)), since, until)


def _found(
    rows: Q,
    among: Callable[[Told], Told],
    sealed: Callable[[Segment], Told],
    since: datetime | None,
    until: datetime | None,
) -> pl.DataFrame:
    days = store()
    told = Told.nothing()
    for segment in days.segments(since, until):
        told = told.and_then(sealed(segment))
    with machine_session():
        rows_found = CollectedVisit.objects.filter(rows).order_by("day", "id").values_list("day", "id", *COLUMNS)
        kept: dict[date, list[tuple[object, ...]]] = {day: [] for day in days.open_days()}
        for day, *row in rows_found:
            kept.setdefault(day, []).append(tuple(row))
    for day, found in kept.items():
        told = told.and_then(among(days.opened_visits(day, in_their_order(day, frame_of(found)))))
    told = told.settled()
    visits = told.visits().drop("gone")
    low, high = (None if at is None else _plain(at) for at in (since, until))
    if low is not None:
        visits = visits.filter(pl.col("end") > low)
    if high is not None:
        visits = visits.filter(pl.col("start") < high)
    return visits.sort("start", "person")


def _plain(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo is not None else at
