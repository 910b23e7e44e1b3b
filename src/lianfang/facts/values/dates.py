"""One date or moment as people write it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from lianfang.facts.cells import half_width_of, reason

# Spreadsheets count days from here (their day 60, 29 February 1900, never was).
SERIAL_ZERO = date(1899, 12, 30)
# A part of the day without an hour stands for its beginning.
PARTS = {
    "凌晨": 0,
    "早上": 6,
    "早晨": 6,
    "上午": 0,
    "中午": 12,
    "下午": 12,
    "傍晚": 18,
    "晚上": 18,
    "晚": 18,
    "夜间": 18,
}
_LATE = {"下午", "傍晚", "晚上", "晚", "夜间"}

_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.年])(?P<m>\d{1,2})(?:[-/.月])(?P<d>\d{1,2})(?:[日号]|(?![\d-]))(?P<rest>.*)"
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<hms>\d{6}|\d{4}))?(?P<rest>(?!\d).*)?")
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})(?!\d)(?P<rest>.*)")
_NO_YEAR = re.compile(r"(?P<m>\d{1,2})(?:月|[-/.])(?P<d>\d{1,2})(?:[日号]|(?![\d/.-]))(?P<rest>.*)")
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?(?!\d).*|\d{1,2}/\d{1,2}/\d{2}(?!\d).*")
_NO_DAY = re.compile(r"(?:19|20)\d{2}(?:[-/.年]?(?:0?[1-9]|1[0-2])?月?|年)")
_NUMBER = re.compile(r"-?\d{1,5}(?:\.\d+)?")
_MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_NAMED = re.compile(r"(?P<d>\d{1,2})[ -]?(?P<m>[a-z]{3})[a-z]*[ ,-]*(?P<y>\d{4})(?!\d)(?P<rest>.*)", re.IGNORECASE)
_NAMED_FIRST = re.compile(r"(?P<m>[a-z]{3})[a-z]* (?P<d>\d{1,2}),? (?P<y>\d{4})(?!\d)(?P<rest>.*)", re.IGNORECASE)
_TIME = re.compile(
    r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|夜间)?\s*"
    r"(?:(?P<h>\d{1,2})(?:[:时点]"
    r"(?:(?P<min>\d{1,2})分?(?:[:]?(?P<sec>\d{1,2})(?:\.(?P<frac>\d+))?秒?)?)?|(?P<half>点半))?整?)?\s*"
    r"(?P<ampm>am|pm)?\s*(?P<offset>z|utc|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"[（(]?(?:星期|周)[一二三四五六日天][)）]?")


class NotADate(ValueError):
    """A cell that is no date; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a bare cell leaves open: the local zone, the year of dates without one, day 0, the order of day and month.

    ``date_order`` is ymd (the year stands first in every date that is read without asking), mdy or dmy.
    """

    zone: ZoneInfo
    year: int | None = None
    day_zero: date | None = None
    date_order: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A local day and, where the cell has it, the time since its midnight and an offset from UTC."""

    day: date
    since: timedelta | None = None
    offset: timedelta | None = None

    def moment(self, zone: ZoneInfo) -> datetime:
        """The moment in UTC; midnight where the cell has no time."""
        local = datetime.combine(self.day, time()) + (self.since or timedelta())
        aware = local.replace(tzinfo=zone if self.offset is None else timezone(self.offset))
        return aware.astimezone(UTC)

    def local_day(self, zone: ZoneInfo) -> date:
        """The local day: the written one, unless an offset or 24:00 moves it. 24:00 of a day is still that day."""
        return self.day if self.offset is None else self.moment(zone).astimezone(zone).date()


