"""Fetch and permission in one step: what an account may see, or 404. No desk reads the models around these.

The filter stands here and, a second time, in the policies of the database.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, Q, QuerySet
from django.http import Http404

from lianfang.access import rights
from lianfang.access.audit import audited
from lianfang.access.models import Account
from lianfang.access.openings import opening_of
from lianfang.access.session import machine_session
from lianfang.derive import State
from lianfang.facts.clock import machine_time
from lianfang.facts.identities import persons_with
from lianfang.places.tree import range_of
from lianfang.situation.models import (
    CaseProposal,
    CaseStatus,
    Contact,
    Duty,
    DutyCause,
    Encounter,
    HealthCode,
    OpenTally,
    OwedPerson,
    PersonStatus,
    UnnamedContact,
)

Row = TypeVar("Row", bound=Model)
# A UUID's length as text: no document of identity has a number this long.
_AS_ID = 36
_THREE = ("responsible", "whereabouts", "treated")


def _within(path: str, columns: tuple[str, ...] = _THREE) -> Q:
    low, high = range_of(path)
    either = Q()
    for column in columns:
        either |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return either


def duties_of(account: Account) -> QuerySet[Duty]:
    """The duties that an account may see: about its people, owed in its area, or owed by its unit."""
    return Duty.objects.filter(_within(account.area_path, (*_THREE, "area")) | Q(owed_by=account.unit or None))


def open_tallies_of(account: Account) -> QuerySet[OpenTally]:
    """The duties of `duties_of` that are neither met nor waived, those alike as one row."""
    return OpenTally.objects.filter(_within(account.area_path, (*_THREE, "area")) | Q(owed_by=account.unit or None))


def unfinished(at: datetime) -> Q:
    """Duties still to be done at a moment, whether begun or not: not met, not waived, not ended."""
    # Nothing is known before it happens: what is met or waived in the tables was so by the moment that they tell of.
    # Said in just these words the condition is that of an index, which what ended long ago has left.
    return Q(met__isnull=True, waived__isnull=True, long_over=False) & unended(at)


def unended(at: datetime) -> Q:
    """Duties whose time to be done was not over at a moment; of the tally of open duties, those unfinished."""
    return Q(ends__isnull=True) | Q(ends__gt=at)


def unwaived(at: datetime) -> Q:
    """Duties that nobody had waived by a moment."""
    return Q(waived__isnull=True) | Q(waived__gt=at)


def going(at: datetime) -> Q:
    """Duties that were open or overdue at a moment, what was met and waived since among them."""
    return _undone(at) & begun(at) & ~_ended(at)


def _undone(at: datetime) -> Q:
    return (Q(met__isnull=True) | Q(met__gt=at)) & unwaived(at)


def begun(at: datetime) -> Q:
    """Duties, or tallies of them, that had begun by a moment."""
    return Q(opened__isnull=True) | Q(opened__lte=at)


def _ended(at: datetime) -> Q:
    return Q(ends__isnull=False, ends__lte=at)


def in_state(state: State, at: datetime) -> Q:
    """Duties in a state at a moment: the question that ``derive.state`` answers for one, asked of many."""
    met, waived = Q(met__lte=at), Q(waived__lte=at)
    late = Q(due__isnull=False, met__gt=F("due"))
    started, undone, ended = begun(at), _undone(at), _ended(at)
    states: dict[State, Q] = {
        "met": met & ~late,
        "met_late": met & late,
        "waived": waived & (Q(met__isnull=True) | Q(met__gt=at)),
        "planned": undone & Q(opened__gt=at),
        "ended": undone & started & ended,
        "overdue": going(at) & Q(due__lt=at),
        "open": going(at) & (Q(due__isnull=True) | Q(due__gte=at)),
    }
    return states[state]


def people_of(account: Account) -> QuerySet[PersonStatus]:
    """The people of an account's area, and those about whom its unit owes."""
    return PersonStatus.objects.filter(_within(account.area_path) | _owed_to(account))


def cases_of(account: Account) -> QuerySet[CaseStatus]:
    """The cases of an account's area: responsible for them, having them there, or treating them; and those it owes."""
    return CaseStatus.objects.filter(_within(account.area_path) | _owed_to(account))


def proposals_of(account: Account, case: UUID) -> QuerySet[CaseProposal]:
    """What the plans propose as the classification of a case that an account may see."""
    return CaseProposal.objects.filter(Exists(cases_of(account).filter(case=OuterRef("case"))), case=case)


def codes_of(account: Account) -> QuerySet[HealthCode]:
    """The health codes of the people of an account's area, and of those about whom its unit owes."""
    return HealthCode.objects.filter(_within(account.area_path) | _owed_to(account))


def contacts_of(account: Account) -> QuerySet[Contact]:
    """The contacts of an account's area, and those about whom its unit owes."""
    return Contact.objects.filter(_within(account.area_path) | _owed_to(account))


