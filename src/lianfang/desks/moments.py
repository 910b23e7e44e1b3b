"""Moments as people say and type them: over by two hours, by eight, today, tomorrow by ten; 2021-01-09T18:00."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianfang.derive.state import missed
from lianfang.desks.language import chinese

# A deadline this near is shown as near.
NEAR = timedelta(hours=2)
# Beyond these a clock of another zone, or a span of days before or after, leads out of the calendar.
YEARS = range(1900, 9000)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the state that colours it: overdue, near, done, open, waived."""

    text: str
    state: str


def local_zone() -> ZoneInfo:
    """The time zone in which the installation shows moments."""
    return ZoneInfo(settings.TIME_ZONE)


def local(moment: datetime) -> datetime:
    """A moment in the time zone of the installation."""
    return moment.astimezone(local_zone())


def start_of(day: date) -> datetime:
    """The local midnight with which a day begins."""
    return datetime.combine(day, datetime.min.time(), local_zone())


def day_read(text: str) -> date | None:
    """The day that a field of a form holds, or None where it holds none that there is or that anybody can mean."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and day.year in YEARS else None


def moment_typed(text: str) -> datetime | None:
    """What a form's field of date and time says, in the time zone of the installation; None where it says none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None or moment.year not in YEARS:
        return None
    return moment.replace(tzinfo=local_zone()) if moment.tzinfo is None else local(moment)


def field_moment(moment: datetime) -> str:
    """A moment as a field of date and time holds it, in the time zone of the installation."""
    return f"{local(moment):%Y-%m-%dT%H:%M}"


def to_the_minute(moment: datetime) -> datetime:
    """A moment as an entry is told, to the minute: so it comes back from a spreadsheet as it went out."""
    return moment.replace(second=0, microsecond=0)


def as_typed(moment: datetime | None) -> str:
    """2021-01-09 18:00, as a field of a form or a file holds a moment; "" for none."""
    return f"{local(moment):%Y-%m-%d %H:%M}" if moment else ""


def day_words(day: date) -> str:
    """1月9日, or 9 Jan."""
    if chinese():
        return f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}"


def moment_words(moment: datetime) -> str:
    """1月9日 18:00, or 9 Jan 18:00."""
    shown = local(moment)
    return f"{day_words(shown.date())} {shown:%H:%M}"


def span_words(span: timedelta) -> str:
    """40 分, 2 小时, 3 天: the largest unit that says enough."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%d min", "%d min", minutes) % minutes
    if minutes < 48 * 60:
        return ngettext("%d h", "%d h", minutes // 60) % (minutes // 60)
    days = minutes // (24 * 60)
    return ngettext("%d day", "%d days", days) % days


def deadline(due: datetime | None, now: datetime) -> Word:
    """A deadline as seen from ``now``. The end of a day (00:00) is that day itself."""
    if due is None:
        return Word(_("no deadline"), "open")
    if due <= now:
        return Word(_("over by %s") % span_words(now - due), "overdue")
    state = "near" if due - now <= NEAR else "open"
    shown, today = local(due), local(now).date()
    if (shown.hour, shown.minute) == (0, 0):
        last = shown.date() - timedelta(days=1)
        return Word(_near_day(last, today), state)
    clock = _("by %s") % f"{shown:%H:%M}"
    if shown.date() == today:
        return Word(clock, state)
    return Word(f"{_near_day(shown.date(), today)} {clock}", state)


def _near_day(day: date, today: date) -> str:
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    return day_words(day)


def duty_state(duty: Any, now: datetime) -> Word:
    """The state of a duty as a word. It is computed from its stored moments and never stored."""
    if duty.waived is not None and duty.waived <= now:
        return Word(_("waived"), "waived")
    if duty.met is not None and duty.met <= now:
        late = duty.due is not None and duty.met > duty.due
        return Word(_("done late") if late else _("done"), "done")
    if duty.ends is not None and duty.ends <= now:
        # Nothing can meet it any more; nobody failed where its ground fell before it was due.
        return Word(_("missed"), "overdue") if missed(duty, now) else Word(_("ended"), "waived")
    if duty.due is not None and duty.due <= now:
        return Word(_("overdue"), "overdue")
    if duty.due is not None and duty.due - now <= NEAR:
        return Word(_("due soon"), "near")
    return Word(_("to do"), "open")
