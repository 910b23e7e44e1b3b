"""A child's page asks what its guardian agreed to; who sees a person's status sees that too."""

from django.db import migrations

from lianfang import vocabulary
from lianfang.situation.own_functions import OF_A_CHILD
from lianfang.situation.policies import ledger_policies


class Migration(migrations.Migration):
    dependencies = [("situation", "0024_goods"), ("facts", "0028_consents")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (*ledger_policies([vocabulary.kind("consent")]), *OF_A_CHILD)
    ]
