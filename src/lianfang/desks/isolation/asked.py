"""What the plans in force ask of an isolation site, read from their rules: hours and days, none from code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.desks.moments import local
from lianfang.desks.queries import midnight
from lianfang.desks.rules import rules_in_force
from lianfang.plan import Rule


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day in which a temperature is owed: from ``begin``, due by ``due``, to be met before ``until``."""

    number: int
    first: bool
    begin: datetime
    due: datetime
    until: datetime


def slots(rules: Iterable[str], at: datetime) -> list[Slot]:
    """The slots of today that have begun, by the first of these rules that has any, else by any rule that has.

    Before the first of today the last of yesterday goes on: it can still be met, late.
    """
    wanted = set(rules)
    having = [
        rule
        for rule in rules_in_force()
        if rule.owes.schedule.slots and any(meeting.kind == "health_check" for meeting in rule.owes.met_by)
    ]
    chosen = next((rule for rule in having if rule.id in wanted), having[0] if having else None)
    today = midnight(at)
    tomorrow = today + timedelta(days=1)
    if chosen is None:
        return [Slot(0, True, today, tomorrow, tomorrow)]
    begun = [slot for slot in _slots_of(chosen, today) if slot.begin <= at]
    return begun or _slots_of(chosen, today - timedelta(days=1))[-1:]


def slots_a_day(rules: Iterable[str], at: datetime) -> list[Slot]:
    """All slots of the day of a moment, begun or not: the columns of a sheet on paper."""
    end = local(at).replace(hour=23, minute=59, second=59)
    return slots(rules, end)


def _slots_of(rule: Rule, day: datetime) -> list[Slot]:
    told = rule.owes.schedule.slots
    begins = [day + timedelta(minutes=begin) for begin, _end in told]
    begins.append(begins[0] + timedelta(days=1))
    return [
        Slot(number, number == 0, begins[number], day + timedelta(minutes=end), begins[number + 1])
        for number, (_begin, end) in enumerate(told)
    ]
