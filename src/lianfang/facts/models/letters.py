"""Facts about letters of assistance: the letter, each name in it and its answer, the reply, the letter onward.

Held against the vocabulary by a test.
"""

from django.db import models

from lianfang.facts.models.base import Fact


class Letter(Fact):
    """协查函: letter."""

    number = models.TextField(null=True)
    direction = models.TextField(null=True)
    from_area = models.TextField(null=True, db_collation="C")
    to_area = models.TextField(null=True, db_collation="C")
    from_name = models.TextField(null=True)
    to_name = models.TextField(null=True)
    receipt = models.DateTimeField(null=True)
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    ask = models.TextField(null=True)
    deadline = models.DateTimeField(null=True)
    reply_to = models.TextField(null=True)
    text = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="letter_number"),
            models.Index(fields=["occurred_from"], name="letter_sent"),
        ]


class LetterName(Fact):
    """协查人员: name in a letter."""

    letter = models.UUIDField(null=True)
    place = models.IntegerField(null=True)
    person = models.UUIDField(null=True)
    name = models.TextField(null=True)
    sex = models.TextField(null=True)
    identity_number = models.BinaryField(null=True)
    identity_number_hash = models.BinaryField(null=True)
    telephone = models.BinaryField(null=True)
    telephone_hash = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    address_hash = models.BinaryField(null=True)
    told_as = models.TextField(null=True)
    case_number = models.TextField(null=True)
    last = models.DateTimeField(null=True)
    known = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["letter"], name="letter_name_letter"),
            models.Index(fields=["person"], name="letter_name_person"),
        ]


class LetterAnswer(Fact):
    """协查答复: answer to a letter."""

    letter = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    name = models.TextField(null=True)
    answer = models.TextField(null=True)
    gone_to = models.TextField(null=True, db_collation="C")
    gone_to_name = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["person"], name="letter_answer_person"),
            models.Index(fields=["letter"], name="letter_answer_letter"),
        ]


class LetterReply(Fact):
    """复函: reply to a letter."""

    number = models.TextField(null=True)
    signer = models.TextField(null=True)
    answered = models.IntegerField(null=True)
    note = models.TextField(null=True)


class LetterPassing(Fact):
    """转函: a name of a letter passed on by another letter."""

    letter = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["letter"], name="letter_passing_letter"),
        ]
