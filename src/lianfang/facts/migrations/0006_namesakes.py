"""Namesakes and those of one address are found without opening everybody of a common name."""

from django.db import migrations, models

HELD = ["id", "birth", "withdrawn", "area_path", "person"]
TOLD = models.Q(address_hash__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("facts", "0005_cards")]
    operations = [
        migrations.RemoveIndex("person", "person_name_key"),
        migrations.AddIndex("person", models.Index(fields=["name_key"], include=HELD, name="person_name_key")),
        migrations.AddIndex("person", models.Index(fields=["address_hash"], name="person_address", condition=TOLD)),
    ]
