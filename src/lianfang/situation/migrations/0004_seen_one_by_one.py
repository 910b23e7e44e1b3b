"""Who sees a fact is asked fact by fact; indexes for the list of contacts and for duties waived."""

from django.db import migrations, models

from lianfang.situation.policies import ledger_policies, situation_policies


def asked_anew(apps, schema_editor):
    """The policies that look through another table, written as they are now."""
    for statement in (*situation_policies(), *ledger_policies()):
        if not statement.startswith("CREATE POLICY") or "SELECT true" not in statement:
            continue
        name, table = statement.split()[2], statement.split()[4]
        schema_editor.execute(f"DROP POLICY {name} ON {table}")
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("situation", "0003_open_duties")]
    operations = [
        migrations.RunPython(asked_anew, migrations.RunPython.noop),
        migrations.AddIndex("contact", models.Index(fields=["judged", "person", "case"], name="contact_judged")),
        migrations.AddIndex(
            "duty", models.Index(fields=["waived"], name="duty_waived", condition=models.Q(waived__isnull=False))
        ),
    ]
