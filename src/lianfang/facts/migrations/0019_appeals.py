"""An appeal says what it is about, a decision names the appeal that it answers; codes by which one enters once."""

from django.db import migrations, models
from django.db.models.functions import Now

from lianfang.access.row_level_security import IS_MACHINE, policies

_CODES = policies("facts_entrycode", paths=(), extra=IS_MACHINE, written_by="machine")


class Migration(migrations.Migration):
    dependencies = [("facts", "0018_signal_cluster")]
    operations = [
        migrations.AddField("appeal", "matter", models.TextField(null=True)),
        migrations.AddField("decision", "appeal", models.UUIDField(null=True)),
        migrations.AddIndex(
            "decision",
            models.Index(fields=["appeal"], name="decision_appeal", condition=models.Q(appeal__isnull=False)),
        ),
        migrations.CreateModel(
            name="EntryCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("person", models.UUIDField()),
                ("asked", models.TextField()),
                ("given_by", models.TextField()),
                ("given_at", models.DateTimeField(db_default=Now())),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in _CODES),
    ]
