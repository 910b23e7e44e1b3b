"""What a guardian agreed to for a child."""

from django.db import migrations, models

from lianfang.access.row_level_security import removable
from lianfang.facts.migrations._tables import guarded, table_of


class Migration(migrations.Migration):
    dependencies = [("facts", "0025_goods")]
    operations = [
        table_of(
            "Consent",
            {
                "person": models.UUIDField(null=True),
                "guardian": models.TextField(null=True),
                "relation": models.TextField(null=True),
                "matter": models.TextField(null=True),
                "answer": models.TextField(null=True),
                "how": models.TextField(null=True),
            },
            models.Index(fields=["person"], name="consent_person"),
        ),
        *guarded("Consent"),
        migrations.RunSQL(removable("facts_consent"), migrations.RunSQL.noop),
    ]
