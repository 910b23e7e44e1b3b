"""What a contact rests on: two visits to one place at one time. Who sees the contact sees it; the machine writes it."""

from django.db import migrations, models

from lianfang.access.session import machine_session
from lianfang.situation.policies import encounter_policies

UUID, TEXT, MOMENT = models.UUIDField, models.TextField, models.DateTimeField


_MOVED = """
INSERT INTO facts_touched (kind, subject)
SELECT 'person', person FROM facts_visit WHERE person IS NOT NULL
UNION SELECT 'person', person FROM facts_journey WHERE person IS NOT NULL AND vehicle IS NOT NULL
"""


def met_anew(apps, schema_editor):
    """Whoever was recorded at a place or aboard is noted as touched, so that the contacts of before are found too."""
    with machine_session(schema_editor.connection.alias):
        schema_editor.execute(_MOVED)


class Migration(migrations.Migration):
    dependencies = [("situation", "0010_letters"), ("facts", "0013_visits_by_place")]
    operations = [
        migrations.AddField("contact", "fell_because", TEXT(null=True)),
        migrations.CreateModel(
            "Encounter",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", UUID()),
                ("person", UUID()),
                ("via", UUID()),
                ("grade", TEXT()),
                ("disease", TEXT(null=True)),
                ("outbreak", TEXT(null=True)),
                ("plan", TEXT()),
                ("setting", TEXT()),
                ("place", TEXT()),
                ("began", MOMENT()),
                ("ended", MOMENT()),
                ("minutes", models.IntegerField()),
                ("visit", UUID()),
                ("exposing_visit", UUID()),
                ("known", MOMENT(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person"], name="encounter_person"),
                    models.Index(fields=["via"], name="encounter_via"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "person", "visit", "exposing_visit", "place"],
                        name="one_encounter",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RemoveConstraint("dutycause", "one_duty_cause"),
        migrations.AddConstraint(
            "dutycause",
            models.UniqueConstraint(fields=["duty", "fact", "original"], name="one_duty_cause", nulls_distinct=False),
        ),
        migrations.RunPython(met_anew, migrations.RunPython.noop),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in encounter_policies()),
    ]
