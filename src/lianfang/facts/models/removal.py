"""What became of facts whose time was over: that they were removed, by which rule; and outbreaks that were closed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Removal(models.Model):
    """That facts were removed: how many of a kind, of one day and area, about how many people, by which rule.

    ``day`` is that on which what they tell was over. ``digest`` is the SHA-256 of their ids in order. Only the role
    that removes adds rows, and nobody changes one. ``months`` are those with whose keys what went was encrypted.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    by = models.TextField()
    rule = models.TextField()
    rule_zh = models.TextField()
    rule_en = models.TextField()
    clause = models.TextField()
    closing = models.UUIDField(null=True)
    kind = models.TextField()
    day = models.DateField()
    area = models.TextField(db_collation="C")
    area_path = models.TextField(db_collation="C", db_index=True)
    facts = models.IntegerField()
    people = models.IntegerField()
    months = ArrayField(models.TextField())
    digest = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["day", "kind"], name="removal_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.facts}"


class Removed(models.Model):
    """A fact that was removed, by its id, and what it was about: whoever asks for it is told when and by which rule."""

    fact = models.UUIDField(primary_key=True)
    subject = models.UUIDField(db_index=True)
    removal = models.ForeignKey(Removal, on_delete=models.CASCADE, related_name="facts_gone")

    def __str__(self) -> str:
        return str(self.fact)


class Closing(models.Model):
    """That an outbreak was closed: by whom and who stood by, its figures, what is kept of it, signed.

    ``persons`` are its cases and contacts, ``figures`` its days (date, figure, origin, value), ``kept`` the number of
    facts by kind that no period names. Only the role that removes adds rows, and nobody changes one.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    by = models.TextField()
    second = models.TextField()
    outbreak = models.TextField()
    disease = models.TextField()
    area = models.TextField(db_collation="C")
    area_path = models.TextField(db_collation="C", db_index=True)
    persons = ArrayField(models.UUIDField())
    figures = models.JSONField()
    kept = models.JSONField()
    digest = models.TextField()
    signature = models.TextField()

    def __str__(self) -> str:
        return self.outbreak
