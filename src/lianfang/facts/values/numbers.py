"""Columns of numbers, whole numbers, and yes and no."""

import re

import polars as pl

from lianfang.facts.cells import Parsed, half_width, reason
from lianfang.facts.values.distinct import Answer, by_distinct, merged

_PLAIN = r"^[+-]?\d{1,15}(\.\d+)?$"
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_MEASURES = re.compile(r"\s*(岁|周岁|例|人|名|份|个|次|天|日|℃|°c|°|度|cm|kg|mg|ml|years?|yrs?|y)$", re.IGNORECASE)
_MONTHS_OLD = re.compile(r"(\d+(?:\.\d+)?)\s*(?:个?月龄?|months?|m)(?:(\d+)天)?", re.IGNORECASE)
_YEARS_MONTHS = re.compile(r"(\d+)\s*岁\s*(?:零|又)?(\d+)\s*个?月")
_DAYS_OLD = re.compile(r"(\d+)\s*(?:天|日龄|日|days?)", re.IGNORECASE)
_DECADE = re.compile(r"(\d{1,2}0|0)'?s", re.IGNORECASE)
YEARS = frozenset({"year", "years", "岁", "a"})

_YES = frozenset(["true", "t", "yes", "y", "1", "1.0", "是", "有", "对", "√", "✓", "✔", "已", "☑"])
_NO = frozenset(["false", "f", "no", "n", "0", "0.0", "否", "无", "没有", "不是", "未", "错", "×", "✗", "✘"])


def numbers(text: pl.Series, *, whole: bool, unit: str, minimum: float | None, maximum: float | None) -> Parsed:
    """Numbers, or whole numbers where ``whole``.

    Thousands separators and a measure word behind the number (36.5℃, 12岁) are left off. 5% is 0.05, or 5 where the
    unit is %. Where the unit is years: 3月龄 is 0.25, 20天 is 20/365, 2岁3个月 is 2.25 (whole: completed years), and
    50s is 50, with a note.
    """
    plain = half_width(text)
    dtype = pl.Int64() if whole else pl.Float64()
    simple = plain.str.contains(r"^[+-]?\d{1,15}$" if whole else _PLAIN).fill_null(False)
    nothing = pl.Series([None], dtype=pl.String)
    found = Parsed.of(plain.zip_with(simple, nothing).cast(dtype, strict=False))
    left = found.values.is_null() & plain.is_not_null()
    if left.any():
        slow = by_distinct(plain.zip_with(left, nothing), lambda cell: _number(cell, whole, unit), dtype)
        found = merged(found, slow, left)
    return _limited(found, minimum, maximum)


def yes_or_no(text: pl.Series) -> Parsed:
    """True and false as people tick them."""

    def answer(cell: str) -> Answer:
        word = cell.strip().casefold()
        if word in _YES or word in _NO:
            return word in _YES, None, None
        return None, reason("not_yes_or_no"), None

    return by_distinct(half_width(text), answer, pl.Boolean())


def _number(cell: str, whole: bool, unit: str) -> Answer:
    bad = reason("not_an_integer" if whole else "not_a_number")
    text, note = cell.strip(), None
    value: float | None = None
    if unit in YEARS:
        value, note = _age(text)
    if value is None:
        percent = text.endswith("%")
        text = text.removesuffix("%").strip() if percent else text.removesuffix(unit).strip() if unit else text
        text = _MEASURES.sub("", text)
        if _THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        if not _NUMBER.fullmatch(text):
            return None, bad, None
        if whole and "e" in text.lower():
            return None, reason("lost_digits"), None
        value = float(text)
        if percent and unit != "%":
            value /= 100
        if value in (float("inf"), float("-inf")):
            return None, bad, None
        if whole:
            exact = int(text) if re.fullmatch(r"[+-]?\d+", text) else value
            if exact != int(exact) or abs(exact) >= 2**63:
                return None, bad, None
            return int(exact), None, note
    return (int(value) if whole else value), None, note


def _age(text: str) -> tuple[float | None, str | None]:
    """Years of age where the cell is written as an age; (None, None) where it is a plain number."""
    if found := _YEARS_MONTHS.fullmatch(text):
        return int(found[1]) + int(found[2]) / 12, None
    if found := _MONTHS_OLD.fullmatch(text):
        return float(found[1]) / 12 + int(found[2] or 0) / 365, None
    if found := _DAYS_OLD.fullmatch(text):
        return int(found[1]) / 365, None
    if found := _DECADE.fullmatch(text):
        return float(found[1]), reason("decade")
    return None, None


def _limited(found: Parsed, minimum: float | None, maximum: float | None) -> Parsed:
    values, why = found.values, found.reasons
    for bound, outside, code in (
        (minimum, None if minimum is None else values < minimum, "below_minimum"),
        (maximum, None if maximum is None else values > maximum, "above_maximum"),
    ):
        if outside is None or not outside.fill_null(False).any():
            continue
        outside = outside.fill_null(False)
        said = reason(code, **{code.split("_")[1]: f"{bound:.15g}"})
        why = pl.select(pl.when(outside).then(pl.lit(said)).otherwise(why)).to_series()
    values = pl.select(pl.when(why.is_null()).then(values)).to_series()
    return Parsed(values, why, found.notes)
