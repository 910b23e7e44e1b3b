"""Places at risk: what was declared of them, which areas each declaration covers, and whom it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.desks.moments import local
from lianfang.facts import known_by

# The highest first: of several declarations over one place the page names the gravest.
LEVELS = ("high", "medium")


@dataclass(frozen=True, slots=True)
class Risk:
    """A declaration of risk over an area: its level, the place named within, and from which day a stay there counts."""

    area: str
    level: str
    place: str | None
    counts_from: date | None
    since: datetime
    until: datetime | None

    def concerns(self, left: datetime | None, arrived: datetime) -> bool:
        """Whether somebody who left then (or, where that is unknown, arrived then) was there when it counted."""
        if self.until is not None and self.until <= arrived:
            return False
        return self.counts_from is None or local(left or arrived).date() >= self.counts_from


@dataclass(frozen=True, slots=True)
class Risks:
    """The declarations of risk as known at a moment, by the code of the area declared."""

    by_area: Mapping[str, tuple[Risk, ...]]

    def over(self, path: str | None) -> list[Risk]:
        """All declarations over the area of a path or over one above it, the gravest first."""
        codes = (path or "").strip("/").split("/")
        found = [risk for code in codes for risk in self.by_area.get(code, ())]
        return sorted(found, key=lambda risk: LEVELS.index(risk.level))

    def of(self, path: str | None, left: datetime | None, arrived: datetime) -> Risk | None:
        """The gravest declaration that concerns a journey from there, or None."""
        return next((risk for risk in self.over(path) if risk.concerns(left, arrived)), None)

    def within(self, path: str, paths: Mapping[str, str], at: datetime) -> list[Risk]:
        """The declarations in force over areas that lie within this one; ``paths`` are those of the areas declared."""
        return [risk for risk in self.in_force(at) if paths.get(risk.area, "").startswith(path)]

    def in_force(self, at: datetime) -> list[Risk]:
        """The declarations that have not ended, the gravest first, then the latest."""
        found = [risk for risks in self.by_area.values() for risk in risks if risk.until is None or risk.until > at]
        return sorted(found, key=lambda risk: (LEVELS.index(risk.level), -risk.since.timestamp()))


def risks_at(at: datetime) -> Risks:
    """What is declared at risk, as known at a moment."""
    told = known_by(at, ["declaration"], where={"about": ["risk"], "level": LEVELS})["declaration"]
    found: dict[str, list[Risk]] = {}
    for row in told.iter_rows(named=True):
        risk = Risk(
            row["declared"],
            row["level"],
            row["place"],
            row["counts_from"],
            row["occurred_from"],
            row["occurred_until"],
        )
        found.setdefault(risk.area, []).append(risk)
    return Risks({area: tuple(risks) for area, risks in found.items()})
