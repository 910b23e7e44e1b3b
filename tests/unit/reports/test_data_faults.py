"""Faults of reported figures: a part that told nothing for a day is no amount booked on two dates."""

from datetime import UTC, date, datetime, timedelta

import polars as pl

from lianfang.reports.data_faults import DataFault, fault_words, faults_told
from lianfang.situation.case_series import REPORTED

FIRST, DAYS = date(2020, 2, 1), 10
LAST = FIRST + timedelta(days=DAYS - 1)


def told(*rows: tuple[str, int, int | None]) -> pl.DataFrame:
    """Figures told: area, the number of the day, confirmed so far (None where the row leaves it out)."""
    at = datetime(2020, 3, 1, tzinfo=UTC)
    days = [(area, FIRST + timedelta(days=day), "CDC", at, confirmed, None, 0) for area, day, confirmed in rows]
    schema = {"counted": pl.String, "day": pl.Date, "publisher": pl.String, "known_at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(days, schema=schema | dict.fromkeys(REPORTED, pl.Int64), orient="row")


def county(left_out: tuple[tuple[str, int, int | None], ...] = (), without: tuple[tuple[str, int], ...] = ()):
    """A county of two towns: one with 60 cases from the beginning, one with its first on the sixth day."""
    rows: list[tuple[str, int, int | None]] = [("county", day, 60 + 5 * day + (day >= 5)) for day in range(DAYS)]
    rows += [("north", day, 60 + 5 * day) for day in range(DAYS)]
    rows += [("south", day, 1) for day in range(5, DAYS)]
    return told(*(row for row in rows if row[:2] not in without), *left_out)


def test_a_part_that_told_nothing_for_a_day_is_not_booked_apart():
    for one in (county(without=(("north", 4),)), county((("north", 4, None),), without=(("north", 4),))):
        assert faults_told(one, "county", FIRST, LAST) == ()


def test_parts_that_begin_or_cease_to_tell_are_no_amount_on_two_dates():
    assert faults_told(county(), "county", FIRST, LAST) == ()
    assert faults_told(county(without=(("north", 8), ("north", 9))), "county", FIRST, LAST) == ()


def test_an_amount_that_the_parts_told_a_day_later_is():
    later = county((("north", 4, 30),), without=(("north", 4),))
    days = [FIRST + timedelta(days=day) for day in (4, 5)]
    assert [one for one in faults_told(later, "county", FIRST, LAST) if one.kind == "apart"] == [
        DataFault("confirmed", "apart", *days, 50.0)
    ]


def test_of_an_area_that_told_nothing_itself_nothing_is_said():
    assert faults_told(county().filter(pl.col("counted") != "county"), "county", FIRST, LAST) == ()


def test_an_amount_that_the_parts_told_a_day_earlier_says_so_and_has_no_sign():
    earlier = county((("north", 4, 130),), without=(("north", 4),))
    (fault,) = [one for one in faults_told(earlier, "county", FIRST, LAST) if "apart" in one.kind]
    assert fault.size == 50.0 and (fault.first, fault.last) == tuple(FIRST + timedelta(days=day) for day in (4, 5))
    assert fault_words(fault, "zh") == "累计确诊同一笔50下级记在2月5日、本级记在2月6日：不得相加"
    assert fault_words(fault, "en").startswith(
        "Confirmed cases: the same 50 stand on 5 Feb below and on 6 Feb in the own"
    )
