"""Levels of areas by loops: what a scale means, day by day, figure by figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive.oracle.evaluate import World, value
from lianfang.derive.oracle.statuses import BEFORE_ALL, Row
from lianfang.plan.model import Plan
from lianfang.plan.scales import COUNTED, Figure, Grade, Scale

NOBODY = World(lambda kind, relation, row: [], {})
INFECTED = ("confirmed", "asymptomatic", "clinical", "suspected")


def level_rows(
    tables: Mapping[str, pl.DataFrame], cases: pl.DataFrame, plan: Plan, scales: Iterable[Scale], at: datetime,
    counting_from: pl.DataFrame | None,
) -> tuple[list[Row], list[Row]]:  # fmt: skip
    """Rows of levels by scales, and of the figures behind them; `at` is local. The rest as `levels.levels` takes it."""
    facts = {kind: frame.to_dicts() for kind, frame in tables.items()}
    switches = [] if counting_from is None else counting_from.to_dicts()
    rows, behind = [], []
    for scale in scales:
        for area in facts["areas"]:
            if area["level"] in scale.areas and area["path"] is not None:
                here = Here(area, facts, cases.to_dicts(), switches, plan)
                level, figures = _of_area(scale, here, plan, at)
                rows.append(level)
                behind += figures
    return rows, behind


class Here:
    """What is known of one area: the counts told for it, its cases, who signed in it, and from when they count."""

    def __init__(
        self, area: Row, facts: Mapping[str, list[Row]], cases: list[Row], switches: list[Row], plan: Plan
    ) -> None:  # fmt: skip
        paths = {row["code"]: row["path"] for row in facts["areas"]}
        self.code, self.plan = area["code"], plan

        def inside(code: str | None) -> bool:
            return (paths.get(code or "") or "").startswith(area["path"])

        self.counts = [
            row for row in facts["reported_count"]
            if row["counted"] == self.code and row["disease"] == plan.disease and row["day"] is not None
        ]  # fmt: skip
        self.counts.sort(key=lambda row: (row["known_at"] or BEFORE_ALL, row["id"]))
        self.cases = [case for case in cases if case["disease"] == plan.disease and inside(case["counted_in"])]
        homes = {unit["code"]: unit["area"] for unit in facts["units"]}
        self.signed = [
            row["day"] for row in facts["sign_off"]
            if row["disease"] == plan.disease and row["day"] is not None and inside(homes.get(row["unit"]))
        ]  # fmt: skip
        above = reversed(area["path"].strip("/").split("/"))
        told = {row["area"]: row["day"] for row in switches if row["disease"] == plan.disease}
        self.switch = next((told[code] for code in above if code in told), None)

    def began(self, case: Row, what: str) -> date | None:
        """The local day on which a case became what is counted; None where it never did."""
        if what in INFECTED:
            moment = case[what]
        else:
            infected = case["confirmed"] is not None and case["classification"] != "excluded"
            moment = case["ended"] if infected and case["outcome"] == what else None
        return None if moment is None else moment.astimezone(ZoneInfo(self.plan.time_zone)).date()

    def days(self) -> list[date]:
        """All days of which something is known here."""
        of_cases = [self.began(case, what) for case in self.cases for what in COUNTED]
        told = (*self.signed, *(row["day"] for row in self.counts), *of_cases, self.switch)
        return [day for day in told if day is not None]

    def basis(self, day: date) -> str:
        """What the figures of a day rest on."""
        if self.switch is not None and self.switch <= day:
            return "persons"
        if any(row["day"] <= day for row in self.counts):
            return "counts"
        of_cases = [self.began(case, what) for case in self.cases for what in COUNTED]
        return "persons" if any(told is not None and told <= day for told in (*self.signed, *of_cases)) else "none"

    def told(self, column: str, day: date) -> int | None:
        """A cumulative count as told last, on the day or before it."""
        days: dict[date, int] = {}
        for row in self.counts:
            if row["day"] <= day and row[column] is not None:
                days[row["day"]] = row[column]
        return days[max(days)] if days else None

    def by_counts(self, figure: Figure, day: date) -> int | None:
        total = 0
        for what in figure.counts:
            column = COUNTED[what]
            until = None if column is None else self.told(column, day)
            if column is None or until is None:
                return None
            if figure.days is not None:
                until = max(0, until - (self.told(column, day - timedelta(days=figure.days)) or 0))
            total += until
        return None if figure.origins and total else total

    def by_persons(self, figure: Figure, day: date) -> list[Row]:
        """The cases that a figure counts on a day."""
        first = date.min if figure.days is None else day - timedelta(days=figure.days - 1)
        found = []
        for case in self.cases:
            began = [self.began(case, what) for what in figure.counts]
            fits = not figure.origins or (case["origin"] or "local") in figure.origins
            if fits and any(told is not None and first <= told <= day for told in began):
                found.append(case)
        return found

    def value(self, figure: Figure, day: date) -> int | bool | None:
        """The figure on a day; None where it is unknown."""
        basis, persons = self.basis(day), self.by_persons(figure, day)
        if figure.cluster is None:
            return len(persons) if basis == "persons" else self.by_counts(figure, day) if basis == "counts" else None
        by_outbreak = Counter(case["outbreak"] for case in persons)
        unlinked = by_outbreak.pop(None, 0)
        most = max(by_outbreak.values(), default=0)
        if most >= figure.cluster:
            return True
        if basis == "persons":
            return False if most + unlinked < figure.cluster else None
        told = self.by_counts(figure, day) if basis == "counts" else None
        return False if told is not None and told < figure.cluster else None


def _of_area(scale: Scale, here: Here, plan: Plan, at: datetime) -> tuple[Row, list[Row]]:
    today = at.date()
    day = min((told for told in here.days() if told <= today), default=today)
    day = max(day, scale.since or day)
    reached: dict[str, bool | None] = {grade.level: False for grade in scale.grades}
    level: tuple[str | None, str | None] | None = None
    since = day
    while day <= today:
        figures: Row = {figure.id: here.value(figure, day) for figure in scale.figures}
        reached = {grade.level: _reached(grade, figures, reached[grade.level]) for grade in scale.grades}
        now = _interval(scale, reached)
        since = since if now == level else day
        level, day = now, day + timedelta(days=1)
    assert level is not None
    basis = here.basis(today)
    last_told = max((row["day"] for row in here.counts if row["day"] <= today), default=None)
    told = {"persons": today, "counts": last_told, "none": None}[basis]
    behind = [
        {"plan": plan.id, "scale": scale.id, "area": here.code, "figure": figure.id, "basis": basis, "told": told,
         "value": None if figures[figure.id] is None else float(figures[figure.id])}
        for figure in scale.figures
    ]  # fmt: skip
    row: Row = {
        "scale": scale.id, "plan": plan.id, "about": scale.about, "disease": plan.disease, "area": here.code,
        "day": today, "lowest": level[0], "highest": level[1], "since": since,
    }  # fmt: skip
    return row, behind


def _reached(grade: Grade, figures: Row, before: bool | None) -> bool | None:
    """Whether a level is reached, or was and stays; None where that is not known."""
    when = _asked(grade.when.expression, figures)
    if grade.lowered is None or when is True:
        return when
    lowered = _asked(grade.lowered.expression, figures)
    stays = False if before is False or lowered is True else None if None in (before, lowered) else True
    if when is False:
        return stays
    # It may be reached anew, so that it is at least not sure that it is not.
    return True if stays is True else None


def _asked(condition: Any, figures: Row) -> bool | None:
    told: bool | None = value(condition, figures, {}, NOBODY)
    return told


def _interval(scale: Scale, reached: Mapping[str, bool | None]) -> tuple[str | None, str | None]:
    """The lowest and the highest level that the area may have: the gravest one reached counts."""
    sure = [grade.level for grade in scale.grades if reached[grade.level] is True]
    possible = [grade.level for grade in scale.grades if reached[grade.level] is not False]
    if not possible:
        return None, None
    return (sure[-1] if sure else possible[0]), possible[-1]


def forces(
    levels: list[Row], declarations: list[Row], plan: Plan, at: datetime
) -> dict[tuple[str, str], tuple[str | None, str | None]]:  # fmt: skip
    """By scale and area the level declared at a moment, and the one in force. `declarations` and `at` in one zone."""
    found: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for scale in plan.levels:
        for row in levels:
            if row["scale"] != scale.id:
                continue
            told = [one for one in declarations if _binds(one, scale, row["area"], plan, at)]
            last = max(told, key=lambda one: (one["occurred_from"], one["id"]), default=None)
            declared = None if last is None else last["level"]
            sure = row["lowest"] if row["lowest"] == row["highest"] else None
            found[scale.id, row["area"]] = declared, sure if scale.by_rule else declared
    return found


def _binds(told: Row, scale: Scale, area: str, plan: Plan, at: datetime) -> bool:
    """Whether a declaration of the whole area, of one of the scale's levels, is in force at a moment."""
    fits = told["declared"] == area and told["disease"] == plan.disease and told["about"] == scale.about
    if not fits or told["place"] is not None or told["level"] not in {grade.level for grade in scale.grades}:
        return False
    begun = told["occurred_from"] is not None and told["occurred_from"] <= at
    return begun and (told["occurred_until"] is None or told["occurred_until"] > at)
