"""The situation 态势: what follows from facts, plan and clock, as tables. Only ``refresh`` and ``rebuild`` write them.

Held against the vocabulary by a test. Every table can be dropped and made again with the same rows.
"""

from django.db import models

from lianfang.access.models import Opening
from lianfang.situation.kept import DutyTally, OpenTally, OwedPerson

__all__ = ["DutyTally", "OpenTally", "Opening", "OwedPerson"]


class Duty(models.Model):
    """待办: duty."""

    key = models.TextField(primary_key=True)
    plan = models.TextField()
    rule = models.TextField()
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    subject_kind = models.TextField(null=True)
    subject = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    owed_by = models.TextField(null=True)
    owed_kind = models.TextField(null=True)
    area = models.TextField(db_collation="C", null=True)
    responsible = models.TextField(db_collation="C", null=True)
    whereabouts = models.TextField(db_collation="C", null=True)
    treated = models.TextField(db_collation="C", null=True)
    occurrence = models.IntegerField(null=True)
    opened = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    met = models.DateTimeField(null=True)
    met_by = models.UUIDField(null=True)
    met_kind = models.TextField(null=True)
    waived = models.DateTimeField(null=True)
    waived_by = models.UUIDField(null=True)
    waiver_reason = models.TextField(null=True)
    assigned_to = models.TextField(null=True)
    # Nothing that is derived: whether the night has taken the row out of the index of open duties (`long_over`).
    long_over = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            # Holds all that the first page of a desk and a list's order ask, so that they need not open the rows.
            models.Index(
                fields=["due", "rule", "key"],
                include=[
                    "ends",
                    "opened",
                    "plan",
                    "disease",
                    "owed_by",
                    "person",
                    "responsible",
                    "whereabouts",
                    "treated",
                    "area",
                    "met",
                    "waived",
                ],
                name="duty_open_due",
                condition=models.Q(met__isnull=True, waived__isnull=True, long_over=False),
            ),
            # By it the policies of people, cases and contacts ask about whom a unit owes.
            models.Index(fields=["owed_by", "person"], name="duty_owed_by_person"),
            models.Index(
                fields=["assigned_to"], name="duty_assigned_to", condition=models.Q(assigned_to__isnull=False)
            ),
            models.Index(fields=["met"], name="duty_met", condition=models.Q(met__isnull=False)),
            models.Index(fields=["waived"], name="duty_waived", condition=models.Q(waived__isnull=False)),
            models.Index(fields=["due"], name="duty_due"),
            models.Index(fields=["due"], name="duty_due_met", condition=models.Q(met__isnull=False)),
            # What the next shift will see open and end by itself.
            models.Index(
                fields=["opened"], name="duty_opened", condition=models.Q(met__isnull=True, waived__isnull=True)
            ),
            models.Index(fields=["ends"], name="duty_ends", condition=models.Q(met__isnull=True, waived__isnull=True)),
            models.Index(
                fields=["owed_by", "due"],
                name="duty_owed_by_due",
                condition=models.Q(met__isnull=True, waived__isnull=True, long_over=False),
            ),
            models.Index(fields=["person"], name="duty_person"),
            models.Index(fields=["subject"], name="duty_subject"),
            models.Index(fields=["rule", "due"], name="duty_rule_due"),
            models.Index(fields=["area"], name="duty_area"),
            models.Index(fields=["responsible"], name="duty_responsible"),
            models.Index(fields=["whereabouts"], name="duty_whereabouts"),
            models.Index(fields=["treated"], name="duty_treated"),
        ]


class DutyCause(models.Model):
    """待办依据: cause of a duty."""

    duty = models.TextField()
    fact = models.UUIDField()
    original = models.UUIDField(null=True)
    kind = models.TextField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "fact", "original"], name="one_duty_cause", nulls_distinct=False)
        ]
        indexes = [
            models.Index(fields=["fact"], name="duty_cause_fact"),
            models.Index(fields=["original"], name="duty_cause_original"),
        ]


