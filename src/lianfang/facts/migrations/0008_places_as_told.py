"""A visit's place may be told by its name alone: what an investigation hears of is mostly no unit here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facts", "0007_papers_of_decisions")]
    operations = [migrations.AddField("visit", "place_name", models.TextField(null=True))]
