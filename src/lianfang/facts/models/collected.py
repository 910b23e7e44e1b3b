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
    # A keyed hash, for as long as the row is here: it says who scanned for many, and goes with the day.
    device = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.day} {self.id}"


class ScanFlag(models.Model):
    """Scans of a place's code for a desk to ask about: from far away, or for many by one device. Rows are only added.

    It names nobody, and nobody's code or duty turns on it.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    ground = models.TextField()
    place = models.TextField()
    area = models.TextField(db_collation="C")
    area_path = models.TextField(db_collation="C", db_index=True)
    scanned_in = models.TextField(null=True, db_collation="C")
    people = models.IntegerField()
    first = models.DateTimeField()
    last = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.place} {self.ground} {self.people}"


class ToTrace(models.Model):
    """What is still to be traced through collected visits: a subject of which a fact was recorded, or visits that came.

    ``kind`` is that of the subject, or ``visits``: of so many (``visits``) that began on days from ``first_day`` to
    ``last_day`` and have numbers from ``first`` to ``last`` (of rows, or of a batch); or ``gone``: a visit withdrawn.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    subject = models.UUIDField(null=True)
    first = models.BigIntegerField(null=True)
    last = models.BigIntegerField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    visits = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    place = models.TextField(null=True)
    start = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject or self.first}"


class NumberedPerson(models.Model):
    """Who of the ledger has a number in the collected visits. ``digest`` is the keyed hash of that number.

    So neither the database nor the visits say who a visit is of without the key, which lies elsewhere.
    """

    digest = models.BinaryField()
    person = models.UUIDField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "person"], name="one_numbered_person")]

    def __str__(self) -> str:
        return str(self.person)


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
