"""Meetings, hand-overs of shifts, responsibilities; what a task comes from, and the file of its evidence."""

import uuid
from typing import Any

import django.db.models.functions.datetime
from django.db import migrations, models

from lianfang.access.row_level_security import insert_only, policies, seen, within

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


def _made(name: str, columns: "dict[str, models.Field[Any, Any]]", *indexes: models.Index) -> migrations.CreateModel:
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


def _text() -> "models.Field[Any, Any]":
    return models.TextField(null=True)


def _unit() -> "models.Field[Any, Any]":
    return models.TextField(db_collation="C", null=True)


# Who sees a unit sees its hand-overs and who is responsible for it, wherever that was written.
_OF_UNIT = "unit.code = {table}.unit AND (" + within("unit.path") + " OR unit.code = {mine})"
_MINE = "nullif(current_setting('app.unit', true), '')"


def _of_unit(table: str) -> str:
    condition = seen("places_unit unit", _OF_UNIT.format(table=table, mine=_MINE))
    return f"CREATE POLICY {table}_of_seen ON {table} FOR SELECT USING ({condition})"


# Whoever sees a task that a meeting decided sees which meeting it was.
_OF_TASK = "CREATE POLICY facts_meeting_of_seen ON facts_meeting FOR SELECT USING ({})".format(
    seen("facts_task seen", "seen.meeting = facts_meeting.subject")
)


class Migration(migrations.Migration):
    dependencies = [("facts", "0009_hand_to_hand"), ("places", "0001_initial")]
    operations = [
        _made(
            "Meeting",
            {
                "number": _text(),
                "title": _text(),
                "unit": _unit(),
                "chair": _text(),
                "attended": _text(),
                "note": _text(),
            },
            models.Index(fields=["number"], name="meeting_number"),
            models.Index(fields=["occurred_from"], name="meeting_held"),
        ),
        _made(
            "Handover",
            {
                "unit": _unit(),
                "changes": models.DateTimeField(null=True),
                "side": _text(),
                "signed_by": _text(),
                "known": models.DateTimeField(null=True),
                "digest": _text(),
                "note": _text(),
            },
            models.Index(fields=["unit", "changes"], name="handover_changes"),
        ),
        _made(
            "Responsibility",
            {
                "unit": _unit(),
                "role": _text(),
                "name": _text(),
                "post": _text(),
                "telephone": models.BinaryField(null=True),
                "telephone_hash": models.BinaryField(null=True),
                "account": _text(),
                "note": _text(),
            },
            models.Index(fields=["unit"], name="responsibility_unit"),
        ),
        *(
            migrations.AddField("task", name, field)
            for name, field in {
                "meeting": models.UUIDField(null=True),
                "finding": models.UUIDField(null=True),
                "superior": _text(),
                "doer": _text(),
            }.items()
        ),
        migrations.AddIndex(
            "task",
            models.Index(fields=["meeting"], name="task_meeting", condition=models.Q(meeting__isnull=False)),
        ),
        *(
            migrations.AddField("evidence", name, field)
            for name, field in {
                "file_name": _text(),
                "file_type": _text(),
                "file_size": models.IntegerField(null=True),
                "file": models.BinaryField(null=True),
                "file_hash": models.BinaryField(null=True),
            }.items()
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for table in ("facts_meeting", "facts_handover", "facts_responsibility")
            for statement in (*policies(table), *insert_only(table))
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (_of_unit("facts_handover"), _of_unit("facts_responsibility"), _OF_TASK)
        ),
    ]
