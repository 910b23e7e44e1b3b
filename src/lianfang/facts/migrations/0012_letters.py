"""Letters between counties: what is asked by when, each name a subject with its answer, replies, letters onward."""

from django.db import migrations, models

from lianfang.facts.migrations._tables import guarded, table_of


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0011_signals"),
    ]

    operations = [
        table_of(
            "LetterName",
            {
                "letter": models.UUIDField(null=True),
                "place": models.IntegerField(null=True),
                "person": models.UUIDField(null=True),
                "name": models.TextField(null=True),
                "sex": models.TextField(null=True),
                "identity_number": models.BinaryField(null=True),
                "identity_number_hash": models.BinaryField(null=True),
                "telephone": models.BinaryField(null=True),
                "telephone_hash": models.BinaryField(null=True),
                "address": models.BinaryField(null=True),
                "address_hash": models.BinaryField(null=True),
                "told_as": models.TextField(null=True),
                "case_number": models.TextField(null=True),
                "last": models.DateTimeField(null=True),
                "known": models.TextField(null=True),
            },
            models.Index(fields=["letter"], name="letter_name_letter"),
            models.Index(fields=["person"], name="letter_name_person"),
        ),
        table_of(
            "LetterPassing",
            {
                "letter": models.UUIDField(null=True),
            },
            models.Index(fields=["letter"], name="letter_passing_letter"),
        ),
        table_of(
            "LetterReply",
            {
                "number": models.TextField(null=True),
                "signer": models.TextField(null=True),
                "answered": models.IntegerField(null=True),
                "note": models.TextField(null=True),
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
        *guarded("LetterName", "LetterReply", "LetterPassing"),
    ]
