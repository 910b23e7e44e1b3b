"""Goods traced as people are: from a positive batch to where it went and came from, and to whoever handled it there.

Each step gives a table one can print: consignments, ways, stops, touches, presences. A consignment counts where the
batch could have been in it: what left a place before the batch came there carried none of it on. Times are aware or
all local.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

Lies = Literal["sampled", "onward", "before", "beside"]
# Where a positive was taken comes first, then where it went, then where it came from, then the rest of the batch.
ORDER: tuple[Lies, ...] = ("sampled", "onward", "before", "beside")


class Stage(NamedTuple):
    """A consignment as one side told of it: `stage` is sent or received."""

    consignment: Hashable
    origin: str | None
    destination: str | None
    stage: str
    at: datetime
    item: str | None = None
    quantity: float | None = None


class Consignment(NamedTuple):
    """A consignment as both sides told of it; what only one of them told is not known of the other."""

    consignment: Hashable
    origin: str | None
    destination: str | None
    sent: datetime | None
    received: datetime | None
    item: str | None
    quantity: float | None


class Sample(NamedTuple):
    """A positive specimen of the batch: where it was taken and when."""

    place: str
    taken: datetime


class Handling(NamedTuple):
    """Somebody handled the batch; `fact` names what tells of it."""

    fact: str
    person: UUID
    place: str | None
    began: datetime
    ended: datetime | None


class Way(NamedTuple):
    """A consignment and how it lies to the positive places: so many steps onward or before, or beside (no step)."""

    consignment: Consignment
    lies: Lies
    step: int | None


class Stop(NamedTuple):
    """A place where the batch was: when it first came and last left, and the first moment that a consignment puts it
    there (one that left puts it there as well as one that came)."""

    place: str
    lies: Lies
    step: int | None
    came: datetime | None
    left: datetime | None
    known: datetime | None


class Touch(NamedTuple):
    """A handling and how its place lies; a place where no consignment is known to have come is beside."""

    handling: Handling
    lies: Lies
    step: int | None


class Visit(NamedTuple):
    """Somebody was at a place; `fact` names what tells of it."""

    fact: str
    person: UUID
    place: str
    began: datetime
    ended: datetime


class Presence(NamedTuple):
    """A visit to a place while the batch lay there, how the place lies, and the time they had in common."""

    visit: Visit
    lies: Lies
    step: int | None
    since: datetime
    until: datetime


class Traced(NamedTuple):
    """The ways, stops and touches of one batch, the nearest to a positive place first."""

    ways: list[Way]
    stops: list[Stop]
    touches: list[Touch]


def traced(stages: Iterable[Stage], samples: Iterable[Sample], handlings: Iterable[Handling]) -> Traced:
    """Where one batch went and came from, and who handled it, from what was told of that batch alone."""
    found = list(samples)
    gone = ways(consignments(stages), found)
    reached = stops(gone, found)
    return Traced(gone, reached, touches(reached, handlings))


def consignments(stages: Iterable[Stage]) -> list[Consignment]:
    """A row a consignment, the earliest first; of several tellings of one side the first holds."""
    told: dict[Hashable, dict[str, Stage]] = defaultdict(dict)
    for stage in sorted(stages, key=lambda one: one.at):
        told[stage.consignment].setdefault(stage.stage, stage)
    made = []
    for name, sides in told.items():
        sent, received = sides.get("sent"), sides.get("received")
        both = [one for one in (sent, received) if one is not None]
        made.append(
            Consignment(
                name,
                next((one.origin for one in both if one.origin is not None), None),
                next((one.destination for one in reversed(both) if one.destination is not None), None),
                sent.at if sent else None,
                received.at if received else None,
                next((one.item for one in both if one.item is not None), None),
                next((one.quantity for one in both if one.quantity is not None), None),
            )
        )
    return sorted(made, key=lambda one: (_left(one), _came(one)))


def ways(carried: Sequence[Consignment], samples: Iterable[Sample]) -> list[Way]:
    """Each consignment with how it lies, the nearest first.

    Onward is what left a positive place, whenever that was, and from where it came what left after it; before is what
    had come to a positive place when the specimen was taken, and what had come to where that was sent from. A
    consignment that is both is onward.
    """
    taken: dict[str, float] = {}
    for sample in samples:
        taken[sample.place] = max(taken.get(sample.place, -math.inf), sample.taken.timestamp())
    there = [
        (one.origin, one.destination, _left(one).timestamp(), _came(one).timestamp())
        for one in carried
    ]  # fmt: skip
    back = [(destination, origin, -came, -left) for origin, destination, left, came in there]
    onward = _steps(dict.fromkeys(taken, -math.inf), there)
    before = _steps({place: -moment for place, moment in taken.items()}, back)
    made = []
    for number, one in enumerate(carried):
        lies: Lies = "onward" if number in onward else "before" if number in before else "beside"
        made.append(Way(one, lies, onward.get(number, before.get(number))))
    return sorted(made, key=lambda way: (ORDER.index(way.lies), way.step or 0))


def _steps(
    starts: Mapping[str, float], edges: Sequence[tuple[str | None, str | None, float, float]]
) -> dict[int, int]:  # fmt: skip
    """By place in `edges` (from, to, left, came) the fewest steps after which it is taken, none leaving too early."""
    at, taken, step = dict(starts), dict[int, int](), 0
    while True:
        step += 1
        moved: dict[str, float] = {}
        for number, (origin, destination, left, came) in enumerate(edges):
            if origin is None or at.get(origin, math.inf) > left:
                continue
            taken.setdefault(number, step)
            if destination is not None and came < min(at.get(destination, math.inf), moved.get(destination, math.inf)):
                moved[destination] = came
        if not moved:
            return taken
        at |= moved


def stops(gone: Iterable[Way], samples: Iterable[Sample]) -> list[Stop]:
    """The places where the batch was, the nearest to a positive one first: each as the nearest of its ways has it."""
    found: dict[str, list[tuple[int, int]]] = {one.place: [(0, 0)] for one in samples}
    came: dict[str, list[datetime]] = defaultdict(list)
    left: dict[str, list[datetime]] = defaultdict(list)
    for one, lies, step in gone:
        # The other end of a way onward or before is the stop from which it was followed.
        ends = {"onward": (one.destination,), "before": (one.origin,)}.get(lies, (one.origin, one.destination))
        for place in ends:
            if place is not None:
                found.setdefault(place, []).append((ORDER.index(lies), step or 0))
        if one.destination is not None and one.received is not None:
            came[one.destination].append(one.received)
        if one.origin is not None and one.sent is not None:
            left[one.origin].append(one.sent)
    made = []
    for place, told in found.items():
        nearest, step = min(told)
        lies = ORDER[nearest]
        made.append(
            Stop(place, lies, None if lies == "beside" else step, min(came[place], default=None),
                 max(left[place], default=None), min(came[place] + left[place], default=None))
        )  # fmt: skip
    return sorted(made, key=lambda stop: (ORDER.index(stop.lies), stop.step or 0, stop.place))


def touches(reached: Iterable[Stop], handlings: Iterable[Handling]) -> list[Touch]:
    """Who handled the batch, those nearest to a positive place first, then by when they began."""
    where = {stop.place: stop for stop in reached}
    made = []
    for one in handlings:
        stop = where.get(one.place or "")
        made.append(Touch(one, stop.lies if stop else "beside", stop.step if stop else None))
    return sorted(made, key=lambda touch: (ORDER.index(touch.lies), touch.step or 0, touch.handling.began))


def lay(reached: Iterable[Stop], samples: Iterable[Sample]) -> dict[str, tuple[datetime, datetime | None]]:
    """By place from when until when the batch is known to have lain there; None where nothing is known to have left.

    It lay there from the first moment at which anything says so: it came, left or was found there. Until it last left,
    or was last found there after that.
    """
    found: dict[str, list[datetime]] = defaultdict(list)
    for sample in samples:
        found[sample.place].append(sample.taken)
    made: dict[str, tuple[datetime, datetime | None]] = {}
    for stop in reached:
        known = [*found[stop.place], *([] if stop.known is None else [stop.known])]
        if known:
            until = None if stop.left is None else max([stop.left, *found[stop.place]])
            made[stop.place] = (min(known), until)
    return made


def presences(reached: Sequence[Stop], samples: Iterable[Sample], visits: Iterable[Visit]) -> list[Presence]:
    """Who was where the batch lay meanwhile, those nearest to a positive place first, then by when they came."""
    where, times = {stop.place: stop for stop in reached}, lay(reached, samples)
    made = []
    for one in visits:
        if one.place not in times:
            continue
        since, until = times[one.place]
        low, high = max(one.began, since), one.ended if until is None else min(one.ended, until)
        if low < high:
            stop = where[one.place]
            made.append(Presence(one, stop.lies, stop.step, low, high))
    return sorted(made, key=lambda found: (ORDER.index(found.lies), found.step or 0, found.since, found.visit.fact))


def _left(one: Consignment) -> datetime:
    return one.sent or one.received  # type: ignore[return-value]


def _came(one: Consignment) -> datetime:
    return one.received or one.sent  # type: ignore[return-value]
