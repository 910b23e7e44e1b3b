"""Who is on the way: sent here and not signed yet, sent on from here and not received there yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianfang.access.models import Account
from lianfang.desks.isolation.queries import needs_of
from lianfang.desks.isolation.stays import Row, Stay
from lianfang.desks.queries import person_names
from lianfang.desks.rules import rules_met_by
from lianfang.facts import known_by
from lianfang.places.models import Unit
from lianfang.places.tree import county_around, hospitals_within
from lianfang.situation import queries
from lianfang.situation.models import Duty, PersonStatus


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody due in: by a transfer that was sent here and not signed yet, or by a duty assigned to this site."""

    person: UUID
    status: PersonStatus | None
    needs: list[str]
    household: str | None
    guardian: str
    transfer: Row | None
    duty: Duty | None
    disease: str | None
    outbreak: str | None
    ground: str
    child: bool

    @property
    def name(self) -> str:
        return (self.status.name if self.status else None) or "–"


def due_in(account: Account, site: Unit, at: datetime, inside: Iterable[Stay]) -> list[Coming]:
    """Who is due in and has not come, households together, the longest on the way first."""
    sent = _sent_here(site, at)
    here_now = {stay.person for stay in inside}
    enter = rules_met_by("observation", "entered")
    mine = queries.duties_of(account).filter(queries.unfinished(at), owed_by=site.code, rule__in=enter)
    assigned = {duty.person: duty for duty in mine.filter(opened__lte=at).order_by("-due", "key")}
    persons = [UUID(person) for person in sent]
    persons += [person for person in assigned if person and person not in persons]
    persons = [person for person in persons if person not in here_now]
    if not persons:
        return []
    people = person_names(account, persons)
    told = known_by(at, ["person", "observation"], {"person": [str(person) for person in persons]})
    rows = list(told["person"].iter_rows(named=True))
    households = {row["subject"]: row["household"] for row in rows if row["household"]}
    guardians = {row["subject"]: row["guardian_name"] for row in rows if row["guardian_name"]}
    births = {str(person): (people[person].birth if person in people else None) for person in persons}
    needs = needs_of(rows, births, at)
    arrived: dict[str, datetime] = {}
    for row in told["observation"].iter_rows(named=True):
        if row["stage"] == "entered" and row["observation"] == "central":
            arrived[row["person"]] = row["occurred_from"]
    contacts = {c.person: c for c in queries.contacts_of(account).filter(person__in=persons).order_by("last_exposed")}
    coming = []
    for person in persons:
        transfer = sent.get(str(person))
        if transfer and arrived.get(str(person), transfer["occurred_from"]) > transfer["occurred_from"]:
            continue  # entered since, here or elsewhere: the receipt alone was forgotten
        contact = contacts.get(person)
        need = needs.get(str(person), [])
        coming.append(
            Coming(
                person,
                people.get(person),
                need,
                households.get(str(person)),
                guardians.get(str(person), ""),
                transfer,
                assigned.get(person),
                contact.disease if contact else None,
                contact.outbreak if contact else None,
                contact.grade if contact else "",
                "child" in need,
            )
        )
    first: dict[str, int] = {}
    for place, one in enumerate(coming):
        first.setdefault(one.household or str(one.person), place)
    return sorted(coming, key=lambda one: first[one.household or str(one.person)])


def _sent_here(site: Unit, at: datetime) -> dict[str, Row]:
    """By person, the latest transfer sent to a site that it neither received nor refused."""
    rows = _transfers(at, {"to_unit": [site.code]})
    answered = {row["subject"] for row in rows if row["stage"] != "sent"}
    waiting = [row for row in rows if row["stage"] == "sent" and row["subject"] not in answered]
    return {row["person"]: row for row in waiting if row["to_unit"] == site.code}


def _transfers(at: datetime, where: Mapping[str, list[str]]) -> list[Row]:
    """The transfers of people of which a stage fits, with all their stages, whatever the other end wrote."""
    named = known_by(at, ["transfer"], where=where)["transfer"]
    subjects = [row["subject"] for row in named.iter_rows(named=True) if row["what"] == "person" and row["person"]]
    whole = known_by(at, ["transfer"], {"transfer": subjects})["transfer"]
    return [row for row in whole.iter_rows(named=True) if row["person"]]


def sent_on(site: Unit, at: datetime) -> list[Row]:
    """The people whom this site sent on and whom nobody received yet, the longest on the way first."""
    rows = _transfers(at, {"from_unit": [site.code]})
    received = {row["subject"] for row in rows if row["stage"] == "received"}
    refused = {row["subject"]: row for row in rows if row["stage"] == "refused"}
    latest: dict[str, Row] = {}
    for row in rows:
        if row["stage"] == "sent" and row["from_unit"] == site.code and row["subject"] not in received:
            latest[row["person"]] = {**row, "refused": refused.get(row["subject"])}
    return sorted(latest.values(), key=lambda row: row["occurred_from"])


def hospitals(site: Unit) -> list[Unit]:
    """The fever clinics and hospitals of the site's county, clinics first: where somebody is sent on to."""
    return hospitals_within(county_around(site.path) or site.path)
