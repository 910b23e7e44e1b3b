"""A contact was reached, refuses, has left, or answers nobody: what was heard of them last."""

from django.db import migrations, models

from lianfang.access.session import machine_session


def derived_anew(apps, schema_editor):
    """Every contact is noted as touched, so that whoever keeps the situation fills the new columns and duties."""
    with machine_session(schema_editor.connection.alias):
        schema_editor.execute(
            "INSERT INTO facts_touched (kind, subject) SELECT DISTINCT 'person', person FROM situation_contact"
        )


class Migration(migrations.Migration):
    dependencies = [("situation", "0007_groups"), ("facts", "0009_hand_to_hand")]
    operations = [
        migrations.AddField("contact", "called", models.DateTimeField(null=True)),
        migrations.AddField("contact", "unanswered", models.IntegerField(null=True)),
        migrations.AddField("contact", "refused", models.DateTimeField(null=True)),
        migrations.AddField("contact", "left", models.DateTimeField(null=True)),
        migrations.RunPython(derived_anew, migrations.RunPython.noop),
    ]
