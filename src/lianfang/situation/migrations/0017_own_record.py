"""What a person without an account sees of their own record."""

from django.db import migrations

from lianfang.situation.own_functions import STATEMENTS


class Migration(migrations.Migration):
    dependencies = [("situation", "0015_case_proposals"), ("facts", "0019_appeals"), ("access", "0001_initial")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS]
