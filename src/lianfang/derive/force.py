"""Which level has force: what is declared of an area, or what a signed plan gives by rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import polars as pl

from lianfang.derive.inputs import prepared
from lianfang.plan.model import Plan
from lianfang.plan.scales import Scale


def in_force(levels: pl.DataFrame, tables: Mapping[str, pl.DataFrame], plan: Plan, at: datetime) -> pl.DataFrame:
    """The levels with what is declared of their areas at a moment (aware): `declared, declaration, declared_from`.

    And with `in_force`: the level declared; of a scale `by rule` the proposed one, null while it is undecided.
    """
    told = prepared({"declaration": tables["declaration"]} if "declaration" in tables else {}, "UTC")["declaration"]
    utc = at.astimezone(UTC).replace(tzinfo=None)
    found = [_of_scale(levels, told, scale, plan, utc) for scale in plan.levels]
    return pl.concat(found).sort("plan", "scale", "area") if found else _of_none(levels)


def _of_scale(levels: pl.DataFrame, told: pl.DataFrame, scale: Scale, plan: Plan, at: datetime) -> pl.DataFrame:
    over = pl.col("occurred_until").is_not_null() & (pl.col("occurred_until") <= at)
    fits = (pl.col("about") == scale.about) & (pl.col("disease") == plan.disease) & pl.col("place").is_null()
    known = pl.col("level").is_in([grade.level for grade in scale.grades])
    of = told.filter(fits & known & (pl.col("occurred_from") <= at) & ~over)
    last = of.sort("occurred_from", "id").unique("declared", keep="last", maintain_order=True)
    last = last.select("declared", "level", "id", since=pl.col("occurred_from").dt.replace_time_zone("UTC"))
    last = last.rename({"declared": "area", "level": "declared", "id": "declaration", "since": "declared_from"})
    own = levels.filter((pl.col("plan") == plan.id) & (pl.col("scale") == scale.id)).join(last, on="area", how="left")
    sure = pl.when(pl.col("lowest") == pl.col("highest")).then("lowest")
    return own.with_columns(in_force=sure if scale.by_rule else pl.col("declared"))


def _of_none(levels: pl.DataFrame) -> pl.DataFrame:
    empty = {name: pl.String() for name in ("declared", "declaration", "in_force")}
    return levels.with_columns(
        *(pl.lit(None, dtype).alias(name) for name, dtype in empty.items()),
        declared_from=pl.lit(None, pl.Datetime("us", "UTC")),
    ).select(*levels.columns, "declared", "declaration", "declared_from", "in_force")
