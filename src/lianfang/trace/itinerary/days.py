"""Days as printed into dates: ranges, lists, what is left out, and the year where something tells it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_DAY = re.compile(
    r"\s*(?:(\d{4})[-./](\d{1,2})[-./](\d{1,2})日?|(?:(\d{2,4})年)?(?:(\d{1,2}) ?月份? ?)?(\d{1,2})(?: ?[日号])?)"
    r"\s*([-—–~～－至到]*)\s*[、,，和及与]?"
)
# Where no year is known, days are counted in one without a 29 February; a printed one stays.
_NO_YEAR = 2021
_NAMES_MONTHS = re.compile(r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日[-至、]?)+")
_EXPLICIT = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})")


class Day(NamedTuple):
    """A day of the calendar, of a year or of none."""

    year: int | None
    month: int
    day: int

    def __str__(self) -> str:
        return f"{'-' if self.year is None else f'{self.year:04}'}-{self.month:02}-{self.day:02}"

    def later(self, days: int) -> Day:
        """The day so many days on."""
        then = date(self.year or _NO_YEAR, self.month, min(self.day, 28 if self.month == 2 else 31)) + timedelta(days)
        return Day(None if self.year is None else then.year, then.month, then.day)

    def place(self) -> date:
        """For comparing: the date, in some year where none is known."""
        return date(self.year or 2020, self.month, self.day)


class Range(NamedTuple):
    """From one day to another, both included."""

    first: Day
    last: Day

    def texts(self) -> tuple[str, str]:
        """Both days as printed in a row."""
        return _texts(self)

    def days(self) -> list[Day]:
        """Every day of the range; only the first and last where it is longer than two months."""
        found = [self.first]
        while found[-1] != self.last:
            if len(found) > 62:
                return [self.first, self.last]
            found.append(found[-1].later(1))
        return found


class Calendar:
    """Reads the days of one text in their order, remembering what the days before said.

    A day without a year is in the year that brings it nearest to the last day that had one, else the latest that is not
    after `published`; with neither it has no year.
    """

    def __init__(self, text: str, published: date | None) -> None:
        self.published = published
        self.ranges: list[Range] = []
        told = _EXPLICIT.search(text)
        self._near = _valid(int(told[1]), int(told[2]), int(told[3])) if told is not None else None

    def read(self, phrase: str) -> list[Range]:
        """The ranges of a phrase such as `12月28日至31日、1月2日`; empty where one of its days is none."""
        # What names each of its months is not told by the days before it, so more of it is worked out once.
        last = self.ranges[-1] if self.ranges and _NAMES_MONTHS.fullmatch(phrase) is None else None
        found, self._near = _read(phrase, last, self._near, self.published)
        if found:
            self.ranges = list(found)
        return list(found)

    def relative(self, days: int) -> list[Range]:
        """The day that many days after the last one told; empty where none was."""
        if not self.ranges:
            return []
        then = self.ranges[-1].last.later(days)
        self.ranges = [Range(then, then)]
        return self.ranges


@lru_cache(maxsize=16_384)
def _read(
    phrase: str, last: Range | None, near: Day | None, published: date | None
) -> tuple[tuple[Range, ...], Day | None]:
    """The ranges of a phrase after the last of those before it, and the day that its years are near to."""
    one = _Phrase(last, near, published)
    return tuple(one.ranges(phrase)), one.near


class _Phrase:
    """The days of one phrase while they are read."""

    def __init__(self, last: Range | None, near: Day | None, published: date | None) -> None:
        self.last, self.near, self.published = last, near, published

    def ranges(self, phrase: str) -> list[Range]:
        """All of its ranges; none where one of its days is none."""
        found: list[Range] = []
        begun: Day | None = None
        before = self.last.last if self.last is not None else None
        for iso_year, iso_month, iso_day, year, month, day, to in _printed(phrase):
            full = iso_year or year
            number = None if not full else int(full) + (2000 if len(full) == 2 else 0)
            made = self._day(number, iso_month or month, int(iso_day or day), begun or before, begun is not None)
            if made is None:
                return []
            if begun is None and to:
                begun = made
                continue
            if begun is None:
                found.append(Range(made, made))
            elif _follows(begun, made):
                found.append(Range(begun, made))
            else:
                found += (Range(begun, begun), Range(made, made))
            before, begun = made, None
        if begun is not None:
            found.append(Range(begun, begun))
        return found

    def _day(self, year: int | None, month: str, day: int, before: Day | None, in_range: bool) -> Day | None:
        if not month:
            if before is None:
                return None
            guess = self._of_months(before, day, in_range)
            if guess is None:
                return None
            year, number = guess
        else:
            number = int(month)
        return self._with_year(year, number, day)

    def _of_months(self, before: Day, day: int, in_range: bool) -> tuple[int | None, int] | None:
        """Year and month of a day told by its number: within the last range, else after the last day in its month."""
        if not in_range and self.last is not None:
            for one in self.last:
                if _valid(one.year, one.month, day) and _within(self.last, one._replace(day=day)):
                    return one.year, one.month
        following = (in_range and day < before.day) or before.day - day > 20
        if not following:
            return before.year, before.month
        year = before.year if before.month < 12 or before.year is None else before.year + 1
        return year, before.month % 12 + 1

    def _with_year(self, year: int | None, month: int, day: int) -> Day | None:
        if not 1 <= month <= 12:
            return None
        if year is None and self.near is not None and self.near.year is not None:
            made = _nearest(self.near.year, self.near.month, self.near.day, month, day)
        elif year is None and self.published is not None:
            tried = [_valid(self.published.year - back, month, day) for back in range(5)]
            made = next((one for one in tried if one is not None and one.place() <= self.published), None)
        else:
            made = _valid(year, month, day)
        if made is not None and made.year is not None:
            self.near = made
        return made


@lru_cache(maxsize=8_192)
def _printed(phrase: str) -> list[tuple[str, ...]]:
    """The days of a phrase in their parts; notices say the same few hundred phrases again and again."""
    return _DAY.findall(phrase)


@lru_cache(maxsize=8_192)
def _valid(year: int | None, month: int, day: int) -> Day | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year or 2020, month)[1]:
        return None
    return Day(year, month, day)


@lru_cache(maxsize=8_192)
def _texts(days: Range) -> tuple[str, str]:
    first = str(days.first)
    return first, first if days.last == days.first else str(days.last)


@lru_cache(maxsize=8_192)
def _nearest(year: int, near_month: int, near_day: int, month: int, day: int) -> Day | None:
    """The day of a month in the year that brings it nearest to another day; None where no such year has it."""
    near = date(year, near_month, near_day)
    known = [one for more in (-1, 0, 1) if (one := _valid(year + more, month, day)) is not None]
    return min(known, key=lambda one: abs(one.place() - near), default=None)


def _follows(first: Day, last: Day) -> bool:
    return first.year is None or last.year is None or last >= first


def _within(outer: Range, one: Day) -> bool:
    after, before = outer.first <= one, one <= outer.last
    # Without years a range over New Year ends in an earlier month than it begins in.
    return (after or before) if outer.last < outer.first else (after and before)
