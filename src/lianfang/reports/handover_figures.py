"""The figures of a shift's hand-over (交接班), as dataclasses: what runs, who is looked for, what was promised."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.reports.meeting_figures import DutiesOfRule, TaskFigure


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody on the rota of a shift; ``leading``: the leader on duty (带班领导)."""

    name: str
    leading: bool
    begins: datetime


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody who is looked for: the last attempt's result, and how many in a row have failed."""

    person: str
    name: str
    result: str
    at: datetime
    failed: int


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who said that they will come in this shift, or is on the way and not yet received."""

    person: str
    name: str
    what: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What one shift hands to the next at ``changes``, as known at ``known``; the coming shift goes until ``ends``.

    ``area_wide``: it speaks of a whole area's duties and not of one unit's. ``running`` are duties by rule that
    fall due in the coming shift, ``overdue`` those that were due before; ``opening`` begin and ``ending`` end by the
    clock alone, unless a fact comes first.
    """

    unit: str
    unit_name: str
    area_wide: bool
    changes: datetime
    ends: datetime
    known: datetime
    leaving: tuple[Watch, ...]
    coming: tuple[Watch, ...]
    overdue: tuple[DutiesOfRule, ...]
    running: tuple[DutiesOfRule, ...]
    sought: tuple[Sought, ...]
    tasks: tuple[TaskFigure, ...]
    expected: tuple[Expected, ...]
    opening: tuple[DutiesOfRule, ...]
    ending: tuple[DutiesOfRule, ...]


def duties_in(rules: tuple[DutiesOfRule, ...]) -> int:
    """How many duties these rows count together."""
    return sum(rule.duties for rule in rules)
