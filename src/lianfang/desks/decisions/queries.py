"""What the pages on decisions read: papers with how they stand, whom one may decide on, and one paper for anybody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from lianfang.access.models import Account
from lianfang.access.session import machine_session
from lianfang.desks.decisions.standing import Standing, early_end, standing_of
from lianfang.desks.moments import local
from lianfang.desks.queries import midnight, person_names
from lianfang.desks.rules import rules_in_force, rules_met_by
from lianfang.facts import known_by
from lianfang.facts.decisions import ever_issued, latest_papers, number_read, papers
from lianfang.situation import queries
from lianfang.situation.models import Contact, Duty, PersonStatus

# Days back that the list of papers looks; people and papers on a page or in one print.
DAYS = 60
MOST = 500


@dataclass(frozen=True, slots=True)
class Paper:
    """A decision with the person and how it stands."""

    decision: Mapping[str, Any]
    person: PersonStatus | None
    standing: Standing

    @property
    def number(self) -> str:
        """The number on the paper."""
        return str(self.decision["paper"])


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody to decide on: their contacts, what the plan asks, and what forbids a decision."""

    status: PersonStatus
    contacts: tuple[Contact, ...]
    duty: Duty | None
    died: bool
    in_force: str

    @property
    def person(self) -> UUID:
        """The person's id."""
        return self.status.person

    @property
    def standing(self) -> list[Contact]:
        """The contacts whose ground stands."""
        return [contact for contact in self.contacts if contact.ground_fell is None]

    @property
    def term(self) -> date | None:
        """The last day by the plan; None where the plan asks no isolation of this person."""
        if self.duty is None or self.duty.ends is None:
            return None
        return local(self.duty.ends - timedelta(microseconds=1)).date()


def with_standing(rows: Sequence[Mapping[str, Any]], at: datetime) -> list[tuple[Mapping[str, Any], Standing]]:
    """Each decision with how it stands, for whatever the session may see."""
    lifted: dict[str, list[date]] = {}
    for row in papers(at, lifting=[row["paper"] for row in rows]):
        lifted.setdefault(row["lifts"], []).append(row["ends"])
    grounds = queries.contact_ends({UUID(row["subject"]) for row in rows}) if rows else {}
    today = local(at).date()
    return [
        (
            row,
            standing_of(
                row,
                early_end(row["occurred_from"], lifted.get(row["paper"], ()), grounds.get(UUID(row["subject"]), ())),
                today,
            ),
        )
        for row in rows
    ]


def latest(at: datetime) -> Sequence[Mapping[str, Any]]:
    """The latest decisions that the session may see, the last first."""
    return latest_papers(at + timedelta(microseconds=1), at - timedelta(days=DAYS))[:MOST]


def numbered(account: Account, numbers: Iterable[str], at: datetime) -> list[Paper]:
    """The papers of these numbers about people whom the account may see, in the order asked."""
    wanted = list(dict.fromkeys(numbers))[:MOST]
    found = {paper.number: paper for paper in of_people(account, papers(at, numbers=wanted), at)}
    return [found[number] for number in wanted if number in found]


def of_people(account: Account, rows: Sequence[Mapping[str, Any]], at: datetime) -> list[Paper]:
    """These decisions as papers about people whom the account may see."""
    people = person_names(account, [UUID(row["subject"]) for row in rows])
    seen = [row for row in rows if UUID(row["subject"]) in people]
    return [Paper(row, people[UUID(row["subject"])], standing) for row, standing in with_standing(seen, at)]


def waiting(account: Account, at: datetime) -> list[UUID]:
    """Whom a decision can be written on: the undecided who were not infected and whose term by the plan is not over."""
    asked = undecided(account, at)
    ill = queries.cases_of(account).filter(
        person__in=asked, classification__in=("clinical", "confirmed", "asymptomatic")
    )
    infected = set(ill.values_list("person", flat=True))
    terms = _isolating(account, asked).values_list("person").annotate(term=Max("ends")).filter(term__lte=midnight(at))
    over = {person for person, _term in terms}
    return [person for person in asked if person not in infected and person not in over]


