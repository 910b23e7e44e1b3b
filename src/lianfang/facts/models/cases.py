"""Facts about cases: classification, severity, outcome, treatment. Held against the vocabulary by a test."""

from django.db import models

from lianfang.facts.models.base import Fact


class Case(Fact):
    """病例（感染者）: case."""

    person = models.UUIDField(null=True)
    number = models.TextField(null=True)
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    classification = models.TextField(null=True)
    onset = models.DateField(null=True)
    origin = models.TextField(null=True)
    origin_place = models.TextField(null=True)
    generation = models.IntegerField(null=True)
    index_number = models.TextField(null=True)
    exposed_from = models.DateField(null=True)
    exposed_until = models.DateField(null=True)
    setting = models.TextField(null=True)
    responsible = models.TextField(null=True, db_collation="C")
    reported_by = models.TextField(null=True, db_collation="C")
    reported = models.DateTimeField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    contacts_told = models.IntegerField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="case_person"),
            models.Index(fields=["number"], name="case_number"),
            models.Index(fields=["reported_by", "occurred_from"], name="case_reported_by"),
        ]


class Severity(Fact):
    """临床分型: severity."""

    person = models.UUIDField(null=True)
    severity = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="severity_person"),
        ]


class Outcome(Fact):
    """转归: outcome."""

    person = models.UUIDField(null=True)
    outcome = models.TextField(null=True)
    cause = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="outcome_person"),
        ]


class Admission(Fact):
    """收治: admission."""

    person = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    disease = models.TextField(null=True)
    hospital = models.TextField(null=True, db_collation="C")
    hospital_name = models.TextField(null=True)
    ward = models.TextField(null=True)
    bed = models.TextField(null=True)
    room = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["case"], name="admission_case"),
        ]


class Referral(Fact):
    """转诊: referral."""

    person = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    from_unit = models.TextField(null=True, db_collation="C")
    to_unit = models.TextField(null=True, db_collation="C")
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["case"], name="referral_case"),
            models.Index(fields=["to_unit", "occurred_from"], name="referral_to_unit"),
        ]


class Decision(Fact):
    """判定: decision."""

    person = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    disease = models.TextField(null=True)
    decision = models.TextField(null=True)
    doctor = models.TextField(null=True)
    second_signer = models.TextField(null=True)
    ground = models.TextField(null=True)
    medical_fact = models.UUIDField(null=True)
    appeal = models.UUIDField(null=True)
    paper = models.TextField(null=True)
    lifts = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    provided = models.TextField(null=True)
    remedy = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["case"], name="decision_case"),
            models.Index(fields=["paper"], name="decision_paper", condition=models.Q(paper__isnull=False)),
            models.Index(fields=["lifts"], name="decision_lifts", condition=models.Q(lifts__isnull=False)),
            models.Index(fields=["appeal"], name="decision_appeal", condition=models.Q(appeal__isnull=False)),
        ]


class Appeal(Fact):
    """申诉（转码申请）: appeal."""

    person = models.UUIDField(null=True)
    matter = models.TextField(null=True)
    ground = models.TextField(null=True)


class Action(Fact):
    """处置: action."""

    person = models.UUIDField(null=True)
    action = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="action_person"),
        ]


class CutLink(Fact):
    """传播关系排除: cut link."""

    person = models.UUIDField(null=True)
    infector = models.UUIDField(null=True)
    ground = models.TextField(null=True)
    decided_by = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="cutlink_person"),
        ]


class Unanswered(Fact):
    """问而未得: asked in vain."""

    person = models.UUIDField(null=True)
    question = models.TextField(null=True)
    answer = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="unanswered_person"),
        ]


class Card(Fact):
    """报告卡: card."""

    person = models.UUIDField(null=True)
    card = models.TextField(null=True)
    version = models.TextField(null=True)
    number = models.TextField(null=True)
    status = models.TextField(null=True)
    disease = models.TextField(null=True)
    disease_name = models.TextField(null=True)
    unit_name = models.TextField(null=True)
    entered = models.DateTimeField(null=True)
    revised = models.DateTimeField(null=True)
    reviewed_county = models.DateTimeField(null=True)
    reviewed_prefecture = models.DateTimeField(null=True)
    reviewed_province = models.DateTimeField(null=True)
    deleted = models.DateTimeField(null=True)
    deletion_reason = models.TextField(null=True)
    cells = models.BinaryField(null=True)
    cells_hash = models.BinaryField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="card_person"),
            models.Index(fields=["card"], name="card_card"),
            models.Index(fields=["entered"], name="card_entered"),
        ]
