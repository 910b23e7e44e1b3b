"""Health codes: each ground that makes a colour, with its evidence, from when until when; and the colour at a moment.

A code arises as a duty does, from a fact that a rule of the plan names; `oracle` says the same by loops. A ground of
which the end is not known makes no code: nobody is given a colour that nothing ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from lianfang.plan.model import Plan
from lianfang.vocabulary.grounds import COLOURS

THREE = ("responsible", "whereabouts", "treated")


def codes_from(
    causes: pl.DataFrame, plan: Plan, people: pl.DataFrame, subjects: Collection[str] | None
) -> pl.DataFrame:
    """The rows of codes from the causes found, with the three areas of the persons; of `subjects` only, where given."""
    colours = {code.rule.id: code.colour for code in plan.codes}
    known = causes.filter(pl.col("ends").is_not_null() & pl.col("person").is_not_null())
    if subjects is not None:
        known = known.filter(pl.col("person").is_in(sorted(subjects)))
    # Of one person and first telling the ground that stands longest is shown.
    known = known.sort("ends", "fact").unique(["rule", "person", "original"], keep="last", maintain_order=True)
    told = known.select(
        "rule", "person", "fact", "original", plan=pl.lit(plan.id), disease=pl.lit(plan.disease),
        colour=pl.col("rule").replace_strict(colours, default=None, return_dtype=pl.String), ground=pl.col("kind"),
        since="opened", expires="ends",
    )  # fmt: skip
    return told.join(people.select("person", *THREE), on="person", how="left")


def standing(rows: Iterable[Mapping[str, Any]], at: datetime) -> list[Mapping[str, Any]]:
    """The codes that stand at a moment, the gravest first, of equal ones that which stands longest."""
    now = [row for row in rows if row["since"] <= at < row["expires"]]
    return sorted(now, key=lambda row: (COLOURS.index(row["colour"]), -row["expires"].timestamp(), row["rule"]))


def colour(rows: Iterable[Mapping[str, Any]], at: datetime) -> str:
    """The colour of one person at a moment: that of the gravest code that stands, else green."""
    now = standing(rows, at)
    return str(now[0]["colour"]) if now else "green"
