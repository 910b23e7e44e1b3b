"""The versions of plans that were signed: from when each is in force, and in which area."""

from django.db import migrations, models

from lianfang.situation.policies import plan_policies


class Migration(migrations.Migration):
    dependencies = [("situation", "0012_duties_by_moment"), ("facts", "0017_plans")]
    operations = [
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.UUIDField()),
                ("plan", models.TextField()),
                ("layer", models.TextField()),
                ("disease", models.TextField()),
                ("digest", models.TextField()),
                ("area", models.TextField()),
                ("begins", models.DateField()),
                ("signed", models.DateTimeField()),
                ("signers", models.TextField()),
                ("texts", models.TextField()),
                ("path", models.TextField(db_collation="C", null=True)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("version",), name="one_plan_version")]},
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in plan_policies()),
    ]
