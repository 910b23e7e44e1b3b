"""四早: when each case passed the steps from falling ill to its outcome, and at which unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from lianfang.facts import known_by
from lianfang.facts.clock import local_day
from lianfang.situation.case_series import counted_cases
from lianfang.situation.models import CaseStatus

STEPS = ("onset", "visit", "report", "isolation", "admission", "outcome")
# Of whom no onset is known, what was up to so many days before the report belongs to this illness.
BEFORE = timedelta(days=14)
# A case that was recorded longer ago says little of how long things take now.
LOOK_BACK = timedelta(days=90)

Passed = tuple[date, str | None]


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """A case's area of counting, and the day of each step that it has passed with the unit at which it did."""

    counted_in: str | None
    passed: Mapping[str, Passed]

    def day(self, step: str) -> date | None:
        """The day of a step, None where the case has not come to it, or nobody told."""
        return self.passed[step][0] if step in self.passed else None

    def unit(self, step: str) -> str | None:
        """The unit at which the case came to a step, None where it is not known."""
        return self.passed[step][1] if step in self.passed else None


# What is asked of each case: whole rows of thousands of cases cost more than all else here.
_ASKED = ("case", "person", "onset", "first", "ended", "outcome", "counted_in")


def case_steps(among: QuerySet[CaseStatus], path: str, disease: str, at: datetime) -> list[CaseSteps]:
    """The steps of these cases that are counted in the area of a path and were told of in the last 90 days.

    A visit is the first check at a clinic. The report is the network report, else the day of the report as the case
    tells it, else that of its first classification. Isolation is the isolation, central or at home, in which the person
    was when ill, or which followed, or the admission where that came first. Admission is the first, the outcome a
    discharge or death. What lay before the illness belongs to none of it.
    """
    counted = counted_cases(among, path, disease).filter(first__gte=at - LOOK_BACK, first__lte=at)
    cases = list(counted.values_list(*_ASKED, named=True))
    about = {"person": {str(case.person) for case in cases}, "case": {str(case.case) for case in cases}}

    def told(kind: str, *columns: str, **where: list[str]) -> dict[str, list[dict[str, Any]]]:
        """Rows of a kind by case where it is of cases, else by person."""
        found = known_by(at, [kind], about, where, columns=("subject", "occurred_from", *columns))[kind]
        rows: dict[str, list[dict[str, Any]]] = {}
        for row in found.sort("occurred_from").iter_rows(named=True):
            rows.setdefault(row["subject"], []).append(row)
        return rows

    checks = told("health_check", "place", setting=["clinic"])
    observed = told("observation", "stage", "site", observation=["central", "home"])
    admitted = told("admission", "hospital")
    network = told("action", "unit", action=["network_report"])
    of_case = told("case", "reported", "reported_by")

    def steps(case: Any) -> CaseSteps:
        first = local_day(case.first)
        begin = case.onset or first - BEFORE
        person, mine = str(case.person), str(case.case)
        admission = _earliest(_at(admitted.get(person, ()), "hospital"), begin)
        reported = [
            (local_day(row["reported"]), row["reported_by"]) for row in of_case.get(mine, ()) if row["reported"]
        ]
        passed = {
            "onset": (case.onset, None) if case.onset else None,
            "visit": _earliest(_at(checks.get(person, ()), "place"), begin),
            "report": _earliest(_at(network.get(mine, ()), "unit")) or _earliest(reported) or (first, None),
            "isolation": _earliest([_isolated(observed.get(person, ()), begin), admission]),
            "admission": admission,
        }
        if case.ended is not None and case.outcome != "transferred":
            passed["outcome"] = (local_day(case.ended), admission[1] if admission else None)
        return CaseSteps(case.counted_in, {step: one for step, one in passed.items() if one is not None})

    return [steps(case) for case in cases]


def _at(rows: Iterable[dict[str, Any]], unit: str) -> list[Passed | None]:
    return [(local_day(row["occurred_from"]), row[unit]) for row in rows]


def _earliest(passed: Iterable[Passed | None], since: date = date.min) -> Passed | None:
    known = [one for one in passed if one is not None and one[0] >= since]
    return min(known, default=None, key=lambda one: one[0])


def _isolated(rows: Iterable[dict[str, Any]], begin: date) -> Passed | None:
    """The isolation in which somebody was on the day ``begin``, since its first site, else the one that followed."""
    inside: Passed | None = None
    for row in rows:
        day = local_day(row["occurred_from"])
        if row["stage"] == "entered":
            inside = inside or (day, row["site"])
        elif day < begin:
            inside = None
        else:
            break
    return inside
