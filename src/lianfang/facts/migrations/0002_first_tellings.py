"""Each correction names the first of its chain, and waivers and assignments what had caused the duty they speak of.

Corrections made before this count as first tellings themselves.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

KINDS = (
    "acceptance", "action", "admission", "appeal", "assignment", "attempt", "case", "consignment", "contraindication",
    "decision", "declaration", "evidence", "exposure", "finding", "healthcheck", "household", "inspection", "journey",
    "letter", "letteranswer", "measurement", "membership", "merge", "notice", "observation", "outcome", "person",
    "rectification", "referral", "reportedcount", "severity", "shift", "signal", "signoff", "specimen", "stock",
    "symptom", "task", "testresult", "transfer", "vaccination", "visit", "waiver",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]
    operations = [
        *(migrations.AddField(kind, "original", models.UUIDField(null=True)) for kind in KINDS),
        *(
            migrations.AddField(
                kind,
                "causes",
                django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
            )
            for kind in ("assignment", "waiver")
        ),
    ]
