"""Who sees a person's status sees the names that were found to be them; who owes an answer sees the name and its letter."""

from django.db import migrations

from lianfang import vocabulary
from lianfang.situation.policies import ledger_policies, letter_policies


class Migration(migrations.Migration):
    dependencies = [("situation", "0009_levels_and_codes"), ("facts", "0012_letters")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (*ledger_policies([vocabulary.kind("letter_name")]), *letter_policies())
    ]
