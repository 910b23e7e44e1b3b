"""Who sees a person's status sees what they handled; cases of diseases for which no plan is in force get a status."""

from django.db import migrations

from lianfang import vocabulary
from lianfang.access.session import machine_session
from lianfang.situation.policies import ledger_policies


def derived_anew(apps, schema_editor):
    """Every case without a status is noted as touched, so that whoever keeps the situation derives it."""
    with machine_session(schema_editor.connection.alias):
        schema_editor.execute(
            "INSERT INTO facts_touched (kind, subject) SELECT DISTINCT 'case', told.subject FROM facts_case told"
            ' WHERE NOT EXISTS (SELECT 1 FROM situation_casestatus status WHERE status."case" = told.subject)'
        )


class Migration(migrations.Migration):
    dependencies = [("situation", "0022_seen_links"), ("facts", "0025_goods")]
    operations = [
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in ledger_policies([vocabulary.kind("handling")])
        ),
        migrations.RunPython(derived_anew, migrations.RunPython.noop),
    ]
