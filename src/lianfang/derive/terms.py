"""What rules say in words and figures, as tables: who owes, on which days, in which slots, by which hour."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from lianfang.plan.model import Plan, Rule

if TYPE_CHECKING:
    from ibis.expr import types as ir

# Whom a cause, and a duty, may be about.
ABOUT = ("subject_kind", "subject", "person", "case", "unit", "county", "group")
# Whose name is also their subject.
SELF = ("person", "case", "group")

TERMS: dict[str, dict[str, type[pl.DataType]]] = {
    "rules": {
        "rule": pl.String, "plan": pl.String, "disease": pl.String, "how": pl.String, "wants": pl.String,
        "first_kind": pl.String,
    },
    "owners": {"rule": pl.String, "rank": pl.Int64, "kind": pl.String, "level": pl.String},
    "days": {"rule": pl.String, "occurrence": pl.Int64, "after": pl.Int64, "following": pl.Int64},
    "slots": {
        "rule": pl.String, "position": pl.Int64, "slots": pl.Int64, "begin": pl.Int64, "end": pl.Int64,
        "following": pl.Int64,
    },
    "daily": {"rule": pl.String, "cut": pl.Int64, "until": pl.Int64},
}  # fmt: skip
DAY = 1440


def of_units(rule: Rule | None) -> bool:
    """Whether a rule obliges each unit where its fact speaks of, whomever that is about."""
    return rule is not None and rule.owes.schedule.how == "daily"


def names_owner(rule: Rule | None) -> bool:
    """Whether the facts of a rule may name the unit that owes."""
    return rule is None or rule.owes.by.named is not None or of_units(rule)


@cache
def table_of(name: str) -> ir.Table:
    """A table of terms, unbound. Its name begins with `terms_`."""
    import ibis

    types = {column: "int64" if dtype is pl.Int64 else "string" for column, dtype in TERMS[name].items()}
    return ibis.table(types, name=f"terms_{name}")


def terms_of(plan: Plan) -> dict[str, pl.DataFrame]:
    """The terms of a plan's rules by the name of their table.

    `after` and `following` of days count days from the anchor; slots and hours are minutes from midnight, `following`
    those of the slot after it, past 1440 on the next day; null where none follows.
    """
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in TERMS}
    for rule in plan.rules:
        by, schedule = rule.owes.by, rule.owes.schedule
        rows["rules"].append(
            {
                "rule": rule.id, "plan": plan.id, "disease": plan.disease, "how": schedule.how, "wants": by.area,
                "first_kind": by.kinds[0] if by.kinds else None,
            }
        )  # fmt: skip
        for rank, kind in enumerate(dict.fromkeys(by.kinds)):
            rows["owners"].append({"rule": rule.id, "rank": rank, "kind": kind, "level": by.level})
        offsets = [day - schedule.first_day for day in schedule.days]
        for day, after, following in zip(schedule.days, offsets, [*offsets, None][1:], strict=True):
            rows["days"].append({"rule": rule.id, "occurrence": day, "after": after, "following": following})
        for position, (begin, end) in enumerate(schedule.slots):
            last = position == len(schedule.slots) - 1
            following = DAY + schedule.slots[0][0] if last else schedule.slots[position + 1][0]
            rows["slots"].append(
                {
                    "rule": rule.id, "position": position, "slots": len(schedule.slots), "begin": begin, "end": end,
                    "following": following,
                }
            )  # fmt: skip
        if schedule.how == "daily":
            minutes = [round(by_then.total_seconds() / 60) for by_then in (schedule.cut, schedule.due)]
            rows["daily"].append({"rule": rule.id, "cut": minutes[0], "until": minutes[1]})
    return {f"terms_{name}": pl.DataFrame(told, schema=TERMS[name], orient="row") for name, told in rows.items()}
