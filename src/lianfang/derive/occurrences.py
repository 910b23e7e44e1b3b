"""Each time that an episode is owed: once, on counted days, in slots of each day, or each day of a sign-off."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from lianfang.plan.model import Rule


def occurrences(rule: Rule, owed: ir.Table) -> ir.Table:
    """The episodes times their occurrences: `occurrence, opened, due, ends, day` are then the occurrence's own."""
    match rule.owes.schedule.how:
        case "once":
            return owed.mutate(occurrence=ibis.literal(1, "int64"), day=ibis.null("date"))
        case "days":
            return _days(rule, owed)
        case "slots":
            return _slots(rule, owed)
    return _daily(rule, owed)


def _clock() -> ir.Table:
    return ibis.table({"at": "timestamp"}, name="clock")


def _fits(rows: ir.Table, begin: Any, end: Any, following: Any) -> ir.Table:
    """The slots [begin, end) that are owed at all, each until the next begins or the whole duty ends."""
    rows = rows.mutate(_begin=begin, _end=end, _following=following)
    start = ibis.greatest(rows["_begin"], rows["opened"])
    rows = rows.filter((rows["_end"] > rows["opened"]) & (rows["ends"].isnull() | (start < rows["ends"])))
    rows = rows.mutate(
        day=rows["_begin"].date(),
        opened=ibis.greatest(rows["_begin"], rows["opened"]),
        due=rows["_end"],
        ends=ibis.least(rows["_following"], rows["ends"]),
    )
    return rows.drop("_begin", "_end", "_following")


def _days(rule: Rule, owed: ir.Table) -> ir.Table:
    schedule = rule.owes.schedule
    rows = owed.filter(owed["anchor"].notnull())
    rows = rows.mutate(occurrence=ibis.literal(list(schedule.days), "array<int64>").unnest())
    midnight = rows["anchor"].truncate("D")
    begin = midnight + (rows["occurrence"] - schedule.first_day).as_interval("D")
    following = ibis.null("timestamp")
    steps = [
        (rows["occurrence"] == day, midnight + ibis.interval(days=after - schedule.first_day))
        for day, after in zip(schedule.days, schedule.days[1:], strict=False)
    ]
    if steps:
        following = ibis.cases(*steps, else_=ibis.null("timestamp"))
    return _fits(rows, begin, begin + ibis.interval(days=1), following)


def _slots(rule: Rule, owed: ir.Table) -> ir.Table:
    slots = rule.owes.schedule.slots
    rows = owed.filter(owed["anchor"].notnull()).cross_join(_clock())
    tomorrow = rows["at"].truncate("D") + ibis.interval(days=2)
    rows = rows.mutate(_midnight=rows["anchor"].truncate("D"), _last=ibis.coalesce(rows["ends"], tomorrow))
    rows = rows.mutate(_count=rows["_last"].date().delta(rows["_midnight"].date(), unit="day").cast("int64"))
    rows = rows.mutate(_index=ibis.range(0, rows["_count"] + 1).unnest())
    rows = rows.mutate(_position=ibis.literal(list(range(len(slots))), "array<int64>").unnest())

    def of(values: list[int]) -> Any:
        return ibis.cases(*((rows["_position"] == i, ibis.literal(value)) for i, value in enumerate(values)), else_=0)

    day = rows["_midnight"] + rows["_index"].as_interval("D")
    begin = day + of([begin for begin, _ in slots]).as_interval("m")
    end = day + of([end for _, end in slots]).as_interval("m")
    next_day = day + ibis.interval(days=1, minutes=slots[0][0])
    following = day + of([begin for begin, _ in slots[1:]] + [0]).as_interval("m")
    last_of_day = rows["_position"] == len(slots) - 1
    last_of_all = last_of_day & (rows["_index"] == rows["_count"])
    following = ibis.cases((last_of_all, ibis.null("timestamp")), (last_of_day, next_day), else_=following)
    rows = rows.mutate(occurrence=rows["_index"] * len(slots) + rows["_position"] + 1)
    rows = _fits(rows, begin, end, following)
    return rows.drop("at", "_midnight", "_last", "_count", "_index", "_position")


def _daily(rule: Rule, owed: ir.Table) -> ir.Table:
    schedule = rule.owes.schedule
    rows = owed.cross_join(_clock())
    rows = rows.mutate(_midnight=rows["opened"].truncate("D"))
    rows = rows.mutate(_count=rows["at"].date().delta(rows["_midnight"].date(), unit="day").cast("int64"))
    rows = rows.mutate(_index=ibis.range(0, rows["_count"] + 1).unnest())
    rows = rows.mutate(_day=rows["_midnight"] + rows["_index"].as_interval("D"))
    rows = rows.filter(rows["ends"].isnull() | (rows["_day"] < rows["ends"]))
    epoch = ibis.literal("1970-01-01", "date")
    rows = rows.mutate(
        day=rows["_day"].date(),
        occurrence=rows["_day"].date().delta(epoch, unit="day").cast("int64"),
        opened=rows["_day"] + ibis.interval(seconds=round(schedule.cut.total_seconds())),
        due=rows["_day"] + ibis.interval(seconds=round(schedule.due.total_seconds())),
        ends=ibis.null("timestamp"),
    )
    return rows.drop("at", "_midnight", "_count", "_index", "_day")
