"""One rule: its causes, the episodes they make, and the occurrences of each episode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from lianfang.derive.oracle.evaluate import World, moment, value
from lianfang.derive.oracle.statuses import Row, grouped
from lianfang.plan import words
from lianfang.plan.model import Formula, Rule
from lianfang.vocabulary import place_subject

DAY = timedelta(days=1)
EPOCH = date(1970, 1, 1)


def causes_of(rule: Rule, rows: list[Row], units: list[Row], paths: dict[str, str], world: World) -> list[Row]:
    """A row for each fact that obliges, and, where units owe a day each, for each unit: from when, until when, why."""
    causes = []
    codes = {unit["code"] for unit in units}
    for row in rows:
        if rule.when is not None and value(rule.when.expression, row, {}, world) is not True:
            continue
        opened = moment(_told(rule.owes.opens, row, world) if rule.owes.opens else row["occurred_from"])
        if opened is None:
            continue
        ends = moment(_told(rule.owes.ends, {**row, "opened": opened}, world))
        if ends is not None and ends <= opened:
            continue
        own = {**row, "opened": opened, "ends": ends}
        due = opened + rule.owes.within if rule.owes.within is not None else moment(_told(rule.owes.due, own, world))
        anchor = moment(_told(rule.owes.schedule.anchor, own, world)) if rule.owes.schedule.anchor else opened
        named = _told(rule.owes.by.named, row, world)
        cause = {
            "fact": row["id"], "original": row["original"], "kind": rule.kind,
            "opened": opened, "ends": ends, "due": due, "anchor": anchor,
            "named": named, "outbreak": row.get("outbreak"), "area": row.get("area"),
        }  # fmt: skip
        causes += [cause | subject for subject in _subjects(rule, row, units, codes, paths)]
    return _each_once(causes) if rule.kind in words.OF_SEVERAL and rule.subject != "person" else causes


def _each_once(causes: list[Row]) -> list[Row]:
    """A fact about several persons obliges a unit once: as soon and as long as any of them does."""
    soonest = ("opened", "due", "anchor", "named")
    alike: dict[tuple[Any, ...], list[Row]] = {}
    for cause in causes:
        told = tuple(value for name, value in cause.items() if name not in (*soonest, "ends"))
        alike.setdefault(told, []).append(cause)
    made = []
    for same in alike.values():
        first = {
            name: min((cause[name] for cause in same if cause[name] is not None), default=None) for name in soonest
        }
        ends = [cause["ends"] for cause in same]
        made.append(same[0] | first | {"ends": None if None in ends else max(ends)})
    return made


def _told(formula: Formula | None, row: Row, world: World) -> Any:
    return None if formula is None else value(formula.expression, row, {}, world)


def _subjects(rule: Rule, row: Row, units: list[Row], codes: set[str], paths: dict[str, str]) -> list[Row]:
    """Whom the duty is about: one subject; or each unit of the kinds named in the area that the fact speaks of.

    A unit or area that is not among those there are owes nothing, and nothing is owed of it.
    """
    if rule.owes.schedule.how == "daily":
        outer = paths.get(row.get("declared") or row.get("area") or "")
        if outer is None:
            return []
        inside = (unit for unit in units if unit["kind"] in rule.owes.schedule.units and unit["path"] is not None)
        return [_about("unit", unit["code"]) for unit in inside if unit["path"].startswith(outer)]
    column = "subject" if rule.subject in ("subject", "specimen") else rule.subject
    code = row.get(column)
    nowhere = (rule.subject == "unit" and code not in codes) or (rule.subject == "county" and code not in paths)
    if code is None or nowhere:
        return []
    told = _about(rule.subject, code)
    if rule.subject == "case":
        told["person"] = row.get("person")
    return [told]


def _about(kind: str, code: str) -> Row:
    place = {"unit": "unit", "county": "area"}.get(kind)
    return {
        "subject_kind": place or kind,
        "subject": place_subject(place, code) if place else code,
        "person": code if kind == "person" else None,
        "case": code if kind == "case" else None,
        "unit": code if kind == "unit" else None,
        "county": code if kind == "county" else None,
        "group": code if kind == "group" else None,
    }


def episodes_of(causes: list[Row]) -> list[list[Row]]:
    """Causes of one subject whose windows overlap, together; each list in order, its first cause names it."""
    episodes: list[list[Row]] = []
    for group in grouped(causes, "subject").values():
        until: datetime | None = None
        for cause in sorted(group, key=lambda cause: (cause["opened"], cause["original"])):
            if (
                episodes
                and episodes[-1][0]["subject"] == cause["subject"]
                and (until is None or cause["opened"] < until)
            ):
                episodes[-1].append(cause)
                until = None if until is None or cause["ends"] is None else max(until, cause["ends"])
            else:
                episodes.append([cause])
                until = cause["ends"]
    return episodes


def occurrences_of(rule: Rule, episode: list[Row], at: datetime) -> Iterator[Row]:
    """Each time that the duty is owed: its number, from when, by when, until when it can be met, and its day."""
    opened = min(cause["opened"] for cause in episode)
    ends = None if any(cause["ends"] is None for cause in episode) else max(cause["ends"] for cause in episode)
    due = min((cause["due"] for cause in episode if cause["due"] is not None), default=None)
    anchor = min((cause["anchor"] for cause in episode if cause["anchor"] is not None), default=None)
    base = {"anchor": anchor, "day": None}
    schedule = rule.owes.schedule
    if schedule.how == "once":
        yield base | {"occurrence": 1, "opened": opened, "due": due, "ends": ends}
        return
    if schedule.how == "daily":
        yield from _daily(rule, base, opened, ends, at)
        return
    if anchor is None:
        return
    slots = list(_days(rule, anchor) if schedule.how == "days" else _slots(rule, anchor, ends, at))
    for i, (occurrence, begin, end) in enumerate(slots):
        start = max(begin, opened)
        if end <= opened or (ends is not None and start >= ends):
            continue
        following = slots[i + 1][1] if i + 1 < len(slots) else None
        last = min((one for one in (following, ends) if one is not None), default=None)
        yield base | {"occurrence": occurrence, "opened": start, "due": end, "ends": last, "day": begin.date()}


def _days(rule: Rule, anchor: datetime) -> Iterator[tuple[int, datetime, datetime]]:
    midnight = datetime.combine(anchor.date(), datetime.min.time())
    for number in rule.owes.schedule.days:
        begin = midnight + (number - rule.owes.schedule.first_day) * DAY
        yield number, begin, begin + DAY


def _slots(
    rule: Rule, anchor: datetime, ends: datetime | None, at: datetime
) -> Iterator[tuple[int, datetime, datetime]]:
    """Slots of each day until the duty ends; of one without an end, until the end of tomorrow."""
    slots = rule.owes.schedule.slots
    midnight = datetime.combine(anchor.date(), datetime.min.time())
    last = ends if ends is not None else datetime.combine(at.date(), datetime.min.time()) + 2 * DAY
    for index in range(max(0, (last - midnight).days + 1)):
        for position, (begin, end) in enumerate(slots):
            day = midnight + index * DAY
            yield (
                index * len(slots) + position + 1,
                day + timedelta(minutes=begin),
                day + timedelta(minutes=end),
            )


def _daily(rule: Rule, base: Row, opened: datetime, ends: datetime | None, at: datetime) -> Iterator[Row]:
    """Each day up to the clock's: its number counts from 1 January 1970."""
    day = opened.date()
    while day <= at.date():
        midnight = datetime.combine(day, datetime.min.time())
        if ends is not None and midnight >= ends:
            return
        yield base | {
            "occurrence": (day - EPOCH).days,
            "opened": midnight + rule.owes.schedule.cut,
            "due": midnight + rule.owes.schedule.due,
            "ends": None,
            "day": day,
        }
        day += DAY


def met_by(rule: Rule, duty: Row, find: Callable[[str, str, Row], list[Row]], world: World) -> tuple[Any, ...] | None:
    """The first fact that meets a duty: its moment, kind and id."""
    found = []
    for meeting in rule.owes.met_by:
        since = moment(_told(meeting.since, duty, world)) if meeting.since else duty["opened"]
        until = moment(_told(meeting.until, duty, world)) if meeting.until else duty["ends"]
        for fact in find(meeting.kind, meeting.same, duty):
            when = moment(fact[meeting.moment])
            if when is None or since is None or when < since or (until is not None and when >= until):
                continue
            if meeting.where is None or value(meeting.where.expression, fact, duty, world) is True:
                found.append((when, meeting.kind, fact["id"]))
    return min(found) if found else None
