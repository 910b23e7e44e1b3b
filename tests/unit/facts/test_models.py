"""Models are held against the vocabulary: the same kinds, the same columns, in the same types."""

import pytest
from django.apps import apps
from django.db import connection

from lianfang import vocabulary
from lianfang.facts.models import Fact
from lianfang.facts.tables import columns_of, model_of, table_of
from lianfang.vocabulary import LEDGER, SEALED, Type

KEPT_AS = {
    Type.TEXT: "text",
    Type.NAME: "text",
    Type.CHOICE: "text",
    Type.AREA: "text",
    Type.UNIT: "text",
    Type.INTEGER: "integer",
    Type.NUMBER: "double precision",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.MOMENT: "timestamp with time zone",
    Type.SUBJECT: "uuid",
    Type.FACT: "uuid",
    Type.SUBJECTS: "uuid[]",
    Type.IDENTITY: "bytea",
    Type.TELEPHONE: "bytea",
    Type.ADDRESS: "bytea",
    Type.FILE: "bytea",
}
BESIDE = {"area_path", "request", "key", "content"}


@pytest.mark.parametrize("kind", vocabulary.kinds(), ids=lambda kind: kind.name)
def test_a_model_has_the_columns_of_its_kind(kind):
    declared = {column.name: KEPT_AS[column.type] for column in (*LEDGER, *kind.columns)}
    declared |= {f"{column.name}_hash": "bytea" for column in kind.columns if column.type in SEALED}
    if kind.name == "person":
        declared["name_key"] = "text"
    kept = {name: type_ for name, type_ in columns_of(kind.name).items() if name not in BESIDE}
    assert kept == declared


def test_every_model_of_a_fact_is_in_the_vocabulary():
    models = {model for model in apps.get_app_config("facts").get_models() if issubclass(model, Fact)}
    assert models == {model_of(kind.name) for kind in vocabulary.kinds()}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", vocabulary.kinds(), ids=lambda kind: kind.name)
def test_the_database_itself_refuses_change_and_forces_its_policies(kind):
    table = table_of(kind.name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
            assert cursor.fetchone() == (False,), right
        cursor.execute("SELECT has_table_privilege(%s, 'INSERT')", [table])
        assert cursor.fetchone() == (True,)
