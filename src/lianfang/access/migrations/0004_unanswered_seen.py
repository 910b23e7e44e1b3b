"""Reports that nobody answered are seen by whoever sees the person, also where the first release began the installation.

There the first migrations had gone by before the kind came, and the later ones looked for a policy that was never made.
"""

from django.db import migrations

_CONDITION = "(SELECT true FROM situation_personstatus seen WHERE seen.person = facts_unanswered.person LIMIT 1)"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_rows_that_are_due"),
        ("facts", "0016_papers"),
        ("situation", "0004_seen_one_by_one"),
    ]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (
            "DROP POLICY IF EXISTS facts_unanswered_of_seen ON facts_unanswered",
            f"CREATE POLICY facts_unanswered_of_seen ON facts_unanswered FOR SELECT USING ({_CONDITION})",
        )
    ]