def when(text: str, context: Context) -> When:
    """The day and time that a cell says. Raises NotADate with the reason."""
    plain = _WEEKDAY.sub("", half_width_of(text)).strip()
    if _NUMBER.fullmatch(plain):
        return _of_number(plain, context)
    plain = re.sub(r"\s*([年月])\s*|\s+(?=[日号])", r"\1", plain)
    if found := _COMPACT.fullmatch(plain):
        return _built(found["y"], found["m"], found["d"], _colons(found["hms"]) or found["rest"] or "")
    if found := _YEAR_FIRST.fullmatch(plain):
        return _built(found["y"], found["m"], found["d"], found["rest"])
    if found := _YEAR_LAST.fullmatch(plain):
        month, day = _ordered(found["a"], found["b"], context)
        return _built(found["y"], month, day, found["rest"])
    found = _NAMED.fullmatch(plain) or _NAMED_FIRST.fullmatch(plain)
    if found and (month_number := _MONTHS.get(found["m"].lower())):
        return _built(found["y"], str(month_number), found["d"], found["rest"])
    if _SHORT_YEAR.fullmatch(plain):
        raise NotADate(reason("short_year"))
    if _NO_DAY.fullmatch(plain):
        raise NotADate(reason("no_day"))
    if found := _NO_YEAR.fullmatch(plain):
        if context.year is None:
            raise NotADate(reason("no_year"))
        return _built(str(context.year), found["m"], found["d"], found["rest"])
    raise NotADate(reason("not_a_date"))


def _of_number(plain: str, context: Context) -> When:
    """A day number where day 0 is known, else a spreadsheet's count of days (five digits: from 1927 on)."""
    whole = float(plain)
    if context.day_zero is not None:
        if whole != int(whole):
            raise NotADate(reason("not_an_integer"))
        return When(context.day_zero + timedelta(days=int(whole)))
    if len(plain) == 4 and _NO_DAY.fullmatch(plain):
        raise NotADate(reason("no_day"))
    if not 10000 <= whole < 100000:
        raise NotADate(reason("bare_number"))
    day = SERIAL_ZERO + timedelta(days=int(whole))
    if whole == int(whole):
        return When(day)
    return When(day, timedelta(seconds=round((whole - int(whole)) * 86400)))


def _ordered(first: str, second: str, context: Context) -> tuple[str, str]:
    """Month and day of a date whose year stands last, where only one reading is possible or the order was said."""
    a, b = int(first), int(second)
    if context.date_order == "mdy":
        return first, second
    if context.date_order == "dmy":
        return second, first
    if a == b or (a <= 12 < b):
        return first, second
    if b <= 12 < a:
        return second, first
    raise NotADate(reason("date_order" if a <= 12 else "no_such_day"))


def _colons(digits: str | None) -> str | None:
    return None if digits is None else ":".join(re.findall("..", digits))


def _built(year: str, month: str, day: str, rest: str) -> When:
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        raise NotADate(reason("no_such_day")) from None
    rest = rest.strip().removeprefix("T").removeprefix(",").strip()
    if not rest:
        return When(on)
    found = _TIME.fullmatch(rest)
    if found is None:
        raise NotADate(reason("not_a_date"))
    offset = _offset(found["offset"])
    if found["h"] is None:
        if found["part"] is None:
            raise NotADate(reason("not_a_date"))
        return When(on, timedelta(hours=PARTS[found["part"]]), offset)
    hour, minute = int(found["h"]), int(found["min"] or (30 if found["half"] else 0))
    second, part = int(found["sec"] or 0), found["part"]
    if (part in _LATE or (found["ampm"] or "").lower() == "pm") and hour < 12:
        hour += 12
    elif ((found["ampm"] or "").lower() == "am" or part == "凌晨") and hour == 12:
        hour = 0
    elif part == "中午" and hour < 3:
        hour += 12
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise NotADate(reason("no_such_time"))
    micro = int(((found["frac"] or "") + "000000")[:6])
    return When(on, timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro), offset)


def _offset(text: str | None) -> timedelta | None:
    if not text:
        return None
    if text.lower() in {"z", "utc"}:
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    return (1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes)
