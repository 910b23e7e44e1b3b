"""Corrections of one fact that were made at once and contradict each other."""

from django.db import migrations, models

from lianfang.access.row_level_security import insert_only, policies, removable

_TABLE = "facts_dispute"
_SQL = [*policies(_TABLE, paths=("area_path", "before_path")), *insert_only(_TABLE), removable(_TABLE)]


class Migration(migrations.Migration):
    dependencies = [("facts", "0028_consents")]
    operations = [
        migrations.CreateModel(
            "Dispute",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("fact", models.UUIDField()),
                ("kind", models.TextField()),
                ("seen", models.UUIDField()),
                ("before", models.UUIDField()),
                ("columns", models.TextField()),
                ("at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("before_path", models.TextField(db_collation="C")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["fact"], name="dispute_fact"),
                    models.Index(fields=["area_path"], name="dispute_area_path"),
                    models.Index(fields=["before_path"], name="dispute_before_path"),
                ]
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in _SQL),
    ]
