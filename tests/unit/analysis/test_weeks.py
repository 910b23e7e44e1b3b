"""Epidemiological weeks against Python's own calendar, the rule in plain words, and sums by plain loops."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang import analysis

day = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(day)
def test_weeks_of_iso_are_those_of_the_calendar(one):
    assert analysis.week_of(one) == one.isocalendar()[:2]


@given(day)
def test_weeks_of_the_mmwr_are_counted_from_the_first_with_four_days_in_its_year(one):
    sunday = one - timedelta(days=(one.weekday() + 1) % 7)
    years = [(sunday + timedelta(days=number)).year for number in range(7)]
    year = max(set(years), key=years.count)
    number, at = 1, sunday - timedelta(days=7)
    while sum((at + timedelta(days=place)).year == year for place in range(7)) >= 4:
        number, at = number + 1, at - timedelta(days=7)
    assert analysis.week_of(one, "mmwr") == (year, number)


def test_at_the_turn_of_2021_both_ways_differ():
    """2 January 2021 was the last day of week 53 of the MMWR; the third began its week 1 and ended ISO's week 53."""
    told = [
        (analysis.week_of(date(2021, 1, number)), analysis.week_of(date(2021, 1, number), "mmwr"))
        for number in (2, 3, 4)
    ]
    assert told == [((2020, 53), (2020, 53)), ((2020, 53), (2021, 1)), ((2021, 1), (2021, 1))]


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=1, max_size=40),
    st.dates(date(2020, 12, 1), date(2021, 1, 31)),
    st.integers(1, 7),
)
def test_a_week_is_the_sum_of_its_seven_days_or_missing(counts, first, starts):
    days = [first + timedelta(days=number) for number in range(len(counts))]
    begins, got = analysis.counts_by_week([[np.nan if one is None else one for one in counts]], days, starts)
    held = dict(zip(days, counts, strict=True))
    for begin, told in zip(begins.astype(object), got[0], strict=True):
        assert begin.isoweekday() == starts
        seven = [held.get(begin + timedelta(days=number)) for number in range(7)]
        assert np.isnan(told) if None in seven else told == sum(one for one in seven if one is not None)
    assert begins[0] <= np.datetime64(days[0]) and np.datetime64(days[-1]) < begins[-1] + 7


def test_days_that_do_not_follow_one_another_make_no_weeks():
    with pytest.raises(ValueError, match="days that follow"):
        analysis.counts_by_week([1, 2], ["2021-01-04", "2021-01-11"])
