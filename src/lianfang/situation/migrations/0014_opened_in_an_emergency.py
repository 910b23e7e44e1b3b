"""Whoever opened one person's file in an emergency sees that person's rows until it closes, and through them the facts."""

from django.db import migrations

from lianfang.situation.policies import opened_policies


class Migration(migrations.Migration):
    dependencies = [("situation", "0013_plan_versions"), ("access", "0002_invitations_and_openings")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in opened_policies()]
