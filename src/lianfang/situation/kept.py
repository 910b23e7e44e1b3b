"""Tables that the database keeps itself, by triggers on the duties: what pages count, and whom each unit owes.

`situation.tallying` has the same in plain words, for the past and for the tests.
"""

from django.db import models


class DutyTally(models.Model):
    """待办日计: duties of a day, by how they stood at its end. The database writes it itself (`situation.tallying`)."""

    day = models.DateField()
    rule = models.TextField()
    disease = models.TextField(null=True)
    owed_by = models.TextField(null=True)
    responsible = models.TextField(db_collation="C", null=True)
    area = models.TextField(db_collation="C", null=True)
    standing = models.IntegerField()
    number = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "rule", "disease", "owed_by", "responsible", "area", "standing"],
                name="one_duty_tally",
                nulls_distinct=False,
            )
        ]
        # By it the triggers find what came to nothing.
        indexes = [models.Index(fields=["number"], name="duty_tally_of_none", condition=models.Q(number=0))]


class OpenTally(models.Model):
    """待办在办合计: duties neither met nor waived nor long over, all that are alike as one row with their ``number``.

    ``of_people`` is how many of these are about a person, and not about a unit, an area or a batch.
    A county owes a temperature of everybody in isolation at the same hours: pages that count what is owed read
    thousands of rows where there are hundred thousands of duties.
    """

    plan = models.TextField()
    rule = models.TextField()
    disease = models.TextField(null=True)
    owed_by = models.TextField(null=True)
    area = models.TextField(db_collation="C", null=True)
    responsible = models.TextField(db_collation="C", null=True)
    whereabouts = models.TextField(db_collation="C", null=True)
    treated = models.TextField(db_collation="C", null=True)
    opened = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    of_people = models.IntegerField()
    number = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # By the deadline first: what is asked of is what is due by a moment.
                fields=[
                    "due",
                    "opened",
                    "ends",
                    "rule",
                    "owed_by",
                    "responsible",
                    "whereabouts",
                    "treated",
                    "area",
                    "plan",
                    "disease",
                ],
                name="one_open_tally",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["opened"], name="open_tally_opened"),
            models.Index(fields=["ends"], name="open_tally_ends"),
            models.Index(fields=["number"], name="open_tally_of_none", condition=models.Q(number=0)),
        ]


class OwedPerson(models.Model):
    """待办对象: about whom each unit owes or owed anything: by it a unit sees people outside its area."""

    owed_by = models.TextField()
    person = models.UUIDField()
    number = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owed_by", "person"], name="one_owed_person")]
        indexes = [models.Index(fields=["number"], name="owed_person_of_none", condition=models.Q(number=0))]
