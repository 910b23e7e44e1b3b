"""Which areas lie beside one another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.AddField("area", "neighbours", models.TextField(blank=True, default=""))]
