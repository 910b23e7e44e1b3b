"""The levels kept: of the areas touched or of all, from the cases just written and the counts, sign-offs known."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import models

from lianfang.derive.levels import levels
from lianfang.derive.outputs import frame_of
from lianfang.derive.views import ancestors_of
from lianfang.facts import known_by
from lianfang.places.frames import areas_frame, counting_from_frame, units_frame
from lianfang.situation.models import CaseStatus, Level, LevelFigure
from lianfang.situation.plans import plans_of_levels
from lianfang.situation.writing import replaced, stored
from lianfang.vocabulary import place_subject


def relevelled(at: datetime, paths: Iterable[str] | None = None) -> bool:
    """Levels anew the areas with these paths and those above them, or all; answers whether anything changed.

    On a new day all are levelled anew, for each window has moved. An area of which nothing is told has no row.
    """
    plans = plans_of_levels(at)
    if not plans:
        return False
    areas = areas_frame()
    chosen = None if paths is None or _of_another_day(at, plans[0].time_zone) else _with_above(areas, paths)
    if chosen is not None and not chosen:
        return False
    found = proposals(at, areas, stored(CaseStatus), chosen)
    codes = areas["code"].to_list() if chosen is None else sorted(chosen)
    changed = [replaced(model, "area", codes, rows) for model, rows in found.items()]
    return any(changed)


def proposals(
    at: datetime, areas: pl.DataFrame, cases: pl.DataFrame, chosen: set[str] | None = None
) -> dict[type[models.Model], pl.DataFrame]:  # fmt: skip
    """The rows of levels and of their figures, of the areas with the codes chosen or of all, as known at a moment."""
    subjects = None if chosen is None else {"area": [place_subject("area", code) for code in sorted(chosen)]}
    tables = known_by(at, ["reported_count"], subjects) | known_by(at, ["sign_off"])
    places = areas if chosen is None else _asked(areas, chosen)
    tables |= {"areas": places, "units": units_frame()}
    paths = areas.select(pl.col("code").alias("area"), "path")
    counting_from = counting_from_frame()
    made = [
        levels(tables, cases.filter(pl.col("disease") == plan.disease), plan, at, counting_from=counting_from)
        for plan in plans_of_levels(at)
    ]
    told = [one.figures.filter(pl.col("basis") != "none") for one in made]
    keys = ["plan", "scale", "area"]
    rows = [one.levels.join(figures, on=keys, how="semi") for one, figures in zip(made, told, strict=True)]
    every: dict[type[models.Model], list[pl.DataFrame]] = {
        Level: [frame_of((), "level"), *rows],
        LevelFigure: [frame_of((), "level_figure"), *told],
    }
    return {model: pl.concat(frames).join(paths, on="area", how="inner") for model, frames in every.items()}


def _asked(areas: pl.DataFrame, chosen: set[str]) -> pl.DataFrame:
    """All areas, but those not asked for without their level, so that no scale speaks of them."""
    level = pl.when(pl.col("code").is_in(sorted(chosen))).then("level")
    return areas.with_columns(level=level)


def _with_above(areas: pl.DataFrame, paths: Iterable[str]) -> set[str]:
    """The codes of the areas with these paths and of all above them."""
    touched = areas.filter(pl.col("path").is_in(sorted(set(paths))))["code"]
    return set(ancestors_of(areas).filter(pl.col("code").is_in(touched.implode()))["above"])


def _of_another_day(at: datetime, zone: str) -> bool:
    today = at.astimezone(ZoneInfo(zone)).date()
    return not Level.objects.filter(day=today).exists() or Level.objects.exclude(day=today).exists()
