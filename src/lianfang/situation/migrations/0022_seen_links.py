"""Who sees a person's status sees the links to their cases that were ruled out."""

from django.db import migrations

from lianfang import vocabulary
from lianfang.situation.policies import ledger_policies


class Migration(migrations.Migration):
    dependencies = [("situation", "0021_read_before_removing"), ("facts", "0024_chains")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in ledger_policies([vocabulary.kind("cut_link")])
    ]
