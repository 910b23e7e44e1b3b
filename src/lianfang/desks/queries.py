"""What several desks ask: what to do first, who owes what is overdue, what people are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast

from lianfang.access.models import Account
from lianfang.desks.moments import local
from lianfang.situation import queries
from lianfang.situation.models import Duty, PersonStatus


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed by one rule: how many duties, people and units, the first deadline, how many are over.

    ``owed_by`` is the unit where there is one, else the one that owes most; ``person`` where it is about one.
    """

    plan: str | None
    rule: str | None
    owed_by: str | None
    units: int
    duties: int
    people: int
    due: datetime | None
    over: int
    person: UUID | None
    met: None = None
    waived: None = None


def open_duties(account: Account, at: datetime) -> QuerySet[Duty]:
    """The duties an account may see that had begun by ``at`` and were neither met, waived nor ended by then."""
    duties = queries.duties_of(account).filter(Q(opened__isnull=True) | Q(opened__lte=at))
    return duties.filter(queries.unfinished(at))


def overdue(at: datetime) -> Q:
    """The condition that a duty that is open was due by ``at``."""
    return Q(due__lte=at)


def midnight(at: datetime) -> datetime:
    """When the local day of this moment began."""
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def end_of_day(at: datetime) -> datetime:
    """The local midnight that ends the day of this moment."""
    return midnight(at) + timedelta(days=1)


def last_full_day(at: datetime) -> date:
    """The local day that was over last: the day of 截至…24时."""
    return local(at).date() - timedelta(days=1)


def first_to_do(duties: QuerySet[Duty], at: datetime, most: int) -> list[Owed]:
    """What is owed until the end of today and can still be done, a rule a line, the earliest deadline first."""
    grouped = (
        duties.filter(due__lte=end_of_day(at))
        .values("plan", "rule", "owed_by")
        .annotate(
            duties=Count("key"),
            people=Count("person", distinct=True),
            first=Min("due"),
            over=Count("key", filter=overdue(at)),
            one=Min(Cast("person", TextField())),
        )
        .order_by("first", "rule", "-duties", "owed_by")
    )
    by_rule: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for group in grouped:
        by_rule.setdefault((group["plan"], group["rule"]), []).append(dict(group))
    return [_owed(groups) for groups in list(by_rule.values())[:most]]


def _owed(groups: list[dict[str, Any]]) -> Owed:
    """One line of the groups of one rule, a group a unit. A person owed by two units counts with each of them."""
    people = sum(group["people"] for group in groups)
    most = max(groups, key=lambda group: (group["over"], group["duties"]))
    return Owed(
        most["plan"],
        most["rule"],
        most["owed_by"],
        len(groups),
        sum(group["duties"] for group in groups),
        people,
        groups[0]["first"],
        sum(group["over"] for group in groups),
        UUID(groups[0]["one"]) if people == 1 and groups[0]["one"] else None,
    )


def overdue_by_unit(duties: QuerySet[Duty], at: datetime, most: int) -> list[tuple[str | None, int]]:
    """Units and how much of theirs is overdue, most first."""
    grouped = duties.filter(overdue(at)).values("owed_by").annotate(n=Count("key")).order_by("-n", "owed_by")
    return [(group["owed_by"], group["n"]) for group in grouped[:most]]


def person_names(account: Account, persons: Iterable[Any]) -> dict[UUID | None, PersonStatus]:
    """The people with these ids that an account may see."""
    wanted = {person for person in persons if person}
    if not wanted:
        return {}
    return {found.person: found for found in queries.people_of(account).filter(person__in=wanted)}


def nulls_last(column: str) -> Any:
    """Order by a moment, those without one at the end."""
    return F(column).asc(nulls_last=True)
