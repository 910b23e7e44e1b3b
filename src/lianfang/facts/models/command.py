"""Facts of command: sign-offs, figures, declarations, tasks, inspections, supplies.

Held against the vocabulary by a test.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lianfang.facts.models.base import Fact


class SignOff(Fact):
    """日报告（零报告）报送: sign-off."""

    unit = models.TextField(null=True, db_collation="C")
    day = models.DateField(null=True)
    disease = models.TextField(null=True)
    zero = models.BooleanField(null=True)
    signed_by = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["day"], name="sign_off_day"),
        ]


class ReportedCount(Fact):
    """上报数字: reported count."""

    counted = models.TextField(null=True, db_collation="C")
    day = models.DateField(null=True)
    disease = models.TextField(null=True)
    publisher = models.TextField(null=True)
    confirmed = models.IntegerField(null=True)
    suspected = models.IntegerField(null=True)
    asymptomatic = models.IntegerField(null=True)
    cured = models.IntegerField(null=True)
    dead = models.IntegerField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["day", "counted"], name="reported_count_day"),
        ]


class LoweredFigure(Fact):
    """核减（已报送）: signed figure lowered."""

    counted = models.TextField(null=True, db_collation="C")
    day = models.DateField(null=True)
    disease = models.TextField(null=True)
    figure = models.TextField(null=True)
    units = models.TextField(null=True)
    signed = models.DateTimeField(null=True)
    why = models.TextField(null=True)
    correction = models.TextField(null=True)


class Declaration(Fact):
    """公告: declaration."""

    number = models.TextField(null=True)
    signer = models.TextField(null=True)
    about = models.TextField(null=True)
    disease = models.TextField(null=True)
    declared = models.TextField(null=True, db_collation="C")
    place = models.TextField(null=True)
    place_kinds = models.TextField(null=True)
    level = models.TextField(null=True)
    counts_from = models.DateField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="declaration_number"),
        ]


class Task(Fact):
    """督办事项: task."""

    number = models.TextField(null=True)
    title = models.TextField(null=True)
    origin = models.TextField(null=True)
    meeting = models.UUIDField(null=True)
    finding = models.UUIDField(null=True)
    superior = models.TextField(null=True)
    owner = models.TextField(null=True, db_collation="C")
    doer = models.TextField(null=True)
    helpers = models.TextField(null=True)
    leader = models.TextField(null=True)
    deadline = models.DateTimeField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="task_number"),
            models.Index(fields=["meeting"], name="task_meeting", condition=models.Q(meeting__isnull=False)),
        ]


class Evidence(Fact):
    """办结佐证: evidence."""

    text = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    fact = models.UUIDField(null=True)
    file_name = models.TextField(null=True)
    file_type = models.TextField(null=True)
    file_size = models.IntegerField(null=True)
    file = models.BinaryField(null=True)
    file_hash = models.BinaryField(null=True)


class Acceptance(Fact):
    """验收销号: acceptance."""

    accepted = models.BooleanField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    note = models.TextField(null=True)


class Assignment(Fact):
    """交办/转派: assignment."""

    duty = models.TextField(null=True)
    causes = ArrayField(models.UUIDField(), null=True)
    to_unit = models.TextField(null=True, db_collation="C")
    to_account = models.TextField(null=True)
    note = models.TextField(null=True)


class Waiver(Fact):
    """不再执行: waiver."""

    duty = models.TextField(null=True)
    causes = ArrayField(models.UUIDField(), null=True)
    why = models.TextField(null=True)
    until = models.DateTimeField(null=True)
    note = models.TextField(null=True)


class Inspection(Fact):
    """督导检查: inspection."""

    number = models.TextField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    inspector = models.TextField(null=True)
    note = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="inspection_number"),
        ]


class Finding(Fact):
    """问题: finding."""

    number = models.TextField(null=True)
    inspection = models.UUIDField(null=True)
    unit = models.TextField(null=True, db_collation="C")
    problem = models.TextField(null=True)
    deadline = models.DateTimeField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="finding_number"),
        ]


class Rectification(Fact):
    """整改: rectification."""

    done = models.TextField(null=True)
    rechecked = models.BooleanField(null=True)


class Measurement(Fact):
    """监测值: measurement."""

    unit = models.TextField(null=True, db_collation="C")
    zone = models.TextField(null=True, db_collation="C")
    disease = models.TextField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    measure = models.TextField(null=True)
    value = models.FloatField(null=True)


class Signal(Fact):
    """预警信号: signal."""

    about = models.TextField(null=True, db_collation="C")
    disease = models.TextField(null=True)
    outbreak = models.TextField(null=True)
    method = models.TextField(null=True)
    counted = models.TextField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    observed = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    cluster = models.TextField(null=True)


class SignalAnswer(Fact):
    """预警信号核实: signal_answer."""

    about = models.TextField(null=True, db_collation="C")
    disease = models.TextField(null=True)
    answer = models.TextField(null=True)
    until = models.DateField(null=True)
    note = models.TextField(null=True)


class Shift(Fact):
    """值班: shift."""

    unit = models.TextField(null=True, db_collation="C")
    name = models.TextField(null=True)
    telephone = models.BinaryField(null=True)
    telephone_hash = models.BinaryField(null=True)
    leading = models.BooleanField(null=True)


class Stock(Fact):
    """库存: stock."""

    unit = models.TextField(null=True, db_collation="C")
    item = models.TextField(null=True)
    quantity = models.FloatField(null=True)
    measure = models.TextField(null=True)


class Consignment(Fact):
    """调拨: consignment."""

    number = models.TextField(null=True)
    from_unit = models.TextField(null=True, db_collation="C")
    to_unit = models.TextField(null=True, db_collation="C")
    item = models.TextField(null=True)
    batch = models.TextField(null=True)
    quantity = models.FloatField(null=True)
    stage = models.TextField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number"], name="consignment_number"),
            models.Index(fields=["batch"], name="consignment_batch"),
        ]
