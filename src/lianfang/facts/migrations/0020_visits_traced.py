"""What is to be traced through collected visits, who of the ledger is in them, and what a visit tells of its place."""

from django.db import migrations, models

from lianfang.access.row_level_security import IS_MACHINE, insert_only, policies


class Migration(migrations.Migration):
    dependencies = [("facts", "0019_appeals")]
    operations = [
        migrations.AddField("visit", "room", models.TextField(null=True)),
        migrations.AddField("visit", "place_kind", models.TextField(null=True)),
        migrations.AddField("visit", "staff", models.BooleanField(null=True)),
        migrations.AddField("visit", "air", models.TextField(null=True)),
        migrations.AddField("visit", "square_metres", models.FloatField(null=True)),
        migrations.AddField("collectedvisit", "device", models.BigIntegerField(db_index=True, null=True)),
        migrations.CreateModel(
            name="ScanFlag",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("ground", models.TextField()),
                ("place", models.TextField()),
                ("area", models.TextField(db_collation="C")),
                ("area_path", models.TextField(db_collation="C", db_index=True)),
                ("scanned_in", models.TextField(db_collation="C", null=True)),
                ("people", models.IntegerField()),
                ("first", models.DateTimeField()),
                ("last", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ToTrace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("subject", models.UUIDField(null=True)),
                ("first", models.BigIntegerField(null=True)),
                ("last", models.BigIntegerField(null=True)),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("visits", models.BigIntegerField(null=True)),
                ("person", models.BigIntegerField(null=True)),
                ("place", models.TextField(null=True)),
                ("start", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="NumberedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField()),
                ("person", models.UUIDField(db_index=True)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["digest", "person"], name="one_numbered_person")]},
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for table in ("facts_totrace", "facts_numberedperson")
            for statement in policies(table, paths=(), extra=IS_MACHINE, written_by="machine")
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (*policies("facts_scanflag", written_by="machine"), *insert_only("facts_scanflag"))
        ),
    ]
