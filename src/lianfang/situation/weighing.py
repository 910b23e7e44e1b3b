"""Why the plans propose of a case what they propose: their definitions weighed on it anew, one by one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianfang.derive import Weighed, why_proposed
from lianfang.plan import Plan
from lianfang.situation.refresh import tables_of
from lianfang.situation.touching import affected


def weighed(case: UUID, plan: Plan, at: datetime) -> list[Weighed]:
    """Every criterion and definition of a plan on a case, on the facts known at a moment that the reader may see."""
    return why_proposed(tables_of(affected([("case", str(case))]), at), plan, str(case))
