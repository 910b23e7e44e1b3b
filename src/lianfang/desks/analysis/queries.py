"""The cases of an area by day, the people behind its rates, its clusters, as the pages of analysis ask for them."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

import polars as pl
from django.db.models import Q, QuerySet

from lianfang.access.models import Account
from lianfang.desks.moments import start_of
from lianfang.places.tree import range_of
from lianfang.situation import case_series
from lianfang.situation.case_series import CaseDays
from lianfang.situation.frames import frame_of
from lianfang.situation.models import CaseStatus, Contact, Group, GroupMember
from lianfang.situation.queries import cases_of, contacts_of, observation_ended, people_of


def case_days(account: Account, path: str, disease: str) -> list[CaseDays]:
    """The days of every case counted in the area of a path that an account may see."""
    return case_series.case_days(cases_of(account), path, disease)


def case_days_around(
    account: Account, path: str, disease: str, newly_known: Collection[str]
) -> tuple[list[CaseDays], list[CaseDays]]:
    """The same, and of all cases that an account may see in its own area around."""
    return case_series.case_days_around(cases_of(account), path, account.area_path, disease, newly_known)


def cases_behind(account: Account, path: str, disease: str, first: date, last: date) -> list[CaseStatus]:
    """The cases of an area first told of on these days, fifty of them at most."""
    begin, end = (start_of(day) for day in (first, last + timedelta(days=1)))
    found = case_series.counted_cases(cases_of(account), path, disease).filter(first__gte=begin, first__lt=end)
    return list(found.order_by("first", "case")[:50])


def ended_contacts_frame(account: Account, disease: str) -> pl.DataFrame:
    """The contacts of a disease whose observation ended: ``person, disease, released, responsible``."""
    columns = ("person", "disease", "released", "responsible")
    return pl.concat([frame_of(one, columns) for one in _ended_contacts(account, disease)])


def _ended_contacts(account: Account, disease: str) -> list[QuerySet[Contact]]:
    """Those that an account may see, ended by release, or by the infection itself: few beside all that are observed."""
    ended = observation_ended(cases_of(account).filter(disease=disease))
    return [contacts_of(account).filter(each, disease=disease) for each in ended]


def births_of(account: Account, disease: str) -> list[tuple[str, date | None, float | None]]:
    """Each person who is a case of a disease or a contact whose observation ended: birth and age as told; each once."""
    columns = ("person", "birth", "age")
    found: dict[str, tuple[str, date | None, float | None]] = {}
    # Whose observation ended by the infection is a case.
    released, _infected = _ended_contacts(account, disease)
    for among in (cases_of(account).filter(disease=disease), released):
        people = people_of(account).filter(person__in=among.values_list("person", flat=True))
        found |= {row[0]: row for row in frame_of(people, columns).iter_rows()}
    return list(found.values())


def groups_in(path: str, disease: str) -> QuerySet[Group]:
    """The clusters and outbreaks of a disease in the area of a path, those recognised last first."""
    low, high = range_of(path)
    here = Group.objects.filter(disease=disease, responsible__gte=low, responsible__lt=high, recognised__isnull=False)
    return here.order_by("-recognised", "group")


def running_groups(path: str, disease: str, at: datetime) -> int:
    """How many of them were not over at a moment by their plan."""
    return groups_in(path, disease).filter(Q(closes=None) | Q(closes__gt=at)).count()


def cases_of_groups(account: Account, groups: list[Group], most: int) -> dict[UUID, list[CaseStatus]]:
    """The cases of each group that an account may see, those that count first before others, so many at most."""
    members = GroupMember.objects.filter(group__in=[one.group for one in groups]).order_by("group", "since", "case")
    held = [(one.group, one.case) for one in members]
    cases = {case.case: case for case in cases_of(account).filter(case__in=[case for _group, case in held])}
    found: dict[UUID, list[CaseStatus]] = {one.group: [] for one in groups}
    for group, case in held:
        if case in cases and len(found[group]) < most:
            found[group].append(cases[case])
    return found