def observation_ended(ill: QuerySet[CaseStatus]) -> tuple[Q, Q]:
    """The contacts whose observation ended: by release, or by the infection itself, of whom these are the cases.

    As questions that share no contact, each with its index: both in one with OR would have none.
    """
    return Q(released__isnull=False), Q(released__isnull=True, person__in=ill.values("person"))


def encounters_of(account: Account, case: UUID) -> QuerySet[Encounter]:
    """What the contacts of a case rest on that tracing found, of those contacts that an account may see."""
    seen = contacts_of(account).filter(case=case, person=OuterRef("person"))
    return Encounter.objects.filter(Exists(seen), case=case)


def unnamed_of(account: Account) -> QuerySet[UnnamedContact]:
    """People whom collected visits show beside the cases that an account may see, and whom the ledger does not know."""
    return UnnamedContact.objects.filter(Exists(cases_of(account).filter(case=OuterRef("case"))))


def _owed_to(account: Account) -> Q:
    """About whom the account's unit owes, in the one form that an index serves beside OR (see row_level_security)."""
    if not account.unit:
        return Q(pk__in=[])
    owed = ArraySubquery(OwedPerson.objects.filter(owed_by=account.unit).values("person"))
    return Q(Func(F("person"), owed, template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField()))


def person_for(account: Account, person: str, where: str = "") -> PersonStatus:
    """The person, if this account may see them; the look is audited. Raises Http404 else, as for nobody at all.

    Outside the account's area only a file opened in an emergency is seen: then ``opening`` of the answer says so.
    """
    _needs(account, "person")
    found = people_of(account).filter(person=person).first()
    if found is None:
        opening = opening_of(account, UUID(person), machine_time())
        # The policies decide by the database's clock whether it is still open.
        found = PersonStatus.objects.filter(person=person).first() if opening else None
        if found is None or opening is None:
            raise Http404("no such person")
        found.opening = opening
    audited(account, "read", [found.person], found.opening.reason if found.opening else "", where)
    return found


def about(status: PersonStatus, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Of the rows that an account sees those about a person; all about them where the file was opened to it."""
    seen = rows.model._default_manager.all() if status.opening else rows
    return seen.filter(person=status.person)


def person_anywhere(number: str) -> PersonStatus | None:
    """Whose identity number this is, or whose file has this id, in any area: for opening it in an emergency alone.

    None where it is nobody's or several people's. In place of somebody merged, the person kept.
    """
    with machine_session():
        ids = [UUID(number)] if len(number) == _AS_ID else persons_with("identity", number)
        found = list(PersonStatus.objects.filter(person__in=ids))
        kept = {row.merged_into or row.person for row in found}
        return PersonStatus.objects.filter(person__in=kept).first() if len(kept) == 1 else None


def case_for(account: Account, case: str, where: str = "") -> CaseStatus:
    """The case, if this account may see it; the look is audited. Raises Http404 else."""
    _needs(account, "case")
    found = cases_of(account).filter(case=case).first()
    if found is None:
        raise Http404("no such case")
    audited(account, "read", [found.person], where=where)
    return found


def contact_ends(persons: Iterable[UUID]) -> dict[UUID, list[tuple[datetime | None, datetime | None]]]:
    """By person, when the ground of each contact fell and when each was released, for whoever the session may see.

    Somebody merged into another stands under the id asked, with the contacts of the one who was kept.
    """
    wanted = set(persons)
    kept = dict(
        PersonStatus.objects.filter(person__in=wanted, merged_into__isnull=False).values_list("person", "merged_into")
    )
    found: dict[UUID, list[tuple[datetime | None, datetime | None]]] = {}
    rows = Contact.objects.filter(person__in=wanted | set(kept.values()))
    for person, fell, released in rows.values_list("person", "ground_fell", "released"):
        found.setdefault(person, []).append((fell, released))
    return {person: found.get(kept.get(person) or person, []) for person in wanted}


def duty_for(account: Account, key: str) -> Duty:
    """The duty, if this account may see it. Raises Http404 else."""
    found = duties_of(account).filter(key=key).first()
    if found is None:
        raise Http404("no such duty")
    return found


def with_causes(kind: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a waiver or an assignment, each with what causes the duty that it names: so it follows the duty."""
    told = [dict(row) for row in rows]
    causes = causes_of(str(row[f"{kind}.duty"]) for row in told if row.get(f"{kind}.duty"))
    for row in told:
        row.setdefault(f"{kind}.causes", [str(cause) for cause in causes.get(str(row.get(f"{kind}.duty")), ())])
    return told


def causes_of(keys: Iterable[str]) -> dict[str, list[UUID]]:
    """By duty, the originals of what causes it; of a key that is none, nothing."""
    causes: dict[str, list[UUID]] = {}
    # The database keeps no NUL: it would not look for one either.
    rows = DutyCause.objects.filter(duty__in=[key for key in keys if "\x00" not in key]).order_by("since", "original")
    for duty, original in rows.values_list("duty", "original"):
        if original is not None:
            causes.setdefault(duty, []).append(original)
    return causes


def _needs(account: Account, kind: str) -> None:
    if not rights.may(account, "read", kind):
        raise Http404(f"no such {kind}")
