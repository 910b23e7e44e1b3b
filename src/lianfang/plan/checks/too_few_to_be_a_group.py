"""A group founded by a single case, or by none: every case would be a cluster of its own.

What one case obliges to is a rule for cases; around one case there may be a zone (`near: 200 m`). Say how many cases
found the group:

    founded by: {cases: 2, within: 10 days, in one: school}
"""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


def check(plan: Plan) -> Iterator[Finding]:
    for group in plan.groups:
        for founding in group.founded:
            if founding.cases < (1 if founding.apart else 2):
                where = f"groups > {group.id}"
                message = f"{founding.cases} found no group"
                remedy = "name at least 2 cases, or make it a rule for: case"
                yield Finding("too-few-to-be-a-group", message, founding.span, remedy, where)
