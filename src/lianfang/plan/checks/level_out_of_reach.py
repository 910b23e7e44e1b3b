"""A level that no figures reach: its condition contradicts itself, or what the figures count.

Fewer days never hold more than many: new cases of 14 days are never more than all cases.

Instead of

    high: {when: new_cases > all_cases}

write

    high: {when: new_cases > 0 and all_cases > 50}
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.cells import graded
from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for scale in plan.levels:
        reached = {grade.level for _, levels in graded(scale) for grade in levels}
        for grade in scale.grades:
            if grade.level not in reached:
                message = f"no figures reach {grade.level}"
                remedy = "write its condition otherwise, or take the level out"
                yield Finding("level-out-of-reach", message, grade.when.span, remedy, scale.clause)
