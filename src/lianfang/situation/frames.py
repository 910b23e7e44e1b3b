"""Rows of the derived tables as frames, for the figures that are counted of them."""

from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db.models import DateField, DateTimeField, F, FloatField, IntegerField, QuerySet, TextField, UUIDField
from django.db.models.functions import Cast

from lianfang.facts.recording.lookups import copied_out

_TYPES: tuple[tuple[type, Any], ...] = (
    (DateTimeField, pl.Datetime("us", "UTC")),
    (DateField, pl.Date),
    (IntegerField, pl.Int64),
    (FloatField, pl.Float64),
)


def frame_of(rows: QuerySet[Any], columns: tuple[str, ...]) -> pl.DataFrame:
    """These columns of the rows of a derived table: UUIDs and words as text, moments in UTC."""
    fields = {name: rows.model._meta.get_field(name) for name in columns}
    # The database writes UUIDs as text faster than Python does.
    told = [Cast(name, TextField()) if isinstance(field, UUIDField) else F(name) for name, field in fields.items()]
    schema = {
        name: next((found for kind, found in _TYPES if isinstance(field, kind)), pl.String)
        for name, field in fields.items()
    }
    try:
        sql, parameters = rows.values_list(*told).query.sql_with_params()
    except EmptyResultSet:
        return pl.DataFrame(schema=schema)
    names = ", ".join(f'"{name}"' for name in columns)
    return copied_out(f"SELECT * FROM ({sql}) given({names})", parameters, schema)  # noqa: S608 (a query of Django's)
