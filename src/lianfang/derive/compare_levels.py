"""Which areas' proposed level a change of plan moves."""

from __future__ import annotations

import polars as pl

from lianfang.derive.levels import Levels
from lianfang.plan.scales import GRAVITY

SAME = ("scale", "about", "area")
SHOWN = ("lowest", "highest")
CHANGES = ("raised", "lowered", "moved", "gained", "lost")


def compared_levels(old: Levels, new: Levels) -> pl.DataFrame:
    """The areas whose level differs, a row an area and scale: `change, scale, about, area`, the level, and `_before`.

    raised and lowered: neither end of the interval goes the other way; moved: they go apart or together; gained and
    lost: the scale is in one plan only, or what is told of the area counts by one only. An area of which nothing is
    told has no level.
    """
    before, after = (_told(one) for one in (old, new))
    both = before.join(after, on=SAME, how="full", suffix="_after", coalesce=True)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in SHOWN)
    absent = pl.col("_told").is_null() | pl.col("_told_after").is_null()
    both = both.filter(differs | absent)
    ranks = {level: rank for levels in GRAVITY.values() for rank, level in enumerate(levels)}
    low, high, low_after, high_after = (
        pl.col(name).replace_strict(ranks, default=None, return_dtype=pl.Int64)
        for name in ("lowest", "highest", "lowest_after", "highest_after")
    )
    change = (
        pl.when(pl.col("_told").is_null()).then(pl.lit("gained")).when(pl.col("_told_after").is_null())
        .then(pl.lit("lost")).when((low_after >= low) & (high_after >= high)).then(pl.lit("raised"))
        .when((low_after <= low) & (high_after <= high)).then(pl.lit("lowered")).otherwise(pl.lit("moved"))
    )  # fmt: skip
    return both.select(
        change.alias("change"), *SAME, *(pl.col(name).alias(f"{name}_before") for name in SHOWN),
        *(pl.col(f"{name}_after").alias(name) for name in SHOWN),
    ).sort("change", *SAME)  # fmt: skip


def _told(found: Levels) -> pl.DataFrame:
    told = found.figures.filter(pl.col("basis") != "none").select("scale", "area").unique()
    return found.levels.join(told, on=["scale", "area"], how="semi").select(*SAME, *SHOWN, _told=pl.lit(True))
