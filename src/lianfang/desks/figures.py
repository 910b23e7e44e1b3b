"""The figures of a day in an area, from the kept counts, and the rows behind a figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import polars as pl
from django.db.models import Max, Sum

from lianfang.access.models import Account
from lianfang.derive.counts import rows_behind, spells_of_cases, spells_of_contacts, spells_of_tests
from lianfang.desks.queries import midnight
from lianfang.facts import known_by
from lianfang.places.frames import areas_frame
from lianfang.places.tree import range_of
from lianfang.situation import queries
from lianfang.situation.frames import frame_of
from lianfang.situation.models import Count

# Where figures are reported and not counted by people: so old a figure says that the area still reports.
_REPORTING = timedelta(days=14)
_REPORTED = ("counted", "day", "disease", "known_at", "confirmed", "suspected", "asymptomatic", "cured", "dead")


def reported_lately(codes: Iterable[str], disease: str, at: datetime) -> pl.DataFrame:
    """The reported counts of these areas by which they still report, as known at a moment."""
    since = midnight(at) - _REPORTING
    asked = {"disease": [disease], "counted": list(codes)}
    return known_by(at, ["reported_count"], where=asked, between=(since, at), columns=_REPORTED)["reported_count"]


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of a day: by figure and origin, within one area. What was not counted is zero."""

    day: date
    values: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def figure(self, name: str, *origins: str) -> int:
        """The figure over all origins, or over those named."""
        return sum(
            value
            for (figure, origin), value in self.values.items()
            if figure == name and (not origins or origin in origins)
        )


def days_of(path: str, disease: str, days: Iterable[date]) -> dict[date, Day]:
    """The figures of some days within the area of a path, in one query."""
    low, high = range_of(path)
    wanted = list(days)
    rows = (
        Count.objects.filter(path__gte=low, path__lt=high, disease=disease, date__in=wanted)
        .values_list("date", "figure", "origin")
        .annotate(total=Sum("value"))
    )
    found: dict[date, dict[tuple[str, str], int]] = {day: {} for day in wanted}
    for day, figure, origin, total in rows:
        found[day][figure, origin or ""] = total
    return {day: Day(day, values) for day, values in found.items()}


def by_child(paths: Iterable[str], disease: str, days: Iterable[date]) -> dict[tuple[str, date], Day]:
    """The figures of each of some areas on some days, in one query: children of one area, by path and day."""
    children = sorted(paths)
    wanted = list(days)
    found: dict[tuple[str, date], dict[tuple[str, str], int]] = {(path, day): {} for path in children for day in wanted}
    if not children:
        return {}
    low, high = children[0], children[-1] + "~"
    rows = (
        Count.objects.filter(path__gte=low, path__lt=high, disease=disease, date__in=wanted)
        .values_list("path", "date", "figure", "origin")
        .annotate(total=Sum("value"))
    )
    depth = children[0].count("/")
    for path, day, figure, origin, total in rows:
        child = "/".join(path.split("/")[:depth]) + "/"
        if (child, day) in found:
            key = (figure, origin or "")
            found[child, day][key] = found[child, day].get(key, 0) + total
    return {key: Day(key[1], values) for key, values in found.items()}


def diseases_counted(path: str) -> list[str]:
    """The diseases of which anything was counted within an area, the most first.

    What is counted cumulatively is counted again on every day that follows, so that the last days say it all: the last
    two, for just after midnight the first counts of a day are written before the others.
    """
    low, high = range_of(path)
    within = Count.objects.filter(path__gte=low, path__lt=high)
    last = within.aggregate(last=Max("date"))["last"]
    if last is None:
        return []
    rows = (
        within.filter(date__in=(before(last), last), figure__in=("cumulative_confirmed", "cumulative_contacts"))
        .values_list("disease")
        .annotate(total=Sum("value"))
        .order_by("-total")
    )
    return [disease for disease, _total in rows if disease]


def rows_of(account: Account, figure: str, day: datetime, disease: str, path: str, at: datetime) -> pl.DataFrame:
    """The very rows that a figure counts within an area, by the facts known at ``at``.

    Answers ``area, disease, origin, subject, what, start, end``; ``subject`` is a case, for contacts and tests a
    person. Raises KeyError for a figure unknown.
    """
    areas = areas_frame()
    inside = areas.filter(pl.col("path").str.starts_with(path))
    what = figure.partition("_")[2]
    if what in ("contacts", "released"):
        frame = frame_of(queries.contacts_of(account).filter(disease=disease), _CONTACT_COLUMNS)
        spells = spells_of_contacts(frame, areas)
    elif what == "tested":
        spells = _tests(account, day, disease, areas, at)
    else:
        spells = case_spells(cases_frame(account, disease), at)
    rows = rows_behind(spells.filter(pl.col("disease") == disease), figure, day)
    return rows.filter(pl.col("area").is_in(inside["code"].implode()))


def before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


_CASE_COLUMNS = (
    "case", "person", "disease", "classification", "severity", "outcome", "ended", "origin", "suspected", "clinical",
    "confirmed", "asymptomatic", "excluded", "counted_in",
)  # fmt: skip
_CONTACT_COLUMNS = ("person", "case", "disease", "grade", "judged", "released", "ground_fell", "responsible")


def cases_frame(account: Account, disease: str) -> pl.DataFrame:
    """The cases of a disease that an account may see, with what figures count them by."""
    return frame_of(queries.cases_of(account).filter(disease=disease), _CASE_COLUMNS)


def case_spells(cases: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """The spells of these cases that figures count, by the admissions known at a moment."""
    persons = cases["person"].drop_nulls().to_list()
    admissions = known_by(at, ["admission"], {"person": persons})["admission"].select("person")
    return spells_of_cases(cases, admissions)


def _tests(account: Account, day: datetime, disease: str, areas: pl.DataFrame, at: datetime) -> pl.DataFrame:
    around = (day - timedelta(days=1), day + timedelta(days=2))
    taken = known_by(at, ["specimen"], where={"disease": [disease]}, between=around)["specimen"]
    specimens = taken.select("persons", "disease", "occurred_from")
    sampled = specimens["persons"].explode().drop_nulls().unique().to_list()
    people = frame_of(queries.people_of(account).filter(person__in=sampled), ("person", "responsible"))
    return spells_of_tests(specimens, people, areas)
