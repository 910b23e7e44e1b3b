"""People whom collected visits show beside a case and whom the ledger does not know, counted by place."""

from django.db import migrations, models

from lianfang.situation.policies import unnamed_policies


class Migration(migrations.Migration):
    dependencies = [("situation", "0017_own_record")]
    operations = [
        migrations.CreateModel(
            name="UnnamedContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.UUIDField()),
                ("disease", models.TextField()),
                ("plan", models.TextField()),
                ("place", models.TextField()),
                ("setting", models.TextField()),
                ("grade", models.TextField()),
                ("people", models.IntegerField()),
                ("began", models.DateTimeField()),
                ("ended", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "plan", "place", "setting", "grade"], name="one_unnamed_contact"
                    )
                ]
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in unnamed_policies()),
    ]
