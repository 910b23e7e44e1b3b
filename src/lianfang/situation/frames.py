"""Rows of the derived tables as frames, for the figures that are counted of them."""

from typing import Any

import polars as pl
from django.db.models import DateField, DateTimeField, F, IntegerField, QuerySet, TextField, UUIDField
from django.db.models.functions import Cast

_TYPES: tuple[tuple[type, Any], ...] = (
    (DateTimeField, pl.Datetime("us", "UTC")),
    (DateField, pl.Date),
    (IntegerField, pl.Int64),
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
    return pl.DataFrame(list(rows.values_list(*told)), schema=schema, orient="row")
