"""The cases of an area by day, as the page of analysis asks for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Least

from lianfang.access.models import Account
from lianfang.desks.moments import local, start_of
from lianfang.places.models import Area
from lianfang.places.tree import range_of
from lianfang.situation.case_series import case_series
from lianfang.situation.models import CaseStatus
from lianfang.situation.queries import cases_of

# Cases that are counted: a suspected one may still be excluded, and an excluded one is none.
COUNTED = ("confirmed", "clinical", "asymptomatic")
DAYS = 120


@dataclass(frozen=True, slots=True)
class CaseDays:
    """The days of a case: ill, and told of as a case; and how it ended."""

    onset: date | None
    told: date
    outcome: str | None


def case_days(account: Account, path: str, disease: str) -> list[CaseDays]:
    """The days of every case counted in the area of a path; the day it was told of is that of its classification."""
    found = _counted(account, path, disease).filter(first__isnull=False)
    return [
        CaseDays(onset, local(first).date(), outcome)
        for onset, first, outcome in found.values_list("onset", "first", "outcome")
    ]


def reported_by_day(area: Area, disease: str, at: datetime) -> list[tuple[date, float | None]]:
    """New cases by day from figures as reported, for an area of which no person is told; empty where none are."""
    series = case_series(disease, ("confirmed",), area.level, local(at).date(), DAYS, at, only=area.code)
    counts = series.counts[0].tolist()
    told = [(day, None if value != value else value) for day, value in zip(series.days.tolist(), counts, strict=True)]
    return told if any(value for _day, value in told) else []


def cases_behind(account: Account, path: str, disease: str, first: date, last: date) -> list[CaseStatus]:
    """The cases of an area first told of on these days, fifty of them at most."""
    begin, end = (start_of(day) for day in (first, last + timedelta(days=1)))
    found = _counted(account, path, disease).filter(first__gte=begin, first__lt=end)
    return list(found.order_by("first", "case")[:50])


def _counted(account: Account, path: str, disease: str) -> QuerySet[Any]:
    """The cases counted in the area of a path, each with ``first``, when it was first told of as a case."""
    low, high = range_of(path)
    within = Area.objects.filter(path__gte=low, path__lt=high).values_list("code", flat=True)
    found = cases_of(account).filter(disease=disease, classification__in=COUNTED, counted_in__in=within)
    return found.annotate(first=Least(*COUNTED))
