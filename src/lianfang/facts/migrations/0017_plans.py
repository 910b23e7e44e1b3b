"""Proposed plans and their signatures."""

from typing import Any

from django.db import migrations, models

from lianfang.facts.migrations._tables import guarded, table_of


def _text() -> "models.Field[Any, Any]":
    return models.TextField(null=True)


class Migration(migrations.Migration):
    dependencies = [("facts", "0016_papers")]
    operations = [
        table_of(
            "PlanProposal",
            {
                "plan": _text(),
                "layer": _text(),
                "disease": _text(),
                "texts": _text(),
                "digest": _text(),
                "begins": models.DateField(null=True),
                "proposed_by": _text(),
                "note": _text(),
            },
        ),
        table_of(
            "PlanSignature",
            {
                "account": _text(),
                "signed_by": _text(),
                "digest": _text(),
                "preview": _text(),
                "known": models.DateTimeField(null=True),
                "note": _text(),
            },
        ),
        *guarded("PlanProposal", "PlanSignature"),
    ]
