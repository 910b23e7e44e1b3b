"""The levels of the areas within an account's own, with the figures behind each and what is declared beside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from lianfang.derive.force import in_force
from lianfang.desks import names
from lianfang.facts import known_by
from lianfang.places.models import Area
from lianfang.places.tree import range_of
from lianfang.plan import Plan
from lianfang.plan.scales import GRAVITY, Scale
from lianfang.situation.models import Level, LevelFigure
from lianfang.situation.plans import plans_of_levels
from lianfang.situation.writing import stored


@dataclass(frozen=True, slots=True)
class Line:
    """The level of an area: what is proposed (an interval where the two differ), since when; what is declared.

    ``figures`` are by their ids, None where not known, ``told`` the day of the count that they rest on.
    """

    area: Area
    scale: Scale
    lowest: str | None
    highest: str | None
    since: date | None
    declared: str | None
    declared_from: datetime | None
    number: str | None
    basis: str
    told: date | None
    figures: Mapping[str, float | None]

    @property
    def undecided(self) -> bool:
        """Whether the figures leave more than one level."""
        return self.lowest != self.highest

    @property
    def gravity(self) -> int:
        """How grave the highest level is that it may be."""
        return GRAVITY[self.scale.about].index(self.highest) if self.highest else -1

    @property
    def differs(self) -> bool:
        """Whether what is declared is none of what the figures leave; nothing declared is the mildest."""
        levels = [grade.level for grade in self.scale.grades]
        held = self.declared or levels[0]
        if self.lowest is None or self.highest is None or held not in levels:
            return False
        return not levels.index(self.lowest) <= levels.index(held) <= levels.index(self.highest)

    @property
    def kind(self) -> str:
        """What it is called in the page's choice of lines: undecided, or its level."""
        return "undecided" if self.undecided else self.highest or "none"


def scales_at(at: datetime) -> list[tuple[Plan, Scale]]:
    """The scales by which areas have their levels on the day of a moment."""
    return [(plan, scale) for plan in plans_of_levels(at) for scale in plan.levels_at(at)]


def lines_of(account: Any, plan: Plan, scale: Scale, at: datetime, area: str | None = None) -> list[Line]:
    """The levels by a scale of all areas within the account's, the gravest first; or of one area."""
    low, high = range_of(account.area_path)
    asked = {"plan": plan.id, "scale": scale.id, "path__gte": low, "path__lt": high}
    if area is not None:
        asked["area"] = area
    rows = list(Level.objects.filter(**asked).values())
    if not rows:
        return []
    behind: dict[str, dict[str, Any]] = {}
    for one in LevelFigure.objects.filter(**asked).values("area", "figure", "value", "basis", "told"):
        behind.setdefault(one["area"], {"basis": one["basis"], "told": one["told"]})[one["figure"]] = one["value"]
    told = known_by(at, ["declaration"], where={"about": [scale.about], "disease": [plan.disease]})
    forced = in_force(_frame(rows), told, plan, at)
    numbers = dict(told["declaration"].select("id", "number").iter_rows())
    areas = {each.code: each for each in Area.objects.filter(code__in=[row["area"] for row in rows])}
    lines = [
        Line(
            area=areas[row["area"]], scale=scale, lowest=row["lowest"], highest=row["highest"], since=row["since"],
            declared=row["declared"], declared_from=row["declared_from"],
            number=numbers.get(row["declaration"]), basis=behind[row["area"]]["basis"],
            told=behind[row["area"]]["told"],
            figures={figure.id: behind[row["area"]].get(figure.id) for figure in scale.figures},
        )
        for row in forced.iter_rows(named=True)
        if row["area"] in areas and row["area"] in behind
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.gravity, not line.undecided, line.area.order))


def _frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The rows in the columns of the derived table."""
    schema = stored(Level, "area", ()).drop("path").schema
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def provinces_of(lines: Iterable[Line]) -> dict[str, Area]:
    """The areas of the lines and all above them, by path."""
    paths = {line.area.path for line in lines}
    above = {path[: i + 1] for path in paths for i, character in enumerate(path) if character == "/"}
    return {path: area for path, area in names.areas(above).items() if path.startswith("/")}
