"""Faults of reported figures: a part that told nothing for a day is no amount booked on two dates."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

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


@pytest.fixture(scope="module")
def published(shared_data):
    """The confirmed and suspected of provinces in the series of 2020, and the confirmed in their own bulletins."""
    table = pl.read_csv(shared_data / "china-2020/prefecture_daily.csv.gz", infer_schema_length=0)
    table = table.filter(pl.col("city").fill_null("") == "", pl.col("province").fill_null("") != "")
    codes = table.select("province", "provinceCode").unique()
    notices = pl.read_csv(shared_data / "china-2020/province_notices.csv", infer_schema_length=0)
    notices = notices.join(codes, on="province").select(
        counted="provinceCode",
        day=pl.col("stated_date").str.to_date(strict=False),
        publisher=pl.lit("bulletin"),
        known_at=pl.lit(datetime(2020, 7, 2, tzinfo=UTC)),
        confirmed=pl.col("confirmed").str.extract(r"^(\d+)例").cast(pl.Int64),
        suspected=pl.lit(None, pl.Int64),
        dead=pl.lit(None, pl.Int64),
    )
    series = table.select(
        counted="provinceCode",
        day=pl.col("date").str.to_date(),
        publisher=pl.lit("series"),
        known_at=pl.lit(datetime(2020, 7, 1, tzinfo=UTC)),
        **{name: pl.col(name).cast(pl.Int64) for name in REPORTED},
    )
    return pl.concat([series, notices.drop_nulls(["day", "confirmed"])])


def test_a_province_told_twice_in_2020_is_told_for_the_days_that_differ(published):
    """Bulletins and series agree on every day, so nothing is said; dated a day late, as a file of bulletins by day of
    publication would be, they differ, and each such day is told."""
    span, differed = (date(2020, 1, 10), date(2020, 3, 31)), 0
    late = published.with_columns(
        pl.when(pl.col("publisher") == "bulletin").then(pl.col("day").dt.offset_by("1d")).otherwise("day").alias("day")
    )
    for code in published["counted"].unique().to_list():
        for told, agrees in ((published, True), (late, False)):
            own = told.filter(pl.col("counted") == code, pl.col("day").is_between(*span))
            series = dict(own.filter(pl.col("publisher") == "series").select("day", "confirmed").iter_rows())
            bulletin = dict(own.filter(pl.col("publisher") == "bulletin").select("day", "confirmed").iter_rows())
            days = sorted(day for day in bulletin if day in series and bulletin[day] != series[day])
            found = [one for one in faults_told(own, code, *span) if one.kind == "twice"]
            assert [(one.first, one.last, one.size) for one in found] == (
                [(days[0], days[-1], float(len(days)))] if days else []
            )
            assert not (agrees and days)
            differed += len(days)
    assert differed > 100


def test_noughts_of_2020_that_are_blanks_are_told(published):
    span = date(2020, 3, 1), date(2020, 5, 29)
    own = published.filter(pl.col("counted") == "510000", pl.col("day").is_between(*span))
    (blank,) = [one for one in faults_told(own, "510000", *span) if one.kind == "blank"]
    assert (blank.figure, blank.size) == ("suspected", 90.0)
    assert fault_words(blank, "zh") == "现有疑似3月1日至5月29日90天均为0：多为未公布，按未知看待"
