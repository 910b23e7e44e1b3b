"""A duty that nothing can ever meet: it would stand open for ever, and everybody would learn not to look.

Say which kind of fact meets it:

    met by: {fact: notice, where: about is isolation}
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for rule in plan.rules:
        if not rule.owes.met_by:
            yield Finding("never-met", "no fact meets this duty", rule.owes.span, "add met by: {fact: …}", rule.clause)
