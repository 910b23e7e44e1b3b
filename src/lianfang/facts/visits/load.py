"""A file of visits into the store: good rows in, bad ones told by row and column. The same file again adds nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl
from django.conf import settings

from lianfang.facts.cells import reason
from lianfang.facts.visits import files
from lianfang.facts.visits.entry import append
from lianfang.facts.visits.mapping import Mapping, mapping_for, types

Progress = Callable[[float], None]
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M")
ZONED = ("%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%d %H:%M:%S%.f%:z")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not kept: its number in the file, the file's own column, the value and why."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class Loaded:
    """What became of a file's rows: how many were kept, how many not, with the first of these and why."""

    file: Path
    mapping: str
    rows: int = 0
    kept: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    rejects: list[pl.DataFrame] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many rows were not kept."""
        return self.rows - self.kept


def load(
    file: Path,
    at: datetime,
    *,
    map: str | None = None,
    area: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Loads a file (Parquet, CSV) a piece at a time, each piece kept for good before the next is read.

    Moments without an offset are local. A day without an hour is the whole day. ``dry_run`` keeps nothing.
    Raises Mistake where the file cannot be used, or nothing may be collected.
    """
    source = files.opened(file)
    mapping = mapping_for(source.headers, map, file)
    loaded = Loaded(file, mapping.name)
    for piece in source.pieces(mapping.headers()):
        visits, wrong = _typed(mapping.read(piece.rows), mapping)
        refused = {row: (column, reason(why)) for row, column, why in wrong}
        whole = ~pl.int_range(visits.height, eager=True).is_in(list(refused))
        places = whole.arg_true()
        answer = append(visits.filter(whole), at, area=area, dry_run=dry_run)
        refused |= {int(places[one.row]): (one.column, one.reason) for one in answer.refused}
        loaded.kept += answer.kept
        loaded.rows += visits.height
        _reported(loaded, piece, refused, mapping)
        if progress is not None:
            progress(piece.read)
    for number in source.misshapen:
        loaded.rejections.append(Rejection(number, "", "", reason("row_of_other_columns")))
    loaded.rows += len(source.misshapen)
    loaded.rejections.sort(key=lambda one: one.row)
    return loaded


def _reported(
    loaded: Loaded, piece: files.Piece, refused: dict[int, tuple[str, str]], mapping: Mapping
) -> None:  # fmt: skip
    if not refused:
        return
    rows = sorted(refused)
    raw = piece.rows.select(pl.all().cast(pl.String, strict=False))[rows]
    numbers = piece.numbers[rows]
    for place, row in enumerate(rows):
        column, why = refused[row]
        headers = mapping.columns[column].named if column in mapping.columns else []
        told = [raw[header][place] for header in headers]
        # Who it is of is not repeated where everybody may read it.
        value = "" if column == "person" else ", ".join(one for one in told if one)
        loaded.rejections.append(Rejection(int(numbers[place]), ", ".join(headers) or column, value, why))
    whys = pl.Series("reason", [": ".join(refused[row]) for row in rows])
    loaded.rejects.append(raw.with_columns(pl.Series("row", [str(number) for number in numbers]), whys))


def _typed(read: pl.DataFrame, mapping: Mapping) -> tuple[pl.DataFrame, list[tuple[int, str, str]]]:
    """The visits in their types, and the cells that hold none of theirs: row, column, reason."""
    wrong: list[tuple[int, str, str]] = []
    made = []
    for column in read.iter_columns():
        name = column.name
        if name in ("start", "end"):
            typed, why = _moments(column, mapping.columns[name].form), "not_a_date"
        elif name in types():
            typed, why = _cast(column, types()[name]), "not_a_number"
        elif name == "person":
            typed, why = column.cast(pl.String), ""
        else:
            typed, why = column.cast(pl.String, strict=False), ""
        bad = typed.is_null() & column.is_not_null()
        if bad.any():
            wrong += [(row, name, why) for row in bad.arg_true().to_list()]
        made.append(typed)
    return pl.DataFrame(made), wrong


def _cast(column: pl.Series, dtype: type[pl.DataType]) -> pl.Series:
    if dtype == pl.Boolean and column.dtype == pl.String:
        words = {"true": True, "1": True, "是": True, "yes": True, "false": False, "0": False, "否": False, "no": False}
        return column.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
    return column.cast(dtype, strict=False)


def _moments(column: pl.Series, form: str | None) -> pl.Series:
    """Moments in UTC. Those without an offset are local; a day alone is its first moment, or as `end` its last."""
    last = column.name == "end"
    if column.dtype == pl.Date:
        return _local(column.cast(pl.Datetime("us")), last)
    if isinstance(column.dtype, pl.Datetime):
        if column.dtype.time_zone is not None:
            return column.dt.convert_time_zone("UTC").cast(pl.Datetime("us", "UTC"))
        return _local(column.cast(pl.Datetime("us")), False)
    text = column.cast(pl.String)
    found = pl.Series(column.name, [None] * text.len(), dtype=pl.Datetime("us", "UTC"))
    for one in (form,) if form else (*FORMS, *ZONED, *DAYS):
        left = found.is_null() & text.is_not_null()
        if not left.any():
            break
        day = "%H" not in one
        if one in ZONED:
            read = text.filter(left).str.to_datetime(one, strict=False, time_unit="us").dt.convert_time_zone("UTC")
        else:
            plain = text.filter(left).str.to_datetime(one, strict=False, time_unit="us", exact=True)
            read = _local(plain, last and day)
        found = read if left.all() else found.scatter(left.arg_true(), read)
    return found.alias(column.name)


def _local(plain: pl.Series, whole_day: bool) -> pl.Series:
    if whole_day:
        plain = plain.dt.offset_by("1d")
    zoned = plain.dt.replace_time_zone(settings.TIME_ZONE, ambiguous="earliest", non_existent="null")
    return zoned.dt.convert_time_zone("UTC")
