"""Facts of the laboratory. Held against the vocabulary by a test."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from lianfang.facts.models.base import Fact


class Specimen(Fact):
    """标本: specimen."""

    persons = ArrayField(models.UUIDField(), null=True)
    number = models.TextField(null=True)
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    category = models.TextField(null=True)
    item = models.TextField(null=True)
    batch = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    sample = models.TextField(null=True)
    pool = models.IntegerField(null=True)
    purpose = models.TextField(null=True)
    sampled_by = models.TextField(null=True, db_collation="C")
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            GinIndex(fields=["persons"], name="specimen_persons"),
            models.Index(fields=["number"], name="specimen_number"),
            models.Index(fields=["batch"], name="specimen_batch"),
            models.Index(fields=["unit"], name="specimen_unit"),
            models.Index(fields=["occurred_from"], name="specimen_occurred_from"),
        ]


class TestResult(Fact):
    """检测结果: test result."""

    disease = models.TextField(null=True)
    assay = models.TextField(null=True)
    result = models.TextField(null=True)
    ct_orf1ab = models.FloatField(null=True)
    ct_n = models.FloatField(null=True)
    laboratory = models.TextField(null=True, db_collation="C")
    round = models.IntegerField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [*Fact.Meta.indexes, models.Index(fields=["occurred_from"], name="testresult_occurred_from")]
