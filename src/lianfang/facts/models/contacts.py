"""Facts about contacts: exposures as told, and the chain of telling, calling, carrying and receiving.

Held against the vocabulary by a test.
"""

from django.db import models

from lianfang.facts.models.base import Fact


class Exposure(Fact):
    """接触（自述）: exposure as told."""

    person = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    case_number = models.TextField(null=True)
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    last = models.DateTimeField(null=True)
    grade = models.TextField(null=True)
    setting = models.TextField(null=True)
    place = models.TextField(null=True, db_collation="C")
    relation = models.TextField(null=True)
    via = models.UUIDField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["case"], name="exposure_case"),
            models.Index(fields=["via"], name="exposure_via", condition=models.Q(via__isnull=False)),
        ]


class Handling(Fact):
    """货物接触: goods handled."""

    person = models.UUIDField(null=True)
    batch = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    work = models.TextField(null=True)
    protected = models.BooleanField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="handling_person"),
            models.Index(fields=["batch"], name="handling_batch"),
        ]


class Notice(Fact):
    """告知: notice."""

    person = models.UUIDField(null=True)
    about = models.TextField(null=True)
    channel = models.TextField(null=True)
    told_by = models.TextField(null=True)


class Attempt(Fact):
    """联系: attempt."""

    person = models.UUIDField(null=True)
    channel = models.TextField(null=True)
    result = models.TextField(null=True)
    note = models.TextField(null=True)


class Transfer(Fact):
    """转运/移交: transfer."""

    person = models.UUIDField(null=True)
    number = models.TextField(null=True)
    what = models.TextField(null=True)
    stage = models.TextField(null=True)
    from_unit = models.TextField(null=True, db_collation="C")
    to_unit = models.TextField(null=True, db_collation="C")
    to_area = models.TextField(null=True, db_collation="C")
    vehicle = models.TextField(null=True)
    companion = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="transfer_person"),
            models.Index(fields=["number"], name="transfer_number"),
            models.Index(fields=["to_unit", "occurred_from"], name="transfer_to_unit"),
            models.Index(fields=["from_unit", "occurred_from"], name="transfer_from_unit"),
        ]
