"""Whom a change of plan moves: the duties that stand by one plan and not by the other, at one moment.

A duty stands while it is neither ended nor waived; one that is met stands until its term ends, as that of a person in
isolation, and one without a term is done. Duties of the two plans are the same where rule, subject, episode and
occurrence are; the plan's own name does not count, so that editions can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl

from lianfang.derive.outputs import Derived
from lianfang.derive.run import Engine, derive_by_each
from lianfang.plan import Plan
from lianfang.plan.meaning import differing

SAME = ("rule", "subject", "episode", "occurrence")
# What is shown of a duty on either side, and what makes it another duty where it differs.
SHOWN = ("owed_by", "opened", "due", "ends")
MOVED = ("owed_by", "due", "ends")
ABOUT = ("subject_kind", "person", "area", "responsible", "met")
CHANGES = ("gained", "lost", "moved")


@dataclass(frozen=True)
class Comparison:
    """The duties that two plans differ in: a row each, with `change` gained, lost or moved.

    `rule, subject_kind, subject, person, episode, occurrence, area, responsible` say which it is, `met` when it was
    met, and `owed_by, opened, due, ends` how it stands, with `_before` as it stood. `kept` counts the duties that stand
    alike, of the rules that were derived.
    """

    rows: pl.DataFrame
    kept: int

    def by_rule(self) -> pl.DataFrame:
        """`change, rule, duties, people`: how many duties, and of how many subjects, each rule gains, loses, moves."""
        return self._counted("rule")

    def by_area(self) -> pl.DataFrame:
        """`change, rule, area, duties, people`, of the area whose unit owes."""
        return self._counted("rule", "area")

    def _counted(self, *by: str) -> pl.DataFrame:
        return (
            self.rows.group_by("change", *by)
            .agg(duties=pl.len().cast(pl.Int64), people=pl.col("subject").n_unique().cast(pl.Int64))
            .sort("change", *by, nulls_last=True)
        )


def compare(
    tables: Mapping[str, pl.DataFrame], old: Plan, new: Plan, at: datetime, engine: Engine = "auto"
) -> Comparison:
    """Derives the facts by both plans at a moment (aware) and compares what stands.

    `tables` as `derive` takes them. Only rules that do not mean the same are derived: the others move nobody. The new
    plan is derived under the old one's id, so that waivers and assignments hold in both. Raises Mistake for columns
    that cannot be read.
    """
    others = differing(old, new)
    sides = [
        replace(plan, id=old.id, rules=tuple(rule for rule in plan.rules if rule.id in others)) for plan in (old, new)
    ]
    before, after = derive_by_each(tables, sides, at, engine)
    return compared(before, after, at)


def compared(old: Derived, new: Derived, at: datetime) -> Comparison:
    """What stands by one derivation against what stands by another, at the moment (aware) of both."""
    sides = [derived.duties.filter(stands(at)) for derived in (old, new)]
    # A key names rule, subject, episode and occurrence: whatever stands alike under one need not be looked at further.
    alike = sides[0].join(sides[1], on=["key", *MOVED], how="semi", nulls_equal=True).select("key")
    before, after = (
        _named(duties.join(alike, on="key", how="anti"), derived.causes)
        for duties, derived in zip(sides, (old, new), strict=True)
    )
    both = before.join(after, on=SAME, how="full", suffix="_after", nulls_equal=True, coalesce=True)
    was, now = pl.col("subject_kind").is_not_null(), pl.col("subject_kind_after").is_not_null()
    other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in MOVED)
    change = (
        pl.when(~was).then(pl.lit("gained")).when(~now).then(pl.lit("lost")).when(other).then(pl.lit("moved"))
    )  # fmt: skip
    whole = both.with_columns(change=change)
    rows = whole.drop_nulls("change").select(
        "change", *SAME,
        *(pl.coalesce(f"{name}_after", name).alias(name) for name in ABOUT),
        *(pl.col(name).alias(f"{name}_before") for name in SHOWN),
        *(pl.col(f"{name}_after").alias(name) for name in SHOWN),
    )  # fmt: skip
    return Comparison(rows.sort("change", *SAME), alike.height + whole.height - rows.height)


def stands(at: datetime) -> pl.Expr:
    """Whether a duty stands at a moment (aware): neither ended nor waived, nor met without a term."""
    moment = pl.lit(at.astimezone(UTC))
    lasting = pl.col("ends").is_null() | (pl.col("ends") > moment)
    waived, met = ((pl.col(name) <= moment).fill_null(False) for name in ("waived", "met"))
    return lasting & ~waived & ~(met & pl.col("ends").is_null())


def _named(duties: pl.DataFrame, causes: pl.DataFrame) -> pl.DataFrame:
    """Duties by what makes them the same in both plans, and what is shown of them."""
    # The episode is named by its first cause; causes stand once for each occurrence.
    own = causes.select("duty", "since", episode="original")
    named = duties.join(own, left_on="key", right_on="duty", how="left")
    if named.height > duties.height:
        named = named.sort("since", "episode").unique("key", keep="first")
    return named.select(*SAME, *ABOUT, *SHOWN)
