"""What several desks ask: what to do first, who owes what is overdue, what people are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet, Sum

from lianfang.access.models import Account
from lianfang.access.shown import note
from lianfang.desks.moments import local
from lianfang.situation import answering, queries
from lianfang.situation.models import Duty, OpenTally, PersonStatus


@dataclass(frozen=True, slots=True)
class Group:
    """What a unit owes by one rule until the end of today: how many duties, the first deadline, how many are over."""

    plan: str
    rule: str
    owed_by: str | None
    duties: int
    due: datetime
    over: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed by one rule: how many duties and units, the first deadline, how many are over.

    ``owed_by`` is the unit where there is one, else the one that owes most.
    """

    plan: str
    rule: str
    owed_by: str | None
    units: int
    duties: int
    due: datetime
    over: int
    met: None = None
    waived: None = None

    @property
    def name(self) -> str:
        """The rule and who owes it, by which the one person it is about is found."""
        return f"{self.plan} {self.rule} {self.owed_by}"


def open_duties(account: Account, at: datetime) -> QuerySet[Duty]:
    """The duties an account may see that had begun by ``at`` and were neither met, waived nor ended by then."""
    duties = queries.duties_of(account).filter(queries.begun(at))
    return duties.filter(queries.unfinished(at))


def overdue(at: datetime) -> Q:
    """The condition that a duty that is open was due by ``at``."""
    return Q(due__lte=at)


def open_tallies(account: Account, at: datetime) -> QuerySet[OpenTally]:
    """The same, those alike as one row with their number: for whoever counts."""
    return queries.open_tallies_of(account).filter(queries.begun(at), queries.unended(at))


def midnight(at: datetime) -> datetime:
    """When the local day of this moment began."""
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def end_of_day(at: datetime) -> datetime:
    """The local midnight that ends the day of this moment."""
    return midnight(at) + timedelta(days=1)


def last_full_day(at: datetime) -> date:
    """The local day that was over last: the day of 截至…24时."""
    return local(at).date() - timedelta(days=1)


def owed_today(account: Account, at: datetime) -> list[Group]:
    """What is owed until the end of today and can still be done, by rule and unit; the one question of a first page.

    Counted are duties and not people: to tell people apart takes three times as long where a county owes a hundred
    thousand.
    """
    grouped = (
        open_tallies(account, at)
        .filter(due__lte=end_of_day(at))
        .values_list("plan", "rule", "owed_by")
        .annotate(duties=Sum("number"), first=Min("due"), over=Sum("number", filter=overdue(at), default=0))
    )
    return [Group(*group) for group in grouped]


@dataclass(frozen=True, slots=True)
class Brought:
    """What is late and comes before a unit: the first of it, a rule a line, and how many duties in all."""

    first: list[Owed]
    duties: int


def brought_before(account: Account, at: datetime, most: int) -> Brought:
    """What is late and comes before the account's unit."""
    lines = answering.brought_before(account, at)
    groups = [Group(one.plan, one.rule, one.owed_by, one.duties, one.due, one.duties) for one in lines]
    return Brought(first_to_do(groups, most), sum(group.duties for group in groups))


def first_to_do(groups: Iterable[Group], most: int) -> list[Owed]:
    """A rule a line, the earliest deadline first."""
    by_rule: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        by_rule.setdefault((group.plan, group.rule), []).append(group)
    lines = [_owed(of_rule) for of_rule in by_rule.values()]
    return sorted(lines, key=lambda owed: (owed.due, owed.rule))[:most]


def _owed(groups: list[Group]) -> Owed:
    """One line of the groups of one rule, a group a unit."""
    most = max(groups, key=lambda group: (group.over, group.duties, group.owed_by or ""))
    return Owed(
        most.plan,
        most.rule,
        most.owed_by,
        len(groups),
        sum(group.duties for group in groups),
        min(group.due for group in groups),
        sum(group.over for group in groups),
    )


def overdue_by_unit(groups: Iterable[Group], most: int) -> list[tuple[str | None, int]]:
    """Units and how much of theirs is overdue, most first."""
    over: dict[str | None, int] = {}
    for group in groups:
        over[group.owed_by] = over.get(group.owed_by, 0) + group.over
    worst = sorted(over.items(), key=lambda item: (-item[1], item[0] or ""))
    return [(unit, number) for unit, number in worst[:most] if number]


def only_people(account: Account, duties: QuerySet[Duty], lines: Iterable[Owed], at: datetime) -> dict[str, Any]:
    """By the name of a line with one duty only, the person whom it is about."""
    rules = [owed.rule for owed in lines if owed.duties == 1]
    if not rules:
        return {}
    asked = duties.filter(due__lte=end_of_day(at), rule__in=rules).values_list("plan", "rule", "owed_by", "person")
    about = {f"{plan} {rule} {unit}": person for plan, rule, unit, person in asked}
    people = person_names(account, about.values())
    return {name: people[person] for name, person in about.items() if person in people}


def person_names(account: Account, persons: Iterable[Any]) -> dict[UUID | None, PersonStatus]:
    """The people with these ids that an account may see; each is noted for the audit as named on the page."""
    wanted = {person for person in persons if person}
    if not wanted:
        return {}
    people = list(queries.people_of(account).filter(person__in=wanted))
    note(found.person for found in people)
    return {found.person: found for found in people}


def nulls_last(column: str) -> Any:
    """Order by a moment, those without one at the end."""
    return F(column).asc(nulls_last=True)
