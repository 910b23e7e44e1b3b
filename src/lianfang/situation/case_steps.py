"""四早: when each case passed the steps from falling ill to its outcome, and at which unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import polars as pl
import polars.selectors as cs
from django.conf import settings
from django.db.models import QuerySet

from lianfang.facts import known_by
from lianfang.situation.case_series import COUNTED, counted_cases
from lianfang.situation.frames import frame_of
from lianfang.situation.models import CaseStatus

STEPS = ("onset", "visit", "report", "isolation", "admission", "outcome")
# Of whom no onset is known, what was up to so many days before the report belongs to this illness.
BEFORE = timedelta(days=14)
# A case that was recorded longer ago says little of how long things take now.
LOOK_BACK = timedelta(days=90)

# Of which kind the steps are, and of its rows what is asked.
TOLD: dict[str, tuple[tuple[str, ...], dict[str, list[str]]]] = {
    "health_check": (("place",), {"setting": ["clinic"]}),
    "observation": (("stage", "site"), {"observation": ["central", "home"]}),
    "admission": (("hospital",), {}),
    "action": (("unit",), {"action": ["network_report"]}),
    "case": (("reported", "reported_by"), {}),
}


def case_steps(among: QuerySet[CaseStatus], path: str, disease: str, at: datetime) -> pl.DataFrame:
    """The steps of these cases that are counted in the area of a path and were told of in the last 90 days.

    A row a case: ``counted_in``, by each of ``STEPS`` its day, null where the case has not come to it or nobody told,
    and as ``…_unit`` the unit at which it did, null where that is not known.

    A visit is the first check at a clinic. The report is the network report, else the day of the report as the case
    tells it, else that of its first classification. Isolation is the isolation, central or at home, in which the person
    was when ill, or which followed, or the admission where that came first. Admission is the first, the outcome a
    discharge or death. What lay before the illness belongs to none of it.
    """
    counted = counted_cases(among, path, disease).filter(first__gte=at - LOOK_BACK, first__lte=at)
    asked = frame_of(counted, ("case", "person", "onset", *COUNTED, "ended", "outcome", "counted_in"))
    cases = asked.with_columns(first=pl.min_horizontal(COUNTED)).drop(COUNTED)
    about = {name: cases[name].unique().to_list() for name in ("case", "person")}
    told = {
        kind: known_by(at, [kind], about, where, columns=("subject", "occurred_from", *columns), whole=True)[kind]
        for kind, (columns, where) in TOLD.items()
    }
    return steps_of(cases, told, settings.TIME_ZONE)


def steps_of(cases: pl.DataFrame, told: Mapping[str, pl.DataFrame], zone: str) -> pl.DataFrame:
    """The steps of these cases by what was ``TOLD`` of them and of their persons, each kind in order of time.

    ``cases``: ``case``, ``person``, ``onset``, ``first`` and ``ended`` as moments, ``outcome``, ``counted_in``.
    """
    steps = cases.with_row_index("place").with_columns(first=_day("first", zone), ended=_day("ended", zone))
    steps = steps.with_columns(begin=pl.coalesce("onset", pl.col("first") - BEFORE))

    def passed(kind: str, of: str, moment: str, unit: str) -> pl.DataFrame:
        """What is told of each case's ``of``: ``place``, ``begin``, ``day``, ``unit``, and the ``stage`` of a kind."""
        days = told[kind].with_columns(day=_day(moment, zone), unit=unit).drop_nulls("day")
        days = days.select("subject", "day", "unit", cs.by_name("stage", require_all=False))
        return steps.select("place", "begin", subject=of).join(days, on="subject", maintain_order="left_right")

    when_ill = pl.col("day") >= pl.col("begin")
    admission = _earliest(passed("admission", "person", "occurred_from", "hospital").filter(when_ill))
    isolated = _isolated(passed("observation", "person", "occurred_from", "site"))
    earliest = {
        "visit": _earliest(passed("health_check", "person", "occurred_from", "place").filter(when_ill)),
        "network": _earliest(passed("action", "case", "occurred_from", "unit")),
        "told": _earliest(passed("case", "case", "reported", "reported_by")),
        "isolation": _earliest(pl.concat([isolated, admission])),
        "admission": admission,
    }
    for step, found in earliest.items():
        named = found.rename({"day": step, "unit": unit_of(step)})
        steps = steps.join(named, on="place", how="left", maintain_order="left")
    over = pl.col("ended").is_not_null() & pl.col("outcome").ne_missing("transferred")
    by_network, as_told = (pl.col(step).is_not_null() for step in ("network", "told"))
    steps = steps.with_columns(
        report=pl.coalesce("network", "told", "first"),
        report_unit=pl.when(by_network).then("network_unit").when(as_told).then("told_unit"),
        onset_unit=pl.lit(None, pl.String),
        outcome=pl.when(over).then("ended"),
        outcome_unit=pl.when(over).then("admission_unit"),
    )
    return steps.select("counted_in", *(name for step in STEPS for name in (step, unit_of(step))))


def unit_of(step: str) -> str:
    """The column with the unit at which a case came to a step."""
    return f"{step}_unit"


def _day(moment: str, zone: str) -> pl.Expr:
    return pl.col(moment).dt.convert_time_zone(zone).dt.date()


def _earliest(passed: pl.DataFrame) -> pl.DataFrame:
    """By place in the list of cases the first day and its unit: of one day the one told first."""
    ordered = passed.select("place", "day", "unit").sort("day", maintain_order=True)
    return ordered.unique("place", keep="first", maintain_order=True)


def _isolated(passed: pl.DataFrame) -> pl.DataFrame:
    """The isolation in which each was on the day ``begin``, since its first site, else the one that followed.

    A stay ends with the first row that is no entry. One that ended before the illness is none of it; what comes after
    the end of the one that counts is none either.
    """
    ends = pl.col("stage").ne_missing("entered")
    until_over = passed.filter((ends & (pl.col("day") >= pl.col("begin"))).cum_sum().over("place") == 0)
    since = until_over.filter(ends.cum_sum(reverse=True).over("place") == 0)
    return since.unique("place", keep="first", maintain_order=True).select("place", "day", "unit")
