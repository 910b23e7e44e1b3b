"""The tree of areas and the units that act in it: reference data, no facts about people."""

from django.db import models


class Area(models.Model):
    """An area of the administrative tree: nation, province, prefecture, county, town, village, grid.

    ``path`` is the codes from the root down, each between slashes, so that all that lies within an area is one range
    of text in byte order. GB/T 2260 codes where they exist. ``neighbours`` are the codes of areas that lie beside it, a
    space between; told of one of two they are neighbours.
    """

    code = models.CharField(primary_key=True, max_length=40)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40, blank=True)
    path = models.TextField(unique=True, db_collation="C")
    population = models.PositiveIntegerField(null=True, blank=True)
    order = models.PositiveIntegerField(default=0)
    neighbours = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """An organisation or place that acts or is visited; ``leader`` is the responsible leader (包保) named when late."""

    code = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=20, db_index=True)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="units")
    path = models.TextField(db_collation="C", db_index=True)
    leader = models.CharField(max_length=40, blank=True)
    leader_telephone = models.CharField(max_length=30, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CountingFrom(models.Model):
    """From which day persons replace typed counts, for an area and a disease: before it counts, after it persons."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE)
    disease = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "disease"], name="one_day_an_area_and_disease")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.disease} {self.day}"


class Boundary(models.Model):
    """How an area is bounded, by which file and whom, ``since`` when; in force while no later file took its place.

    ``outline`` is as loaded (WKB, degrees), ``drawn`` the same for a picture (GeoJSON, fewer points), ``beside`` the
    codes of the areas of its level that touch it, a space between.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="boundaries")
    outline = models.BinaryField()
    drawn = models.TextField(blank=True, default="")
    beside = models.TextField(blank=True, default="")
    file = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["area", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["area"], condition=models.Q(until=None), name="one_boundary_in_force_an_area"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.since}"
