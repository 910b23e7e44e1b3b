"""Each cause of a duty with what it was first told as, by which waivers and assignments follow the duty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("situation", "0001_initial")]
    operations = [
        migrations.AddField("dutycause", "original", models.UUIDField(null=True)),
        migrations.AddIndex("dutycause", models.Index(fields=["original"], name="duty_cause_original")),
    ]
