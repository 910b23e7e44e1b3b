"""Columns that name other subjects: one a cell, or a list."""

import re

import polars as pl

from lianfang.facts.cells import Parsed, half_width_of, reason
from lianfang.facts.values.distinct import Answer, by_distinct

_ALWAYS = re.compile(r"[、,;；，\n]+")
_SOMETIMES = re.compile(r"[、,;；，/\s]+")


def one_subject(text: pl.Series) -> Parsed:
    """One number or code a cell, half-width; two of them ('A12、A13', 'A12/A13') are refused."""
    several = text.str.contains(r"[、,;；，\n/\s]").fill_null(False)
    plain = Parsed.of(text)
    if not several.any() and not text.str.contains(r"[！-～]").fill_null(False).any():
        return plain

    def answer(cell: str) -> Answer:
        if len(parts_of(cell)) > 1:
            return None, reason("two_values"), None
        return half_width_of(cell).strip(), None, None

    return by_distinct(text, answer, pl.String())


def parts_of(cell: str) -> list[str]:
    """The subjects that one cell names: split at 、,; always, at / and spaces where the parts are of one shape."""
    sure = [part.strip() for part in _ALWAYS.split(cell) if part.strip()]
    if len(sure) > 1:
        return [half_width_of(part) for part in sure]
    loose = [half_width_of(part) for part in _SOMETIMES.split(cell) if part]
    if len(loose) > 1 and len({_shape(part) for part in loose}) == 1 and all(map(_has_digit, loose)):
        return loose
    return [half_width_of(part) for part in sure]


def subjects(text: pl.Series) -> pl.Series:
    """The subjects of each cell as a list of text, split at 、,;/ and spaces; null where blank."""
    distinct = text.unique().drop_nulls().to_list()
    lists = {cell: list(dict.fromkeys(half_width_of(p) for p in _SOMETIMES.split(cell) if p)) for cell in distinct}
    return pl.Series(text.name, [None if c is None else lists[c] for c in text.to_list()], dtype=pl.List(pl.String))


def _shape(part: str) -> str:
    return re.sub(r"\d+", "9", part)


def _has_digit(part: str) -> bool:
    return any(map(str.isdigit, part))
