"""Whole columns of identity numbers: 18 digits by arithmetic on bytes, the rest one distinct cell a time."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from lianfang.facts.cells import LOST_DIGITS, Parsed, half_width, reason, trimmed
from lianfang.facts.cells.plain import without_unknown
from lianfang.facts.identity import kinds
from lianfang.facts.identity.document import EARLIEST, RefusedNumber, document_of

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
_CHECK_DIGITS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_SEVERAL = r"[、,;\n|]|\d{15}\d{2}[\dX][/\s]+\d"


@dataclass(frozen=True, slots=True)
class Identities(Parsed):
    """A column of identity numbers with what they say: kind of document, birth date, sex (null where they do not)."""

    kinds: pl.Series
    births: pl.Series
    sexes: pl.Series


def checked_identities(
    numbers: pl.Series,
    kind: pl.Series | None = None,
    birth: pl.Series | None = None,
    sex: pl.Series | None = None,
    *,
    at: datetime | None = None,
    zone: str = "Asia/Shanghai",
) -> Identities:
    """The numbers in one form, or why each cannot be true.

    ``kind`` holds kinds of the vocabulary or words of a file, ``birth`` dates, ``sex`` male or female. Another birth
    date beside the number is refused, for one of the two is somebody else's; another sex is only noted. A birth after
    the local day of ``at`` is refused. Equal to ``document_of`` cell by cell.
    """
    latest = None if at is None else at.astimezone(ZoneInfo(zone)).date()
    text = without_unknown(trimmed(numbers))
    plain = half_width(text).str.replace_all(r"[\s\-'·]", "").str.to_uppercase()
    named = _kinds_named(kind, len(text))
    table = pl.DataFrame({"text": text, "plain": plain, "named": named}).with_row_index("row")
    table = table.with_columns(several=pl.Series(half_width(text)).str.contains(_SEVERAL).fill_null(False))
    ordinary = (
        pl.col("plain").str.contains(r"^\d{17}[\dX]$")
        & ~pl.col("several")
        & (pl.col("named").is_null() | (pl.col("named") != kinds.NONE))
    ).fill_null(False)
    # Few distinct cells are left for the slow and obvious way.
    left = table.filter(~ordinary).select("text", "named", "several").unique()
    answers = [_slowly(row, latest) for row in left.iter_rows(named=True)]
    schema = {"text": pl.String, "named": pl.String, "several": pl.Boolean, "number": pl.String, "kind": pl.String}
    schema |= {"birth": pl.Date, "sex": pl.String, "reason": pl.String, "note": pl.String}
    slow = pl.DataFrame(answers, schema=schema, orient="row")
    rest = table.filter(~ordinary).join(slow, on=["text", "named", "several"], how="left", nulls_equal=True)
    fast = _of_eighteen(table.filter(ordinary), latest)
    columns = ["row", "number", "kind", "birth", "sex", "reason", "note"]
    whole = pl.concat([fast.select(columns), rest.select(columns)]).sort("row")
    return _beside(whole, birth, sex)


def _beside(whole: pl.DataFrame, birth: pl.Series | None, sex: pl.Series | None) -> Identities:
    """The result after a look at the birth date and the sex that stand beside the numbers."""
    if birth is not None:
        other = (whole["birth"] != birth.alias("birth")).fill_null(False)
        said = "says born on " + whole["birth"].dt.to_string("%Y-%m-%d") + ", the birth date beside it differs"
        whole = whole.with_columns(reason=pl.when(other).then(said).otherwise(pl.col("reason")))
    if sex is not None:
        other = (whole["sex"] != sex.alias("sex")).fill_null(False) & sex.is_in(["male", "female"]).fill_null(False)
        said_sex = pl.lit(reason("identity_other_sex"))
        whole = whole.with_columns(note=pl.when(other).then(said_sex).otherwise(pl.col("note")))
    good = pl.col("reason").is_null()
    whole = whole.with_columns(
        *(pl.when(good).then(pl.col(name)).alias(name) for name in ("number", "kind", "birth", "sex", "note"))
    )
    return Identities(whole["number"], whole["reason"], whole["note"], whole["kind"], whole["birth"], whole["sex"])


def _kinds_named(kind: pl.Series | None, rows: int) -> pl.Series:
    if kind is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, rows)
    words = kind.cast(pl.String)
    distinct = words.unique().drop_nulls().to_list()
    return words.replace_strict(distinct, [kinds.kind_named(w) for w in distinct], default=None, return_dtype=pl.String)


def _of_eighteen(table: pl.DataFrame, latest: date | None) -> pl.DataFrame:
    """Rows whose number has the form of 18 digits: check digit, birth date, sex and kind."""
    number = table["plain"]
    rows = len(number)
    raw = np.frombuffer("".join(number.to_list()).encode(), dtype=np.uint8).reshape(rows, 18)
    expected = _CHECK_DIGITS[(raw[:, :17].astype(np.int32) - 48) @ _WEIGHTS % 11]
    right = pl.Series("right", expected == raw[:, 17])
    digits = pl.col("plain").str.slice(6, 8)
    limit = pl.lit(latest or date(9999, 12, 31))
    table = table.with_columns(
        right,
        digits.str.to_date("%Y%m%d", strict=False).alias("birth"),
        pl.Series("sex_digit", raw[:, 16] % 2),
    ).with_columns(
        possible=((pl.col("birth") >= EARLIEST) & (pl.col("birth") <= limit)).fill_null(False),
    )
    no_birth = pl.lit("holds no possible birth date (") + digits + pl.lit(")")
    return table.with_columns(
        number=pl.col("plain"),
        kind=pl.when(pl.col("plain").str.starts_with("9"))
        .then(pl.lit(kinds.FOREIGNER))
        .when(pl.col("plain").str.contains("^8[123]"))
        .then(pl.lit(kinds.RESIDENCE_PERMIT))
        .otherwise(pl.lit(kinds.RESIDENT)),
        sex=pl.when(pl.col("sex_digit") == 1).then(pl.lit("male")).otherwise(pl.lit("female")),
        reason=pl.when(~pl.col("possible"))
        .then(no_birth)
        .when(~pl.col("right") & pl.col("plain").str.ends_with("000"))
        .then(pl.lit(reason("lost_digits")))
        .when(~pl.col("right"))
        .then(pl.lit(reason("identity_check_digit"))),
        note=pl.lit(None, dtype=pl.String),
    )


def _slowly(row: dict[str, object], latest: date | None) -> tuple[object, ...]:
    text, named = row["text"], row["named"]
    key = (text, named, row["several"])
    empty = (None, None, None, None)
    if text is None:
        return (*key, None, kinds.NONE if named == kinds.NONE else None, None, None, None, None)
    text = str(text)
    if row["several"] and not text.startswith(LOST_DIGITS):
        return (*key, *empty, reason("two_values"), None)
    try:
        found = document_of(text, None if named is None else str(named), latest=latest)
    except RefusedNumber as error:
        return (*key, *empty, str(error), None)
    old = found.birth is not None and len([c for c in text if c.isdigit()]) == 15
    note = reason("identity_old") if old else None
    return (*key, found.number or None, found.kind, found.birth, found.sex, None, note)
