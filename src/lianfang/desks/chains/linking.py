"""Which links are held possible between the cases of an outbreak, and the chains that follow from them.

A link is told (the infecting case's number stands in the case's facts), or follows from a contact (the later case's
person was a contact of the earlier case). Days alone draw no link: they order those that are told, and name whom to ask
about where none is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from lianfang.reports.estimates import SERIAL_INTERVALS

if TYPE_CHECKING:
    from lianfang.analysis import Forest

Evidence = Literal["both", "told", "contact"]
# What somebody told outweighs what follows from a contact, and both together either; the days decide among equals.
_STRENGTH: dict[Evidence, float] = {"contact": 0.0, "told": 2.0, "both": 4.0}
# The longest serial interval that is held possible, in days.
LONGEST = 60
# So many of those whom the days make most likely are named where nobody told.
FIRST = 3


@dataclass(frozen=True, slots=True)
class Ill:
    """A case of the outbreak. ``day`` is its onset, or the day on which it was first classified where none is told."""

    case: UUID
    person: UUID
    number: str
    onset: date | None
    day: date | None
    classification: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A link that was ruled out: the fact that says so, on which ground, by whom and when."""

    fact: UUID
    infector: UUID
    infected: UUID
    person: UUID | None
    ground: str
    decided_by: str
    recorded_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """That the case of one row may have infected that of another, and what says so."""

    infector: int
    infected: int
    evidence: Evidence


@dataclass(frozen=True)
class Chains:
    """The cases in order of their days, the links held possible, and which of them are kept, one a case."""

    ill: tuple[Ill, ...]
    links: tuple[Link, ...]
    forest: Forest

    @cached_property
    def row(self) -> dict[UUID, int]:
        return {one.case: row for row, one in enumerate(self.ill)}

    @cached_property
    def kept(self) -> dict[int, Link]:
        """By row of the infected the link that is drawn."""
        return {link.infected: link for link, kept in zip(self.links, self.forest.kept, strict=True) if kept}

    @cached_property
    def others(self) -> dict[int, list[int]]:
        """By row of the infected the other infectors that are held possible."""
        found: dict[int, list[int]] = {}
        for link, kept in zip(self.links, self.forest.kept, strict=True):
            if not kept:
                found.setdefault(link.infected, []).append(link.infector)
        return found

    @cached_property
    def infected(self) -> list[list[int]]:
        """By row the rows of those whom it infected, in order of their days."""
        found: list[list[int]] = [[] for _ in self.ill]
        for row, by in enumerate(self.forest.infector.tolist()):
            if by >= 0:
                found[by].append(row)
        return found

    def days_between(self, link: Link) -> int | None:
        """Days from onset to onset; None where one of them is not known."""
        by, infected = self.ill[link.infector].onset, self.ill[link.infected].onset
        return (infected - by).days if by and infected else None


def chains_of(
    ill: Sequence[Ill],
    told: Mapping[UUID, Sequence[UUID]],
    contacts: Sequence[tuple[UUID, UUID]],
    cut: Sequence[tuple[UUID, UUID]],
    disease: str,
) -> Chains:
    """The chains of these cases: ``told`` has by case its infectors, ``contacts`` pairs (case, case of its contact).

    A contact is a link only where the contact fell ill on the same day or later. Links in ``cut``, pairs (infector,
    infected), are left out.
    """
    from lianfang.analysis import forest

    cases = sorted(ill, key=lambda one: (one.day or date.max, one.number, str(one.case)))
    row = {one.case: number for number, one in enumerate(cases)}
    said: dict[tuple[int, int], Evidence] = {}
    for infected, infectors in told.items():
        for by in infectors:
            if by in row and infected in row and by != infected:
                said[row[by], row[infected]] = "told"
    for by, infected in contacts:
        if by in row and infected in row and by != infected and _not_before(cases[row[by]], cases[row[infected]]):
            pair = row[by], row[infected]
            said[pair] = "both" if pair in said else "contact"
    gone = {(row[by], row[infected]) for by, infected in cut if by in row and infected in row}
    links = tuple(Link(*pair, evidence) for pair, evidence in sorted(said.items()) if pair not in gone)
    chance = _chances(disease)
    strength = [_STRENGTH[link.evidence] + _likely(cases, link, chance) for link in links]
    made = forest(len(cases), [(link.infector, link.infected) for link in links], strength)
    return Chains(tuple(cases), links, made)


def _not_before(by: Ill, infected: Ill) -> bool:
    return by.day is not None and infected.day is not None and by.day <= infected.day


def _likely(cases: Sequence[Ill], link: Link, chance: Sequence[float]) -> float:
    by, infected = cases[link.infector].onset, cases[link.infected].onset
    days = (infected - by).days if by and infected else -1
    return chance[days] if 0 <= days < len(chance) else 0.0


def _chances(disease: str) -> Sequence[float]:
    """The chances of a serial interval of 0, 1, … days; none for a disease whose interval is not known here."""
    from lianfang.analysis import serial_interval

    if disease not in SERIAL_INTERVALS:
        return ()
    mean, sd, _source = SERIAL_INTERVALS[disease]
    told = serial_interval(mean, sd, LONGEST)
    return (told / told.sum()).tolist()


def likely_infectors(chains: Chains, rows: Sequence[int], disease: str) -> dict[int, list[tuple[int, float]]]:
    """By row the most likely infectors by the days alone, each with its share (`analysis.infectors`).

    Empty where the serial interval of the disease or an onset is not known.
    """
    import numpy as np

    from lianfang.analysis import infectors

    chance = _chances(disease)
    if not chance or not rows:
        return {}
    onset = [float(one.onset.toordinal()) if one.onset else float("nan") for one in chains.ill]
    found = {}
    for row, shares in zip(rows, infectors(onset, chance, of=rows), strict=True):
        first = np.argsort(-shares, kind="stable")[:FIRST]
        found[row] = [(int(other), float(shares[other])) for other in first if shares[other] > 0]
    return found
