"""Visits that codes, tickets, registers and tills tell of everybody: rows until their day is sealed, then files."""

from django.db import models


class CollectedVisit(models.Model):
    """A visit of a day not yet sealed, or told late of one that is. ``person`` is a keyed hash; ``gone`` withdraws it.

    Only the machine sees these rows. They leave the table when their day is sealed into ``trace.store``.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(db_index=True)
    person = models.BigIntegerField(db_index=True)
    start = models.DateTimeField()
    end = models.DateTimeField()
    place = models.TextField(null=True, db_index=True)
    kind = models.TextField(null=True)
    number = models.TextField(null=True, db_index=True)
    carriage = models.TextField(null=True)
    room = models.TextField(null=True)
    row = models.IntegerField(null=True)
    seat = models.TextField(null=True)
    staff = models.BooleanField(null=True)
    air = models.TextField(null=True)
    square_metres = models.FloatField(null=True)
    how = models.TextField(null=True)
    area = models.TextField(null=True, db_collation="C")
    gone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.day} {self.id}"


class Destruction(models.Model):
    """That visits were destroyed: of which days and kinds how many, how many were kept as evidence, on what ground.

    ``digest`` is the SHA-256 of what was destroyed, ``witnesses`` who saw to it. Rows are only ever added.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    by = models.TextField()
    witnesses = models.TextField()
    declaration = models.UUIDField(null=True)
    ground = models.TextField()
    area = models.TextField(db_collation="C")
    area_path = models.TextField(db_collation="C")
    destroyed = models.BigIntegerField()
    kept = models.BigIntegerField()
    counts = models.JSONField()
    digest = models.TextField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.destroyed}"
