"""What the clinic's pages ask: its clocks, who is on the way here, who came today and how far each has got."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from lianfang.access import rights
from lianfang.access.models import Account
from lianfang.desks.queries import end_of_day, nulls_last, open_duties
from lianfang.desks.risks import risks_at
from lianfang.facts import known_by
from lianfang.places.models import Area, Unit
from lianfang.places.tree import hospitals_within, range_of
from lianfang.situation import queries
from lianfang.situation.models import CaseStatus, Duty

# Whoever was sent here longer ago than this is looked for elsewhere: the duty about them says so.
_ON_THE_WAY = timedelta(days=3)
# Of an older case of this clinic whatever is still owed is on the list of duties.
_CASES_SINCE = timedelta(days=14)
MOST_CLOCKS = 30
# Spans are half-open: what happened at the very moment belongs to them.
_SECOND = timedelta(seconds=1)


def reported_cases(account: Account, at: datetime) -> list[str]:
    """The ids of the cases of the last weeks that this unit reported."""
    told = known_by(at, ["case"], where={"reported_by": [account.unit]}, between=(at - _CASES_SINCE, at + _SECOND))
    return [str(case) for case in told["case"]["subject"].unique().to_list()]


def clocks(account: Account, cases: Iterable[str], at: datetime) -> list[Duty]:
    """What is owed now by this unit, and by others about the cases it reported; the earliest deadline first."""
    owed = open_duties(account, at).filter(_ours(account, cases))
    return list(owed.order_by(nulls_last("due"), "person", "key")[:MOST_CLOCKS])


def coming(account: Account, cases: Iterable[str], at: datetime) -> list[Duty]:
    """What this unit will owe: duties that begin later, such as a second specimen a day after the first."""
    later = queries.duties_of(account).filter(queries.unfinished(at), _ours(account, cases), opened__gt=at)
    return list(later.filter(owed_by=account.unit, person__isnull=False).order_by("opened", "key")[:MOST_CLOCKS])


def _ours(account: Account, cases: Iterable[str]) -> Q:
    return Q(owed_by=account.unit) | Q(subject_kind="case", subject__in=list(cases))


def cases_by_id(account: Account, cases: Iterable[Any]) -> dict[UUID | None, CaseStatus]:
    """The cases with these ids, as far as the account sees them."""
    wanted = [case for case in cases if case]
    return {case.case: case for case in queries.cases_of(account).filter(case__in=wanted)} if wanted else {}


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody sent here and not yet come: since when, from where, by which transfer or referral."""

    person: UUID
    since: datetime
    from_unit: str | None
    transfer: UUID | None
    vehicle: str | None


def on_the_way(account: Account, at: datetime) -> list[Coming]:
    """People carried or referred to this unit whom nobody here has received or examined since; the longest first."""
    since = (at - _ON_THE_WAY, at + _SECOND)
    told = known_by(at, ["transfer", "referral"], where={"to_unit": [account.unit]}, between=since)
    transfers, referrals = told["transfer"].to_dicts(), told["referral"].to_dicts()
    ended = {row["subject"] for row in transfers if row["stage"] in ("received", "refused")}
    sent = [row for row in transfers if row["stage"] == "sent" and row["what"] == "person"]
    sent = [row for row in sent if row["subject"] not in ended and row["person"]]
    people = {str(row["person"]) for row in (*sent, *referrals) if row["person"]}
    seen = _seen_here(account, people, since, at)
    rows = [
        Coming(UUID(row["person"]), row["occurred_from"], row["from_unit"], transfer, row.get("vehicle"))
        for row, transfer in (
            *((row, UUID(row["subject"])) for row in sent),
            *((row, None) for row in referrals if row["person"]),
        )
        if seen.get(row["person"], row["occurred_from"]) <= row["occurred_from"]
    ]
    return sorted(rows, key=lambda row: row.since)


def transfer_here(account: Account, transfer: UUID, at: datetime) -> dict[str, Any] | None:
    """What was told when somebody was sent to this unit by a transfer; None where it is another's, or nobody's."""
    told = known_by(at, ["transfer"], where={"subject": [transfer], "to_unit": [account.unit]})["transfer"]
    return next((row for row in told.to_dicts() if row["stage"] == "sent"), None)


