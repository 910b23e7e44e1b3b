"""A duty ends before it is due, whatever happens: it can never be overdue, so nobody would be asked for it.

Found where both are counted from the same moment by fixed lengths of time.

Instead of

    within: 24 h
    ends: opened + 2 h

write

    within: 2 h
    ends: opened + 24 h
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from lianfang.plan.expression import Name, Shift, Value
from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for rule in plan.rules:
        ends, within = rule.owes.ends, rule.owes.within
        if ends is None or within is None or rule.owes.schedule.how != "once":
            continue
        node = ends.expression
        if not isinstance(node, Shift) or not isinstance(node.by, Value) or not isinstance(node.by.value, timedelta):
            continue
        if isinstance(node.term, Name) and node.term.name == "opened" and node.sign * node.by.value < within:
            where = rule.clause
            message = "the duty ends before it is due"
            yield Finding("ends-before-it-is-due", message, ends.span, "end it later, or ask for it sooner", where)
