"""Derived rows into their tables: what stood there of the subjects goes, what follows now comes, in one transaction."""

from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db import connection, models

from lianfang.facts.recording.lookups import queried
from lianfang.facts.recording.writing import FEW, copied, inserted
from lianfang.places.tree import ROOT_PATH


def stored(model: type[models.Model], column: str | None = None, values: Iterable[str] = ()) -> pl.DataFrame:
    """The table's rows, all or those whose column is one of the values, in the columns' own types."""
    fields = columns(model)
    cast = {"uuid": "::text"}
    names = ", ".join(f'"{name}"{cast.get(type_, "")}' for name, type_ in fields.items())
    where, parameters = "", []
    if column is not None:
        where, parameters = f' WHERE "{column}" = ANY(%s::{fields[column]}[])', [list(values)]
    schema = {name: _POLARS[type_] for name, type_ in fields.items()}
    return queried(f'SELECT {names} FROM "{model._meta.db_table}"{where}', parameters, schema)  # noqa: S608


def columns(model: type[models.Model]) -> dict[str, str]:
    """The derived columns of the table and their PostgreSQL types: without a row number of its own, or a mark."""
    return {
        str(field.column): str(field.db_type(connection))
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField | models.BooleanField)
    }


_POLARS: dict[str, Any] = {
    "uuid": pl.String,
    "text": pl.String,
    "integer": pl.Int64,
    "double precision": pl.Float64,
    "date": pl.Date,
    "timestamp with time zone": pl.Datetime("us", "UTC"),
}


def fitted(model: type[models.Model], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with exactly the table's columns, in its types; a column that derive does not give is null.

    What belongs to no area that is known belongs to the root: nobody's, but never unseen by the machine.
    """
    fit = rows.select(
        (pl.col(name).cast(_POLARS[type_]) if name in rows.columns else pl.lit(None, _POLARS[type_])).alias(name)
        for name, type_ in columns(model).items()
    )
    placed = [name for name in ("responsible", "path") if name in fit.columns]
    return fit.with_columns(pl.col(placed).fill_null(ROOT_PATH))


def replaced(
    model: type[models.Model], column: str, values: Iterable[str], rows: pl.DataFrame, among: pl.Expr | None = None
) -> bool:
    """Puts these rows in place of those whose column is one of the values; answers whether anything changed.

    With ``among`` only rows that fulfil it are put, and only those that do are taken away.

    Rows that stay as they are are not touched: a refresh that changes nothing writes nothing.
    """
    chosen = sorted(set(values))
    if not chosen:
        return False
    old, new = stored(model, column, chosen), fitted(model, rows)
    if among is not None:
        old, new = old.filter(among), new.filter(among)
    every = list(new.columns)
    gone = old.join(new, on=every, how="anti", nulls_equal=True)
    come = new.join(old, on=every, how="anti", nulls_equal=True)
    if gone.height:
        _removed(model, gone)
    if come.height:
        added(model, come)
    return bool(gone.height or come.height)


def _removed(model: type[models.Model], gone: pl.DataFrame) -> None:
    table, key = model._meta.db_table, key_of(model)
    copied("outgoing", table, gone.select(key))
    # No key column is ever null, so that a plain equality serves, which hashes and indexes do too.
    same = " AND ".join(f'old."{name}" = outgoing."{name}"' for name in key)
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}" old USING outgoing WHERE {same}')  # noqa: S608
        cursor.execute("DROP TABLE outgoing")


def added(model: type[models.Model], come: pl.DataFrame) -> None:
    """Adds rows, fitted to the table, of which none stands there yet."""
    table = model._meta.db_table
    if come.height <= FEW:
        inserted(table, columns(model), come)
        return
    names = ", ".join(f'"{name}"' for name in come.columns)
    copied("incoming", table, come)
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM incoming')  # noqa: S608
        cursor.execute("DROP TABLE incoming")


def key_of(model: type[models.Model]) -> list[str]:
    """The columns that tell the table's rows apart: its primary key, or those of its one constraint."""
    primary = model._meta.pk
    if primary is not None and not isinstance(primary, models.AutoField):
        return [str(primary.column)]
    (constraint,) = model._meta.constraints
    assert isinstance(constraint, models.UniqueConstraint)
    return list(constraint.fields)
