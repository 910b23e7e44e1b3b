"""Tracing as two loops over visits: slow, and right as far as one can see by reading it."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from lianfang.plan.model import ContactRules, ContactSetting, Reach

MINUTE = timedelta(minutes=1)


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


class Stay(NamedTuple):
    """A visit with all that tells where exactly it was."""

    person: int
    place: str
    start: datetime
    end: datetime
    kind: str | None = None
    number: str | None = None
    carriage: str | None = None
    room: str | None = None
    row: int | None = None
    staff: bool | None = None
    air: str | None = None
    square_metres: float | None = None


class Place(NamedTuple):
    place: str
    kind: str | None = None
    within: str | None = None
    air: str | None = None
    square_metres: float | None = None


class Graded(NamedTuple):
    index: int
    person: int
    grade: str
    via: int | None
    place: str
    rule: str
    overlap_start: datetime
    overlap_end: datetime


def spots(stay: Stay, places: Sequence[Place]) -> list[Stay]:
    """A visit at each place where it counts: its own, under each number of its vehicle, and whatever holds these."""
    known = {place.place: place for place in places}
    numbers = (stay.number or "").split("/")
    carriages = (stay.carriage or "").split("/")
    each = []
    for at, number in enumerate(numbers):
        carriage = stay.carriage if len(carriages) < 2 else carriages[at] if at < len(carriages) else None
        kind = stay.kind or ("train" if re.fullmatch(r"[GDCZTKYLS]\d{1,4}", number) else None)
        kind = kind or ("aircraft" if re.fullmatch(r"[A-Z]{2}\d{3,4}", number) else None)
        named = number and (
            kind in ("train", "aircraft", "ship") or (kind in ("coach", "car") and not number.isdigit())
        )
        each.append(stay._replace(kind=kind, place=number if named else stay.place, carriage=carriage))
    for one in list(each):
        held, inner = known.get(one.place), one.place
        room = one.room
        while held is not None and held.within is not None:
            room = room or inner
            outer = one._replace(place=held.within, room=room, kind=None, air=None, square_metres=None)
            each.append(outer)
            inner, held = held.within, known.get(held.within)
    told = []
    for one in each:
        held = known.get(one.place, Place(one.place))
        told.append(
            one._replace(
                kind=one.kind or held.kind,
                air=one.air or held.air,
                square_metres=one.square_metres if one.square_metres is not None else held.square_metres,
            )
        )
    return told


def setting_of(spot: Stay, rules: ContactRules) -> ContactSetting | None:
    """The first setting that fits."""
    for one in rules.settings:
        if one.places and spot.kind not in one.places:
            continue
        if one.air is not None and spot.air is not None and spot.air != one.air:
            continue
        if one.largest is not None and spot.square_metres is not None and spot.square_metres > one.largest:
            continue
        return one
    return None


def near(mine: Stay, theirs: Stay, reach: Reach) -> bool:
    """Whether one is within reach of the other, their times apart."""
    carriage, room = mine.carriage == theirs.carriage, mine.room == theirs.room
    rows = None if mine.row is None or theirs.row is None else abs(mine.row - theirs.row) <= reach.apart
    shared = {
        "place": True,
        "carriage": carriage and mine.carriage is not None,
        "room": carriage and room and mine.room is not None,
        "row": carriage and room and bool(rows),
    }
    if shared[reach.of]:
        return True
    if not reach.staff or not (mine.staff or theirs.staff):
        return False
    if not (carriage or mine.carriage is None or theirs.carriage is None):
        return False
    if reach.of in ("room", "row") and not (room or mine.room is None or theirs.room is None):
        return False
    return reach.of != "row" or rows is not False


def longest_overlap(
    mine: tuple[datetime, datetime], theirs: tuple[datetime, datetime], tolerance: timedelta
) -> tuple[datetime, datetime] | None:
    """Every whole minute by which the one clock may be off is tried, the least first."""
    best = None
    for off in sorted(range(-(tolerance // MINUTE), tolerance // MINUTE + 1), key=abs):
        begin, end = max(mine[0] + off * MINUTE, theirs[0]), min(mine[1] + off * MINUTE, theirs[1])
        if begin < end and (best is None or end - begin > best[1] - best[0]):
            best = (begin, end)
    return best


def meetings_by_settings(
    exposing: int, since: datetime, until: datetime | None, stays: Sequence[Stay], rules: ContactRules
) -> set[tuple[int, str, str, str, datetime, datetime]]:
    """Whom `exposing` met: person, grade, place, setting and the overlap. `stays` are spots."""
    met = set()
    for mine in stays:
        begin, left = max(mine.start, since), mine.end if until is None else min(mine.end, until)
        setting = setting_of(mine, rules)
        if mine.person != exposing or begin >= left or setting is None:
            continue
        for theirs in stays:
            if theirs.person == exposing or theirs.place != mine.place or setting_of(theirs, rules) is None:
                continue
            overlap = longest_overlap((begin, left + setting.lingers), (theirs.start, theirs.end), rules.tolerance)
            if overlap is None:
                continue
            for grade, reach in (("close", setting.close), ("general", setting.general)):
                if reach is not None and near(mine, theirs, reach) and overlap[1] - overlap[0] >= reach.least:
                    met.add((theirs.person, grade, mine.place, setting.id, *overlap))
                    break
    return met


def trace_by_settings(
    cases: Sequence[Case],
    visits: Sequence[Stay],
    isolated: Sequence[tuple[int, datetime]],
    places: Sequence[Place],
    rules: ContactRules,
) -> set[Graded]:
    """Every encounter with its grade, by the settings of a plan, over as many hops as it follows."""
    stays = [spot for stay in visits for spot in spots(stay, places)]
    ill = {case.person for case in cases}
    found = set()
    for index in ill:
        first = set()
        for case in cases:
            if case.person == index:
                first |= meetings_by_settings(index, case.infectious_from, case.infectious_until, stays, rules)
        found |= {Graded(index, who, grade, None, *where) for who, grade, *where in first}
        last = {(who, where[2]) for who, grade, *where in first if grade == "close"}
        nearer = {who for who, _ in last}
        for _ in range(1, rules.hops):
            exposing = {who: min(begin for one, begin in last if one == who) for who, _ in last}
            last = set()
            for contact in exposing.keys() - ill:
                ends = [at for person, at in isolated if person == contact]
                for who, grade, *where in meetings_by_settings(
                    contact, exposing[contact], min(ends, default=None), stays, rules
                ):
                    if grade == "close" and who != index and who not in nearer:
                        found.add(Graded(index, who, "secondary", contact, *where))
                        last.add((who, where[2]))
            nearer |= {who for who, _ in last}
    return found
