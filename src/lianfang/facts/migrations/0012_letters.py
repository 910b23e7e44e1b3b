"""Letters between counties: what is asked by when, each name a subject with its answer, replies, letters onward."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models

from lianfang.access.row_level_security import insert_only, policies


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0011_signals"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterName",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("occurred_from", models.DateTimeField()),
                ("occurred_until", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("recorded_by", models.TextField()),
                ("source", models.TextField()),
                ("area", models.TextField(db_collation="C")),
                ("area_path", models.TextField(db_collation="C")),
                ("supersedes", models.UUIDField(null=True)),
                ("original", models.UUIDField(null=True)),
                ("reason", models.TextField(null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                ("request", models.UUIDField()),
                ("key", models.UUIDField()),
                ("content", models.UUIDField()),
                ("letter", models.UUIDField(null=True)),
                ("place", models.IntegerField(null=True)),
                ("person", models.UUIDField(null=True)),
                ("name", models.TextField(null=True)),
                ("sex", models.TextField(null=True)),
                ("identity_number", models.BinaryField(null=True)),
                ("identity_number_hash", models.BinaryField(null=True)),
                ("telephone", models.BinaryField(null=True)),
                ("telephone_hash", models.BinaryField(null=True)),
                ("address", models.BinaryField(null=True)),
                ("address_hash", models.BinaryField(null=True)),
                ("told_as", models.TextField(null=True)),
                ("case_number", models.TextField(null=True)),
                ("last", models.DateTimeField(null=True)),
                ("known", models.TextField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LetterPassing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("occurred_from", models.DateTimeField()),
                ("occurred_until", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("recorded_by", models.TextField()),
                ("source", models.TextField()),
                ("area", models.TextField(db_collation="C")),
                ("area_path", models.TextField(db_collation="C")),
                ("supersedes", models.UUIDField(null=True)),
                ("original", models.UUIDField(null=True)),
                ("reason", models.TextField(null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                ("request", models.UUIDField()),
                ("key", models.UUIDField()),
                ("content", models.UUIDField()),
                ("letter", models.UUIDField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LetterReply",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("occurred_from", models.DateTimeField()),
                ("occurred_until", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("recorded_by", models.TextField()),
                ("source", models.TextField()),
                ("area", models.TextField(db_collation="C")),
                ("area_path", models.TextField(db_collation="C")),
                ("supersedes", models.UUIDField(null=True)),
                ("original", models.UUIDField(null=True)),
                ("reason", models.TextField(null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                ("request", models.UUIDField()),
                ("key", models.UUIDField()),
                ("content", models.UUIDField()),
                ("number", models.TextField(null=True)),
                ("signer", models.TextField(null=True)),
                ("answered", models.IntegerField(null=True)),
                ("note", models.TextField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="ask",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="deadline",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="from_name",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="receipt",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="reply_to",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="to_name",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="letteranswer",
            name="gone_to_name",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="letteranswer",
            name="letter",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["occurred_from"], name="letter_sent"),
        ),
        migrations.AddIndex(
            model_name="letteranswer",
            index=models.Index(fields=["letter"], name="letter_answer_letter"),
        ),
        migrations.AddIndex(
            model_name="lettername",
            index=models.Index(fields=["subject"], name="lettername_subject"),
        ),
        migrations.AddIndex(
            model_name="lettername",
            index=models.Index(fields=["key"], name="lettername_key"),
        ),
        migrations.AddIndex(
            model_name="lettername",
            index=models.Index(fields=["area_path"], name="lettername_area_path"),
        ),
        migrations.AddIndex(
            model_name="lettername",
            index=models.Index(
                condition=models.Q(("supersedes__isnull", False)), fields=["supersedes"], name="lettername_supersedes"
            ),
        ),
        migrations.AddIndex(
            model_name="lettername",
            index=models.Index(fields=["letter"], name="letter_name_letter"),
        ),
        migrations.AddIndex(
            model_name="lettername",
            index=models.Index(fields=["person"], name="letter_name_person"),
        ),
        migrations.AddIndex(
            model_name="letterpassing",
            index=models.Index(fields=["subject"], name="letterpassing_subject"),
        ),
        migrations.AddIndex(
            model_name="letterpassing",
            index=models.Index(fields=["key"], name="letterpassing_key"),
        ),
        migrations.AddIndex(
            model_name="letterpassing",
            index=models.Index(fields=["area_path"], name="letterpassing_area_path"),
        ),
        migrations.AddIndex(
            model_name="letterpassing",
            index=models.Index(
                condition=models.Q(("supersedes__isnull", False)),
                fields=["supersedes"],
                name="letterpassing_supersedes",
            ),
        ),
        migrations.AddIndex(
            model_name="letterpassing",
            index=models.Index(fields=["letter"], name="letter_passing_letter"),
        ),
        migrations.AddIndex(
            model_name="letterreply",
            index=models.Index(fields=["subject"], name="letterreply_subject"),
        ),
        migrations.AddIndex(
            model_name="letterreply",
            index=models.Index(fields=["key"], name="letterreply_key"),
        ),
        migrations.AddIndex(
            model_name="letterreply",
            index=models.Index(fields=["area_path"], name="letterreply_area_path"),
        ),
        migrations.AddIndex(
            model_name="letterreply",
            index=models.Index(
                condition=models.Q(("supersedes__isnull", False)), fields=["supersedes"], name="letterreply_supersedes"
            ),
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for table in ("facts_lettername", "facts_letterreply", "facts_letterpassing")
            for statement in (*policies(table), *insert_only(table))
        ),
    ]
