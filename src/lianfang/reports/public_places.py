"""Where cases were, for the public: places and parts of days, made from the places and never from a person.

No name, sex, age, origin or employer, no order that tells whose stay it was, and nothing of a child under 14.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# From which hour to before which; a stay is told by the parts that it touches.
PARTS: dict[str, tuple[int, int]] = {"night": (0, 6), "morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}


@dataclass(frozen=True, slots=True)
class Stay:
    """A case's stay at a place, in local time, and the day on which it became known."""

    person: str
    place: str
    area: str
    begins: datetime
    ends: datetime
    known: date
    child: bool = False


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place as it is published: in which area, and on which days in which parts; none where times are withheld."""

    area: str
    place: str
    times: tuple[tuple[date, str], ...]


def public_places(stays: Iterable[Stay], least_people: int) -> tuple[PublicPlace, ...]:
    """The places of these stays in the order of areas and names.

    What became known on one day is what one bulletin adds to the one before. Where fewer than ``least_people`` account
    for all of it, its places are told without times, so that nobody's day can be read from the difference of two.
    """
    told = [stay for stay in stays if not stay.child]
    people: dict[date, set[str]] = {}
    for stay in told:
        people.setdefault(stay.known, set()).add(stay.person)
    times: dict[tuple[str, str], set[tuple[date, str]]] = {}
    for stay in told:
        found = times.setdefault((stay.area, stay.place), set())
        if len(people[stay.known]) >= least_people:
            found |= _parts(stay)
    order = list(PARTS)
    return tuple(
        PublicPlace(area, place, tuple(sorted(found, key=lambda one: (one[0], order.index(one[1])))))
        for (area, place), found in sorted(times.items())
    )


def _parts(stay: Stay) -> set[tuple[date, str]]:
    found, day = set(), stay.begins.date()
    while day <= stay.ends.date():
        midnight = datetime.combine(day, datetime.min.time(), stay.begins.tzinfo)
        for name, (first, last) in PARTS.items():
            if midnight + timedelta(hours=first) <= max(stay.ends, stay.begins) and stay.begins < midnight + timedelta(
                hours=last
            ):
                found.add((day, name))
        day += timedelta(days=1)
    return found
