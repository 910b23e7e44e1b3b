"""Rows as given, of a page, a file or a machine, into one frame with the layout's full column names."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import polars as pl

from lianfang.vocabulary import Layout, Mistake

# What may be said of any part beside its own columns.
OF_EVERY_PART = ("subject", "occurred_from", "occurred_until", "supersedes", "reason", "withdrawn")


def frame_of(rows: Sequence[Mapping[str, Any]] | pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The rows as a frame with a column ``row`` and full names; a name without a part means the layout's last part.

    Subjects already known may be given as columns ``person``, ``case``, ``specimen`` …; ``known_at`` by a historic
    source. Raises Mistake on a column that the layout does not have.
    """
    frame = rows if isinstance(rows, pl.DataFrame) else _frame_of_dicts(rows)
    parts = {part.name: part for part in layout.parts}
    subjects = {part.subject for part in layout.parts} | {"person", "case"}
    last = layout.parts[-1]
    names: dict[str, str] = {}
    for column in frame.columns:
        part, _, name = column.rpartition(".")
        if not part and (column in subjects or column == "known_at"):
            names[column] = column
            continue
        kind = parts.get(part) if part else last
        if kind is None or not (name in OF_EVERY_PART or any(c.name == name for c in kind.columns)):
            raise Mistake(_no_such_column(column, layout))
        names[column] = f"{kind.name}.{name}"
    return frame.rename(names).with_row_index("row")


def values_of(
    frame: pl.DataFrame, name: str, dtype: pl.DataType | type[pl.DataType] = pl.String
) -> pl.Series:  # fmt: skip
    """The column of this name; one of nulls where the frame has none."""
    return frame[name] if name in frame.columns else pl.Series(name, [None] * frame.height, dtype=dtype)


def _frame_of_dicts(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {name: [] for row in rows for name in row}
    for row in rows:
        for name, values in columns.items():
            values.append(row.get(name))
    return pl.DataFrame({name: _series(name, values) for name, values in columns.items()})


def _series(name: str, values: list[Any]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) > 1 or (kinds and next(iter(kinds)).__name__ == "UUID"):
        return pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)
    if kinds == {list} or kinds == {tuple}:
        return pl.Series(name, [None if v is None else [str(x) for x in v] for v in values], dtype=pl.List(pl.String))
    return pl.Series(name, values, dtype=pl.String if not kinds else None)


def _no_such_column(column: str, layout: Layout) -> str:
    known = [name for name, _, _ in layout.columns()]
    near = get_close_matches(column, known, 1) or get_close_matches(f"{layout.parts[-1].name}.{column}", known, 1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(known[:12])} …"
    return f"{layout.name} has no column {column!r}{hint}"
