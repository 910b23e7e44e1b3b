"""Facts about who people are and where they belong. Held against the vocabulary by a test."""

from django.db import models

from lianfang.facts.models.base import Fact


class Person(Fact):
    """人员: who a person is."""

    person = models.UUIDField(null=True)
    number = models.TextField(null=True)
    name = models.TextField(null=True)
    name_key = models.TextField(null=True, db_collation="C")
    sex = models.TextField(null=True)
    birth = models.DateField(null=True)
    age = models.FloatField(null=True)
    identity_kind = models.TextField(null=True)
    identity_number = models.BinaryField(null=True)
    identity_number_hash = models.BinaryField(null=True)
    no_identity_reason = models.TextField(null=True)
    telephone = models.BinaryField(null=True)
    telephone_hash = models.BinaryField(null=True)
    no_telephone_reason = models.TextField(null=True)
    guardian_name = models.TextField(null=True)
    guardian_telephone = models.BinaryField(null=True)
    guardian_telephone_hash = models.BinaryField(null=True)
    nationality = models.TextField(null=True)
    occupation = models.TextField(null=True)
    workplace = models.TextField(null=True)
    residence = models.TextField(null=True, db_collation="C")
    address = models.BinaryField(null=True)
    address_hash = models.BinaryField(null=True)
    care_need = models.TextField(null=True)
    household = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="person_number"),
            # With all that one asks of namesakes first, so that a thousand of a common name are not opened.
            models.Index(
                fields=["name_key"],
                include=["id", "birth", "withdrawn", "area_path", "person"],
                name="person_name_key",
            ),
            models.Index(
                fields=["address_hash"], name="person_address", condition=models.Q(address_hash__isnull=False)
            ),
            models.Index(fields=["identity_number_hash"], name="person_identity__hash"),
            models.Index(fields=["telephone_hash"], name="person_telephone_hash"),
            models.Index(fields=["household"], name="person_household"),
            models.Index(fields=["birth"], name="person_birth"),
        ]


class Household(Fact):
    """户: household."""

    number = models.TextField(null=True)
    residence = models.TextField(null=True, db_collation="C")
    address = models.BinaryField(null=True)
    address_hash = models.BinaryField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="household_number"),
        ]


class Membership(Fact):
    """所属集体: membership."""

    person = models.UUIDField(null=True)
    group_kind = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    group = models.TextField(null=True)


class Vaccination(Fact):
    """预防接种: vaccination."""

    person = models.UUIDField(null=True)
    disease = models.TextField(null=True)
    vaccine = models.TextField(null=True)
    dose = models.IntegerField(null=True)
    batch = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")


class Contraindication(Fact):
    """禁忌: contraindication."""

    person = models.UUIDField(null=True)
    against = models.TextField(null=True)
    note = models.TextField(null=True)


class Consent(Fact):
    """监护人同意: a guardian's consent."""

    person = models.UUIDField(null=True)
    guardian = models.TextField(null=True)
    relation = models.TextField(null=True)
    matter = models.TextField(null=True)
    answer = models.TextField(null=True)
    how = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="consent_person"),
        ]


class Merge(Fact):
    """查重合并: merge."""

    person = models.UUIDField(null=True)
    merged = models.UUIDField(null=True)
    undone = models.BooleanField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["merged"], name="merge_merged"),
        ]


class Symptom(Fact):
    """症状: symptom."""

    person = models.UUIDField(null=True)
    disease = models.TextField(null=True)
    symptom = models.TextField(null=True)
