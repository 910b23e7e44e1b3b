"""Questions to the ledger while recording: who has this number, which facts stand under these keys."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connection

from lianfang.facts.tables import columns_of, table_of

_POLARS = {
    "uuid": pl.String,
    "text": pl.String,
    "bytea": pl.Binary,
    "integer": pl.Int64,
    "smallint": pl.Int64,
    "bigint": pl.Int64,
    "double precision": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "timestamp with time zone": pl.Datetime("us", "UTC"),
    "uuid[]": pl.List(pl.String),
}

# Many values travel as one text: quoting an array of 50,000 one by one costs more than finding them.
_BETWEEN = "\x1f"
_ARRAY = "string_to_array(%s, chr(31))::{type}[]"
_ARRAYS = {"bytea": "ARRAY(SELECT decode(value, 'hex') FROM unnest(string_to_array(%s, chr(31))) value)"}


def head(table: str, row: str = "fact", known_by: str = "") -> str:
    """The condition that a row of a table of facts is the head of its chain: that no fact supersedes it.

    ``known_by`` is the placeholder of a moment; what became known later then counts for nothing.
    """
    # That few facts supersede another is said first: else who may see it is asked of each.
    later = f'SELECT 1 FROM "{table}" later WHERE later.supersedes IS NOT NULL AND later.supersedes = {row}.id'  # noqa: S608 (names of our own tables)
    return f"NOT EXISTS ({later}{f' AND later.known_at <= {known_by}' if known_by else ''})"


def queried(sql: str, parameters: Sequence[Any] | Mapping[str, Any], schema: dict[str, Any]) -> pl.DataFrame:
    """The rows of a query as a frame of this schema."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=schema, orient="row", strict=False)


_MOMENT = pl.Datetime("us", "UTC")
# What no text of a fact is.
_NULL = "\\N"


def copied_out(sql: str, parameters: Sequence[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """As `queried`, for a great many rows: they come as one stream of text and never as Python's own values."""
    moments, days, lists, truths = (
        [name for name, dtype in schema.items() if dtype in kinds]
        for kinds in ([_MOMENT], [pl.Date], [pl.List(pl.String)], [pl.Boolean])
    )
    told = {name: f'"{name}"' for name in schema}
    told |= {name: f'(extract(epoch FROM "{name}") * 1000000)::bigint' for name in moments}
    # An array with nothing in it is told from none at all by its brackets.
    told |= {name: f"'[' || array_to_string(\"{name}\", '|') || ']'" for name in lists}
    wrapped = f"COPY (SELECT {', '.join(told.values())} FROM ({sql}) told) TO STDOUT (FORMAT csv, NULL '{_NULL}')"  # noqa: S608
    buffer = io.BytesIO()
    # With its parameters in it: Django's own cursor takes none where it writes down what was asked.
    stated = connection.ops.compose_sql(wrapped, parameters)  # type: ignore[attr-defined]
    with connection.cursor() as cursor, cursor.copy(stated) as stream:
        for data in stream:
            buffer.write(data)
    if not buffer.tell():
        return pl.DataFrame(schema=dict(schema))
    as_text = {*days, *lists, *truths}
    read_as = {
        name: pl.Int64 if name in moments else pl.String if name in as_text else dtype
        for name, dtype in schema.items()
    }  # fmt: skip
    buffer.seek(0)
    frame = pl.read_csv(buffer, has_header=False, schema=read_as, null_values=_NULL, empty_string_is_null=False)
    return frame.with_columns(
        pl.col(moments).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
        pl.col(days).str.to_date("%Y-%m-%d"),
        pl.col(truths) == "t",
        *(_listed(name) for name in lists),
    )


def _listed(name: str) -> pl.Expr:
    inside = pl.col(name).str.head(-1).str.tail(-1)
    return pl.when(inside == "").then(pl.lit([], pl.List(pl.String))).otherwise(inside.str.split("|")).alias(name)


def selected(column: str, kind: str) -> str:
    """How a column of the fact is read: UUIDs as text, as frames hold them."""
    type_ = columns_of(kind)[column]
    cast = "::text" if type_ == "uuid" else "::text[]" if type_ == "uuid[]" else ""
    return f'fact."{column}"{cast}'


def polars_type(kind: str, column: str) -> Any:
    """The polars type of a kept column."""
    return _POLARS[columns_of(kind)[column]]


def heads_by(kind: str, column: str, values: Iterable[Any], wanted: Sequence[str]) -> pl.DataFrame:
    """The facts of this kind that nothing supersedes and whose column is one of the values."""
    return _by(kind, column, values, wanted, f" AND {head(table_of(kind))}")


def facts_by(kind: str, column: str, values: Iterable[Any], wanted: Sequence[str]) -> pl.DataFrame:
    """All facts of this kind whose column is one of the values, those that were corrected or withdrawn as well."""
    return _by(kind, column, values, wanted, "")


def _by(kind: str, column: str, values: Iterable[Any], wanted: Sequence[str], condition: str) -> pl.DataFrame:
    asked = [value for value in values if value is not None]
    schema = {name: polars_type(kind, name) for name in wanted}
    if not asked:
        return pl.DataFrame(schema=schema)
    type_ = columns_of(kind)[column]
    sql = (
        f"SELECT {', '.join(selected(name, kind) for name in wanted)} "  # noqa: S608 — names come from the models
        f'FROM "{table_of(kind)}" fact WHERE fact."{column}" = ANY({_ARRAYS.get(type_, _ARRAY).format(type=type_)})'
        f"{condition}"
    )
    return queried(sql, [_BETWEEN.join(value.hex() if type_ == "bytea" else str(value) for value in asked)], schema)


def kept_of_merged(subjects: pl.Series) -> pl.Series:
    """The person into whom a merged one was merged, in their stead."""
    merges = heads_by(
        "merge", "merged", subjects.drop_nulls().unique().to_list(), ("merged", "subject", "undone", "withdrawn")
    )
    kept = {m: s for m, s, undone, gone in merges.iter_rows() if not undone and not gone}
    return subjects.replace(kept) if kept else subjects
