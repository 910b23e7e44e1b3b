"""Which model and table keep a kind of fact, and in which columns."""

from functools import cache

from django.apps import apps
from django.db import models

from lianfang import vocabulary
from lianfang.facts.models import Fact


@cache
def model_of(kind: str) -> type[Fact]:
    """The model that keeps this kind of fact."""
    return apps.get_model("facts", vocabulary.kind(kind).name.replace("_", ""))


def table_of(kind: str) -> str:
    """The table of this kind of fact, as PostgreSQL names it."""
    return model_of(kind)._meta.db_table


@cache
def columns_of(kind: str) -> dict[str, str]:
    """The kept columns of this kind and their PostgreSQL types, those of every fact first."""
    from django.db import connection

    return {
        str(column.column): str(column.db_type(connection))
        for column in model_of(kind)._meta.concrete_fields
        if not isinstance(column, models.CompositePrimaryKey)
    }
