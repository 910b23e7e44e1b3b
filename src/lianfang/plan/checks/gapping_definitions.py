"""Who is suspected is never confirmed, or never excluded: the suspicion, with what it obliges to, would stand for ever.

A plan that defines `suspected` says how it ends, either way.

Beside

    suspected: {when: exposed and ill}

write

    confirmed: {when: suspected and found}
    excluded: {when: suspected and found_nothing_twice}
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.combinations import combinations_of
from lianfang.plan.criteria import goes_before
from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan

ENDS = (("confirmed", "clinical"), ("excluded",))


def check(plan: Plan) -> Iterator[Finding]:
    suspected = next((one for one in plan.definitions if one.id == "suspected"), None)
    if suspected is None:
        return
    beaten, tried = goes_before(plan.definitions), combinations_of(plan)
    for ways in ENDS:
        before = [name for name in ways if "suspected" in beaten.get(name, ())]
        if not before or (tried is not None and not any(tried.holds[name] for name in before)):
            message = f"nobody who is suspected is ever {' or '.join(ways)}"
            remedy = f"add {ways[0]}: {{when: suspected and …}}"
            yield Finding("gapping-definitions", message, suspected.span, remedy, suspected.clause)