def _seen_here(
    account: Account, people: set[str], since: tuple[datetime, datetime], at: datetime
) -> dict[str, datetime]:
    """By person, when this unit last examined or admitted them."""
    if not people:
        return {}
    told = known_by(at, ["health_check", "admission"], {"person": sorted(people)}, between=since)
    last: dict[str, datetime] = {}
    for kind, place in (("health_check", "place"), ("admission", "hospital")):
        for row in told[kind].iter_rows(named=True):
            if row[place] == account.unit:
                last[row["person"]] = max(row["occurred_from"], last.get(row["person"], row["occurred_from"]))
    return last


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody who came today: what was measured, and how far testing and admission have got."""

    person: UUID
    came: datetime
    temperature: float | None
    symptoms: str | None
    case: UUID | None
    sampled: datetime | None
    result: str | None
    admitted: str | None


def patients(account: Account, begins: datetime, at: datetime) -> list[Patient]:
    """Who was examined here or reported from here since ``begins``, the latest first."""
    since = (begins, min(end_of_day(begins), at + _SECOND))
    checks = known_by(at, ["health_check"], where={"place": [account.unit], "setting": ["clinic"]}, between=since)
    cases = known_by(at, ["case"], where={"reported_by": [account.unit]}, between=since)["case"]
    came: dict[str, dict[str, Any]] = {}
    for row in checks["health_check"].iter_rows(named=True):
        came[row["person"]] = row
    for row in cases.iter_rows(named=True):
        if row["person"]:
            came.setdefault(row["person"], {"occurred_from": row["occurred_from"]})
    persons = sorted(came)
    of_person = {row["person"]: UUID(row["subject"]) for row in cases.iter_rows(named=True)}
    samples = _samples(persons, (begins, at + _SECOND), at)
    rooms = {
        row["person"]: row["room"] or "admitted"
        for row in known_by(at, ["admission"], {"person": persons}, between=since)["admission"].iter_rows(named=True)
    }
    found = []
    for person, row in came.items():
        sampled, result = samples.get(person, (None, None))
        measured = row.get("temperature"), row.get("symptoms")
        patient = Patient(
            UUID(person), row["occurred_from"], *measured, of_person.get(person), sampled, result, rooms.get(person)
        )
        found.append(patient)
    return sorted(found, key=lambda patient: patient.came, reverse=True)


def _samples(
    persons: list[str], since: tuple[datetime, datetime], at: datetime
) -> dict[str, tuple[datetime, str | None]]:
    """By person, when the latest specimen was taken and what was found in it."""
    specimens = known_by(at, ["specimen"], {"person": persons}, between=since)["specimen"]
    tubes = specimens["subject"].to_list()
    results = known_by(at, ["test_result"], {"specimen": tubes})["test_result"]
    found = {row["subject"]: row["result"] for row in results.iter_rows(named=True)}
    return {
        person: (row["occurred_from"], found.get(row["subject"]))
        for row in specimens.iter_rows(named=True)
        for person in row["persons"] or ()
    }


@dataclass(frozen=True, slots=True)
class Tube:
    """A specimen of a person: when it was taken, its number and kind, what was found in it."""

    sampled: datetime
    number: str | None
    sample: str | None
    result: str | None


def tubes_of(person: UUID, since: datetime, at: datetime) -> list[Tube]:
    """The specimens of a person taken since a moment, in their order."""
    specimens = known_by(at, ["specimen"], {"person": [str(person)]}, between=(since, at + _SECOND))["specimen"]
    results = known_by(at, ["test_result"], {"specimen": specimens["subject"].to_list()})["test_result"]
    found = {row["subject"]: row["result"] for row in results.iter_rows(named=True)}
    return [
        Tube(row["occurred_from"], row["number"], row["sample"], found.get(row["subject"]))
        for row in specimens.iter_rows(named=True)
    ]


def history(account: Account, person: UUID, at: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Journeys and exposures of a person as far as the role may read them, the latest first: shown, not asked again."""
    kinds = [kind for kind in ("journey", "exposure") if rights.may(account, "read", kind)]
    told = known_by(at, kinds, {"person": [str(person)]})
    journeys, exposures = (told[kind].to_dicts()[:-6:-1] if kind in told else [] for kind in ("journey", "exposure"))
    return journeys, exposures


def current_case(account: Account, person: UUID, disease: str | None = None) -> CaseStatus | None:
    """The case that a person is now, of a disease or of any."""
    cases = queries.cases_of(account).filter(person=person, ended__isnull=True).exclude(classification="excluded")
    return (cases.filter(disease=disease) if disease else cases).order_by("-classified").first()


def places(account: Account) -> list[tuple[str, str]]:
    """Towns and villages here to choose among: what is typed, and its code. A name of several is told with its town."""
    low, high = range_of(account.area_path)
    areas = list(
        Area.objects.filter(path__gte=low, path__lt=high, level__in=("county", "town", "village")).order_by("path")
    )
    named = {area.path: area.name for area in areas}
    times: dict[str, int] = {}
    for area in areas:
        times[area.name] = times.get(area.name, 0) + 1
    return [
        (area.name if times[area.name] == 1 else f"{named.get(_above(area.path), '')}{area.name}", area.code)
        for area in areas
    ]


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"


def hospitals(account: Account) -> list[Unit]:
    """The other fever clinics and hospitals of the area above the own one, to which a patient can be referred."""
    return [unit for unit in hospitals_within(_above(account.area_path)) if unit.code != account.unit]


def places_at_risk(at: datetime) -> list[tuple[str, str]]:
    """The areas that are declared at risk now, the gravest first: what is typed, and the code."""
    codes = list(dict.fromkeys(risk.area for risk in risks_at(at).in_force(at)))
    named = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    return [(named[code], code) for code in codes if code in named]
