"""The slow way for the few: a function on each distinct cell, its answers spread over the column again."""

from collections.abc import Callable

import polars as pl

from lianfang.facts.cells import Parsed

Answer = tuple[object, str | None, str | None]


def by_distinct(text: pl.Series, answer: Callable[[str], Answer], dtype: pl.DataType | type[pl.DataType]) -> Parsed:
    """``answer`` gives (value, reason, note) for one cell; null cells stay null."""
    cells = text.unique().drop_nulls().to_list()
    answers = [answer(cell) for cell in cells]
    schema = {"cell": pl.String, "value": dtype, "reason": pl.String, "note": pl.String}
    rows = [(cell, *found) for cell, found in zip(cells, answers, strict=True)]
    known = pl.DataFrame(rows, schema=schema, orient="row")
    whole = pl.DataFrame({"cell": text}).join(known, on="cell", how="left", maintain_order="left")
    return Parsed(whole["value"], whole["reason"], whole["note"])


def merged(first: Parsed, second: Parsed, use_second: pl.Series) -> Parsed:
    """The second column's cells where ``use_second``, else the first's."""
    if not use_second.any():
        return first
    return Parsed(
        second.values.zip_with(use_second, first.values),
        second.reasons.zip_with(use_second, first.reasons),
        second.notes.zip_with(use_second, first.notes),
    )
