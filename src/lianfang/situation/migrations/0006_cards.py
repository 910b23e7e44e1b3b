"""Who sees a person's status sees the report cards about that person."""

from django.db import migrations

from lianfang import vocabulary
from lianfang.situation.policies import ledger_policies


class Migration(migrations.Migration):
    dependencies = [("situation", "0005_figures_without_people"), ("facts", "0005_cards")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in ledger_policies([vocabulary.kind("card")])
    ]
