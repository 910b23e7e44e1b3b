"""Two rules oblige the same fact to the same thing: same kind, same condition, met by the same facts.

One test would strike off both, and the later edition of one of them would be forgotten. Two rules never settle by their
order in the file. Join them, or let their conditions exclude each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.finding import Finding, Span
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    seen: dict[object, tuple[str, Span]] = {}
    for rule in plan.rules:
        met = tuple((one.kind, one.same, one.where.text if one.where else "") for one in rule.owes.met_by)
        texts = tuple(formula.text if formula else "" for formula in (rule.when, rule.owes.opens))
        about = rule.group.id if rule.group is not None else rule.kind
        alike = (about, rule.subject, texts, rule.owes.schedule.how, met)
        if alike in seen and met:
            name, span = seen[alike]
            message = f"{rule.id} and {name} oblige to the same thing"
            remedy = "join them, or make their conditions exclude each other"
            yield Finding("overlapping-rules", message, rule.span, remedy, rule.clause, others=(span,))
        seen.setdefault(alike, (rule.id, rule.span))
