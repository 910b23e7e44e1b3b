"""Epidemiological weeks: which days are one, what it is called, and counts by day summed to whole ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.series import Dates, Floats, counts_of, days_of, step_of

Weeks = Literal["iso", "mmwr"]
# The day on which a week begins, 1 Monday to 7 Sunday: ISO 8601, and the Morbidity and Mortality Weekly Report of the
# US CDC (https://ndc.services.cdc.gov/wp-content/uploads/MMWR_Week_overview.pdf).
WEEK_STARTS: dict[Weeks, int] = {"iso": 1, "mmwr": 7}


class EpidemiologicalWeek(NamedTuple):
    """A week's ``number`` in its ``year``, which is the year in which most of its days lie."""

    year: int
    number: int


def week_of(day: date, weeks: Weeks = "iso") -> EpidemiologicalWeek:
    """The week in which a day lies. Week 1 is the first with four days at least in its year, by either way to count."""
    begin = day - timedelta(days=(day.isoweekday() - WEEK_STARTS[weeks]) % 7)
    fourth = begin + timedelta(days=3)
    return EpidemiologicalWeek(fourth.year, (fourth.timetuple().tm_yday - 1) // 7 + 1)


def week_begin(day: Any, week_starts: int) -> Any:
    """The first day of the week in which a day (datetime64) lies; 1970-01-01 was a Thursday, day 4."""
    weekday = (int(day.astype(np.int64)) + 3) % 7 + 1
    return day - np.timedelta64((weekday - week_starts) % 7, "D")


def counts_by_week(counts: ArrayLike, days: Any, week_starts: int = WEEK_STARTS["iso"]) -> tuple[Dates, Floats]:
    """The first day of each week that these days touch, and the counts (..., days) of each, shape (..., weeks).

    A week of which a day is missing, or lies before the first day or after the last, is missing: part of a week is no
    week. Raises ValueError for days that do not follow one another.
    """
    held = counts_of(counts)
    dates = days_of(days, held.shape[-1])
    if len(dates) > 1 and step_of(dates) != "day":
        raise ValueError("weeks are summed from days that follow one another")
    begins = np.arange(week_begin(dates[0], week_starts), dates[-1] + 1, 7)
    whole = np.full((*held.shape[:-1], 7 * len(begins)), np.nan)
    first = int((dates[0] - begins[0]).astype(np.int64))
    whole[..., first : first + len(dates)] = held
    return begins, whole.reshape(*held.shape[:-1], len(begins), 7).sum(axis=-1)
