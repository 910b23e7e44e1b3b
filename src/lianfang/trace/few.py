"""Tracing among few visits, without an engine: what a page or a refresh needs at once, with the visits as evidence.

The meaning is that of `spots`, `settings` and `run`, said once more in plain Python; the same tests hold both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from lianfang.plan.model import ContactRules, ContactSetting, Reach
from lianfang.trace import vehicles
from lianfang.trace.vehicles import DEEPEST

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit; `id` names it as evidence. What is not known is None."""

    id: Hashable
    person: Hashable
    place: str
    start: datetime
    end: datetime
    kind: str | None = None
    number: str | None = None
    carriage: str | None = None
    room: str | None = None
    row: int | None = None
    seat: str | None = None
    staff: bool | None = None
    air: str | None = None
    square_metres: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place, and which place holds it."""

    kind: str | None = None
    within: str | None = None
    air: str | None = None
    square_metres: float | None = None


class Case(NamedTuple):
    """From when to when a case exposes others; `until` None where no end is known."""

    case: Hashable
    person: Hashable
    since: datetime
    until: datetime | None


class Encounter(NamedTuple):
    """An encounter as tracing gives it, with the visit of the exposing person and that of whoever was exposed."""

    case: Hashable
    person: Hashable
    grade: str
    via: Hashable | None
    place: str
    rule: str
    overlap_start: datetime
    overlap_end: datetime
    exposing_visit: Hashable
    visit: Hashable


@dataclass(slots=True)
class Spots:
    """Spots by their place and by their person, each with its setting. Made by `prepared`."""

    by_place: dict[str, list[tuple[Visit, ContactSetting]]] = field(default_factory=lambda: defaultdict(list))
    by_person: dict[Hashable, list[tuple[Visit, ContactSetting]]] = field(default_factory=lambda: defaultdict(list))


def prepared(visits: Iterable[Visit], places: Mapping[str, Place], rules: ContactRules) -> Spots:
    """Visits laid out by place and by person, for as many questions as there are."""
    held = Spots()
    for spot in spots(visits, places):
        setting = setting_of(spot, rules)
        if setting is not None:
            held.by_place[spot.place].append((spot, setting))
            held.by_person[spot.person].append((spot, setting))
    return held


def encounters(
    cases: Sequence[Case],
    held: Spots,
    isolated: Iterable[tuple[Hashable, datetime]],
    rules: ContactRules,
    ill: Collection[Hashable] | None = None,
) -> set[Encounter]:
    """Every encounter by the settings of a plan, over as many hops as it follows.

    `isolated`: who, from when. `ill` are those who expose on their own account, the persons of `cases` where it is left
    out.
    """
    shut: dict[Hashable, datetime] = {}
    for person, at in isolated:
        shut[person] = min(at, shut.get(person, at))
    ill = {case.person for case in cases} if ill is None else ill
    by_case: dict[tuple[Hashable, Hashable], list[Case]] = defaultdict(list)
    for case in cases:
        by_case[case.case, case.person].append(case)
    found: set[Encounter] = set()
    for (case_id, own), times in by_case.items():
        met: list[Encounter] = []
        for case in times:
            met += _met(case_id, own, None, own, case.since, case.until, held, rules)
        found.update(met)
        last = [one for one in met if one.grade == "close"]
        near = {one.person for one in last}
        for _ in range(1, rules.hops):
            first: dict[Hashable, datetime] = {}
            for one in last:
                first[one.person] = min(one.overlap_start, first.get(one.person, one.overlap_start))
            last = []
            for person, since in first.items():
                if person not in ill:
                    again = _met(case_id, own, person, person, since, shut.get(person), held, rules)
                    last += [
                        one._replace(grade="secondary")
                        for one in again
                        if one.grade == "close" and one.person not in near
                    ]
            found.update(last)
            near |= {one.person for one in last}
    return found


def spots(visits: Iterable[Visit], places: Mapping[str, Place]) -> Iterator[Visit]:
    """Each visit at each place where it counts, with what is known of that place."""
    for visit in visits:
        for spot in _aboard(visit):
            yield _known(spot, places)
            for _ in range(DEEPEST):
                outer = places.get(spot.place, Place()).within
                if outer is None:
                    break
                room = spot.room or spot.place
                spot = replace(spot, place=outer, room=room, kind=None, air=None, square_metres=None)
                yield _known(spot, places)


def places_of(visit: Visit, places: Mapping[str, Place]) -> set[str]:
    """The places at which a visit counts."""
    return {spot.place for spot in spots([visit], places)}


def _aboard(visit: Visit) -> Iterator[Visit]:
    """The visit under each number of its vehicle, with the carriage that belongs to it."""
    row = visit.row if visit.row is not None else vehicles.row_of(visit.seat)
    numbers = vehicles.printed(visit.number or "").split("/")
    carriages = (visit.carriage or "").split("/")
    for at, number in enumerate(numbers):
        carriage = visit.carriage
        if len(carriages) > 1:
            carriage = carriages[at] if at < len(carriages) else None
        kind = visit.kind or vehicles.kind_of(number)
        place = number if vehicles.names_itself(number, kind) else visit.place
        carriage = vehicles.carriage_of(carriage or "") or None
        yield replace(visit, place=place, kind=kind, carriage=carriage, row=row)


def _known(spot: Visit, places: Mapping[str, Place]) -> Visit:
    held = places.get(spot.place)
    if held is None:
        return spot
    metres = spot.square_metres if spot.square_metres is not None else held.square_metres
    return replace(spot, kind=spot.kind or held.kind, air=spot.air or held.air, square_metres=metres)


def setting_of(spot: Visit, rules: ContactRules) -> ContactSetting | None:
    """The first setting that fits; what is not known narrows nothing."""
    for one in rules.settings:
        fits = not one.places or spot.kind in one.places
        fits = fits and (one.air is None or spot.air in (None, one.air))
        if fits and (one.largest is None or spot.square_metres is None or spot.square_metres <= one.largest):
            return one
    return None


def _met(
    case: Hashable, own: Hashable, via: Hashable | None, exposing: Hashable, since: datetime, until: datetime | None,
    held: Spots, rules: ContactRules,
) -> Iterator[Encounter]:  # fmt: skip
    """Whom somebody met while exposing on account of a case, whose own person is no contact of it."""
    for mine, setting in held.by_person.get(exposing, ()):
        begin, left = max(mine.start, since), mine.end if until is None else min(mine.end, until)
        if begin >= left:
            continue
        for theirs, _ in held.by_place[mine.place]:
            if theirs.person in (exposing, own):
                continue
            overlap = _longest(begin, left + setting.lingers, theirs, rules.tolerance)
            grade = None if overlap is None else _grade(mine, theirs, overlap[1] - overlap[0], setting)
            if overlap is not None and grade is not None:
                yield Encounter(
                    case, theirs.person, grade, via, mine.place, setting.id, *overlap, mine.id, theirs.id
                )  # fmt: skip


def _longest(start: datetime, end: datetime, other: Visit, tolerance: timedelta) -> tuple[datetime, datetime] | None:
    """The overlap where one clock is off by as much, within the tolerance, as makes it longest; None without one."""
    later = min(other.start - start, other.end - end, tolerance)
    earlier = min(start - other.start, end - other.end, tolerance)
    off = later if later > NO_TIME else -earlier if earlier > NO_TIME else NO_TIME
    begin, finish = max(start + off, other.start), min(end + off, other.end)
    return (begin, finish) if begin < finish else None


def _grade(mine: Visit, theirs: Visit, length: timedelta, setting: ContactSetting) -> str | None:
    for grade, reach in (("close", setting.close), ("general", setting.general)):
        if reach is not None and length >= reach.least and within_reach(mine, theirs, reach):
            return grade
    return None


def within_reach(mine: Visit, theirs: Visit, reach: Reach) -> bool:
    """Whether one is within reach of the other, their times apart."""
    carriage, room = mine.carriage == theirs.carriage, mine.room == theirs.room
    apart = None if mine.row is None or theirs.row is None else abs(mine.row - theirs.row)
    shared = {
        "place": True,
        "carriage": carriage and mine.carriage is not None,
        "room": carriage and room and mine.room is not None,
        "row": carriage and room and apart is not None and apart <= reach.apart,
    }[reach.of]
    if shared or not reach.staff or not (mine.staff or theirs.staff):
        return shared
    # What is not known of where staff served narrows nothing.
    serving = reach.of == "place" or carriage or mine.carriage is None or theirs.carriage is None
    if reach.of in ("room", "row"):
        serving = serving and (room or mine.room is None or theirs.room is None)
    return serving and (reach.of != "row" or apart is None or apart <= reach.apart)
