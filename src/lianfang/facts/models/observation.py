"""Facts of medical observation. Held against the vocabulary by a test."""

from django.db import models

from lianfang.facts.models.base import Fact, MonthlyFact


class Observation(Fact):
    """医学观察: observation."""

    person = models.UUIDField(null=True)
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    observation = models.TextField(null=True)
    stage = models.TextField(null=True)
    site = models.TextField(null=True, db_collation="C")
    room = models.TextField(null=True)
    ground = models.TextField(null=True)
    decided_by = models.TextField(null=True)
    companion = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [*Fact.Meta.indexes, models.Index(fields=["site", "occurred_from"], name="observation_site")]


class HealthCheck(MonthlyFact):
    """健康监测: health check."""

    person = models.UUIDField(null=True)
    temperature = models.FloatField(null=True)
    symptoms = models.TextField(null=True)
    setting = models.TextField(null=True)
    place = models.TextField(null=True, db_collation="C")
    note = models.TextField(null=True)

    class Meta(MonthlyFact.Meta):
        abstract = False
        indexes = [*MonthlyFact.Meta.indexes, models.Index(fields=["place", "occurred_from"], name="healthcheck_place")]
