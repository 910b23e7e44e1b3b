"""Other installations by their keys, and the signed files that go to them and come from them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from lianfang.access.row_level_security import policies


class Migration(migrations.Migration):
    dependencies = [("access", "0004_unanswered_seen")]

    operations = [
        migrations.CreateModel(
            name="Node",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("area", models.CharField(max_length=40)),
                ("key", models.BinaryField(max_length=32)),
                ("taken_in_by", models.CharField(max_length=60)),
                (
                    "taken_in_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("taken_back_by", models.CharField(blank=True, max_length=60)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["area", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)), fields=("name",), name="one_standing_node_a_name"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)), fields=("key",), name="one_standing_node_a_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NodeFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outgoing", models.BooleanField()),
                ("number", models.PositiveIntegerField()),
                ("tells", models.CharField(max_length=20)),
                ("moment", models.DateTimeField()),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "facts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("content", models.BinaryField(null=True)),
                ("recorded_by", models.CharField(max_length=80)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("area_path", models.TextField(db_collation="C")),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="access.node"
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("node", "outgoing", "number"), name="one_file_a_number")
                ],
                "indexes": [
                    models.Index(fields=["area_path"], name="node_file_area_path"),
                    django.contrib.postgres.indexes.GinIndex(fields=["facts"], name="node_file_by_fact"),
                ],
            },
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in policies("access_nodefile", written_by="machine")
        ),
    ]
