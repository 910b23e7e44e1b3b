"""Facts in Parquet files as tables of DuckDB, each in the shape of its kind and read only where a question asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from lianfang.derive.inputs import LOCAL, schema_of
from lianfang.plan import words

TYPES: dict[object, str] = {
    pl.Int64(): "BIGINT", pl.Float64(): "DOUBLE", pl.Boolean(): "BOOLEAN", pl.Date(): "DATE", pl.String(): "VARCHAR",
    LOCAL: "TIMESTAMP", pl.List(pl.String()): "VARCHAR[]",
}  # fmt: skip
# From when on, and until when, a zone is looked at for changes of its clocks.
FIRST, LAST = datetime(1992, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


# Rows of a file stand so far apart that each person of a specimen has a number between.
MOST_IN_A_POOL = 65_536


def text(told: object) -> str:
    """A literal of SQL."""
    return "'" + str(told).replace("'", "''") + "'"


def columns_of(connection: duckdb.DuckDBPyConnection, files: Collection[Path]) -> dict[str, dict[str, str]]:
    """The columns of Parquet files and their types, by the stem of each file."""
    held: dict[str, dict[str, str]] = {file.stem: {} for file in files}
    # First of each file stands its root; what is inside a column follows it.
    told = connection.execute(f"""SELECT file_name, name, duckdb_type, num_children FROM parquet_schema({_each(files)})
        WHERE column_id > 0 ORDER BY file_name, column_id""")  # noqa: S608 (quoted)
    within = 0
    for file, name, type_, inner in told.fetchall():
        if not within:
            held[Path(file).stem][name] = type_
        within += (inner or 0) - bool(within)
    return held


def rows_of(connection: duckdb.DuckDBPyConnection, files: Collection[Path]) -> dict[str, int]:
    """How many rows Parquet files have, by the stem of each file."""
    told = connection.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({_each(files)})")  # noqa: S608 (quoted)
    return {Path(name).stem: rows for name, rows in told.fetchall()}


def _each(files: Collection[Path]) -> str:
    return f"[{', '.join(text(file) for file in files)}]"


@cache
def steady_offset(time_zone: str) -> timedelta | None:
    """By how much the zone is ahead of UTC, where that is the same on every day from 1992 on; else None."""
    zone = ZoneInfo(time_zone)
    days = range(0, (LAST - FIRST).days, 7)
    offsets = {(FIRST + timedelta(days=day)).astimezone(zone).utcoffset() for day in days}
    return offsets.pop() if len(offsets) == 1 else None


def local(moment: str, time_zone: str) -> str:
    """A moment of a file (TIMESTAMP WITH TIME ZONE) as local wall clock."""
    by_calendar = f"timezone({text(time_zone)}, {moment})"
    offset = steady_offset(time_zone)
    if offset is None:
        return by_calendar
    moved = f"make_timestamp(epoch_us({moment}) + {offset // timedelta(microseconds=1)})"
    return f"CASE WHEN {moment} >= TIMESTAMPTZ '{FIRST:%F} 00:00:00+00' THEN {moved} ELSE {by_calendar} END"


def universal(moment: str, time_zone: str) -> str:
    """A local wall clock as a moment of UTC, as `inputs.utc` has it.

    Where clocks went back it is the earlier; an hour that they left out is no moment.
    """
    offset = steady_offset(time_zone)
    told = f"timezone({text(time_zone)}, {moment})"
    earlier = (f"{told} - INTERVAL {minutes} MINUTE" for minutes in (120, 60, 30, 0))
    fits = (f"WHEN timezone({text(time_zone)}, {one}) = {moment} THEN {one}" for one in earlier)
    by_calendar = f"CASE {' '.join(fits)} END"
    if offset is None:
        return by_calendar
    moved = f"make_timestamptz(epoch_us({moment}) - {offset // timedelta(microseconds=1)})"
    return f"CASE WHEN {moment} >= TIMESTAMP '{FIRST + offset:%F %T}' THEN {moved} ELSE {by_calendar} END"


def shaped(
    kind: str, file: Path, held: Mapping[str, str], time_zone: str, wanted: Collection[str] | None = None,
    among: str = "",
) -> str:  # fmt: skip
    """A SELECT that gives a file as a kind of fact: its columns (or those wanted), moments local, rows numbered.

    Only its rows `among` some, where a join says which.
    """
    columns = []
    for name, dtype in schema_of(kind).items():
        if wanted is not None and name not in wanted:
            continue
        type_, quoted = TYPES[dtype], f'"{name}"'
        if name == "original":
            told = 'coalesce("original", "id")' if name in held else '"id"'
        elif name not in held:
            told = f"NULL::{type_}"
        elif held[name] == type_:
            told = f"CASE WHEN NOT isnan({quoted}) THEN {quoted} END" if type_ == "DOUBLE" else quoted
        elif dtype == LOCAL and held[name] == "TIMESTAMP WITH TIME ZONE":
            told = local(quoted, time_zone)
        else:
            told = f"{quoted}::{type_}"
        columns.append(f"{told} AS {quoted}")
    source = f"read_parquet({text(file)}, file_row_number = true) {among}"
    return f"SELECT {', '.join(columns)}, file_row_number AS _row FROM {source}"  # noqa: S608 (quoted)


def readable(kind: str, held: Mapping[str, str]) -> bool:
    """Whether a file of these columns can be asked in place; moments written as text cannot."""
    moments = (name for name, dtype in schema_of(kind).items() if dtype == LOCAL and name in held)
    return all(held[name].startswith("TIMESTAMP") for name in moments)


def seen_by_rules(kind: str, source: str, disease: str) -> str:
    """A SELECT that gives a kind as rules see it: as it was told, a specimen of several people once for each."""
    columns = words.columns(kind)
    chosen = ", ".join(f'"{name}"' for name in columns)
    among = f"WHERE disease IS NULL OR disease = {text(disease)}" if "disease" in columns else ""
    if kind == "specimen":
        source = f"""(SELECT * EXCLUDE (_row, each), unnest(each) AS person,
            _row * {MOST_IN_A_POOL} + unnest(range(len(each))) AS _row FROM (SELECT *,
                CASE WHEN len(persons) > 0 THEN list_sort(list_distinct(persons)) ELSE [NULL] END AS each
                FROM {source}))"""  # noqa: S608 (names of ours)
    return f"SELECT {chosen}, _row FROM {source} {among}"  # noqa: S608 (quoted)


def listed(names: Iterable[str]) -> str:
    """Names of columns between commas."""
    return ", ".join(f'"{name}"' for name in names)
