"""Scales of levels as frozen data: which figures of an area are looked at, and which of them make which level.

A scale is of areas at one or several levels of the tree, and about their risk or the response to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lianfang.plan.finding import Span
from lianfang.plan.parts import Formula, Names, Source

About = Literal["risk", "response"]
# From the mildest to the gravest.
GRAVITY: dict[str, tuple[str, ...]] = {
    "risk": ("low", "medium", "high"),
    "response": ("response_4", "response_3", "response_2", "response_1"),
}
# What of cases a figure may count, and the column of a typed count that tells it, where there is one.
COUNTED: dict[str, str | None] = {
    "confirmed": "confirmed", "asymptomatic": "asymptomatic", "clinical": None, "suspected": None,
    "discharged": "cured", "died": "dead",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A figure of an area on a day: how many of what it `counts` in the days of `within`, the day itself the last.

    Without `within` it counts from the beginning. `origins` are the origins counted, all where there are none. With
    `cluster` it is no number but whether one outbreak has so many of them.
    """

    id: str
    names: Names
    counts: tuple[str, ...]
    within: timedelta | None
    origins: tuple[str, ...]
    cluster: float | None
    unit: str
    span: Span

    @property
    def days(self) -> int | None:
        """The length of its window in days; None is from the beginning."""
        return None if self.within is None else self.within.days


@dataclass(frozen=True)
class Measure:
    """What a level orders, of units of which kinds."""

    what: Names
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Grade:
    """One level of a scale: reached where `when` holds of the figures of the day.

    With `lowered`, a level once reached stays until that holds on a day on which `when` does not.
    """

    level: str
    when: Formula
    lowered: Formula | None
    measures: tuple[Measure, ...]
    span: Span


@dataclass(frozen=True)
class Scale:
    """How areas of some levels of the tree get their level. `grades` stand from the mildest to the gravest.

    `by_rule` says that the signed plan itself gives force; else a derived level is a proposal for a declaration. A
    scale may hold in a part only of the plan's own days, from `since` to `until`, both of them included.
    """

    id: str
    names: Names
    source: Source
    about: About
    areas: tuple[str, ...]
    by_rule: bool
    figures: tuple[Figure, ...]
    grades: tuple[Grade, ...]
    span: Span
    parameters: tuple[str, ...] = ()
    layer: str = ""
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether areas get a level by this scale on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def clause(self) -> str:
        """Where the scale stands in its file, as findings say it."""
        return f"levels > {self.id}"
