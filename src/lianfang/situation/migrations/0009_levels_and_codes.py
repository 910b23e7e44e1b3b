"""The levels that follow for areas with the figures behind them, and people's health codes."""

from django.db import migrations, models

from lianfang.situation.policies import code_policies, level_policies


class Migration(migrations.Migration):
    dependencies = [
        ("situation", "0008_last_heard_of_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Level",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.TextField()),
                ("scale", models.TextField()),
                ("about", models.TextField()),
                ("disease", models.TextField()),
                ("area", models.TextField()),
                ("day", models.DateField()),
                ("lowest", models.TextField(null=True)),
                ("highest", models.TextField(null=True)),
                ("since", models.DateField(null=True)),
                ("path", models.TextField(db_collation="C", null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["path"], name="level_path")],
                "constraints": [models.UniqueConstraint(fields=("plan", "scale", "area"), name="one_level")],
            },
        ),
        migrations.CreateModel(
            name="LevelFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.TextField()),
                ("scale", models.TextField()),
                ("area", models.TextField()),
                ("figure", models.TextField()),
                ("value", models.FloatField(null=True)),
                ("basis", models.TextField()),
                ("told", models.DateField(null=True)),
                ("path", models.TextField(db_collation="C", null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["path"], name="level_figure_path")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "scale", "area", "figure"), name="one_level_figure")
                ],
            },
        ),
        migrations.CreateModel(
            name="HealthCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.TextField()),
                ("rule", models.TextField()),
                ("person", models.UUIDField()),
                ("disease", models.TextField()),
                ("colour", models.TextField()),
                ("ground", models.TextField()),
                ("fact", models.UUIDField()),
                ("original", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("expires", models.DateTimeField()),
                ("responsible", models.TextField(db_collation="C", null=True)),
                ("whereabouts", models.TextField(db_collation="C", null=True)),
                ("treated", models.TextField(db_collation="C", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person"], name="health_code_person"),
                    models.Index(fields=["responsible"], name="health_code_responsible"),
                    models.Index(fields=["whereabouts"], name="health_code_whereabouts"),
                    models.Index(fields=["treated"], name="health_code_treated"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "rule", "person", "original"), name="one_health_code")
                ],
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in (*level_policies(), *code_policies())),
    ]