def undecided(account: Account, at: datetime) -> list[UUID]:
    """Close and secondary contacts whose ground stands, in isolation first, without an isolation decision in force."""
    found = (
        queries.contacts_of(account)
        .filter(grade__in=("close", "secondary"), released__isnull=True, ground_fell__isnull=True)
        .order_by("received", "judged", "person")
        .values_list("person", "judged")[: 2 * MOST]
    )
    judged: dict[UUID, datetime | None] = {}
    for person, moment in found:
        judged[person] = max(filter(None, (judged.get(person), moment)), default=None)
    lifted = {
        UUID(row["subject"]): row["occurred_from"]
        for row in reversed(papers(at, persons=map(str, judged)))
        if row["decision"] == "lifted"
    }
    decided = _in_force(list(judged), at)
    # Whose isolation somebody has lifted is asked about again only after a new exposure.
    return [
        person
        for person, moment in judged.items()
        if person not in decided and not (person in lifted and (moment is None or moment <= lifted[person]))
    ][:MOST]


def _in_force(persons: Sequence[UUID], at: datetime) -> dict[UUID, str]:
    rows = [row for row in papers(at, persons=map(str, persons)) if row["decision"] == "isolated"]
    return {
        UUID(row["subject"]): row["paper"]
        for row, standing in with_standing(rows, at)
        if standing.state in ("valid", "not_begun")
    }


def subjects(account: Account, persons: Iterable[UUID], at: datetime) -> list[Subject]:
    """Of these people those whom the account may see, each with what a decision rests on, in the order given."""
    wanted = list(dict.fromkeys(persons))[:MOST]
    people = person_names(account, wanted)
    contacts: dict[UUID, list[Contact]] = {}
    for contact in queries.contacts_of(account).filter(person__in=wanted).order_by("last_exposed", "case"):
        contacts.setdefault(contact.person, []).append(contact)
    duties = isolating_duties(account, wanted)
    ids = [str(person) for person in wanted]
    outcomes = known_by(at, ["outcome"], {"person": ids}, columns=["person", "outcome"])["outcome"]
    died = {row["person"] for row in outcomes.iter_rows(named=True) if row["outcome"] == "died"}
    in_force = _in_force(wanted, at)
    return [
        Subject(
            people[person],
            tuple(contacts.get(person, ())),
            duties.get(person),
            str(person) in died,
            in_force.get(person, ""),
        )
        for person in wanted
        if person in people
    ]


def isolating_duties(account: Account, persons: Sequence[UUID]) -> dict[UUID, Duty]:
    """By person the duty to isolate that ends last, on which a paper rests: one that nothing but observation meets."""
    rows = _isolating(account, persons).order_by("ends", "key")
    return {duty.person: duty for duty in rows if duty.person is not None}


def _isolating(account: Account, persons: Sequence[UUID]) -> QuerySet[Duty]:
    entering = set(rules_met_by("observation", "entered"))
    rules = [
        rule.id
        for rule in rules_in_force()
        if rule.id in entering and all(meeting.kind == "observation" for meeting in rule.owes.met_by)
    ]
    return queries.duties_of(account).filter(person__in=persons, rule__in=rules, ends__isnull=False)


def verified(text: str, at: datetime) -> Standing:
    """How the paper of this number stands, for anybody who holds it: a state and two days, and no person.

    Whoever asks has no account, so the machine reads; no more than the standing leaves its session.
    """
    number = number_read(text)
    if not number:
        return Standing("unknown")
    with machine_session():
        rows = papers(at, numbers=[number])
        if rows:
            return with_standing(rows[:1], at)[0][1]
        return Standing("withdrawn" if ever_issued(number) else "unknown")
