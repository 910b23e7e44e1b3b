"""Counts are found by their day first: which diseases are counted is asked of the last days on most pages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("situation", "0032_open_tally")]
    operations = [
        migrations.RemoveIndex(model_name="count", name="count_date"),
        migrations.AddIndex(model_name="count", index=models.Index(fields=["date", "disease"], name="count_day")),
    ]
