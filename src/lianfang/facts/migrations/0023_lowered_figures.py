"""What another node told of a signed figure that it lowered."""

from django.db import migrations, models

from lianfang.facts.migrations._tables import guarded, table_of


class Migration(migrations.Migration):
    dependencies = [("facts", "0022_what_was_removed")]
    operations = [
        table_of(
            "LoweredFigure",
            {
                "counted": models.TextField(null=True, db_collation="C"),
                "day": models.DateField(null=True),
                "disease": models.TextField(null=True),
                "figure": models.TextField(null=True),
                "units": models.TextField(null=True),
                "signed": models.DateTimeField(null=True),
                "why": models.TextField(null=True),
                "correction": models.TextField(null=True),
            },
        ),
        *guarded("LoweredFigure"),
    ]
