"""补报 and 核减: infections of earlier days that became known, or were taken back, since the day before was due."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

import polars as pl

from lianfang.reports.figures import Revision
from lianfang.reports.wording import ZONE

COUNTED = ("confirmed", "asymptomatic", "clinical", "suspected")


def revisions(
    before: pl.DataFrame, now: pl.DataFrame, cases: Collection[str], begins: datetime
) -> tuple[Revision, ...]:
    """What the time since the day before was due brought of earlier days, by classification and day.

    ``before`` and ``now`` are the facts of the kind ``case`` as known when the day before was due, and as known at the
    report's moment or when its own day was due; ``cases`` are those counted in the area, ``begins`` is when the day
    began. Only what began before the day counts: what began in it is new of the day itself.
    """
    then, since = _first(before, cases, begins), _first(now, cases, begins)
    added = Counter((what, day) for (case, what), day in since.items() if (case, what) not in then)
    removed = Counter((what, day) for (case, what), day in then.items() if (case, what) not in since)
    order = {what: place for place, what in enumerate(COUNTED)}
    told = sorted({*added, *removed}, key=lambda key: (order[key[0]], key[1]))
    return tuple(Revision(what, day, added[what, day], removed[what, day]) for what, day in told)


def _first(facts: pl.DataFrame, cases: Collection[str], begins: datetime) -> dict[tuple[str, str], date]:
    """The local day on which each of these cases was first classified so, where that was before the day."""
    rows = facts.filter(pl.col("subject").is_in(list(cases)) & pl.col("classification").is_in(COUNTED))
    first = rows.group_by("subject", "classification").agg(pl.col("occurred_from").min())
    return {(case, what): moment.astimezone(ZONE).date() for case, what, moment in first.iter_rows() if moment < begins}
