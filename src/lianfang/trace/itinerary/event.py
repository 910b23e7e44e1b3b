"""One thing going on in a sentence, gathered token by token, and the rows it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from lianfang.trace.itinerary.rows import Row
from lianfang.trace.itinerary.scanner import words

_STAY_WORDS = re.compile("未外出|无外出|未再外出|没有外出|未出门|未离村|未出村")


@dataclass(slots=True)
class Event:
    """Where somebody goes and what they do there, `again` at those times. `start` and `end` bound its span."""

    start: int
    end: int
    kind: str = ""
    place: str = ""
    more_places: tuple[str, ...] = ()
    origin: str = ""
    means: str = ""
    number: str = ""
    carriage: str = ""
    seat: str = ""
    plate: str = ""
    details: list[str] = field(default_factory=list)
    companions: str = ""
    clock: tuple[str, str] = ("", "")
    again: list[tuple[str, str]] = field(default_factory=list)
    home: bool = False
    sampled: bool = False

    def acted(self) -> bool:
        """Whether it says what was done."""
        return bool(self.kind)

    def complete(self) -> bool:
        """Whether it could stand by itself."""
        return bool(self.kind or self.place or self.home)

    def _says_nothing(self) -> bool:
        return self.kind == "visit" and not self.place and not self.home and weak().issuperset(self.details)

    def rows(self) -> Iterator[Row]:
        """Its rows, without their dates: the ride where strangers ride along, and what was done at each place."""
        shared = self.means in shared_means() or bool(self.number and not self.means)
        place = self.place
        if shared and (self.number or place or self.home):
            destination = "" if self.home and not place else place
            yield self._row("travel", "", destination=destination or ("家" if self.home else ""), ride=True)
        elif (self.means or self.number) and not self.complete():
            yield self._row("travel", "", ride=True)
            return
        elif not self.complete() or self._says_nothing():
            if self.origin:
                yield self._row("travel", "", ride=True)
            return
        if shared and not self.kind and not self.home and (self.number or ends_a_journey(place)):
            return
        if shared and (not self.complete() or self._says_nothing()):
            return
        kind = self.kind or ("stay" if self.home else "")
        for name in (place or ("家" if self.home else ""), *self.more_places):
            row = self._row(kind or kind_of_place(name), name, means="" if shared and self.number else self.means)
            row.number = "" if shared else self.number
            yield row

    def _row(self, kind: str, place: str, destination: str = "", means: str | None = None, ride: bool = False) -> Row:
        row = Row(
            time_from=self.clock[0],
            time_to=self.clock[1],
            kind=kind,
            place=place,
            transport=self.means if means is None else means,
            destination=destination,
            detail=self.plate if ride else "、".join(dict.fromkeys(self.details)),
            companions=self.companions,
            span_from=self.start,
            span_to=self.end,
        )
        if ride:
            row.number, row.carriage, row.seat, row.origin = self.number, self.carriage, self.seat, self.origin
        return row


@cache
def shared_means() -> frozenset[str]:
    """Means whose passengers meet strangers."""
    return frozenset(words()["shared_means"])


@cache
def weak() -> frozenset[str]:
    """Acts that say little."""
    return frozenset(words()["weak"])


@cache
def _place_kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(f"(?:{'|'.join(endings)})[^店家]{{0,3}}$")) for kind, endings in words()["place_kind"].items()
    )


@lru_cache(maxsize=16_384)
def kind_of_place(place: str) -> str:
    """What one does at a place of which nothing more is said."""
    return next((kind for kind, pattern in _place_kinds() if pattern.search(place)), "visit")


def ends_a_journey(place: str) -> bool:
    """Whether a place is where a ride ends, not where one stays."""
    return place.endswith(tuple(words()["way_stations"]))


def only_stays(word: str) -> bool:
    """Whether a word says that nobody went out, and no more."""
    return _STAY_WORDS.fullmatch(word) is not None
