"""Meetings, hand-overs of shifts, responsibilities; what a task comes from, and the file of its evidence."""

from typing import Any

from django.db import migrations, models

from lianfang.access.row_level_security import seen, within
from lianfang.facts.migrations._tables import guarded, table_of


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
        table_of(
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
        table_of(
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
        table_of(
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
        *guarded("Meeting", "Handover", "Responsibility"),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (_of_unit("facts_handover"), _of_unit("facts_responsibility"), _OF_TASK)
        ),
    ]
