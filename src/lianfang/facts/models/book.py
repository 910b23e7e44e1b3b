"""What stands beside the facts: requests already answered, subjects touched, and the clock of a demonstration."""

from django.db import models


class Request(models.Model):
    """A request to record that was carried out, with the answer it got: sent again, it gets the same answer."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    answer = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


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
