"""Two case definitions hold of the same facts, and neither is the exception to the other: the proposal would be chance.

Definitions never settle by their order in the file. One whose condition names another goes before it, as confirmed
before suspected; else say `goes before`, or write the conditions so that they exclude each other. The finding tells
answers for which both hold.

Instead of

    confirmed: {when: found}
    asymptomatic: {when: found and not ill}

write

    confirmed: {when: found and ill}
    asymptomatic: {when: found and not ill}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from lianfang.plan.combinations import combinations_of
from lianfang.plan.criteria import goes_before
from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    beaten = goes_before(plan.definitions)
    by_name = {one.id: one for one in plan.definitions}
    tried = combinations_of(plan)
    for one, other in combinations(plan.definitions, 2):
        mutual = other.id in beaten[one.id] and one.id in beaten[other.id]
        if mutual:
            message, remedy = f"{one.id} and {other.id} go before each other", "take one goes before out"
            yield Finding(
                "overlapping-definitions", message, by_name[other.id].span, remedy, other.clause, others=(one.span,)
            )
        if mutual or other.id in beaten[one.id] or one.id in beaten[other.id] or tried is None:
            continue
        both = tried.holds[one.id] & tried.holds[other.id]
        if both:
            message = f"{one.id} and {other.id} both hold where {tried.told(both)}"
            remedy = f"say goes before: {one.id}, or make their conditions exclude each other"
            yield Finding(
                "overlapping-definitions", message, other.when.span, remedy, other.clause, others=(one.when.span,)
            )  # fmt: skip
