"""Rows that are only ever added are removed, when they are due, by one role of the database and no longer by the owner."""

from django.db import migrations

from lianfang.access.row_level_security import REFUSE_CHANGE, readable_by_retention


class Migration(migrations.Migration):
    dependencies = [("access", "0002_invitations_and_openings")]
    operations = [
        migrations.RunSQL(REFUSE_CHANGE, migrations.RunSQL.noop),
        # Policies ask it, whoever reads.
        migrations.RunSQL(readable_by_retention("access_opening"), migrations.RunSQL.noop),
    ]
