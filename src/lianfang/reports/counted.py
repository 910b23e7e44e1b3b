"""One figure of one area and day, wherever it comes from: people's records, figures as reported, the children's sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from lianfang.reports.figures import Basis

# Which column of a reported count says which figure of `Count`; the others follow from two days or from these.
_TYPED = {
    "cumulative_confirmed": "confirmed",
    "current_suspected": "suspected",
    "current_asymptomatic": "asymptomatic",
    "cumulative_discharged": "cured",
    "cumulative_died": "dead",
}
_BY_DIFFERENCE = {
    "new_confirmed": "cumulative_confirmed",
    "new_discharged": "cumulative_discharged",
    "new_died": "cumulative_died",
}
# Where people are not told apart by origin, theirs is empty.
_ORIGINS = ("local", "import_related", "imported", "")
_REPORTED_COLUMNS = tuple(_TYPED.values())


@dataclass(frozen=True)
class Tree:
    """The areas by code: parent, children in their order, path, population."""

    rows: Mapping[str, Mapping[str, object]]
    children: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, areas: pl.DataFrame) -> "Tree":
        rows = {str(row["code"]): row for row in areas.iter_rows(named=True)}
        children: dict[str, list[str]] = {}
        for code, row in rows.items():
            if row.get("parent"):
                children.setdefault(str(row["parent"]), []).append(code)
        return cls(rows, {code: tuple(codes) for code, codes in children.items()})

    def path(self, code: str) -> str:
        return str(self.rows[code]["path"])

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The area itself and those above it, from itself up."""
        return tuple(reversed(self.path(code).strip("/").split("/")))


