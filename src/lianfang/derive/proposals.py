"""What the facts of each case propose as its classification.

The truth of a criterion or definition is asked of the engine (`weighing.py`); which of those that hold is proposed
follows from the plan's order. `oracle/proposals.py` says the same in loops.
"""

from __future__ import annotations

import polars as pl

from lianfang.derive.keys import proposal_original
from lianfang.derive.oracle.proposals import AS_IT_STANDS
from lianfang.plan.criteria import in_order
from lianfang.plan.model import Plan

AREAS = ("responsible", "whereabouts", "treated")
# The column that says since when a definition holds begins so.
SINCE = "_since_"


def cases_at_hand(plan: Plan, facts: pl.DataFrame, status: pl.DataFrame) -> pl.DataFrame:
    """The cases of a plan's disease as its definitions see them: the latest fact of each, and how it stands."""
    told = status.filter(pl.col("disease") == plan.disease).select(
        *AS_IT_STANDS, id="latest_fact", recorded="classification", **{f"_{area}": area for area in AREAS}
    )  # fmt: skip
    kept = facts.drop("_row", *(name for name in AS_IT_STANDS if name in facts.columns))
    made = kept.join(told, on="id", maintain_order="left").with_row_index("_row")
    return made.with_columns(pl.col("_row").cast(pl.Int64))


def proposals(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Proposals as rules see them, a row a case: the first definition that holds, exceptions first.

    `rows` are the cases at hand with what holds of them, and since when.
    """
    ordered = in_order(plan.definitions)
    proposed, since = pl.lit(None, pl.String), pl.lit(None, pl.Datetime("us"))
    for one in reversed(ordered):
        own = pl.col(f"{SINCE}{one.id}") if one.since is not None else pl.lit(None, pl.Datetime("us"))
        proposed = pl.when(pl.col(one.id)).then(pl.lit(one.id)).otherwise(proposed)
        since = pl.when(pl.col(one.id)).then(own).otherwise(since)
    listed = {
        name: pl.concat_list(
            *(pl.when(of(pl.col(one.id))).then(pl.lit(one.id)) for one in ordered)
        ).list.drop_nulls().list.join(", ")
        for name, of in (("holds", lambda held: held), ("undecided", lambda held: held.is_null()))
    }  # fmt: skip
    made = rows.select(
        "case", "person", "outbreak", "recorded", plan=pl.lit(plan.id), disease=pl.lit(plan.disease),
        proposed=proposed, since=pl.coalesce(since, pl.col("occurred_from")), evidence="id", **listed,
        **{area: f"_{area}" for area in AREAS},
    )  # fmt: skip
    pairs = made.select("case", "proposed").iter_rows()
    return made.with_columns(
        pl.Series("original", [proposal_original(*pair) for pair in pairs], dtype=pl.String),
        id="evidence", subject="case", occurred_from="since",
    ).with_row_index("_row").with_columns(pl.col("_row").cast(pl.Int64))  # fmt: skip
