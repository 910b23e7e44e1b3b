"""What the facts of each case propose as its classification, beside what was recorded."""

from django.db import migrations, models

from lianfang.situation.policies import proposal_policies


class Migration(migrations.Migration):
    dependencies = [("situation", "0014_opened_in_an_emergency")]
    operations = [
        migrations.CreateModel(
            name="CaseProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.TextField()),
                ("case", models.UUIDField()),
                ("person", models.UUIDField(null=True)),
                ("disease", models.TextField()),
                ("outbreak", models.TextField(null=True)),
                ("proposed", models.TextField(null=True)),
                ("recorded", models.TextField(null=True)),
                ("holds", models.TextField()),
                ("undecided", models.TextField()),
                ("since", models.DateTimeField(null=True)),
                ("evidence", models.UUIDField()),
                ("responsible", models.TextField(db_collation="C", null=True)),
                ("whereabouts", models.TextField(db_collation="C", null=True)),
                ("treated", models.TextField(db_collation="C", null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["case"], name="case_proposal_case")],
                "constraints": [models.UniqueConstraint(fields=("plan", "case"), name="one_case_proposal")],
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in proposal_policies()),
    ]
