"""The clinic's clocks: how long is left of each deadline, to the minute, and what on this desk can meet it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.desks.moments import NEAR, Word, deadline
from lianfang.situation.models import CaseStatus, Duty, PersonStatus
from lianfang.situation.plans import rule_of

# A clock that runs longer than this is told by its day and hour.
_BY_THE_MINUTE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Clock:
    """A duty as a clock: the time left in words, whom it is about, what meets it here."""

    duty: Duty
    left: Word
    person: PersonStatus | None
    case: CaseStatus | None
    act: str


def left_until(due: datetime | None, now: datetime) -> Word:
    """还剩 1 小时 12 分, 超时 25 分; a deadline a day or more away by its day and hour."""
    if due is None or abs(due - now) >= _BY_THE_MINUTE:
        return deadline(due, now)
    minutes = int(abs(due - now).total_seconds() // 60)
    span = _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    if minutes < 60:
        span = _("%d min") % minutes
    if due <= now:
        return Word(_("over by %s") % span, "overdue")
    return Word(_("%s left") % span, "near" if due - now <= NEAR else "open")


def act_of(duty: Any) -> str:
    """What of this desk meets the duty by the plan: report, specimen, single_room, sign_off; "" where nothing does."""
    found = rule_of(duty.plan, duty.rule)
    for meeting in found[1].owes.met_by if found else ():
        where = meeting.where.text if meeting.where else ""
        if meeting.kind == "action" and "network_report" in where:
            return "report"
        if meeting.kind == "specimen":
            return "specimen"
        if meeting.kind == "admission" and "single" in where:
            return "single_room"
        if meeting.kind == "sign_off":
            return "sign_off"
    return ""


def clock(
    duty: Duty, people: dict[UUID | None, PersonStatus], cases: dict[UUID | None, CaseStatus], now: datetime
) -> Clock:
    """The clock of a duty; the case is the one it is about, else the one of its person."""
    case = cases.get(duty.subject) or next((one for one in cases.values() if one.person == duty.person), None)
    return Clock(duty, left_until(duty.due, now), people.get(duty.person), case, act_of(duty))
