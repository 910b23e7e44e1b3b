"""Why somebody has no telephone stands in a column of its own, as why there is no document does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facts", "0003_lookups_of_desks")]
    operations = [migrations.AddField("person", "no_telephone_reason", models.TextField(null=True))]
