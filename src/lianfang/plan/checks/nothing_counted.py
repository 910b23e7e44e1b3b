"""A repetition without days, without slots, or without kinds of unit: nothing would ever be owed.

on days: {days: [1, 4, 7, 14], counted from: received, first day: 1}
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for rule in plan.rules:
        schedule = rule.owes.schedule
        held = {"days": schedule.days, "slots": schedule.slots, "daily": schedule.units}.get(schedule.how, True)
        if not held:
            where = rule.clause
            yield Finding("nothing-counted", "the repetition counts nothing", rule.owes.span, "name its days", where)
