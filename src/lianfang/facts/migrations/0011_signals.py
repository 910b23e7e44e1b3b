"""Signals say what was counted, over which days and how likely by chance; each is answered by a fact of its own."""

from django.db import migrations, models

from lianfang.facts.migrations._tables import guarded, table_of


class Migration(migrations.Migration):
    dependencies = [("facts", "0010_meetings")]
    operations = [
        migrations.AddField("signal", "counted", models.TextField(null=True)),
        migrations.AddField("signal", "first_day", models.DateField(null=True)),
        migrations.AddField("signal", "last_day", models.DateField(null=True)),
        migrations.AddField("signal", "expected", models.FloatField(null=True)),
        migrations.AddField("signal", "chance", models.FloatField(null=True)),
        table_of(
            "SignalAnswer",
            {
                "about": models.TextField(null=True, db_collation="C"),
                "disease": models.TextField(null=True),
                "answer": models.TextField(null=True),
                "until": models.DateField(null=True),
                "note": models.TextField(null=True),
            },
        ),
        *guarded("SignalAnswer"),
    ]
