"""Facts of how a command works: meetings, the hand-over of shifts, who is responsible.

Held against the vocabulary by a test.
"""

from django.db import models

from lianfang.facts.models.base import Fact


class Meeting(Fact):
    """调度会: meeting."""

    number = models.TextField(null=True)
    title = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    chair = models.TextField(null=True)
    attended = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="meeting_number"),
            models.Index(fields=["occurred_from"], name="meeting_held"),
        ]


class Handover(Fact):
    """交接班: hand-over of a shift."""

    unit = models.TextField(null=True, db_collation="C")
    changes = models.DateTimeField(null=True)
    side = models.TextField(null=True)
    signed_by = models.TextField(null=True)
    known = models.DateTimeField(null=True)
    digest = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [*Fact.Meta.indexes, models.Index(fields=["unit", "changes"], name="handover_changes")]


class Responsibility(Fact):
    """责任分工: who is responsible for a unit, from when on."""

    unit = models.TextField(null=True, db_collation="C")
    role = models.TextField(null=True)
    name = models.TextField(null=True)
    post = models.TextField(null=True)
    telephone = models.BinaryField(null=True)
    telephone_hash = models.BinaryField(null=True)
    account = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [*Fact.Meta.indexes, models.Index(fields=["unit"], name="responsibility_unit")]
