"""Report cards of the national reporting system, each state of each card as it was exported."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models

from lianfang.access.row_level_security import insert_only, policies


class Migration(migrations.Migration):
    dependencies = [("facts", "0004_why_no_telephone")]
    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
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
                ("person", models.UUIDField(null=True)),
                ("card", models.TextField(null=True)),
                ("version", models.TextField(null=True)),
                ("number", models.TextField(null=True)),
                ("status", models.TextField(null=True)),
                ("disease", models.TextField(null=True)),
                ("disease_name", models.TextField(null=True)),
                ("unit_name", models.TextField(null=True)),
                ("entered", models.DateTimeField(null=True)),
                ("revised", models.DateTimeField(null=True)),
                ("reviewed_county", models.DateTimeField(null=True)),
                ("reviewed_prefecture", models.DateTimeField(null=True)),
                ("reviewed_province", models.DateTimeField(null=True)),
                ("deleted", models.DateTimeField(null=True)),
                ("deletion_reason", models.TextField(null=True)),
                ("cells", models.BinaryField(null=True)),
                ("cells_hash", models.BinaryField(null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["subject"], name="card_subject"),
                    models.Index(fields=["key"], name="card_key"),
                    models.Index(fields=["area_path"], name="card_area_path"),
                    models.Index(
                        condition=models.Q(("supersedes__isnull", False)),
                        fields=["supersedes"],
                        name="card_supersedes",
                    ),
                    models.Index(fields=["person"], name="card_person"),
                    models.Index(fields=["card"], name="card_card"),
                    models.Index(fields=["entered"], name="card_entered"),
                ],
            },
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (*policies("facts_card"), *insert_only("facts_card"))
        ),
    ]
