"""The one place that reads the machine's time. Everything else is told what time it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from lianfang.facts.models import ClockOffset


def machine_time() -> datetime:
    """What the machine's clock shows, aware and in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time that pages and commands go by: the machine's, or a demonstration's own."""
    seconds = ClockOffset.objects.values_list("seconds", flat=True).first() or 0
    return machine_time() + timedelta(seconds=seconds)


def local_day(at: datetime) -> date:
    """The day of a moment where the installation stands."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def set_to(moment: datetime) -> None:
    """Lets the clock of a demonstration show this moment now, and run on from there."""
    offset = int((moment - machine_time()).total_seconds())
    ClockOffset.objects.update_or_create(id=1, defaults={"seconds": offset})


def step(by: timedelta) -> datetime:
    """Sets the clock of a demonstration on by so much and answers the time it then shows."""
    set_to(now() + by)
    return now()
