from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.facts.cells import reason
from lianfang.facts.values import parsed
from lianfang.facts.values.dates import Context, when

AT = datetime(2021, 1, 20, 4, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def one(kind: str, cell: str, **options: object) -> object:
    """The value of one cell, or the reason."""
    found = parsed(pl.Series([cell]), kind, at=AT, **options)  # type: ignore[arg-type]
    assert (found.values[0] is None) == (found.reasons[0] is not None)
    return found.reasons[0] if found.values[0] is None else found.values[0]


@pytest.mark.parametrize(
    "cell",
    [
        "2021-01-05",
        "2021-1-5",
        "2021/1/5",
        "2021.1.5",
        "2021.01.05",
        "20210105",
        "2021年1月5日",
        "2021年01月05号",
        "２０２１年１月５日",
        "２０２１－０１－０５",
        " 2021-01-05 ",
        "2021-01-05 9:30",
        "2021-01-05T09:30:00",
        "2021-01-05 00:00:00",
        "44201",
        "44201.75",
        "2021年1月5日上午",
        "2021年1月5日（星期二）",
        "2021 年 1 月 5 日",
        "5 Jan 2021",
        "Jan 5, 2021",
        "5-Jan-2021",
        "2021-01-05 24:00",
        "2021-01-04T20:00:00Z",
        "'2021-01-05",
    ],
)
def test_a_day_as_people_write_it(cell: str) -> None:
    assert one("date", cell) == date(2021, 1, 5)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2021-02-29", "no_such_day"),
        ("2021-13-01", "no_such_day"),
        ("20211301", "no_such_day"),
        ("2021-01-21", "future"),
        ("21-1-5", "short_year"),
        ("1/5/21", "short_year"),
        ("2021年1月", "no_day"),
        ("2021", "no_day"),
        ("202101", "no_day"),
        ("23", "bare_number"),
        ("1月5日", "no_year"),
        ("1/5", "no_year"),
        ("5/1/2020", "date_order"),
        ("32/13/2020", "no_such_day"),
        ("昨天", "not_a_date"),
        ("2021-01-05 25:00", "no_such_time"),
        ("2021-01-05 x", "not_a_date"),
    ],
)
def test_no_day(cell: str, code: str) -> None:
    assert one("date", cell) == reason(code)


def test_limits() -> None:
    assert one("date", "1899-12-31") == reason("too_early", earliest="1900-01-01")
    assert one("date", "1861-11-21", earliest=date(1850, 1, 1)) == date(1861, 11, 21)
    assert one("date", "2021-02-01", future=True) == date(2021, 2, 1)
    # 20 January, 16:30 UTC is already the 21st in Shanghai.
    late = parsed(pl.Series(["2021-01-21"]), "date", at=datetime(2021, 1, 20, 16, 30, tzinfo=UTC))
    assert late.values.to_list() == [date(2021, 1, 21)]


def test_order_of_day_and_month() -> None:
    assert one("date", "1/22/2020") == date(2020, 1, 22)
    assert one("date", "22.1.2020") == date(2020, 1, 22)
    assert one("date", "2/2/2020") == date(2020, 2, 2)
    assert one("date", "1/2/2020", date_order="mdy") == date(2020, 1, 2)
    assert one("date", "1/2/2020", date_order="dmy") == date(2020, 2, 1)


def test_year_and_day_zero_from_the_context() -> None:
    assert one("date", "1月5日上午", year=2021) == date(2021, 1, 5)
    assert one("date", "23", day_zero=date(2001, 6, 1)) == date(2001, 6, 24)
    assert one("date", "0", day_zero=date(2001, 6, 1)) == date(2001, 6, 1)
    assert one("date", "2001-06-05", day_zero=date(2001, 6, 1)) == date(2001, 6, 5)


@pytest.mark.parametrize(
    ("cell", "local"),
    [
        ("2021-01-05", "2021-01-05T00:00"),
        ("2021-01-05 9:30", "2021-01-05T09:30"),
        ("2021/1/5 09:30:15", "2021-01-05T09:30:15"),
        ("2021年1月5日9时30分", "2021-01-05T09:30"),
        ("2021年1月5日下午3点半", "2021-01-05T15:30"),
        ("2021年1月5日上午9时", "2021-01-05T09:00"),
        ("2021年1月5日24时", "2021-01-06T00:00"),
        ("2021年1月5日晚8点20分", "2021-01-05T20:20"),
        ("2021年1月5日上午", "2021-01-05T00:00"),
        ("2021年1月5日中午12点", "2021-01-05T12:00"),
        ("2021年1月5日凌晨12点", "2021-01-05T00:00"),
        ("2021-01-05 9:30 PM", "2021-01-05T21:30"),
        ("2021-01-05 12:05 am", "2021-01-05T00:05"),
        ("20210105093000", "2021-01-05T09:30"),
        ("44201.395833333", "2021-01-05T09:30"),
        ("2021-01-05T01:30:00Z", "2021-01-05T09:30"),
        ("2021-01-05T10:30:00+09:00", "2021-01-05T09:30"),
        ("2021-01-05 09:30:15.25", "2021-01-05T09:30:15.25"),
    ],
)
def test_moments_are_local_times_in_utc(cell: str, local: str) -> None:
    assert one("moment", cell) == datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)


def test_a_moment_to_come_is_refused() -> None:
    assert one("moment", "2021-01-20 12:01") == reason("future")
    assert one("moment", "2021-01-20 12:00") == AT


@given(
    st.lists(
        st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2021-01-19")),
        min_size=1,
        max_size=20,
    )
)
def test_the_fast_way_reads_moments_as_the_slow_way(moments: list[datetime]) -> None:
    cells = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in moments]
    fast = parsed(pl.Series(cells), "moment", at=AT).values.to_list()
    assert fast == [when(cell, Context(SHANGHAI)).moment(SHANGHAI) for cell in cells]


@given(st.dates(date(1900, 1, 1), date(2021, 1, 19)))
def test_every_form_of_a_day_is_the_same_day(day: date) -> None:
    forms = [
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    if day > date(1927, 6, 1):
        forms.append(str((day - date(1899, 12, 30)) // timedelta(days=1)))
    assert parsed(pl.Series(forms), "date", at=AT).values.to_list() == [day] * len(forms)


@pytest.mark.parametrize("blank", ["", " ", "NA", "n/a", "nan", ".", "-", "—", "/", "无", "不详", "未知", "?"])
def test_unknown_is_no_mistake(blank: str) -> None:
    for kind in ("date", "moment", "integer", "number", "telephone", "identity", "name"):
        found = parsed(pl.Series([blank, None]), kind, at=AT)
        assert found.values.to_list() == [None, None] and found.reasons.to_list() == [None, None]
