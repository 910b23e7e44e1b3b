"""Facts of how a plan comes into force. Held against the vocabulary by a test."""

from django.db import models

from lianfang.facts.models.base import Fact


class PlanProposal(Fact):
    """方案（拟）: proposed plan."""

    plan = models.TextField(null=True)
    layer = models.TextField(null=True)
    disease = models.TextField(null=True)
    texts = models.TextField(null=True)
    digest = models.TextField(null=True)
    begins = models.DateField(null=True)
    proposed_by = models.TextField(null=True)
    note = models.TextField(null=True)


class PlanSignature(Fact):
    """方案签署: signature of a plan."""

    account = models.TextField(null=True)
    signed_by = models.TextField(null=True)
    digest = models.TextField(null=True)
    preview = models.TextField(null=True)
    known = models.DateTimeField(null=True)
    note = models.TextField(null=True)
