"""New facts into their table: a few by INSERT, many by COPY into a temporary table and INSERT … SELECT.

COPY straight into a table under row-level security is refused by PostgreSQL, even to its owner.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import polars as pl
from django.db import connection

from lianfang.facts.partitions import make_months
from lianfang.facts.recorder import Recorder
from lianfang.facts.recording.comparison import own_columns
from lianfang.facts.recording.sealing import ciphertexts, sealed_columns
from lianfang.facts.recording.subjects import new_ids
from lianfang.facts.tables import columns_of, table_of
from lianfang.places.tree import paths_of
from lianfang.vocabulary import Kind

FEW = 200
# Columns that name other subjects whom a fact speaks of.
_REFERRING = ("person", "persons", "case", "merged")


def written(
    to_write: pl.DataFrame, kind: Kind, by: Recorder, path: str, source: str, request: UUID, at: datetime
) -> pl.DataFrame:
    """Writes these facts and answers them as written, with their ids."""
    columns = [name for name in columns_of(kind.name) if name != "recorded_at"]
    facts = to_write
    for name in sealed_columns(kind):
        new = (
            ciphertexts(facts[name], at) if name in facts.columns else pl.Series(name, [None] * facts.height, pl.Binary)
        )
        facts = facts.with_columns(new.alias(name)).with_columns(pl.coalesce(name, f"old.{name}").alias(name))
    known = pl.col("known_at").fill_null(at) if "known_at" in facts.columns else pl.lit(at)
    facts = facts.with_columns(
        pl.Series("id", new_ids(facts.height), dtype=pl.String),
        pl.col("occurred_from").fill_null(at),
        known.alias("known_at"),
        pl.lit(by.account).alias("recorded_by"),
        pl.lit(source).alias("source"),
        *_where(facts, by, path),
        pl.lit(str(request)).alias("request"),
        *([] if "reason" in facts.columns else [pl.lit(None, pl.String).alias("reason")]),
    )
    if kind.partitioned:
        make_months(table_of(kind.name), facts["occurred_from"].unique().to_list())
    if facts.height <= FEW:
        inserted(table_of(kind.name), columns_of(kind.name), facts.select(columns))
    else:
        _copy(facts.select(columns), kind)
    return facts.select("row_number", "id", "subject", *(n for n in _REFERRING if n in own_columns(kind)))


def _where(facts: pl.DataFrame, by: Recorder, path: str) -> list[pl.Expr]:
    """Area and path of the facts: those that their rows told, else the recorder's."""
    if "stands_in" not in facts.columns:
        return [pl.lit(by.area).alias("area"), pl.lit(path).alias("area_path")]
    paths = paths_of(facts["stands_in"].unique().to_list())
    told = pl.col("stands_in")
    return [told.alias("area"), told.replace_strict(paths, return_dtype=pl.String).alias("area_path")]


def inserted(table: str, types: Mapping[str, str], frame: pl.DataFrame) -> None:
    """Inserts a few rows into a table whose columns have these PostgreSQL types."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    places = ", ".join(f"%s::{types[name]}" for name in frame.columns)
    values = [value for row in frame.iter_rows() for value in row]
    rows = ", ".join([f"({places})"] * frame.height)
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES {rows}', values)  # noqa: S608


def _copy(facts: pl.DataFrame, kind: Kind) -> None:
    table, names = table_of(kind.name), ", ".join(f'"{name}"' for name in facts.columns)
    copied(f"incoming_{table}", table, facts)
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "incoming_{table}"')  # noqa: S608
        cursor.execute(f'DROP TABLE "incoming_{table}"')


def copied(temporary: str, like: str, frame: pl.DataFrame) -> None:
    """Makes a temporary table with the columns of another table and copies the frame into it."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    buffer = io.BytesIO()
    _plain(frame).write_csv(
        buffer, include_header=False, null_value="", datetime_format="%Y-%m-%dT%H:%M:%S%.6f+00:00", float_precision=None
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TEMPORARY TABLE "{temporary}" ON COMMIT DROP AS SELECT {names} FROM "{like}" WITH NO DATA'  # noqa: S608
        )
        with cursor.copy(f'COPY "{temporary}" ({names}) FROM STDIN (FORMAT csv)') as copy:
            copy.write(buffer.getbuffer())


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in forms that COPY reads: bytes in hexadecimal, lists in braces."""
    out = []
    for name, dtype in frame.schema.items():
        if dtype == pl.Binary:
            out.append((pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name))
        elif isinstance(dtype, pl.List):
            out.append((pl.lit("{") + pl.col(name).list.join(",") + pl.lit("}")).alias(name))
        else:
            out.append(pl.col(name))
    return frame.select(out)
