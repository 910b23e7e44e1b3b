"""Whose health code a change of plan moves: the gravest code that stands of each person, by the one and by the other.

A person of whom no code stands is green. Each row tells on what the new colour rests; `grounded` is whether that is a
ground of the vocabulary with a fact behind it that was among those given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import polars as pl

from lianfang.vocabulary.grounds import COLOURS, GROUNDS

GREEN = "green"
# From the mildest.
ORDER = (GREEN, *reversed(COLOURS))
SHOWN = ("colour", "rule", "ground", "fact", "expires")
CHANGES = ("raised", "lowered", "moved")
# Who met whom rests on visits, which need not be among the facts given where the encounters are.
_OF_ENCOUNTERS = ("visit", "exposing_visit")


def compared_codes(
    old: pl.DataFrame, new: pl.DataFrame, at: datetime, tables: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:  # fmt: skip
    """The people whose code differs at a moment (aware), a row each, from the rows of `health_code` by either plan.

    `change` is raised or lowered where the colour is another, and moved where the same colour ends at another moment;
    `_before` tells how it stood. `tables` are the facts that both were derived from.
    """
    before, after = (_gravest(rows, at) for rows in (old, new))
    both = before.join(after, on="person", how="full", suffix="_after", coalesce=True)
    both = both.with_columns(pl.col("colour", "colour_after").fill_null(GREEN))
    ranks = {colour: rank for rank, colour in enumerate(ORDER)}
    was, now = (pl.col(name).replace_strict(ranks, return_dtype=pl.Int64) for name in ("colour", "colour_after"))
    change = (
        pl.when(now > was).then(pl.lit("raised")).when(now < was).then(pl.lit("lowered"))
        .when(pl.col("expires").ne_missing(pl.col("expires_after"))).then(pl.lit("moved"))
    )  # fmt: skip
    rows = both.with_columns(change=change).drop_nulls("change").select(
        "change", "person", pl.coalesce("responsible_after", "responsible").alias("responsible"),
        *(pl.col(name).alias(f"{name}_before") for name in SHOWN),
        *(pl.col(f"{name}_after").alias(name) for name in SHOWN),
    )  # fmt: skip
    return _grounded(rows, tables).sort("change", "person")


def _gravest(rows: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Of each person the code that counts at a moment, as `codes.standing` has it."""
    moment = pl.lit(at.astimezone(UTC))
    rank = pl.col("colour").replace_strict({one: i for i, one in enumerate(COLOURS)}, return_dtype=pl.Int64)
    now = rows.filter((pl.col("since") <= moment) & (moment < pl.col("expires"))).with_columns(_rank=rank)
    several = pl.col("person").is_duplicated()
    ordered = now.filter(several).sort("_rank", "expires", "rule", "original", descending=[False, True, False, False])
    first = ordered.unique("person", keep="first", maintain_order=True)
    return pl.concat([now.filter(~several), first]).select("person", "responsible", *SHOWN)


def _grounded(rows: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    asked = rows["fact"].drop_nulls().unique()
    known: set[str] = set()
    for ids in _ids(tables):
        known |= set(ids.filter(ids.is_in(asked.implode())).to_list())
    of_medicine = pl.col("ground").is_in(list(GROUNDS)).fill_null(False)
    held = pl.col("fact").is_in(list(known)).fill_null(False)
    return rows.with_columns(grounded=pl.when(pl.col("colour") == GREEN).then(None).otherwise(of_medicine & held))


def _ids(tables: Mapping[str, pl.DataFrame]) -> Iterable[pl.Series]:
    for name, frame in tables.items():
        for column in _OF_ENCOUNTERS if name == "encounter" else ("id",):
            if column in frame.columns and frame.height:
                yield frame[column].cast(pl.String).drop_nulls()
