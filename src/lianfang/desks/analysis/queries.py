"""The cases of an area by day, as the page of analysis asks for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Least

from lianfang.access.models import Account
from lianfang.desks.moments import local
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
    """The days of a case: ill, told of as a case, and how and when it ended."""

    onset: date | None
    told: date
    outcome: str | None
    ended: date | None


def case_days(account: Account, path: str, disease: str) -> list[CaseDays]:
    """The days of every case counted in the area of a path; the day it was told of is that of its classification."""
    found = cases_of(account).filter(disease=disease, classification__in=COUNTED, counted_in__in=_codes(path))
    made = []
    for onset, outcome, ended, *moments in found.values_list("onset", "outcome", "ended", *COUNTED):
        told = min((moment for moment in moments if moment is not None), default=None)
        if told is not None:
            over = local(ended).date() if ended is not None else None
            made.append(CaseDays(onset, local(told).date(), outcome, over))
    return made


def reported_by_day(area: Area, disease: str, at: datetime) -> list[tuple[date, float | None]]:
    """New cases by day from figures as reported, for an area of which no person is told; empty where none are."""
    last = local(at).date()
    series = case_series(disease, ("confirmed",), area.level, last, DAYS, at)
    if area.code not in series.areas:
        return []
    counts = series.counts[series.areas.index(area.code)]
    days = [last - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]
    told = [(day, None if value != value else float(value)) for day, value in zip(days, counts, strict=True)]
    return told if any(value for _day, value in told) else []


def cases_behind(account: Account, path: str, disease: str, first: date, last: date) -> list[CaseStatus]:
    """The cases of an area first told of on these days, fifty of them at most."""
    begin, end = (_midnight(day) for day in (first, last + timedelta(days=1)))
    found = cases_of(account).filter(disease=disease, classification__in=COUNTED, counted_in__in=_codes(path))
    first_told = found.annotate(first=Least(*COUNTED)).filter(first__gte=begin, first__lt=end)
    return list(first_told.order_by("first", "case")[:50])


def _codes(path: str) -> QuerySet[Area, str]:
    """The codes of the areas within one."""
    low, high = range_of(path)
    return Area.objects.filter(path__gte=low, path__lt=high).values_list("code", flat=True)


def _midnight(day: date) -> datetime:
    from lianfang.desks.page import local_zone

    return datetime.combine(day, datetime.min.time(), local_zone())


def counted_on(days: Iterable[date | None], begin: date, length: int) -> Any:
    """How many of these days fall on each of ``length`` days from ``begin`` on, as an array."""
    import numpy as np

    held = np.zeros(length)
    for day in days:
        if day is not None and 0 <= (day - begin).days < length:
            held[(day - begin).days] += 1
    return held
