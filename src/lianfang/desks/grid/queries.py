"""What the grid worker's pages ask: what is owed here, what was done today, who lives here. Each in one query."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from lianfang.access.models import Account
from lianfang.desks.queries import midnight, nulls_last, open_duties, open_tallies
from lianfang.facts import known_by
from lianfang.places.models import Area, Unit
from lianfang.places.tree import range_of
from lianfang.situation import queries
from lianfang.situation.models import Duty, DutyCause, PersonStatus

# One walks no more than this at a time, and a whole county's list is kept from being opened by mistake.
MOST_DUTIES = 80
# Of a larger area a part is chosen first: an address is opened for each of those who are put in walking order.
MOST_PEOPLE = 600
# How far back the last temperatures are looked for.
_RECENT = timedelta(days=7)
# What a tap records, and what an undo takes back.
ANSWERS = ("health_check", "notice", "attempt", "observation", "journey")
Rows = dict[str, list[dict[str, Any]]]


def _own(account: Account) -> Q:
    return Q(owed_by=account.unit or None) | Q(assigned_to=account.username)


def owed(account: Account, at: datetime) -> list[Duty]:
    """What this account's unit, or the account itself, owes about people and can still do, the most urgent first."""
    mine = open_duties(account, at).filter(_own(account), person__isnull=False)
    return list(mine.order_by(nulls_last("due"), "key")[:MOST_DUTIES])


def owed_then(account: Account, printed: datetime, grid: Unit | None = None) -> list[Duty]:
    """What a grid, else this account's unit or the account itself, owed about people at a moment and had not done.

    Of today's table: a duty that was taken back since is not among them, one that was met since is.
    """
    whose = Q(owed_by=grid.code) if grid else _own(account)
    owed = queries.duties_of(account).filter(queries.going(printed), whose, person__isnull=False)
    return list(owed.order_by(nulls_last("due"), "key")[:MOST_DUTIES])


def owed_by_grid(account: Account, at: datetime) -> dict[str, int]:
    """How much each grid of this area owes about people now, by its code; those that owe nothing are left out."""
    low, high = range_of(account.area_path)
    grids = Unit.objects.filter(kind="grid", path__gte=low, path__lt=high).values("code")
    counted = open_tallies(account, at).filter(owed_by__in=grids, of_people__gt=0)
    return dict(counted.values_list("owed_by").annotate(n=Sum("of_people")))


def done_today(account: Account, at: datetime) -> list[Duty]:
    """What was owed here about people and was met since midnight, the last first."""
    mine = queries.duties_of(account).filter(_own(account), person__isnull=False, met__gte=midnight(at), met__lte=at)
    return list(mine.order_by("-met", "key")[:MOST_DUTIES])


def causes_of(duties: Iterable[Duty]) -> set[str]:
    """The facts because of which these duties are owed."""
    keys = [duty.key for duty in duties]
    return {str(fact) for fact in DutyCause.objects.filter(duty__in=keys).values_list("fact", flat=True)}


def facts_of(persons: Iterable[UUID], at: datetime) -> Rows:
    """By kind, what the cards tell of these people: journeys, and what was recorded at doors in the last days."""
    about = {"person": [str(person) for person in persons]}
    tables = known_by(at, ["journey"], about)
    recent = (midnight(at) - _RECENT, at + timedelta(microseconds=1))
    tables |= known_by(at, [kind for kind in ANSWERS if kind != "journey"], about, between=recent)
    return {kind: list(table.iter_rows(named=True)) for kind, table in tables.items()}


def last_exposed(account: Account, persons: Iterable[UUID]) -> dict[UUID, Any]:
    """The contact that each of these people is by their latest exposure."""
    found = queries.contacts_of(account).filter(person__in=list(persons)).order_by("last_exposed")
    return {contact.person: contact for contact in found}


def area_chosen(account: Account, code: str) -> Area | None:
    """The area of this code within the account's own, else the account's own; None for an account of no area."""
    chosen = Area.objects.filter(code=code, path__startswith=account.area_path).first() if code else None
    return chosen or Area.objects.filter(path=account.area_path).first()


def parts_of(area: Area | None) -> list[Area]:
    """The areas that an area consists of."""
    return list(Area.objects.filter(parent=area).exclude(level="elsewhere")) if area else []


def people_in(account: Account, path: str, name: str = "") -> QuerySet[PersonStatus]:
    """Those who belong to an area or are in it, by its path; ``name`` is a part of theirs."""
    low, high = range_of(path)
    here = Q(whereabouts__gte=low, whereabouts__lt=high) | Q(responsible__gte=low, responsible__lt=high)
    found = queries.people_of(account).filter(here, merged_into=None)
    return (found.filter(name__contains=name) if name else found).order_by("whereabouts", "name", "person")


def more_than(number: int, found: QuerySet[PersonStatus]) -> bool:
    """Whether so many people are found and one more; asked in no order, for a town need not be sorted to be many."""
    return len(found.order_by().values_list("person")[: number + 1]) > number


def open_by_person(account: Account, persons: Sequence[UUID], at: datetime) -> dict[UUID, int]:
    """How much is open about each of these people, whoever owes it."""
    counted = open_duties(account, at).filter(person__in=persons).values("person").annotate(n=Count("key"))
    return {row["person"]: row["n"] for row in counted if row["person"] is not None}


def visits_to(persons: Iterable[UUID], at: datetime) -> dict[UUID, dict[str, Any]]:
    """The last time that each of these people was visited and reached."""
    rows = known_by(at, ["attempt"], {"person": [str(person) for person in persons]})["attempt"].iter_rows(named=True)
    return {UUID(row["person"]): row for row in rows if row["channel"] == "visit" and row["result"] == "reached"}


def fact_of(kind: str, fact: str, at: datetime) -> dict[str, Any] | None:
    """The fact of this id as known at a moment, if the reader may see it and nothing superseded it."""
    found = known_by(at, [kind], where={"id": [fact]})[kind]
    return found.row(0, named=True) if found.height else None


def recorded_now(kind: str, person: str, account: Account, at: datetime) -> str | None:
    """The fact about a person that this account recorded at this very moment."""
    rows = known_by(at, [kind], {"person": [person]}, {"recorded_by": [account.username]})[kind].iter_rows(named=True)
    return next((row["id"] for row in rows if row["known_at"] == at), None)


def recorded_with(
    kind: str, fact: dict[str, Any], persons: Iterable[str], account: Account, at: datetime
) -> list[dict[str, Any]]:
    """What this account recorded about these people by the same tap as a fact."""
    rows = known_by(at, [kind], {"person": persons}, {"recorded_by": [account.username]})[kind].iter_rows(named=True)
    return [row for row in rows if row["known_at"] == fact["known_at"]]
