"""What the database counts of the duties while they come and go: by day, of those open, and whom each unit owes.

It keeps the tables of `situation.kept` itself, by triggers on the duties (migrations 0030 and 0032): whoever writes
duties writes them, and a page of a county reads some ten thousand rows in place of every duty. Here is the same in
plain words, for the past and for the tests. `DutyTally` counts by how duties stood when their day ended: what a day's
report says of those due in it.
"""

from zoneinfo import ZoneInfo

import polars as pl
from django.conf import settings

# What a day's figures ask of a duty's moments, each a bit of ``standing``: those that stand alike count together.
DUE_IN_DAY, MET_IN_TIME, MET_BY_CUT, ENDS_BEFORE_DUE, ENDS_BY_CUT, WAIVED_BY_CUT = (1 << bit for bit in range(6))

ALIKE = ("day", "rule", "disease", "owed_by", "responsible", "area", "standing")


def tallies(duties: pl.DataFrame) -> pl.DataFrame:
    """Duties with a deadline by ``ALIKE``, with their ``number``. A deadline at midnight is of the day that it ends."""
    zone = str(ZoneInfo(settings.TIME_ZONE))
    due, met, ends, waived = pl.col("due"), pl.col("met"), pl.col("ends"), pl.col("waived")
    day = (due.dt.convert_time_zone(zone) - pl.duration(microseconds=1)).dt.date()
    midnight = (pl.col("day") + pl.duration(days=1)).cast(pl.Datetime("us"))
    cut = midnight.dt.replace_time_zone(zone).dt.convert_time_zone("UTC")
    standing = (
        DUE_IN_DAY
        + pl.when(met <= due).then(MET_IN_TIME).when(met <= cut).then(MET_BY_CUT).otherwise(0)
        + pl.when(ends < due).then(ENDS_BEFORE_DUE).when(ends <= cut).then(ENDS_BY_CUT).otherwise(0)
        + pl.when(waived <= cut).then(WAIVED_BY_CUT).otherwise(0)
    )
    dated = duties.drop_nulls("due").with_columns(day=day)
    counted = dated.with_columns(standing=standing.cast(pl.Int64)).group_by(ALIKE)
    return counted.agg(pl.len().cast(pl.Int64).alias("number"))


OPEN_ALIKE = (
    "plan", "rule", "disease", "owed_by", "area", "responsible", "whereabouts", "treated", "opened", "due", "ends",
)  # fmt: skip


def open_tallies(duties: pl.DataFrame) -> pl.DataFrame:
    """The duties neither met nor waived by ``OPEN_ALIKE``, with their ``number`` and how many are ``of_people``.

    Derived duties carry no mark of being long over: with it in the database, only those without are counted.
    """
    undone = duties.filter(pl.col("met").is_null() & pl.col("waived").is_null())
    return undone.group_by(OPEN_ALIKE).agg(
        pl.col("person").count().cast(pl.Int64).alias("of_people"), pl.len().cast(pl.Int64).alias("number")
    )


def owed_persons(duties: pl.DataFrame) -> pl.DataFrame:
    """About whom each unit owes or owed anything, with the ``number`` of these duties."""
    known = duties.drop_nulls(["owed_by", "person"])
    return known.group_by("owed_by", "person").agg(pl.len().cast(pl.Int64).alias("number"))
