"""A parameter that nothing of the plan uses: its figure would stand in the document and bind nobody.

Use it, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan
from lianfang.plan.used import named_parameters


def check(plan: Plan) -> Iterator[Finding]:
    used = named_parameters(plan)
    own = plan.layers[-1].id if plan.layers else ""
    for parameter in plan.parameters:
        if parameter.id not in used and parameter.layer == own:
            where = f"parameters > {parameter.id}"
            message = f"no rule uses {parameter.id}"
            yield Finding("unused-parameter", message, parameter.span, "use it, or take it out", where)
