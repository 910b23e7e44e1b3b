"""What ended undone days ago leaves the indexes of open duties, marked by the night; the first night marks the old.

The one that holds what desks ask first holds the disease too, by which the figures of a day are asked.
"""

from django.db import migrations, models

OPEN = models.Q(met__isnull=True, waived__isnull=True, long_over=False)
HELD = (
    "ends", "opened", "plan", "disease", "owed_by", "person", "responsible", "whereabouts", "treated", "area", "met",
    "waived",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("situation", "0025_consents")]
    operations = [
        migrations.AddField("duty", "long_over", models.BooleanField(default=False, db_default=False)),
        migrations.RemoveIndex("duty", "duty_open_due"),
        migrations.RemoveIndex("duty", "duty_owed_by_due"),
        migrations.AddIndex(
            "duty", models.Index(fields=["due", "rule", "key"], include=HELD, name="duty_open_due", condition=OPEN)
        ),
        migrations.AddIndex("duty", models.Index(fields=["owed_by", "due"], name="duty_owed_by_due", condition=OPEN)),
    ]
