"""A group closes sooner than the cases that found it may come one after the other.

Between two cases of one founding there may lie nearly `within`; where `closed after` is shorter, the first would be
closed before the last is there, and the group would never be, or be two.

Instead of

    founded by: {cases: 2, within: 10 days, in one: village}
    closed after: 7 days

write

    closed after: 21 days
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for group in plan.groups:
        for founding in group.founded:
            if founding.within > group.closed_after:
                where = f"groups > {group.id}"
                message = "the group closes before its founding cases have come"
                remedy = "make closed after at least as long as within"
                yield Finding("closed-before-it-is-founded", message, founding.span, remedy, where)
