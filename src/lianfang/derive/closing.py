"""Waivers and assignments laid upon duties. Both name a duty by the key of any of its causes, and so follow it."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from lianfang.derive.keys import duty_key


def closed(
    owed: pl.DataFrame, causes: pl.DataFrame, waivers: pl.DataFrame, assignments: pl.DataFrame, units: pl.DataFrame,
    at: datetime,
) -> pl.DataFrame:  # fmt: skip
    """The duties with `waived, waived_by, waiver_reason, assigned_to` and the unit to which they were assigned."""
    names = _names(owed, causes, waivers, assignments)
    waived = (
        waivers.filter(pl.col("until").is_null() | (pl.col("until") > at))
        .join(names, left_on="duty", right_on="name")
        .sort("occurred_from", "id")
        .group_by("key")
        .agg(
            pl.col("occurred_from").first().alias("waived"),
            pl.col("id").first().alias("waived_by"),
            pl.col("why").first().alias("waiver_reason"),
        )
    )
    given = (
        assignments.join(names, left_on="duty", right_on="name")
        .sort("occurred_from", "id")
        .group_by("key")
        .agg(pl.col("to_account").last().alias("assigned_to"), pl.col("to_unit").last())
    )
    of_unit = units.select(to_unit="code", to_kind="kind", to_path="path")
    given = given.join(of_unit, on="to_unit", how="left")
    whole = owed.join(waived, on="key", how="left").join(given, on="key", how="left")
    moved = pl.col("to_kind").is_not_null()
    return whole.with_columns(
        owed_by=pl.when(moved).then("to_unit").otherwise("owed_by"),
        owed_kind=pl.when(moved).then("to_kind").otherwise("owed_kind"),
        area=pl.when(moved).then("to_path").otherwise("area"),
    ).drop("to_unit", "to_kind", "to_path")


def _names(owed: pl.DataFrame, causes: pl.DataFrame, *told: pl.DataFrame) -> pl.DataFrame:
    """All names of each duty that somebody used: its key; the keys from its other causes; those from causes that fell.

    The last need what was said of the causes when the duty was named: one of them must be a cause of it still.
    """
    names = owed.select("key", name="key")
    asked = pl.concat([one.select("duty", "causes") for one in told]).drop_nulls("duty")
    if asked["duty"].is_in(names["name"].implode()).all():
        return names
    each = causes.select("duty", "original").join(owed, left_on="duty", right_on="key")
    others = _keys(each, "original").select(key="duty", name="name")
    beside = asked.filter(~pl.col("duty").is_in(pl.concat([names["name"], others["name"]]).implode()))
    beside = beside.unique("duty").with_columns(fallen="causes").explode("causes", empty_as_null=True)
    still = beside.rename({"duty": "named"}).join(each, left_on="causes", right_on="original")
    candidates = _keys(still.explode("fallen", empty_as_null=True).drop_nulls("fallen"), "fallen")
    fallen = candidates.filter(pl.col("name") == pl.col("named")).select(key="duty", name="name")
    return pl.concat([names, others, fallen]).unique()


def _keys(rows: pl.DataFrame, original: str) -> pl.DataFrame:
    """The rows with the key that the duty has from this cause: `name`."""
    columns = (rows[name].to_list() for name in ("plan", "rule", "subject", original, "occurrence"))
    return rows.with_columns(pl.Series("name", [duty_key(*row) for row in zip(*columns, strict=True)], dtype=pl.String))
