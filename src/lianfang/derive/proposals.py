"""What the facts of each case propose as its classification, as Ibis and Polars tables.

The truth of a criterion or definition is an expression over the cases; which of those that hold is proposed
follows from the plan's order. `oracle/proposals.py` says the same in loops.
"""

from __future__ import annotations

import ibis
import polars as pl
from ibis.expr import types as ir

from lianfang.derive.compile import TYPES, Answers, bare, moment, names
from lianfang.derive.inputs import POLARS
from lianfang.derive.keys import proposal_original
from lianfang.derive.oracle.proposals import AS_IT_STANDS
from lianfang.plan import expression as e
from lianfang.plan.case_definitions import columns_at_hand
from lianfang.plan.criteria import in_order
from lianfang.plan.model import Plan

AREAS = ("responsible", "whereabouts", "treated")
_SINCE = "_since_"


def truth(plan: Plan, name: str) -> ir.Table:
    """Of each case at hand whether a criterion or definition holds, as a column of its name beside `_row`.

    One table a condition: all in one would nest deeper than an engine's reader goes. Those before it are columns.
    """
    held = next(one for one in plan.conditions if one.id == name)
    return _asked(plan, held.when.expression, name)


def since(plan: Plan, name: str) -> ir.Table | None:
    """Since when a definition holds of each case at hand, where it says so."""
    definition = next(one for one in plan.definitions if one.id == name)
    return None if definition.since is None else _asked(plan, definition.since.expression, f"{_SINCE}{name}")


def _asked(plan: Plan, expression: e.Expression, called: str) -> ir.Table:
    # What is no column is one of the plan's conditions or anchors.
    types = {
        name: TYPES.get(POLARS.get(column.type, pl.String), "timestamp") for name, column in columns_at_hand().items()
    }
    types |= {one.id: "boolean" for one in plan.conditions}
    used = {name: types.get(name, "timestamp") for name in sorted(names(expression))}
    answers = Answers(ibis.table({**used, "_row": "int64"}, name="case_weighed"))
    answer = moment(answers.ask(expression, bare))
    return answers.rows.select("_row", **{called: answer})


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
        own = pl.col(f"{_SINCE}{one.id}") if one.since is not None else pl.lit(None, pl.Datetime("us"))
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
