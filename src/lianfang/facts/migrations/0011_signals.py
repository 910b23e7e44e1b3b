"""Signals say what was counted, over which days and how likely by chance; each is answered by a fact of its own."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models

from lianfang.access.row_level_security import insert_only, policies


class Migration(migrations.Migration):
    dependencies = [("facts", "0010_meetings")]
    operations = [
        migrations.AddField("signal", "counted", models.TextField(null=True)),
        migrations.AddField("signal", "first_day", models.DateField(null=True)),
        migrations.AddField("signal", "last_day", models.DateField(null=True)),
        migrations.AddField("signal", "expected", models.FloatField(null=True)),
        migrations.AddField("signal", "chance", models.FloatField(null=True)),
        migrations.CreateModel(
            name="SignalAnswer",
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
                ("about", models.TextField(null=True, db_collation="C")),
                ("disease", models.TextField(null=True)),
                ("answer", models.TextField(null=True)),
                ("until", models.DateField(null=True)),
                ("note", models.TextField(null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["subject"], name="signalanswer_subject"),
                    models.Index(fields=["key"], name="signalanswer_key"),
                    models.Index(fields=["area_path"], name="signalanswer_area_path"),
                    models.Index(
                        condition=models.Q(("supersedes__isnull", False)),
                        fields=["supersedes"],
                        name="signalanswer_supersedes",
                    ),
                ],
            },
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (*policies("facts_signalanswer"), *insert_only("facts_signalanswer"))
        ),
    ]
