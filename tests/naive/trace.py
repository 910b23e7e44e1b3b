"""Tracing as two loops over visits: slow, and right as far as one can see by reading it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple


class Visit(NamedTuple):
    person: int
    place: int
    start: datetime
    end: datetime


class Case(NamedTuple):
    person: int
    infectious_from: datetime
    infectious_until: datetime | None


class Encounter(NamedTuple):
    index: int
    person: int
    grade: str
    via: int | None
    place: int
    overlap_start: datetime
    overlap_end: datetime


def meetings(
    exposing: int, since: datetime, until: datetime | None, visits: Sequence[Visit], least: timedelta
) -> set[tuple[int, int, datetime, datetime]]:
    """Whom `exposing` met: person, place and the overlap."""
    met = set()
    for mine in visits:
        if mine.person != exposing:
            continue
        for theirs in visits:
            if theirs.person == exposing or theirs.place != mine.place:
                continue
            begin = max(mine.start, theirs.start, since)
            end = min(mine.end, theirs.end) if until is None else min(mine.end, theirs.end, until)
            if begin < end and end - begin >= least:
                met.add((theirs.person, mine.place, begin, end))
    return met


def trace(
    cases: Sequence[Case],
    visits: Sequence[Visit],
    isolated: Sequence[tuple[int, datetime]] = (),
    least: timedelta = timedelta(minutes=15),
) -> set[Encounter]:
    """Every encounter with its grade."""
    found = set()
    ill = {case.person for case in cases}
    for index in ill:
        close = set()
        for case in cases:
            if case.person == index:
                close |= meetings(index, case.infectious_from, case.infectious_until, visits, least)
        found |= {Encounter(index, person, "close", None, *where) for person, *where in close}
        near = {person for person, *_ in close}
        for contact in near - ill:
            since = min(begin for person, _, begin, _ in close if person == contact)
            ends = [at for person, at in isolated if person == contact]
            for person, *where in meetings(contact, since, min(ends, default=None), visits, least):
                if person != index and person not in near:
                    found.add(Encounter(index, person, "secondary", contact, *where))
    return found
