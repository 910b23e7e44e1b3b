"""Which facts of cases count for a group as a plan defines it. Expressions only; `groups.py` makes the groups."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from lianfang.derive.compile import Answers, bare, moment, names, table
from lianfang.derive.groups import TOLD
from lianfang.plan.model import Group


def counted(group: Group) -> ir.Table:
    """The facts of cases that count for a group, each with the moment by which it is counted."""
    formulas = (group.where, group.counted)
    used = {
        *TOLD,
        *(("longitude", "latitude") if group.apart else ()),
        *(name for one in formulas if one for name in names(one.expression)),
    }
    answers = Answers(table("case", used))
    if group.where is not None:
        condition = answers.ask(group.where.expression, bare)
        answers.rows = answers.rows.filter(condition)
    when = answers.ask(group.counted.expression, bare) if group.counted else answers.rows["occurred_from"]
    rows = answers.rows.mutate(counted=moment(when))
    rows = rows.filter(rows["counted"].notnull() & rows["subject"].notnull())
    where = ("longitude", "latitude") if group.apart else ()
    return rows.select(*TOLD, *where, "counted", noticed=ibis.coalesce(rows["occurred_from"], rows["counted"]))
