"""The levels kept: of the areas touched or of all, from the cases just written and the counts, sign-offs known."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import models

from lianfang.derive.bound import lies
from lianfang.derive.levels import levels
from lianfang.derive.outputs import frame_of
from lianfang.facts import known_by
from lianfang.places.frames import areas_frame, counting_from_frame, units_frame
from lianfang.situation.models import CaseStatus, Level, LevelFigure
from lianfang.situation.plans import levels_in_scopes
from lianfang.situation.writing import replaced, stored
from lianfang.vocabulary import place_subject

# Up to so many cases plain Python levels a few areas sooner than an engine is made ready.
FEW = 500


def relevelled(at: datetime, touched: Iterable[str] | None = None) -> bool:
    """Levels anew the areas with these codes and those above them, or all; answers whether anything changed.

    On a new day all are levelled anew, for each window has moved. An area of which nothing is told has no row.
    """
    plans = [plan for _scope, plan in levels_in_scopes(at)]
    if not plans or (touched is not None and not touched):
        return False
    areas = areas_frame()
    chosen = None if touched is None or _of_another_day(at, plans[0].time_zone) else _with_above(areas, touched)
    if chosen is not None:
        levelled = {level for plan in plans for scale in plan.levels for level in scale.areas}
        chosen &= set(areas.filter(pl.col("level").is_in(levelled))["code"])
        if not chosen:
            return False
    found = proposals(at, areas, None, chosen)
    codes = areas["code"].to_list() if chosen is None else sorted(chosen)
    changed = [replaced(model, "area", codes, rows) for model, rows in found.items()]
    return any(changed)


def proposals(
    at: datetime, areas: pl.DataFrame, cases: pl.DataFrame | None = None, chosen: set[str] | None = None
) -> dict[type[models.Model], pl.DataFrame]:
    """The rows of levels and of their figures, of the areas with the codes chosen or of all, as known at a moment.

    ``cases`` are those kept where they are left out.
    """
    paths = areas.select(pl.col("code").alias("area"), "path")
    units = units_frame()
    if chosen is None:
        tables = known_by(at, ["reported_count", "sign_off"])
        cases = stored(CaseStatus) if cases is None else cases
    else:
        # Only what lies in these areas is read: a figure of an area counts what lies in it and below.
        inside, areas = _in_and_below(areas, chosen)
        units = units.filter(pl.col("area").is_in(inside))
        subjects = {"area": [place_subject("area", code) for code in sorted(chosen)]}
        tables = known_by(at, ["reported_count"], subjects)
        tables |= known_by(at, ["sign_off"], where={"unit": units["code"].to_list()})
        cases = stored(CaseStatus, "counted_in", inside) if cases is None else cases
    tables |= {"areas": areas, "units": units}
    counting_from = counting_from_frame()
    engine = "oracle" if chosen is not None and cases.height <= FEW else "auto"
    # An area's level is by the version that holds there: versions that hold elsewhere are not asked.
    asked = paths if chosen is None else paths.filter(pl.col("area").is_in(sorted(chosen)))
    holding = (
        (plan, asked.filter(lies(("path",), scope.area, scope.but)).select("area"))
        for scope, plan in levels_in_scopes(at)
    )
    held = [(plan, own) for plan, own in holding if own.height]
    made = [
        levels(tables, cases.filter(pl.col("disease") == plan.disease), plan, at, engine, counting_from)
        for plan, _own in held
    ]
    told = [one.figures.filter(pl.col("basis") != "none") for one in made]
    keys = ["plan", "scale", "area"]
    told = [figures.join(own, on="area", how="semi") for figures, (_plan, own) in zip(told, held, strict=True)]
    rows = [one.levels.join(figures, on=keys, how="semi") for one, figures in zip(made, told, strict=True)]
    every: dict[type[models.Model], list[pl.DataFrame]] = {
        Level: [frame_of((), "level"), *rows],
        LevelFigure: [frame_of((), "level_figure"), *told],
    }
    return {model: pl.concat(frames).join(paths, on="area", how="inner") for model, frames in every.items()}


def _in_and_below(areas: pl.DataFrame, chosen: set[str]) -> tuple[list[str], pl.DataFrame]:
    """The codes of what lies in these areas; and its rows with those above: only these have a level to be asked."""
    roots = areas.filter(pl.col("code").is_in(sorted(chosen)))["path"].to_list()
    above = {code for root in roots for code in root.strip("/").split("/")}
    within = pl.any_horizontal(*(pl.col("path").str.starts_with(root) for root in roots))
    inside = areas.filter(within)["code"].to_list()
    level = pl.when(pl.col("code").is_in(sorted(chosen))).then("level")
    return inside, areas.filter(pl.col("code").is_in(sorted({*inside, *above}))).with_columns(level=level)


def _with_above(areas: pl.DataFrame, touched: Iterable[str]) -> set[str]:
    """These areas and all above them, by code."""
    paths = areas.filter(pl.col("code").is_in(sorted(set(touched))))["path"]
    return {code for path in paths for code in path.strip("/").split("/")}


def _of_another_day(at: datetime, zone: str) -> bool:
    today = at.astimezone(ZoneInfo(zone)).date()
    return not Level.objects.filter(day=today).exists() or Level.objects.exclude(day=today).exists()