class Contact(models.Model):
    """密接 / 次密接 / 一般接触者: contact."""

    person = models.UUIDField()
    case = models.UUIDField()
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    grade = models.TextField()
    evidence = models.UUIDField(null=True)
    first_exposed = models.DateTimeField(null=True)
    last_exposed = models.DateTimeField(null=True)
    judged = models.DateTimeField(null=True)
    told = models.DateTimeField(null=True)
    carried = models.DateTimeField(null=True)
    received = models.DateTimeField(null=True)
    released = models.DateTimeField(null=True)
    ground_fell = models.DateTimeField(null=True)
    called = models.DateTimeField(null=True)
    unanswered = models.IntegerField(null=True)
    refused = models.DateTimeField(null=True)
    left = models.DateTimeField(null=True)
    fell_because = models.TextField(null=True)
    responsible = models.TextField(db_collation="C", null=True)
    whereabouts = models.TextField(db_collation="C", null=True)
    treated = models.TextField(db_collation="C", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "case"], name="one_contact", nulls_distinct=False)]
        indexes = [
            models.Index(fields=["case"], name="contact_case"),
            # The order of the list of contacts.
            models.Index(fields=["judged", "person", "case"], name="contact_judged"),
            models.Index(fields=["released"], name="contact_released", condition=models.Q(released__isnull=False)),
            models.Index(fields=["responsible"], name="contact_responsible"),
            models.Index(fields=["whereabouts"], name="contact_whereabouts"),
            models.Index(fields=["treated"], name="contact_treated"),
        ]


class Encounter(models.Model):
    """接触记录: encounter."""

    case = models.UUIDField()
    person = models.UUIDField()
    via = models.UUIDField()
    grade = models.TextField()
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    plan = models.TextField()
    setting = models.TextField()
    place = models.TextField()
    began = models.DateTimeField()
    ended = models.DateTimeField()
    minutes = models.IntegerField()
    visit = models.UUIDField()
    exposing_visit = models.UUIDField()
    known = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "visit", "exposing_visit", "place"],
                name="one_encounter",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["person"], name="encounter_person"),
            models.Index(fields=["via"], name="encounter_via"),
        ]


class UnnamedContact(models.Model):
    """台账上没有的接触者: people whom collected visits show beside a case and whom the ledger does not know.

    It follows from the collected visits, not from facts: ``situation.drawing`` alone writes it.
    """

    case = models.UUIDField()
    disease = models.TextField()
    plan = models.TextField()
    place = models.TextField()
    setting = models.TextField()
    grade = models.TextField()
    people = models.IntegerField()
    began = models.DateTimeField()
    ended = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "plan", "place", "setting", "grade"], name="one_unnamed_contact")
        ]


class PersonStatus(models.Model):
    """人员现况: where a person belongs, is, and is treated."""

    person = models.UUIDField(primary_key=True)
    name = models.TextField(null=True)
    sex = models.TextField(null=True)
    birth = models.DateField(null=True)
    age = models.FloatField(null=True)
    merged_into = models.UUIDField(null=True)
    responsible = models.TextField(db_collation="C", null=True)
    whereabouts = models.TextField(db_collation="C", null=True)
    treated = models.TextField(db_collation="C", null=True)

    # By which opening the reader sees somebody of another area; not kept here.
    opening: Opening | None = None

    class Meta:
        indexes = [
            models.Index(fields=["responsible"], name="person_status_responsible"),
            models.Index(fields=["whereabouts"], name="person_status_whereabouts"),
            models.Index(fields=["treated"], name="person_status_treated"),
        ]


class CaseStatus(models.Model):
    """病例现况: case's status."""

    case = models.UUIDField(primary_key=True)
    person = models.UUIDField()
    number = models.TextField(null=True)
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    classification = models.TextField(null=True)
    classified = models.DateTimeField(null=True)
    severity = models.TextField(null=True)
    outcome = models.TextField(null=True)
    ended = models.DateTimeField(null=True)
    onset = models.DateField(null=True)
    origin = models.TextField(null=True)
    generation = models.IntegerField(null=True)
    suspected = models.DateTimeField(null=True)
    clinical = models.DateTimeField(null=True)
    confirmed = models.DateTimeField(null=True)
    asymptomatic = models.DateTimeField(null=True)
    excluded = models.DateTimeField(null=True)
    counted_in = models.TextField(null=True)
    latest_fact = models.UUIDField(null=True)
    responsible = models.TextField(db_collation="C", null=True)
    whereabouts = models.TextField(db_collation="C", null=True)
    treated = models.TextField(db_collation="C", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="case_status_person"),
            models.Index(fields=["disease", "classified"], name="case_status_classified"),
            models.Index(fields=["responsible"], name="case_status_responsible"),
            models.Index(fields=["whereabouts"], name="case_status_whereabouts"),
            models.Index(fields=["treated"], name="case_status_treated"),
        ]


class Count(models.Model):
    """统计: count."""

    area = models.TextField()
    disease = models.TextField()
    date = models.DateField()
    figure = models.TextField()
    origin = models.TextField()
    value = models.IntegerField()
    path = models.TextField(db_collation="C", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "disease", "date", "figure", "origin"], name="one_count", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["date", "disease"], name="count_day"),
            models.Index(fields=["path"], name="count_path"),
        ]


