"""When each case passed the steps from onset to outcome, case by case and row by row: the definition in plain loops."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
Passed = tuple[date, str | None]


def steps_of(case: Row, told: Mapping[str, list[Row]], zone: str) -> dict[str, Passed]:
    """By step the day on which a case came to it and the unit; a step that it has not come to is left out.

    ``told``: by kind the rows, in order of time, about whomever they are.
    """

    def day(moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(zone)).date()

    def rows(kind: str, of: str) -> list[Row]:
        return [row for row in told[kind] if row["subject"] == case[of]]

    def at(kind: str, of: str, unit: str) -> list[Passed]:
        return [(day(row["occurred_from"]), row[unit]) for row in rows(kind, of)]

    first = day(case["first"])
    begin = case["onset"] or first - timedelta(days=14)
    inside: Passed | None = None
    for row in rows("observation", "person"):
        if row["stage"] == "entered":
            inside = inside or (day(row["occurred_from"]), row["site"])
        elif day(row["occurred_from"]) < begin:
            inside = None
        else:
            break
    admission = _earliest(at("admission", "person", "hospital"), begin)
    as_told = [(day(row["reported"]), row["reported_by"]) for row in rows("case", "case") if row["reported"]]
    passed = {
        "onset": (case["onset"], None) if case["onset"] else None,
        "visit": _earliest(at("health_check", "person", "place"), begin),
        "report": _earliest(at("action", "case", "unit")) or _earliest(as_told) or (first, None),
        "isolation": _earliest([inside, admission]),
        "admission": admission,
    }
    if case["ended"] is not None and case["outcome"] != "transferred":
        passed["outcome"] = (day(case["ended"]), admission[1] if admission else None)
    return {step: one for step, one in passed.items() if one is not None}


def _earliest(passed: Iterable[Passed | None], since: date = date.min) -> Passed | None:
    known = [one for one in passed if one is not None and one[0] >= since]
    return min(known, default=None, key=lambda one: one[0])
