"""Where a case lies and where something was measured: zones by distance are made of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facts", "0013_visits_by_place")]
    operations = [
        migrations.AddField(model, name, models.FloatField(null=True))
        for model in ("case", "measurement")
        for name in ("longitude", "latitude")
    ]
