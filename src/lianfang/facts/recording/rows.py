"""Rows as given, of a page, a file or a machine, into one frame with the layout's full column names."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import polars as pl

from lianfang.vocabulary import Layout, Mistake, Type

# What may be said of any part beside its own columns.
OF_EVERY_PART = ("subject", "occurred_from", "occurred_until", "supersedes", "reason", "withdrawn")


def frame_of(rows: Sequence[Mapping[str, Any]] | pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The rows as a frame with a column ``row`` and full names; a name without a part means the layout's last part.

    Subjects already known may be given as columns ``person``, ``case``, ``specimen`` …; ``known_at`` by a historic
    source. Raises Mistake on a column that the layout does not have.
    """
    frame = rows if isinstance(rows, pl.DataFrame) else _frame_of_dicts(rows, layout)
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
    return frame.rename(names).with_row_index("row_number")


def values_of(
    frame: pl.DataFrame, name: str, dtype: pl.DataType | type[pl.DataType] = pl.String
) -> pl.Series:  # fmt: skip
    """The column of this name; one of nulls where the frame has none."""
    return frame[name] if name in frame.columns else pl.Series(name, [None] * frame.height, dtype=dtype)


def _frame_of_dicts(rows: Sequence[Mapping[str, Any]], layout: Layout) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {name: [] for row in rows for name in row}
    for row in rows:
        for name, values in columns.items():
            values.append(row.get(name))
    if rows and not columns:
        raise Mistake("no row tells anything: give each the columns it has")
    last = layout.parts[-1].name
    many = {
        f"{part.name}.{column.name}"
        for part in layout.parts
        for column in part.columns
        if column.type is Type.SUBJECTS
    }  # fmt: skip
    return pl.DataFrame(
        {name: _series(name, values, bool({name, f"{last}.{name}"} & many)) for name, values in columns.items()}
    )


def _series(name: str, values: list[Any], many: bool) -> pl.Series:
    """The values of one column; `many` where each may be a list. Raises Mistake on a list that belongs nowhere."""
    kinds = {type(value) for value in values if value is not None}
    if kinds & {list, tuple}:
        if not many:
            row = next(number for number, value in enumerate(values) if isinstance(value, list | tuple))
            raise Mistake(f"row {row}: {name} holds one value, not a list ({values[row]!r}); tell each in a row")
        if len(kinds) == 1:
            lists = [None if value is None else [str(one) for one in value] for value in values]
            return pl.Series(name, lists, dtype=pl.List(pl.String))
        values = [",".join(map(str, value)) if isinstance(value, list | tuple) else value for value in values]
    if len(kinds) > 1 or (kinds and next(iter(kinds)).__name__ == "UUID") or _too_long(kinds, values):
        return pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)
    return pl.Series(name, values, dtype=pl.String if not kinds else None)


def _too_long(kinds: set[type], values: list[Any]) -> bool:
    """Whether there is a whole number that no column holds; as text it is refused with its reason."""
    return kinds == {int} and any(value is not None and not -(2**63) <= value < 2**63 for value in values)


def _no_such_column(column: str, layout: Layout) -> str:
    known = [name for name, _, _ in layout.columns()]
    near = get_close_matches(column, known, 1) or get_close_matches(f"{layout.parts[-1].name}.{column}", known, 1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(known[:12])} …"
    return f"{layout.name} has no column {column!r}{hint}"
