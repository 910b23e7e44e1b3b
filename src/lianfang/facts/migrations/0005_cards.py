"""Report cards of the national reporting system, each state of each card as it was exported."""

from django.db import migrations, models

from lianfang.facts.migrations._tables import guarded, table_of


class Migration(migrations.Migration):
    dependencies = [("facts", "0004_why_no_telephone")]
    operations = [
        table_of(
            "Card",
            {
                "person": models.UUIDField(null=True),
                "card": models.TextField(null=True),
                "version": models.TextField(null=True),
                "number": models.TextField(null=True),
                "status": models.TextField(null=True),
                "disease": models.TextField(null=True),
                "disease_name": models.TextField(null=True),
                "unit_name": models.TextField(null=True),
                "entered": models.DateTimeField(null=True),
                "revised": models.DateTimeField(null=True),
                "reviewed_county": models.DateTimeField(null=True),
                "reviewed_prefecture": models.DateTimeField(null=True),
                "reviewed_province": models.DateTimeField(null=True),
                "deleted": models.DateTimeField(null=True),
                "deletion_reason": models.TextField(null=True),
                "cells": models.BinaryField(null=True),
                "cells_hash": models.BinaryField(null=True),
            },
            models.Index(fields=["person"], name="card_person"),
            models.Index(fields=["card"], name="card_card"),
            models.Index(fields=["entered"], name="card_entered"),
        ),
        *guarded("Card"),
    ]
