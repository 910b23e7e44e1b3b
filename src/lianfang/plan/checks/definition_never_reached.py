"""A case definition that is never proposed: its condition contradicts itself, or another always goes before it.

A rule for proposals in a plan that defines no cases is never reached either.

Instead of

    suspected: {when: ill}
    clinical: {when: suspected and not ill}

write

    suspected: {when: ill}
    clinical: {when: suspected and imaging}
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.combinations import combinations_of
from lianfang.plan.criteria import goes_before
from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan

NAME = "definition-never-reached"


def check(plan: Plan) -> Iterator[Finding]:
    if not plan.definitions:
        for rule in plan.rules:
            if rule.kind == "case_proposal":
                message = "the plan proposes nothing: it has no case definitions"
                yield Finding(NAME, message, rule.span, "add case definitions:", rule.clause)
        return
    tried = combinations_of(plan)
    if tried is None:
        return
    beaten = goes_before(plan.definitions)
    for one in plan.definitions:
        left = holding = tried.holds[one.id]
        for above, others in beaten.items():
            if one.id in others:
                left &= ~tried.holds[above]
        if not holding:
            message, remedy = f"{one.id} holds of no facts", "write its condition otherwise"
            yield Finding(NAME, message, one.when.span, remedy, one.clause)
        elif not left:
            message = f"wherever {one.id} holds, another definition goes before it"
            yield Finding(NAME, message, one.when.span, "write its condition otherwise, or take it out", one.clause)
