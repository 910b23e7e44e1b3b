"""Links between cases that were ruled out."""

from django.db import migrations, models

from lianfang.access.row_level_security import removable
from lianfang.facts.migrations._tables import guarded, table_of


class Migration(migrations.Migration):
    dependencies = [("facts", "0023_lowered_figures")]
    operations = [
        table_of(
            "CutLink",
            {
                "person": models.UUIDField(null=True),
                "infector": models.UUIDField(null=True),
                "ground": models.TextField(null=True),
                "decided_by": models.TextField(null=True),
            },
            models.Index(fields=["person"], name="cutlink_person"),
        ),
        *guarded("CutLink"),
        migrations.RunSQL(removable("facts_cutlink"), migrations.RunSQL.noop),
    ]
