"""Two levels of one scale hold of the same figures: which of them is proposed would be chance.

The finding names figures of which both are true. Levels never settle by their order in the file; write the conditions
so that they exclude each other.

Instead of

    low: {when: new_cases = 0}
    medium: {when: all_cases <= 50}

write

    low: {when: new_cases = 0}
    medium: {when: new_cases > 0 and all_cases <= 50}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from lianfang.plan.cells import graded, told
from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for scale in plan.levels:
        found = set()
        for cell, levels in graded(scale):
            for one, other in combinations(levels, 2):
                if (one.level, other.level) not in found:
                    found.add((one.level, other.level))
                    message = f"{one.level} and {other.level} both hold of {told(scale, cell)}"
                    remedy = "make their conditions exclude each other"
                    others = (one.when.span,)
                    yield Finding(
                        "overlapping-levels", message, other.when.span, remedy, scale.clause, others=others
                    )  # fmt: skip
