"""Who has signed the day, for pages: the report's own definition, asked for the units of an area."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import polars as pl
from django.db.models import Q

from lianfang.desks.moments import start_of
from lianfang.facts import known_by
from lianfang.facts.responsible import with_leaders
from lianfang.places.models import Unit
from lianfang.places.tree import range_of
from lianfang.reports.figures import SignOffFigures
from lianfang.reports.signing import sign_off_figures
from lianfang.situation.plans import plans_in_force

_COLUMNS = ("code", "name", "kind", "area_id", "leader")


def signing(disease: str) -> tuple[tuple[str, ...], timedelta, timedelta]:
    """Which kinds of unit sign by the plan of a disease, and its ``cut`` and ``due`` counted from the day's midnight.

    Without a plan of its own the rule of any plan in force holds; without any, nobody signs.
    """
    plans = sorted(plans_in_force(), key=lambda plan: plan.disease != disease)
    for plan in plans:
        for rule in plan.rules:
            schedule = rule.owes.schedule
            if schedule.how == "daily" and any(meeting.kind == "sign_off" for meeting in rule.owes.met_by):
                return schedule.units, schedule.cut, schedule.due
    return (), timedelta(days=1), timedelta(days=1, hours=2)


def sign_offs(path: str, day: date, disease: str, at: datetime) -> SignOffFigures:
    """What each signing unit within an area has done for a day, as known at ``at``."""
    kinds, cut, due = signing(disease)
    midnight = start_of(day)
    low, high = range_of(path)
    signed = _signed(day, disease, at)
    # Whoever signs unasked is in the list as well, as in the report.
    asked = Q(kind__in=kinds) | Q(code__in=signed["unit"].to_list())
    units = list(Unit.objects.filter(asked, path__gte=low, path__lt=high).values_list(*_COLUMNS))
    frame = pl.DataFrame(units, schema=["code", "name", "kind", "area", "leader"], orient="row") if units else _NO_UNITS
    frame = with_leaders(frame, at)
    return sign_off_figures(
        signed,
        frame,
        _late_facts(disease, midnight, midnight + cut, at),
        day=day,
        disease=disease,
        known_at=at,
        cut=midnight + cut,
        due=midnight + due,
    )


def _signed(day: date, disease: str, at: datetime) -> pl.DataFrame:
    """The sign-offs of a day as known at a moment: ``unit, day, disease, occurred_from, zero``."""
    told = known_by(at, ["sign_off"], where={"day": [day], "disease": [disease]})["sign_off"]
    return told.select("unit", "day", "disease", "occurred_from", pl.col("zero").fill_null(False))


_NO_UNITS = pl.DataFrame(schema=dict.fromkeys(("code", "name", "kind", "area", "leader"), pl.String))


def _late_facts(disease: str, begins: datetime, cut: datetime, at: datetime) -> Mapping[str, list[datetime]]:
    """By unit, when cases of that day that it reported became known after the day was over."""
    told = known_by(at, ["case"], where={"disease": [disease]}, between=(begins, cut))["case"]
    late: dict[str, list[datetime]] = {}
    for unit, moment in (
        told.filter(pl.col("known_at") > cut.astimezone(UTC)).select("reported_by", "known_at").iter_rows()
    ):
        if unit:
            late.setdefault(unit, []).append(moment)
    return late
