"""Open duties in an index that holds all the desks ask first; others by when they were met or due, and by who owes."""

from django.db import migrations, models

OPEN = models.Q(met__isnull=True, waived__isnull=True)
HELD = (
    "ends", "opened", "plan", "owed_by", "person", "responsible", "whereabouts", "treated", "area", "met", "waived",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("situation", "0002_first_tellings")]
    operations = [
        migrations.RemoveIndex("duty", "duty_open_due"),
        migrations.AddIndex(
            "duty", models.Index(fields=["due", "rule", "key"], include=HELD, name="duty_open_due", condition=OPEN)
        ),
        migrations.AddIndex(
            "duty", models.Index(fields=["met"], name="duty_met", condition=models.Q(met__isnull=False))
        ),
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["assigned_to"], name="duty_assigned_to", condition=models.Q(assigned_to__isnull=False)
            ),
        ),
        migrations.AddIndex("duty", models.Index(fields=["due"], name="duty_due")),
        migrations.AddIndex("duty", models.Index(fields=["owed_by", "person"], name="duty_owed_by_person")),
    ]
