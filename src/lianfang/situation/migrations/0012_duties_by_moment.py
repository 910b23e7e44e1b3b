"""Open duties by the moments at which they open and end, which a hand-over asks for; without it all are read."""

from django.db import migrations, models

OPEN = models.Q(met__isnull=True, waived__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("situation", "0011_encounters")]
    operations = [
        migrations.AddIndex("duty", models.Index(fields=["opened"], name="duty_opened", condition=OPEN)),
        migrations.AddIndex("duty", models.Index(fields=["ends"], name="duty_ends", condition=OPEN)),
    ]