class Group(models.Model):
    """聚集性疫情（组）: a cluster or an outbreak as a plan defines it."""

    group = models.UUIDField(primary_key=True)
    plan = models.TextField(null=True)
    definition = models.TextField(null=True)
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    share = models.TextField(null=True)
    unit = models.TextField(null=True)
    place = models.TextField(null=True)
    founded = models.DateTimeField(null=True)
    recognised = models.DateTimeField(null=True)
    first = models.DateTimeField(null=True)
    last = models.DateTimeField(null=True)
    closes = models.DateTimeField(null=True)
    cases = models.IntegerField(null=True)
    evidence = models.UUIDField(null=True)
    responsible = models.TextField(db_collation="C", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["disease", "recognised"], name="group_recognised"),
            models.Index(fields=["responsible"], name="group_responsible"),
        ]


class GroupMember(models.Model):
    """聚集性疫情病例: a case that belongs to a group."""

    group = models.UUIDField()
    case = models.UUIDField()
    person = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    fact = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "case"], name="one_member", nulls_distinct=False)]
        indexes = [
            models.Index(fields=["case"], name="group_member_case"),
            models.Index(fields=["person"], name="group_member_person"),
        ]


class Level(models.Model):
    """风险等级和响应级别（建议）: proposed level of an area."""

    plan = models.TextField()
    scale = models.TextField()
    about = models.TextField()
    disease = models.TextField()
    area = models.TextField()
    day = models.DateField()
    lowest = models.TextField(null=True)
    highest = models.TextField(null=True)
    since = models.DateField(null=True)
    path = models.TextField(db_collation="C", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "scale", "area"], name="one_level")]
        indexes = [models.Index(fields=["path"], name="level_path")]


class LevelFigure(models.Model):
    """等级所依数字: figure behind a level."""

    plan = models.TextField()
    scale = models.TextField()
    area = models.TextField()
    figure = models.TextField()
    value = models.FloatField(null=True)
    basis = models.TextField()
    told = models.DateField(null=True)
    path = models.TextField(db_collation="C", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "scale", "area", "figure"], name="one_level_figure")
        ]  # fmt: skip
        indexes = [models.Index(fields=["path"], name="level_figure_path")]


class HealthCode(models.Model):
    """健康码: a ground that makes a person's code a colour, from when until when."""

    plan = models.TextField()
    rule = models.TextField()
    person = models.UUIDField()
    disease = models.TextField()
    colour = models.TextField()
    ground = models.TextField()
    fact = models.UUIDField()
    original = models.UUIDField()
    since = models.DateTimeField()
    expires = models.DateTimeField()
    responsible = models.TextField(db_collation="C", null=True)
    whereabouts = models.TextField(db_collation="C", null=True)
    treated = models.TextField(db_collation="C", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "rule", "person", "original"], name="one_health_code")
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person"], name="health_code_person"),
            models.Index(fields=["responsible"], name="health_code_responsible"),
            models.Index(fields=["whereabouts"], name="health_code_whereabouts"),
            models.Index(fields=["treated"], name="health_code_treated"),
        ]


class CaseProposal(models.Model):
    """拟定分类: what the facts of a case propose by a plan's definitions, beside what a doctor recorded."""

    plan = models.TextField()
    case = models.UUIDField()
    person = models.UUIDField(null=True)
    disease = models.TextField()
    outbreak = models.TextField(null=True)
    proposed = models.TextField(null=True)
    recorded = models.TextField(null=True)
    holds = models.TextField()
    undecided = models.TextField()
    since = models.DateTimeField(null=True)
    evidence = models.UUIDField()
    responsible = models.TextField(db_collation="C", null=True)
    whereabouts = models.TextField(db_collation="C", null=True)
    treated = models.TextField(db_collation="C", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "case"], name="one_case_proposal")]
        indexes = [models.Index(fields=["case"], name="case_proposal_case")]


class PlanVersion(models.Model):
    """方案施行版本: a version of a plan that two people signed, from the day on which it is in force in its area."""

    version = models.UUIDField()
    plan = models.TextField()
    layer = models.TextField()
    disease = models.TextField()
    digest = models.TextField()
    area = models.TextField()
    begins = models.DateField()
    signed = models.DateTimeField()
    signers = models.TextField()
    texts = models.TextField()
    path = models.TextField(db_collation="C", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version"], name="one_plan_version")]


class NextChange(models.Model):
    """When time alone next changes what follows for a subject: the one question that the tick asks."""

    kind = models.TextField()
    subject = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="one_next_change")]
