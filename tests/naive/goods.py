"""Where a batch went and came from, by walking every way there is: slow, and right as one can see by reading it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple


class Carried(NamedTuple):
    origin: str | None
    destination: str | None
    left: datetime
    came: datetime


def onward(carried: Sequence[Carried], sampled: dict[str, datetime]) -> dict[int, int]:
    """By number of consignment the fewest steps from a sampled place after which it may have been taken."""
    return _fewest(step for place in sampled for step in _walks_from(carried, place, None, 1, len(carried)))


def before(carried: Sequence[Carried], sampled: dict[str, datetime]) -> dict[int, int]:
    """By number of consignment the fewest steps before a sampled place was reached, by when it was sampled."""
    return _fewest(step for place, at in sampled.items() for step in _walks_to(carried, place, at, 1, len(carried)))


def hours_beside(stages: Sequence[Any], samples: Sequence[Any], visit: Any) -> float:
    """How many hours of a visit (of whole ones) the batch lay there: hour by hour, from all that was told."""
    came = [one.at for one in stages if one.stage == "received" and one.destination == visit.place]
    left = [one.at for one in stages if one.stage == "sent" and one.origin == visit.place]
    found = [one.taken for one in samples if one.place == visit.place]
    # A consignment of which nobody told that it came says nothing of when.
    hours, at = 0, visit.began
    while at < visit.ended:
        there_by_then = any(moment <= at for moment in [*came, *left, *found])
        gone_by_then = bool(left) and all(moment <= at for moment in [*left, *found])
        hours += there_by_then and not gone_by_then
        at += timedelta(hours=1)
    return hours


def _walks_from(
    carried: Sequence[Carried], place: str, since: datetime | None, step: int, most: int
) -> Iterator[tuple[int, int]]:
    for number, one in enumerate(carried):
        if one.origin == place and (since is None or one.left >= since):
            yield number, step
            if one.destination is not None and step < most:
                yield from _walks_from(carried, one.destination, one.came, step + 1, most)


def _walks_to(
    carried: Sequence[Carried], place: str, until: datetime, step: int, most: int
) -> Iterator[tuple[int, int]]:
    for number, one in enumerate(carried):
        if one.destination == place and one.came <= until:
            yield number, step
            if one.origin is not None and step < most:
                yield from _walks_to(carried, one.origin, one.left, step + 1, most)


def _fewest(found: Iterator[tuple[int, int]]) -> dict[int, int]:
    fewest: dict[int, int] = {}
    for number, step in found:
        fewest[number] = min(step, fewest.get(number, step))
    return fewest
