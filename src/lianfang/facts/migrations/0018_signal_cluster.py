"""A signal of several areas together names them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facts", "0017_plans")]
    operations = [migrations.AddField("signal", "cluster", models.TextField(null=True))]
