"""A step of `late` comes no later than the one before it: who stands higher would be asked first, or both at once.

Instead of

    late:
      - {after: 24 h, to: {kinds: [command], level: county}}
      - {after: 2 h, to: {kinds: [command], level: prefecture}}

write

    late:
      - {after: 2 h, to: {kinds: [command], level: county}}
      - {after: 24 h, to: {kinds: [command], level: prefecture}}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan
from lianfang.plan.parameters import duration_text


def check(plan: Plan) -> Iterator[Finding]:
    for rule in plan.rules:
        for before, step in pairwise(rule.owes.late):
            if step.after <= before.after:
                message = f"the step after {duration_text(step.after)} comes no later than that before it"
                remedy = f"let it come after more than {duration_text(before.after)}"
                yield Finding("late-out-of-order", message, step.span, remedy, rule.clause)
