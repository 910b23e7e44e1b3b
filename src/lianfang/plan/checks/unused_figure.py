"""A figure of a scale that no level asks for: it would stand in the document and decide nothing.

Name it in a condition, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.expression import Name, walk
from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for scale in plan.levels:
        formulas = [held for grade in scale.grades for held in (grade.when, grade.lowered) if held is not None]
        used = {part.name for formula in formulas for part in walk(formula.expression) if isinstance(part, Name)}
        for figure in scale.figures:
            if figure.id not in used:
                message = f"no level asks for {figure.id}"
                yield Finding("unused-figure", message, figure.span, "use it, or take it out", scale.clause)
