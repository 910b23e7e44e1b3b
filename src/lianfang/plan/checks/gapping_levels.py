"""No level of a scale holds of some figures: an area with just these would have none.

The finding names such figures. Write one of the conditions wider.

Instead of

    low: {when: new_cases = 0}
    high: {when: new_cases > 1}

write

    low: {when: new_cases = 0}
    high: {when: new_cases > 0}
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.cells import graded, told
from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for scale in (scale for scale in plan.levels if scale.grades):
        left = next((cell for cell, levels in graded(scale) if not levels), None)
        if left is not None:
            message = f"no level holds of {told(scale, left)}"
            yield Finding("gapping-levels", message, scale.span, "write one of the conditions wider", scale.clause)
