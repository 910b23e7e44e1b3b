"""The one door: a column of text and the name of its type in, typed values and reasons out."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.facts.cells import LOST_DIGITS, Parsed, reason, trimmed
from lianfang.facts.cells.plain import UNKNOWN, UNKNOWN_TEXT, without_unknown
from lianfang.facts.identity import checked_identities
from lianfang.facts.values.choices import choices
from lianfang.facts.values.date_columns import EARLIEST, dates, moments
from lianfang.facts.values.dates import Context
from lianfang.facts.values.numbers import numbers, yes_or_no
from lianfang.facts.values.subjects import one_subject, subjects
from lianfang.facts.values.words import addresses, names, telephones, texts

_WORDS: dict[str, Callable[[pl.Series], Parsed]] = {
    "text": texts,
    "name": names,
    "telephone": telephones,
    "address": addresses,
    "file": texts,
    "subject": one_subject,
    "fact": one_subject,
    "area": one_subject,
    "unit": one_subject,
}


def parsed(
    text: pl.Series,
    type: str,
    *,
    at: datetime,
    options: object = None,
    unit: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    day_zero: date | None = None,
    date_order: str | None = None,
    year: int | None = None,
    future: bool = False,
    earliest: date = EARLIEST,
    zone: str = "Asia/Shanghai",
) -> Parsed:
    """The column's values as the vocabulary's type (its name in either case), null where blank or refused.

    ``at`` (aware) bounds dates and births unless ``future``; ``earliest`` bounds them below. ``day_zero`` makes bare
    whole numbers days after it, ``year`` serves dates without one, ``date_order`` (mdy, dmy) dates whose year stands
    last. Moments come as UTC, local times being of ``zone``. Raises ValueError for a type it does not know.
    """
    kind = str(type).lower()
    plain = trimmed(text)
    # What no table of the database holds is refused before it gets there.
    broken = plain.str.contains("\x00", literal=True).fill_null(False)
    if broken.any():
        plain = plain.zip_with(~broken, pl.Series([None], dtype=pl.String))
    lost = plain.str.starts_with(LOST_DIGITS).fill_null(False)
    if lost.any() and kind in {"number", "integer"}:
        # A measure may be long; that its sixteenth digit is unsure harms nobody.
        plain = plain.str.strip_prefix(LOST_DIGITS)
        lost = lost & False
    if lost.any():
        plain = plain.zip_with(~lost, pl.Series([None], dtype=pl.String))
    if kind == "choice":
        plain = plain.zip_with((plain != "").fill_null(False), pl.Series([None], dtype=pl.String))
        found = choices(plain, options)
    elif kind == "boolean":
        # 无 answers the question here.
        found = yes_or_no(without_unknown(plain, UNKNOWN - {"无"}))
    elif kind in {"text", "address"}:
        found = _WORDS[kind](without_unknown(plain, UNKNOWN_TEXT))
    elif kind in _WORDS:
        found = _WORDS[kind](without_unknown(plain))
    elif kind == "subjects":
        found = Parsed.of(subjects(without_unknown(plain)))
    elif kind in {"integer", "number"}:
        found = numbers(without_unknown(plain), whole=kind == "integer", unit=unit, minimum=minimum, maximum=maximum)
    elif kind in {"date", "moment"}:
        context = Context(ZoneInfo(zone), year, day_zero, date_order)
        column = dates if kind == "date" else moments
        found = column(without_unknown(plain), context, at, future=future, earliest=earliest)
    elif kind == "identity":
        found = checked_identities(plain, at=at, zone=zone)
    else:
        raise ValueError(f"no such type of column: {type}")
    for refused, why in ((lost, "lost_digits"), (broken, "null_character")):
        if refused.any():
            found = _refusing(found, refused, reason(why))
    return found


def _refusing(found: Parsed, refused: pl.Series, told: str) -> Parsed:
    why = pl.select(pl.when(refused).then(pl.lit(told)).otherwise(found.reasons)).to_series()
    return Parsed(found.values, why, found.notes)
