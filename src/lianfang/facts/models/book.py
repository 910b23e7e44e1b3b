"""What stands beside the facts: requests already answered, subjects touched, and the clock of a demonstration."""

from django.db import models


class Request(models.Model):
    """A request to record that was carried out, with the answer it got: sent again, it gets the same answer.

    ``at`` is the moment of recording by the house's clock. ``filled`` counts the columns that its rows told,
    ``held_columns`` by name those of them that the ledger held already: see ``facts.recording.paper``. They are null of
    what no page recorded, and of requests of before this was counted.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    answer = models.JSONField()
    at = models.DateTimeField(null=True)
    source = models.TextField(null=True)
    filled = models.IntegerField(null=True)
    held_columns = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="request_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Dispute(models.Model):
    """That two corrected the same fact at once and contradict each other; open while nothing supersedes ``fact``.

    ``seen`` is the fact that both saw, ``before`` the correction of whoever was first, ``fact`` that of the second,
    which supersedes it. ``columns``, by commas, are those in which they differ.
    """

    id = models.BigAutoField(primary_key=True)
    fact = models.UUIDField()
    kind = models.TextField()
    seen = models.UUIDField()
    before = models.UUIDField()
    columns = models.TextField()
    at = models.DateTimeField()
    recorded_by = models.TextField()
    area_path = models.TextField(db_collation="C")
    before_path = models.TextField(db_collation="C")

    class Meta:
        indexes = [
            models.Index(fields=["fact"], name="dispute_fact"),
            models.Index(fields=["area_path"], name="dispute_area_path"),
            models.Index(fields=["before_path"], name="dispute_before_path"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fact}"


class Touched(models.Model):
    """The outbox: a subject of which a fact was recorded and whose situation is still to be refreshed."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    subject = models.UUIDField()
    at = models.DateTimeField(db_default=models.functions.Now())

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class ClockOffset(models.Model):
    """By how much the clock of a demonstration differs from the machine's. At most one row; none in real use."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seconds = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.seconds} s"


class EntryCode(models.Model):
    """A code given out at a counter, by which a person opens their own page once; only its keyed hash is kept.

    ``asked`` says who asked for it and which document they showed, ``given_by`` is the account that gave it.
    """

    id = models.BigAutoField(primary_key=True)
    digest = models.BinaryField(unique=True, max_length=32)
    person = models.UUIDField()
    asked = models.TextField()
    given_by = models.TextField()
    given_at = models.DateTimeField(db_default=models.functions.Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.given_at}"
