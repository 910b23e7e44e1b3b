"""Goods and surfaces: of what batch and where a specimen was taken, which batch went where, and who handled it."""

from django.db import migrations, models

from lianfang.access.row_level_security import removable
from lianfang.facts.migrations._tables import guarded, table_of


def _place() -> "models.Field":
    return models.TextField(db_collation="C", null=True)


class Migration(migrations.Migration):
    dependencies = [("facts", "0024_chains")]
    operations = [
        migrations.AddField("specimen", "item", models.TextField(null=True)),
        migrations.AddField("specimen", "batch", models.TextField(null=True)),
        migrations.AddField("specimen", "unit", _place()),
        migrations.AddIndex("specimen", models.Index(fields=["batch"], name="specimen_batch")),
        migrations.AddIndex("specimen", models.Index(fields=["unit"], name="specimen_unit")),
        migrations.AddField("consignment", "batch", models.TextField(null=True)),
        migrations.AddIndex("consignment", models.Index(fields=["batch"], name="consignment_batch")),
        table_of(
            "Handling",
            {
                "person": models.UUIDField(null=True),
                "batch": models.TextField(null=True),
                "unit": _place(),
                "work": models.TextField(null=True),
                "protected": models.BooleanField(null=True),
                "note": models.TextField(null=True),
            },
            models.Index(fields=["person"], name="handling_person"),
            models.Index(fields=["batch"], name="handling_batch"),
        ),
        *guarded("Handling"),
        migrations.RunSQL(removable("facts_handling"), migrations.RunSQL.noop),
    ]
