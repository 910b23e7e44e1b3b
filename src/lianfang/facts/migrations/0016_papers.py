"""What was asked in vain is a fact; a request to record says how much was told and how much of it was known."""

from django.db import migrations, models

from lianfang.facts.migrations._tables import guarded, table_of


class Migration(migrations.Migration):
    dependencies = [("facts", "0015_collected_visits")]
    operations = [
        table_of(
            "Unanswered",
            {
                "person": models.UUIDField(null=True),
                "question": models.TextField(null=True),
                "answer": models.TextField(null=True),
            },
            models.Index(fields=["person"], name="unanswered_person"),
        ),
        *guarded("Unanswered"),
        migrations.AddField("request", "at", models.DateTimeField(null=True)),
        migrations.AddField("request", "source", models.TextField(null=True)),
        migrations.AddField("request", "filled", models.IntegerField(null=True)),
        migrations.AddField("request", "held_columns", models.JSONField(null=True)),
        migrations.AddIndex("request", models.Index(fields=["at"], name="request_at")),
    ]
