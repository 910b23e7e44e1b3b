"""A decision to a person is a paper: its number, from when to when, what is provided and the remedy."""

from typing import Any

from django.db import migrations, models

COLUMNS: dict[str, "models.Field[Any, Any]"] = {
    "paper": models.TextField(null=True),
    "lifts": models.TextField(null=True),
    "unit": models.TextField(null=True, db_collation="C"),
    "begins": models.DateField(null=True),
    "ends": models.DateField(null=True),
    "provided": models.TextField(null=True),
    "remedy": models.TextField(null=True),
}


class Migration(migrations.Migration):
    dependencies = [("facts", "0006_namesakes")]
    operations = [
        *(migrations.AddField("decision", name, field) for name, field in COLUMNS.items()),
        *(
            migrations.AddIndex(
                "decision",
                models.Index(fields=[name], name=f"decision_{name}", condition=models.Q(**{f"{name}__isnull": False})),
            )
            for name in ("paper", "lifts")
        ),
    ]
