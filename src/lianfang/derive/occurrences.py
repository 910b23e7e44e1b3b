"""Each time that an episode is owed: once, on counted days, in slots of each day, or each day of a sign-off."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from lianfang.derive.terms import table_of


def occurrences(owed: ir.Table, how: str | None = None) -> ir.Table:
    """The episodes times their occurrences: `occurrence, opened, due, ends, day` are then the occurrence's own.

    With `how` all episodes are owed that way, which then need not be said of each.
    """
    columns = [*(name for name in owed.columns if name != "how"), "occurrence", "day"]
    ways = {"once": _once, "days": _days, "slots": _slots, "daily": _daily}
    if how is not None:
        return ways[how](owed).select(*columns)
    return ibis.union(*(way(owed.filter(owed["how"] == name)).select(*columns) for name, way in ways.items()))


def _once(owed: ir.Table) -> ir.Table:
    return owed.mutate(occurrence=ibis.literal(1, "int64"), day=ibis.null("date"))


def _clock() -> ir.Table:
    return ibis.table({"at": "timestamp"}, name="clock")


def _days_between(later: Any, earlier: Any) -> Any:
    return later.date().delta(earlier.date(), unit="day").cast("int64")


def _fits(rows: ir.Table, begin: Any, end: Any, following: Any) -> ir.Table:
    """The slots [begin, end) that are owed at all, each until the next begins or the whole duty ends."""
    rows = rows.mutate(_begin=begin, _end=end, _following=following)
    start = ibis.greatest(rows["_begin"], rows["opened"])
    rows = rows.filter((rows["_end"] > rows["opened"]) & (rows["ends"].isnull() | (start < rows["ends"])))
    return rows.mutate(
        day=rows["_begin"].date(),
        opened=ibis.greatest(rows["_begin"], rows["opened"]),
        due=rows["_end"],
        ends=ibis.least(rows["_following"], rows["ends"]),
    )


def _days(owed: ir.Table) -> ir.Table:
    rows = owed.filter(owed["anchor"].notnull()).join(table_of("days"), "rule")
    midnight = rows["anchor"].truncate("D")
    begin = midnight + rows["after"].as_interval("D")
    following = midnight + rows["following"].as_interval("D")
    return _fits(rows, begin, begin + ibis.interval(days=1), following)


def _slots(owed: ir.Table) -> ir.Table:
    """Of a duty without an end the slots until the end of tomorrow."""
    rows = owed.filter(owed["anchor"].notnull()).cross_join(_clock())
    tomorrow = rows["at"].truncate("D") + ibis.interval(days=2)
    rows = rows.mutate(_midnight=rows["anchor"].truncate("D"), _last=ibis.coalesce(rows["ends"], tomorrow))
    rows = rows.mutate(_count=_days_between(rows["_last"], rows["_midnight"]))
    rows = rows.mutate(_index=ibis.range(0, rows["_count"] + 1).unnest()).join(table_of("slots"), "rule")
    day = rows["_midnight"] + rows["_index"].as_interval("D")
    last = (rows["position"] == rows["slots"] - 1) & (rows["_index"] == rows["_count"])
    following = ibis.cases((last, ibis.null("timestamp")), else_=day + rows["following"].as_interval("m"))
    rows = rows.mutate(occurrence=rows["_index"] * rows["slots"] + rows["position"] + 1)
    return _fits(rows, day + rows["begin"].as_interval("m"), day + rows["end"].as_interval("m"), following)


def _daily(owed: ir.Table) -> ir.Table:
    """Each day up to the clock's, numbered from 1 January 1970; a day stays owed."""
    rows = owed.join(table_of("daily"), "rule").cross_join(_clock())
    rows = rows.mutate(_midnight=rows["opened"].truncate("D"))
    rows = rows.mutate(_count=_days_between(rows["at"], rows["_midnight"]))
    rows = rows.mutate(_index=ibis.range(0, rows["_count"] + 1).unnest())
    rows = rows.mutate(_day=rows["_midnight"] + rows["_index"].as_interval("D"))
    rows = rows.filter(rows["ends"].isnull() | (rows["_day"] < rows["ends"]))
    epoch = ibis.literal("1970-01-01", "date")
    return rows.mutate(
        day=rows["_day"].date(),
        occurrence=rows["_day"].date().delta(epoch, unit="day").cast("int64"),
        opened=rows["_day"] + rows["cut"].as_interval("m"),
        due=rows["_day"] + rows["until"].as_interval("m"),
        ends=ibis.null("timestamp"),
    )
