"""Two rules have the same name, in one chapter or in two.

A duty names its rule; with two of one name nobody could say on which clause it stands. Give one of them another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.finding import Finding, Span
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    seen: dict[str, Span] = {}
    for rule in plan.rules:
        if rule.id in seen:
            where = rule.clause
            message = f"there are two rules called {rule.id}"
            yield Finding("rule-twice", message, rule.span, "give one another name", where, others=(seen[rule.id],))
        seen.setdefault(rule.id, rule.span)
