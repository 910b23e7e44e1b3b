"""A new kind's table, as the ledger was when these migrations were written: later columns come by migrations of theirs."""

import uuid
from typing import Any

import django.db.models.functions.datetime
from django.db import migrations, models

from lianfang.access.row_level_security import insert_only, policies

_LEDGER = (
    ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
    ("subject", models.UUIDField()),
    ("occurred_from", models.DateTimeField()),
    ("occurred_until", models.DateTimeField(null=True)),
    ("known_at", models.DateTimeField()),
    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
    ("recorded_by", models.TextField()),
    ("source", models.TextField()),
    ("area", models.TextField(db_collation="C")),
    ("area_path", models.TextField(db_collation="C")),
    ("supersedes", models.UUIDField(null=True)),
    ("original", models.UUIDField(null=True)),
    ("reason", models.TextField(null=True)),
    ("withdrawn", models.BooleanField(default=False)),
    ("request", models.UUIDField()),
    ("key", models.UUIDField()),
    ("content", models.UUIDField()),
)


def table_of(name: str, columns: "dict[str, models.Field[Any, Any]]", *indexes: models.Index) -> migrations.CreateModel:
    """The table of a kind: the ledger's columns and indexes, and its own."""
    low = name.lower()
    return migrations.CreateModel(
        name=name,
        fields=[*((column, field.clone()) for column, field in _LEDGER), *columns.items()],
        options={
            "abstract": False,
            "indexes": [
                models.Index(fields=["subject"], name=f"{low}_subject"),
                models.Index(fields=["key"], name=f"{low}_key"),
                models.Index(fields=["area_path"], name=f"{low}_area_path"),
                models.Index(
                    condition=models.Q(("supersedes__isnull", False)), fields=["supersedes"], name=f"{low}_supersedes"
                ),
                *indexes,
            ],
        },
    )


def guarded(*names: str) -> list[migrations.RunSQL]:
    """Row-level security of these kinds' tables, and that rows are added there and never changed."""
    tables = [f"facts_{name.lower()}" for name in names]
    statements = (statement for table in tables for statement in (*policies(table), *insert_only(table)))
    return [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in statements]