class Counted:
    """All that is counted of a ``disease`` to the end of a day: answers figures by area, day, name and origin.

    ``counts`` is the derived table of counts: who is counted in just that area, rolled up here to the areas above.
    ``reported`` are the reported counts as known, ``counting_from`` (area, disease, day) says from which day persons
    count in an area and all within it. ``reporting`` are areas from which figures come, with their first day,
    though none may be known yet (``reporting_from``).
    """

    def __init__(
        self,
        counts: pl.DataFrame,
        reported: pl.DataFrame,
        counting_from: pl.DataFrame,
        tree: Tree,
        disease: str,
        reporting: Mapping[str, date] | None = None,
    ) -> None:
        self.tree, self.disease = tree, disease
        self._counts: dict[tuple[str, date, str, str], int] = {}
        for place, day, name, origin, value in (
            counts.filter(pl.col("disease") == disease)
            .select("area", "date", "figure", pl.col("origin").fill_null(""), "value")
            .iter_rows()
        ):
            for above in tree.ancestors(place) if place in tree.rows else (place,):
                key = (above, day, name, origin)
                self._counts[key] = self._counts.get(key, 0) + (value or 0)
        self._with_people = {area for area, *_ in self._counts}
        self._reported = _reported(reported, disease)
        self._reporting = reporting_from(reported, disease)
        for place, first in (reporting or {}).items():
            self._reporting[place] = min(first, self._reporting.get(place, first))
        self._basis: dict[tuple[str, date], Basis] = {}
        self._counting_from: dict[str, date] = {
            str(row["area"]): row["day"] for row in counting_from.iter_rows(named=True) if row["disease"] == disease
        }

    def persons_from(self, area: str) -> date | None:
        """The day from which persons count here: the area's own, else that of the nearest above it."""
        for code in self.tree.ancestors(area):
            if code in self._counting_from:
                return self._counting_from[code]
        return None

    def reports(self, area: str) -> bool:
        """Whether figures were reported of the area."""
        return area in self._reporting

    def basis(self, area: str, day: date) -> Basis:
        """What the figures of an area and day rest on."""
        if (area, day) not in self._basis:
            self._basis[area, day] = self._basis_of(area, day)
        return self._basis[area, day]

    def _basis_of(self, area: str, day: date) -> Basis:
        start = self.persons_from(area)
        if start is not None and day >= start:
            return Basis.PERSONS
        if area in self._reporting and self._reporting[area] <= day:
            return Basis.REPORTED
        reporting = [code for code, first in self._reporting.items() if first <= day and code in self.tree.rows]
        path = self.tree.path(area)
        if any(self.tree.path(code).startswith(path) for code in reporting):
            return Basis.CHILDREN
        if any(path.startswith(self.tree.path(code)) for code in reporting):
            return Basis.NOTHING
        # Beside areas that send figures, one of which there is neither figure nor person has told nothing.
        parent = self.tree.rows[area].get("parent")
        beside = self.tree.path(str(parent)) if parent in self.tree.rows else None
        told = any(beside and code != parent and self.tree.path(code).startswith(beside) for code in reporting)
        if told and area not in self._with_people:
            return Basis.NOTHING
        return Basis.PERSONS

    def figure(self, area: str, day: date, name: str, origin: str = "") -> int | None:
        """The figure, None where unknown. Of reported counts no origin is known."""
        basis = self.basis(area, day)
        if basis is Basis.PERSONS:
            return self.of_persons(area, day, name, origin)
        if basis is Basis.REPORTED:
            return self.of_reports(area, day, name) if not origin else None
        if basis is Basis.CHILDREN:
            return self.of_children(area, day, name, origin)[0]
        return None

    def of_persons(self, area: str, day: date, name: str, origin: str = "") -> int:
        """The figure by people's own records: nobody recorded is zero, for the record is who there is."""
        if origin:
            return self._counts.get((area, day, name, origin), 0)
        return sum(self._counts.get((area, day, name, part), 0) for part in _ORIGINS)

    def of_reports(self, area: str, day: date, name: str) -> int | None:
        """The figure as reported: cumulative as typed, new by difference with the day before."""
        if name in _TYPED:
            return self._reported.get((area, day), {}).get(_TYPED[name])
        if name in _BY_DIFFERENCE:
            before = self.of_reports(area, day - timedelta(days=1), _BY_DIFFERENCE[name])
            until = self.of_reports(area, day, _BY_DIFFERENCE[name])
            return None if before is None or until is None else until - before
        if name == "current_confirmed":
            confirmed, cured, dead = (
                self.of_reports(area, day, part)
                for part in ("cumulative_confirmed", "cumulative_discharged", "cumulative_died")
            )
            return None if confirmed is None or cured is None or dead is None else confirmed - cured - dead
        return None

    def of_children(self, area: str, day: date, name: str, origin: str = "") -> tuple[int | None, int]:
        """The sum of the children's figures, None where none is known, and of how many children it is not known."""
        values = [self.figure(child, day, name, origin) for child in self.tree.children.get(area, ())]
        known = [value for value in values if value is not None]
        return (sum(known) if known else None), len(values) - len(known)


def reporting_from(reported: pl.DataFrame, disease: str) -> dict[str, date]:
    """The areas of which figures were reported, each with the first day."""
    if not reported.height:
        return {}
    first = reported.filter(pl.col("disease") == disease).group_by("counted").agg(pl.col("day").min())
    return dict(first.select("counted", "day").iter_rows())


def _reported(reported: pl.DataFrame, disease: str) -> dict[tuple[str, date], dict[str, int | None]]:
    """The reported figures by area and day; of several publishers the one known last counts, column by column."""
    by_day: dict[tuple[str, date], dict[str, int | None]] = {}
    if not reported.height:
        return by_day
    rows = reported.filter(pl.col("disease") == disease)
    if "known_at" in rows.columns:
        rows = rows.sort("known_at", maintain_order=True)
    columns = [name for name in _REPORTED_COLUMNS if name in rows.columns]
    for area, day, *values in rows.select("counted", "day", *columns).iter_rows():
        figures = by_day.setdefault((area, day), {})
        figures.update({name: value for name, value in zip(columns, values, strict=True) if value is not None})
    return by_day
