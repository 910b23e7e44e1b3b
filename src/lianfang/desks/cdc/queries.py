"""The line list and the contacts with their chain, as the address asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from lianfang.access.models import Account
from lianfang.desks.queries import nulls_last, open_duties, overdue
from lianfang.desks.rules import rules_in_force
from lianfang.facts import known_by
from lianfang.places.tree import range_of
from lianfang.situation import queries
from lianfang.situation.models import CaseStatus, Contact, Duty

Row = Mapping[str, Any]

SORTS = {
    "-classified": F("classified").desc(nulls_last=True),
    "classified": nulls_last("classified"),
    "onset": nulls_last("onset"),
    "-onset": F("onset").desc(nulls_last=True),
    "number": nulls_last("number"),
}
CURRENT = Q(ended__isnull=True) & ~Q(classification="excluded")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the line list is narrowed by."""

    text: str = ""
    classification: str = ""
    disease: str = ""
    outbreak: str = ""
    path: str = ""
    onset: date | None = None
    state: str = ""
    sort: str = "-classified"


def line_list(account: Account, asked: Asked) -> QuerySet[CaseStatus]:
    """The cases of an account's area that fit."""
    cases = queries.cases_of(account)
    if asked.text:
        # By ranges, which the indexes serve; LIKE they would not.
        end = asked.text + "\U0010ffff"
        named = queries.people_of(account).filter(name__gte=asked.text, name__lt=end).values("person")
        cases = cases.filter(Q(number__gte=asked.text, number__lt=end) | Q(person__in=named))
    for column in ("classification", "disease", "outbreak"):
        if value := getattr(asked, column):
            cases = cases.filter(**{column: value})
    if asked.path:
        low, high = range_of(asked.path)
        cases = cases.filter(responsible__gte=low, responsible__lt=high)
    if asked.onset:
        cases = cases.filter(onset=asked.onset)
    if asked.state == "current":
        cases = cases.filter(CURRENT)
    elif asked.state == "ended":
        cases = cases.exclude(CURRENT)
    return cases.order_by(SORTS.get(asked.sort, SORTS["-classified"]), "case")


def outbreaks(account: Account) -> list[str]:
    """The outbreaks that any case here belongs to."""
    names = queries.cases_of(account).filter(outbreak__isnull=False).values_list("outbreak", flat=True).distinct()
    return sorted(name for name in names if name)


def duties_by_person(account: Account, persons: Iterable[UUID | None], at: datetime) -> Mapping[UUID, tuple[int, int]]:
    """By person, how many duties are open and how many of them overdue."""
    wanted = {person for person in persons if person}
    rows = (
        open_duties(account, at)
        .filter(person__in=wanted)
        .values_list("person")
        .annotate(n=Count("key"), over=Count("key", filter=overdue(at)))
    )
    return {person: (n, over) for person, n, over in rows}


def owed_about(account: Account, persons: Iterable[UUID | None], at: datetime) -> dict[UUID | None, list[Duty]]:
    """By person, what is open about them, the first deadline first; what attempts to reach them oblige to before all.

    So of somebody who is lost, or refuses, it is seen at once what the plan asks for.
    """
    after_attempts = {rule.id for rule in rules_in_force() if rule.kind == "attempt"}
    found: dict[UUID | None, list[Duty]] = {}
    duties = open_duties(account, at).filter(person__in={person for person in persons if person})
    for duty in sorted(duties.order_by(nulls_last("due"), "key"), key=lambda one: one.rule not in after_attempts):
        found.setdefault(duty.person, []).append(duty)
    return found


def cases_of_the_infected(account: Account) -> QuerySet[CaseStatus]:
    """The cases that are confirmed or asymptomatic."""
    return queries.cases_of(account).filter(classification__in=("confirmed", "asymptomatic"))


def infected(account: Account, persons: Iterable[UUID]) -> dict[UUID, CaseStatus]:
    """Of these people, those who are infected themselves, with their case."""
    return {case.person: case for case in cases_of_the_infected(account).filter(person__in=list(persons))}


def heard_of(persons: Iterable[UUID], at: datetime) -> dict[UUID, list[Row]]:
    """By person, the attempts to reach them and their departures, in order of time."""
    told = known_by(at, ["attempt", "journey"], {"person": [str(person) for person in persons]})
    rows = [*told["attempt"].iter_rows(named=True)]
    rows += [row for row in told["journey"].iter_rows(named=True) if row["direction"] == "departure"]
    found: dict[UUID, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["occurred_from"], row["id"])):
        found.setdefault(UUID(row["person"]), []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of contacts is narrowed by."""

    stage: str = ""
    grade: str = ""
    disease: str = ""
    case: UUID | None = None
    path: str = ""


def contacts_of(account: Account, wanted: Wanted) -> QuerySet[Contact]:
    """The contacts of an account's area that fit, before the stage is asked."""
    contacts = queries.contacts_of(account)
    if wanted.grade:
        contacts = contacts.filter(grade=wanted.grade)
    if wanted.disease:
        contacts = contacts.filter(disease=wanted.disease)
    if wanted.case:
        contacts = contacts.filter(case=wanted.case)
    if wanted.path:
        low, high = range_of(wanted.path)
        contacts = contacts.filter(whereabouts__gte=low, whereabouts__lt=high)
    return contacts


def case_labels(account: Account, cases: Iterable[UUID | None]) -> dict[UUID | None, CaseStatus]:
    """The cases with these ids that an account may see."""
    wanted = {case for case in cases if case}
    return {case.case: case for case in queries.cases_of(account).filter(case__in=wanted)} if wanted else {}


def selected_people(account: Account, chosen: Iterable[Any]) -> list[UUID]:
    """Of the ticked people, those whom the account may see, each once, in the order ticked."""
    ids = []
    for text in chosen:
        try:
            ids.append(UUID(str(text)))
        except ValueError:
            continue
    seen = set(queries.people_of(account).filter(person__in=ids).values_list("person", flat=True))
    return [person for person in dict.fromkeys(ids) if person in seen]
