"""Whether the criteria and definitions of a plan hold of each case at hand. Expressions only."""

from __future__ import annotations

import ibis
import polars as pl
from ibis.expr import types as ir

from lianfang.derive.compile import TYPES, Answers, bare, moment, names
from lianfang.derive.inputs import POLARS
from lianfang.derive.proposals import SINCE
from lianfang.plan import expression as e
from lianfang.plan.case_definitions import columns_at_hand
from lianfang.plan.model import Plan


def truth(plan: Plan, name: str) -> ir.Table:
    """Of each case at hand whether a criterion or definition holds, as a column of its name beside `_row`.

    One table a condition: all in one would nest deeper than an engine's reader goes. Those before it are columns.
    """
    held = next(one for one in plan.conditions if one.id == name)
    return _asked(plan, held.when.expression, name)


def since(plan: Plan, name: str) -> ir.Table | None:
    """Since when a definition holds of each case at hand, where it says so."""
    definition = next(one for one in plan.definitions if one.id == name)
    return None if definition.since is None else _asked(plan, definition.since.expression, f"{SINCE}{name}")


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
