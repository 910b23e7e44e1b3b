"""New cases by area and day as arrays, for early warning and estimates: people's records, or figures as reported."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, F, Min, Q, QuerySet, TextField
from django.db.models import Count as Aggregate
from django.db.models.functions import Cast, Least, TruncDate

from lianfang.facts import known_by
from lianfang.facts.known import subjects_told
from lianfang.places.frames import areas_frame, counting_from_frame
from lianfang.places.models import Area
from lianfang.places.tree import range_of
from lianfang.situation.models import CaseStatus, Count

if TYPE_CHECKING:
    from lianfang.analysis.series import Dates, Floats


@dataclass(frozen=True, slots=True)
class CaseSeries:
    """``counts`` of shape (areas, days), NaN where nothing is known: before records began, or nobody told."""

    areas: tuple[str, ...]
    days: Dates
    counts: Floats


def case_series(
    disease: str,
    classifications: Collection[str],
    level: str,
    last: date,
    days: int,
    at: datetime,
    only: str | None = None,
) -> CaseSeries:
    """New cases of these classifications of each area of a level, on the ``days`` days until ``last``, known at ``at``.

    ``only`` one area is asked for by its code.

    People's records count from the first day on which anything was counted in the area, or, of a town and smaller ones,
    in its county, for whoever records there records of all its towns: from then on nobody recorded is nobody ill. An
    area with figures as reported (their cumulative confirmed, day against day before) has these until the day from
    which persons count; a fall, and a day after one that nobody told, are missing.
    """
    asked = pl.col("level") == level if only is None else (pl.col("level") == level) & (pl.col("code") == only)
    every = areas_frame()
    areas = every.filter(asked).sort("code")
    codes, paths = areas["code"].to_list(), areas["path"].to_list()
    first = last - timedelta(days=days - 1)
    counties = every.filter(pl.col("level") == "county")["path"].to_list()
    counts = _of_persons(paths, counties, disease, classifications, first, days)
    if "confirmed" in classifications:
        told = _as_reported(codes, disease, first, days, at)
        rows = counting_from_frame().filter(pl.col("disease") == disease).select("area", "day").iter_rows()
        persons_from = dict(rows)
        for place in range(len(codes)):
            if np.isnan(told[place]).all():
                continue
            start = _persons_from(paths[place], persons_from)
            until = days if start is None else min(max((start - first).days, 0), days)
            counts[place, :until] = told[place, :until]
    held = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    return CaseSeries(tuple(codes), held, counts)


def _of_persons(
    paths: list[str], counties: list[str], disease: str, classifications: Collection[str], first: date, days: int
) -> Floats:
    place_of = _places(paths)
    counts = np.full((len(paths), days), np.nan)
    for place, begun in _begun(paths, place_of, counties).items():
        counts[place, max((begun - first).days, 0) :] = 0.0
    begins = datetime.combine(first, time.min, ZoneInfo(settings.TIME_ZONE))
    found = list(first_classified(disease, classifications).filter(first__gte=begins))
    codes = {code for code, _day, _value in found}
    path_of = dict(Area.objects.filter(code__in=[code for code in codes if code]).values_list("code", "path"))
    area_of = {code: place_of(path_of.get(code or "")) for code in codes}
    told = [(area_of[code], (day - first).days, value) for code, day, value in found if area_of[code] is not None]
    if told:
        areas, numbers, values = (np.array(column) for column in zip(*told, strict=True))
        within = numbers < days
        # A day of which nothing was known before is known now.
        rows, columns = areas[within].astype(np.int64), numbers[within]
        counts[rows, columns] = np.nan_to_num(counts[rows, columns])
        np.add.at(counts, (rows, columns), values[within])
    return counts


def _begun(paths: list[str], place_of: Callable[[str | None], int | None], counties: list[str]) -> dict[int, date]:
    """By the places of areas the first day on which anything was counted in them, or in the county that they are of."""
    county_of = _places(counties)
    begun: dict[int, date] = {}
    of_county: dict[int, date] = {}
    for path, day in Count.objects.values_list("path").annotate(first=Min("date")).values_list("path", "first"):
        for held, place in ((begun, place_of(path)), (of_county, county_of(path))):
            if place is not None:
                held[place] = min(day, held.get(place, day))
    for place, path in enumerate(paths):
        county = county_of(path)
        if county in of_county and path != counties[county]:
            begun[place] = of_county[county]
    return begun


class CaseDays(NamedTuple):
    """The days of a case: ill, and told of as a case; its outcome; whether it became known in the last week; whose."""

    onset: date | None
    told: date
    outcome: str | None
    newly_known: bool = False
    person: str | None = None


# Cases that estimates count: a suspected one may still be excluded, and an excluded one is none.
COUNTED = ("confirmed", "clinical", "asymptomatic")
# Days of figures as reported that an area's curve looks back on.
DAYS = 120
# A case that became known since so long ago is new, whatever its day.
LATELY = timedelta(days=7)


def counted_cases(among: QuerySet[CaseStatus], path: str, disease: str) -> QuerySet[Any]:
    """Those of these cases that are counted in the area of a path, each with ``first``, when it was told of as one."""
    found = among.filter(disease=disease, classification__in=COUNTED, counted_in__in=_codes_within(path))
    return found.annotate(first=Least(*COUNTED))


def _codes_within(path: str) -> QuerySet[Any, str]:
    low, high = range_of(path)
    return Area.objects.filter(path__gte=low, path__lt=high).values_list("code", flat=True)


def case_days(among: QuerySet[CaseStatus], path: str, disease: str) -> list[CaseDays]:
    """The days of every case counted in the area of a path; the day it was told of is that of its classification."""
    return case_days_around(among, path, path, disease, ())[0]


def case_days_around(
    among: QuerySet[CaseStatus], path: str, around: str, disease: str, newly_known: Collection[str]
) -> tuple[list[CaseDays], list[CaseDays]]:
    """The same, and the days of every case counted in an area around it, itself included; both read at once."""
    day = TruncDate("first", tzinfo=ZoneInfo(settings.TIME_ZONE))
    inside = ExpressionWrapper(Q(counted_in__in=_codes_within(path)), output_field=BooleanField())
    found = counted_cases(among, around, disease).filter(first__isnull=False)
    # Days and words made by the database: of ten thousand cases Python's own take longer than the question.
    rows = found.values_list(inside, "onset", day, "outcome", Cast("case", TextField()), Cast("person", TextField()))
    here: list[CaseDays] = []
    every: list[CaseDays] = []
    for lies_here, onset, told, outcome, case, person in rows:
        of_case = CaseDays(onset, told, outcome, case in newly_known, person)
        every.append(of_case)
        if lies_here:
            here.append(of_case)
    return here, every


def newly_known_cases(disease: str, at: datetime) -> frozenset[str]:
    """The cases of which it was not known a week before this moment that they are counted ones, by their subjects."""
    before = at - LATELY
    about = subjects_told("case", before, at)
    where = {"disease": [disease], "classification": list(COUNTED)}
    known = known_by(before, ["case"], {"case": about}, where, columns=("subject",))["case"]
    return frozenset(about).difference(known["subject"])


def reported_by_day(area: Area, disease: str, last: date, at: datetime) -> list[tuple[date, float | None]]:
    """New cases by day from figures as reported, for an area of which no person is told; empty where none are."""
    series = case_series(disease, ("confirmed",), area.level, last, DAYS, at, only=area.code)
    counts = series.counts[0].tolist()
    told = [(day, None if value != value else value) for day, value in zip(series.days.tolist(), counts, strict=True)]
    return told if any(value for _day, value in told) else []


def first_classified(disease: str, classifications: Collection[str]) -> QuerySet[Any, tuple[str | None, date, int]]:
    """Cases by the area in which they are counted and the local day on which they were first classified so.

    A case that is confirmed after a clinical diagnosis is one case, of its first day; one excluded since is none.
    """
    moments = [F(name) for name in classifications]
    first = Least(*moments) if len(moments) > 1 else moments[0]
    cases = CaseStatus.objects.filter(disease=disease).exclude(classification="excluded")
    told = cases.annotate(first=first).filter(first__isnull=False)
    by_day = told.annotate(day=TruncDate("first", tzinfo=ZoneInfo(settings.TIME_ZONE)))
    return by_day.values_list("counted_in", "day").annotate(cases=Aggregate("case")).order_by("counted_in", "day")


def _places(paths: list[str]) -> Callable[[str | None], int | None]:
    """A function from the path of any area to the place of the area here in which it lies, None where in none."""
    places = {path: place for place, path in enumerate(paths)}
    depths = sorted({path.count("/") for path in paths})

    def place_of(path: str | None) -> int | None:
        parts = (path or "").split("/")
        for depth in depths:
            found = places.get("/".join(parts[:depth]) + "/")
            if found is not None:
                return found
        return None

    return place_of


REPORTED = ("confirmed", "suspected", "dead")


def reported_figures(codes: Collection[str], disease: str, first: date, last: date, at: datetime) -> pl.DataFrame:
    """Cumulative figures told of these areas: ``counted, day, publisher, known_at, confirmed, suspected, dead``."""
    wanted = ("counted", "day", "publisher", "known_at", *REPORTED)
    where = {"disease": [disease], "counted": list(codes)}
    told = known_by(at, ["reported_count"], where=where, columns=wanted)["reported_count"]
    return told.select(wanted).filter(pl.col("day").is_between(first, last))


def _as_reported(codes: list[str], disease: str, first: date, days: int, at: datetime) -> Floats:
    """Differences of the cumulative figures told of these areas; of several publishers the one known last counts."""
    wanted = ("id", "counted", "day", "confirmed", "known_at")
    asked = [first + timedelta(days=number) for number in range(-1, days)]
    where = {"disease": [disease], "counted": codes, "day": asked}
    told = known_by(at, ["reported_count"], where=where, columns=wanted, whole=True)["reported_count"]
    told = told.filter(pl.col("confirmed").is_not_null()).sort("known_at", "id")
    told = told.unique(["counted", "day"], keep="last", maintain_order=True)
    place_of = pl.DataFrame({"counted": codes, "place": range(len(codes))}, schema_overrides={"counted": pl.String})
    told = told.join(place_of, on="counted").with_columns(number=(pl.col("day") - asked[0]).dt.total_days())
    cumulative = np.full((len(codes), days + 1), np.nan)
    cumulative[told["place"].to_numpy(), told["number"].to_numpy()] = told["confirmed"].to_numpy()
    new = np.diff(cumulative, axis=1)
    return np.where(new < 0, np.nan, new)


def _persons_from(path: str, persons_from: dict[str, date]) -> date | None:
    """The day from which persons count in an area: its own, else that of the nearest above it."""
    for code in reversed(path.strip("/").split("/")):
        if code in persons_from:
            return persons_from[code]
    return None
