"""Facts about where people went. Held against the vocabulary by a test."""

from django.db import models

from lianfang.facts.models.base import Fact, MonthlyFact


class Journey(Fact):
    """来（返）人员: journey."""

    person = models.UUIDField(null=True)
    direction = models.TextField(null=True)
    origin = models.TextField(null=True, db_collation="C")
    origin_place = models.TextField(null=True)
    left_origin = models.DateTimeField(null=True)
    destination = models.TextField(null=True, db_collation="C")
    means = models.TextField(null=True)
    vehicle = models.TextField(null=True)
    carriage = models.TextField(null=True)
    seat = models.TextField(null=True)
    checkpoint = models.TextField(null=True, db_collation="C")
    evidence_sampled = models.DateTimeField(null=True)
    evidence_result = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["occurred_from"], name="journey_occurred_from"),
            models.Index(fields=["vehicle"], name="journey_vehicle", condition=models.Q(vehicle__isnull=False)),
        ]


class Visit(MonthlyFact):
    """到访: visit."""

    person = models.UUIDField(null=True)
    place = models.TextField(null=True, db_collation="C")
    place_name = models.TextField(null=True)
    how = models.TextField(null=True)
    vehicle = models.TextField(null=True)
    carriage = models.TextField(null=True)
    room = models.TextField(null=True)
    row = models.IntegerField(null=True)
    seat = models.TextField(null=True)
    place_kind = models.TextField(null=True)
    staff = models.BooleanField(null=True)
    air = models.TextField(null=True)
    square_metres = models.FloatField(null=True)

    class Meta(MonthlyFact.Meta):
        indexes = [
            *MonthlyFact.Meta.indexes,
            models.Index(fields=["place", "occurred_from"], name="visit_place"),
            models.Index(fields=["place_name", "occurred_from"], name="visit_place_name"),
        ]
