"""Who is in, with all that is owed to each and known of each, in a fixed number of questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from lianfang.access.models import Account
from lianfang.desks import fevers
from lianfang.desks.ages import is_child
from lianfang.desks.isolation import asked
from lianfang.desks.isolation.stays import Stay, here, stays
from lianfang.desks.moments import local
from lianfang.desks.queries import end_of_day, person_names
from lianfang.desks.rules import rules_met_by
from lianfang.facts import known_by
from lianfang.places.models import Unit
from lianfang.situation import queries
from lianfang.situation.models import Contact, Duty, PersonStatus

Row = Mapping[str, Any]
POSITIVE = ("positive", "preliminary_positive")


@dataclass(slots=True)
class Resident:
    """Somebody who is in: the stay, who they are, what is owed to them and what was measured and found."""

    stay: Stay
    status: PersonStatus | None
    needs: list[str] = field(default_factory=list)
    household: str | None = None
    guardian: str | None = None
    contact: Contact | None = None
    case_number: str | None = None
    setting: str | None = None
    release: Duty | None = None
    specimens: list[Duty] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)
    taken: list[tuple[Row, list[Row]]] = field(default_factory=list)
    sent: Row | None = None
    day: int = 1

    @property
    def person(self) -> UUID:
        return self.stay.person

    @property
    def name(self) -> str:
        return (self.status.name if self.status else None) or "–"

    @property
    def term(self) -> date | None:
        """The last day of isolation by the duty to release; None where the plan owes this person none."""
        if self.release is None or self.release.opened is None:
            return None
        return local(self.release.opened - timedelta(microseconds=1)).date()

    @property
    def days(self) -> int | None:
        """How many days the isolation lasts in all, the day of entry being the first."""
        return (self.term - local(self.stay.entered).date()).days + 1 if self.term else None

    def over(self, at: datetime) -> bool:
        """Whether the release is owed by now: the term has ended or the ground fell."""
        return self.release is not None and self.release.opened is not None and self.release.opened <= at

    @property
    def latest_result(self) -> Row | None:
        """The latest result that the laboratory has of this person."""
        every = [result for _specimen, results in self.taken for result in results]
        return max(every, key=lambda result: result["occurred_from"], default=None)

    @property
    def positive(self) -> bool:
        """Whether the latest result is positive, or preliminarily so."""
        return self.latest_result is not None and self.latest_result["result"] in POSITIVE

    def check_in(self, slot: asked.Slot) -> Row | None:
        """The last temperature taken within a slot, and in ``fever`` what it exceeds."""
        found = [c for c in self.checks if slot.begin <= c["occurred_from"] < slot.until and c["temperature"]]
        return {**found[-1], "fever": fevers.fever(found[-1]["temperature"])} if found else None

    @property
    def last_check(self) -> Row | None:
        """The last temperature of these two days."""
        found = [check for check in self.checks if check["temperature"]]
        return found[-1] if found else None

    @property
    def fever(self) -> fevers.Fever | None:
        """The threshold that the last temperature exceeds, where it does."""
        return fevers.fever(self.last_check["temperature"]) if self.last_check else None


def site_of(account: Account) -> Unit:
    """The isolation site that an account works at. Raises Http404 for whoever works at none."""
    unit = Unit.objects.filter(code=account.unit).first() if account.unit else None
    if unit is None or unit.kind != "isolation_site":
        raise Http404("this account works at no isolation site")
    return unit


def residents(account: Account, site: Unit, at: datetime, staying: Sequence[Stay] | None = None) -> list[Resident]:
    """Everybody who is in at a moment, by room."""
    inside = here(stays(site.code, at)) if staying is None else list(staying)
    persons = [stay.person for stay in inside]
    if not persons:
        return []
    people = person_names(account, persons)
    found = {stay.person: Resident(stay, people.get(stay.person)) for stay in inside}
    for resident in found.values():
        resident.day = (local(at).date() - local(resident.stay.entered).date()).days + 1
    told = known_by(at, ["person", "exposure", "specimen", "transfer"], {"person": [str(person) for person in persons]})
    _told_of(found, told, at)
    _owed(account, found, at)
    for contact in queries.contacts_of(account).filter(person__in=persons).order_by("last_exposed", "case"):
        found[contact.person].contact = contact
    by_id = {row["id"]: row for row in told["exposure"].iter_rows(named=True)}
    for resident in found.values():
        evidence = by_id.get(str(resident.contact.evidence)) if resident.contact else None
        if evidence:
            resident.case_number, resident.setting = evidence["case_number"], evidence["setting"]
    _measured(found, at)
    _sampled(found, told["specimen"], at)
    for row in told["transfer"].iter_rows(named=True):
        if row["from_unit"] == site.code and row["what"] == "person":
            resident = found[UUID(row["person"])]
            if row["occurred_from"] >= resident.stay.entered:
                resident.sent = row if row["stage"] == "sent" else None
    return list(found.values())


def needs_of(facts: Iterable[Row], births: Mapping[str, date | None], at: datetime) -> dict[str, list[str]]:
    """By person, what care they need as was told, and that they are a child where their birth says so."""
    found: dict[str, list[str]] = {}
    for row in facts:
        known = found.setdefault(row["subject"], [])
        if row["care_need"] and row["care_need"] not in known:
            known.append(row["care_need"])
    for person, birth in births.items():
        if birth is not None and is_child(birth, local(at).date()) and "child" not in found.setdefault(person, []):
            found[person].insert(0, "child")
    return found


def _told_of(found: dict[UUID, Resident], told: Mapping[str, Any], at: datetime) -> None:
    rows = list(told["person"].iter_rows(named=True))
    births = {str(person): (r.status.birth if r.status else None) for person, r in found.items()}
    needs = needs_of(rows, births, at)
    for row in rows:
        resident = found[UUID(row["subject"])]
        resident.household = row["household"] or resident.household
        resident.guardian = row["guardian_name"] or resident.guardian
    for person, resident in found.items():
        resident.needs = needs.get(str(person), [])


def _owed(account: Account, found: dict[UUID, Resident], at: datetime) -> None:
    """The release of each whenever it comes, and the specimens owed until the end of today."""
    release, specimen = rules_met_by("observation", "released"), rules_met_by("specimen")
    wanted = Q(rule__in=release) | Q(rule__in=specimen, opened__lt=end_of_day(at))
    owed = queries.duties_of(account).filter(wanted, queries.unfinished(at), owed_by=account.unit, person__in=found)
    for duty in owed.order_by("opened", "key"):
        if duty.person is None:
            continue
        resident = found[duty.person]
        if duty.rule in release:
            resident.release = duty
        else:
            resident.specimens.append(duty)


def _measured(found: dict[UUID, Resident], at: datetime) -> None:
    """The temperatures of yesterday and today."""
    since = end_of_day(at) - timedelta(days=2)
    persons = {"person": [str(person) for person in found]}
    told = known_by(at, ["health_check"], persons, between=(since, at + timedelta(seconds=1)))["health_check"]
    for row in told.iter_rows(named=True):
        found[UUID(row["person"])].checks.append(row)


def _sampled(found: dict[UUID, Resident], specimens: Any, at: datetime) -> None:
    """The specimens since the entry's day, each with its results."""
    rows = list(specimens.iter_rows(named=True))
    results: dict[str, list[Row]] = {}
    told = known_by(at, ["test_result"], {"specimen": [row["subject"] for row in rows]})["test_result"]
    for row in told.iter_rows(named=True):
        results.setdefault(row["subject"], []).append(row)
    for row in rows:
        for person in row["persons"] or ():
            resident = found.get(UUID(person))
            if resident and local(row["occurred_from"]).date() >= local(resident.stay.entered).date():
                resident.taken.append((row, results.get(row["subject"], [])))
