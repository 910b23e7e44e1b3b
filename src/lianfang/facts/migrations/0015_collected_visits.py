"""Collected visits of days not yet sealed, which the machine alone sees; what was destroyed of them, for good to read."""

from django.db import migrations, models

from lianfang.access.row_level_security import IS_MACHINE, insert_only, policies

_VISITS, _DESTRUCTIONS = "facts_collectedvisit", "facts_destruction"


class Migration(migrations.Migration):
    dependencies = [("facts", "0014_where_cases_lie")]
    operations = [
        migrations.AddField("declaration", "place_kinds", models.TextField(null=True)),
        migrations.CreateModel(
            name="CollectedVisit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField(db_index=True)),
                ("person", models.BigIntegerField(db_index=True)),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                ("place", models.TextField(db_index=True, null=True)),
                ("kind", models.TextField(null=True)),
                ("number", models.TextField(db_index=True, null=True)),
                ("carriage", models.TextField(null=True)),
                ("room", models.TextField(null=True)),
                ("row", models.IntegerField(null=True)),
                ("seat", models.TextField(null=True)),
                ("staff", models.BooleanField(null=True)),
                ("air", models.TextField(null=True)),
                ("square_metres", models.FloatField(null=True)),
                ("how", models.TextField(null=True)),
                ("area", models.TextField(db_collation="C", null=True)),
                ("gone", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Destruction",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("witnesses", models.TextField()),
                ("declaration", models.UUIDField(null=True)),
                ("ground", models.TextField()),
                ("area", models.TextField(db_collation="C")),
                ("area_path", models.TextField(db_collation="C")),
                ("destroyed", models.BigIntegerField()),
                ("kept", models.BigIntegerField()),
                ("counts", models.JSONField()),
                ("digest", models.TextField()),
            ],
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (
                *policies(_VISITS, paths=(), extra=IS_MACHINE, written_by="machine"),
                *policies(_DESTRUCTIONS),
                *insert_only(_DESTRUCTIONS),
            )
        ),
    ]
