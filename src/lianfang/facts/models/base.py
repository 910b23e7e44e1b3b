"""What every fact has. Rows are only ever added: a correction is a new row that supersedes the old one."""

import uuid

from django.db import models


class Fact(models.Model):
    """A fact of the ledger: what it is about, when it was so, when it was known, who recorded it, and where.

    ``key`` is equal for two tellings of the same fact and ``content`` for two tellings that say the same of it: by them
    a file loaded twice changes nothing. ``original`` is the first of a correction's chain, and null in that first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subject = models.UUIDField()
    occurred_from = models.DateTimeField()
    occurred_until = models.DateTimeField(null=True)
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    recorded_by = models.TextField()
    source = models.TextField()
    area = models.TextField(db_collation="C")
    area_path = models.TextField(db_collation="C")
    supersedes = models.UUIDField(null=True)
    original = models.UUIDField(null=True)
    reason = models.TextField(null=True)
    withdrawn = models.BooleanField(default=False)
    request = models.UUIDField()
    key = models.UUIDField()
    content = models.UUIDField()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["subject"], name="%(class)s_subject"),
            models.Index(fields=["key"], name="%(class)s_key"),
            models.Index(fields=["area_path"], name="%(class)s_area_path"),
            models.Index(
                fields=["supersedes"], name="%(class)s_supersedes", condition=models.Q(supersedes__isnull=False)
            ),
        ]


class MonthlyFact(Fact):
    """A fact of which there are so many that its table is kept in parts, one a month of ``occurred_from``."""

    pk = models.CompositePrimaryKey("id", "occurred_from")
    id = models.UUIDField(default=uuid.uuid4)

    class Meta(Fact.Meta):
        abstract = True
