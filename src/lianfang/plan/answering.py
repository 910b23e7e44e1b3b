"""Who answers for what is owed: to whom it is owed, under which responsibility, who is told when it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from lianfang.plan.finding import Span
from lianfang.vocabulary import Option

# 四方责任: those that documents speak of; a plan's parameter says which are its own.
RESPONSIBILITIES = (
    Option("territory", "属地责任", "of the territory"),
    Option("department", "部门责任", "of the department"),
    Option("sector", "行业主管责任", "of the sector's authority"),
    Option("unit", "单位主体责任", "of the unit itself"),
    Option("village", "村（社区）主体责任", "of the village or community"),
    Option("household", "家庭责任", "of the household"),
    Option("person", "个人责任", "of each person"),
)


@dataclass(frozen=True)
class Recipient:
    """The nearest unit of one of the `kinds`, in their order, on the way up from who owes, who is none itself.

    Of a `level`, where one is asked for.
    """

    kinds: tuple[str, ...]
    level: str | None
    span: Span


@dataclass(frozen=True)
class Late:
    """A step of what happens when a duty is late: so long `after` it was due it is brought before `to`."""

    after: timedelta
    to: Recipient
    span: Span
