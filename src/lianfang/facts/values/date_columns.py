"""Columns of dates and moments: the ordinary forms by polars, what is left over one distinct cell a time."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import polars as pl

from lianfang.facts.cells import Parsed, half_width, reason
from lianfang.facts.values.dates import Context, NotADate, when
from lianfang.facts.values.distinct import Answer, by_distinct, merged

EARLIEST = date(1900, 1, 1)
_MOMENT = pl.Datetime("us", "UTC")
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
_ISO_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$"


def dates(text: pl.Series, context: Context, at: datetime, *, future: bool, earliest: date) -> Parsed:
    """Local days. A time of the day is left off; a day after ``at``'s is refused unless ``future``."""
    plain = half_width(text)
    simple = plain.str.contains(_ISO_DAY).fill_null(False)
    quick = Parsed.of(plain.str.to_date("%Y-%m-%d", strict=False).zip_with(simple, pl.Series([None], dtype=pl.Date)))
    found = _with_left_over(quick, plain, lambda cell: _day(cell, context), pl.Date())
    return _within(found, earliest, at.astimezone(context.zone).date(), future, earliest)


def moments(text: pl.Series, context: Context, at: datetime, *, future: bool, earliest: date) -> Parsed:
    """Moments in UTC of local times; an offset in the cell is obeyed, a day without a time is its midnight."""
    plain = half_width(text)
    simple = plain.str.contains(_ISO_MOMENT).fill_null(False)
    iso = plain.str.slice(0, 10) + "T" + plain.str.slice(11)
    iso = iso + pl.select(pl.when(iso.str.len_chars() == 16).then(pl.lit(":00")).otherwise(pl.lit(""))).to_series()
    local = iso.zip_with(simple, pl.Series([None], dtype=pl.String)).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
    # Hours that a change of the clocks skipped are left to the slow way, which takes the offset before the change.
    aware = local.cast(pl.Datetime("us")).dt.replace_time_zone(
        str(context.zone), ambiguous="earliest", non_existent="null"
    )
    quick = Parsed.of(aware.dt.convert_time_zone("UTC"))
    found = _with_left_over(quick, plain, lambda cell: _moment(cell, context), _MOMENT)
    low = datetime(earliest.year, earliest.month, earliest.day, tzinfo=context.zone).astimezone(UTC)
    return _within(found, low, at.astimezone(UTC), future, earliest)


def _with_left_over(quick: Parsed, plain: pl.Series, answer: Callable[[str], Answer], dtype: pl.DataType) -> Parsed:
    left = quick.values.is_null() & plain.is_not_null()
    if not left.any():
        return quick
    slow = by_distinct(plain.zip_with(left, pl.Series([None], dtype=pl.String)), answer, dtype)
    return merged(quick, slow, left)


def _day(cell: str, context: Context) -> Answer:
    try:
        return when(cell, context).local_day(context.zone), None, None
    except NotADate as error:
        return None, str(error), None
    except OverflowError:
        return None, reason("not_a_date"), None


def _moment(cell: str, context: Context) -> Answer:
    try:
        return when(cell, context).moment(context.zone), None, None
    except NotADate as error:
        return None, str(error), None
    except OverflowError:
        return None, reason("not_a_date"), None


def _within(found: Parsed, low: date | datetime, high: date | datetime, future: bool, earliest: date) -> Parsed:
    early = (found.values < low).fill_null(False)
    late = (found.values > high).fill_null(False) & pl.Series([not future]).new_from_index(0, len(found.values))
    if not (early.any() or late.any()):
        return found
    why = pl.select(
        pl.when(early)
        .then(pl.lit(reason("too_early", earliest=earliest.isoformat())))
        .when(late)
        .then(pl.lit(reason("future")))
        .otherwise(found.reasons)
    ).to_series()
    values = pl.select(pl.when(~(early | late)).then(found.values)).to_series()
    return Parsed(values, why, found.notes)
