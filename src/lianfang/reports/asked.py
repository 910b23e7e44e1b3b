"""What a user asked for in words: a day, a moment, a language."""

from datetime import UTC, date, datetime, time

from lianfang.facts.values.date_columns import EARLIEST
from lianfang.reports.wording import ZONE, Language
from lianfang.vocabulary import Mistake


def day_of(text: str) -> date:
    """The day that this text means; raises Mistake where it means none, or one before any that is recorded."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Mistake(f"--date {text!r} is no day; write it as 2020-01-24") from None
    if day < EARLIEST:
        raise Mistake(f"--date {text!r} lies before {EARLIEST}, from when on facts are recorded")
    return day


def moment_of(text: str, option: str = "--as-of") -> datetime:
    """The moment that this text means, local where it names no zone, a day alone being its end; raises Mistake."""
    stripped = text.strip()
    try:
        if len(stripped) == 10:
            return datetime.combine(date.fromisoformat(stripped), time.max, ZONE).astimezone(UTC)
        moment = datetime.fromisoformat(stripped)
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Mistake(f"{option} {text!r} is no moment; write it as 2020-01-25T02:00") from None


def language_of(text: str) -> Language:
    """The language of this code; raises Mistake where reports are not written in it."""
    if text in ("zh", "zh-hans", "zh-cn"):
        return "zh"
    if text == "en":
        return "en"
    raise Mistake(f"--lang {text!r}: reports are written in zh or en")
