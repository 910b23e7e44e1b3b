"""Derived tables are held against the vocabulary, and everybody but the machine only reads them."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from lianfang import vocabulary
from lianfang.access.session import Session, acting_as
from lianfang.situation.writing import columns
from lianfang.vocabulary import Type

KEPT_AS = {Type.INTEGER: "integer", Type.NUMBER: "double precision", Type.DATE: "date"}
KEPT_AS |= {Type.MOMENT: "timestamp with time zone", Type.SUBJECT: "uuid", Type.FACT: "uuid"}


@pytest.mark.parametrize("table", vocabulary.derived_tables(), ids=lambda table: table.name)
def test_a_model_has_the_columns_of_its_table(table):
    model = apps.get_model("situation", table.name.replace("_", ""))
    kept = columns(model)
    kept.pop("path", None)
    assert kept == {column.name: KEPT_AS.get(column.type, "text") for column in table.columns}


@pytest.mark.django_db
@pytest.mark.parametrize("table", vocabulary.derived_tables(), ids=lambda table: table.name)
def test_only_the_machine_writes(table):
    name = f"situation_{table.name.replace('_', '')}"
    with acting_as(Session(area="/", role="commander")), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(f'INSERT INTO "{name}" DEFAULT VALUES')
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = %s", [name])
        assert cursor.fetchone() == (True,)
