"""A form of the clinic told to the ledger whole: a suspected case with all that was found, or a patient at triage."""

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.clinic.reading import Illness
from lianfang.desks.clinic.typed import Typed
from lianfang.desks.moments import start_of
from lianfang.desks.page import now_of
from lianfang.desks.reasons import reason_words
from lianfang.desks.recording import Record, Refused, request_id_of, whole
from lianfang.facts.recorder import Rejection
from lianfang.places.models import Area
from lianfang.places.names import area_codes
from lianfang.situation.models import PersonStatus
from lianfang.situation.queries import cases_of


def case_told(request: HttpRequest, known: UUID | None, person: Mapping[str, Any], ill: Illness) -> UUID:
    """Records person, case, symptoms, health check, admission, specimens, journey, exposure and report of one form.

    Answers the case. Raises Refused where anything is refused; then nothing was recorded.
    """
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    # The same form sent twice speaks of the same case.
    case = uuid5(request_id_of(request), "case")
    with whole(request, ill.disease) as record:
        told = _person(record, known, person)
        _refuse_a_second(account, told, ill, case)
        record("linelist", [_line(account, told, ill, case, now)])
        of_person = {"person": str(told)}
        if ill.symptoms:
            record("symptom", [of_person | each for each in fallen_ill(ill.symptoms, ill.onset, now)])
        if ill.temperature is not None:
            record("health_check", [of_person | _checked(account, ill.temperature, ill.symptoms, None, now)])
        _sampled(record, of_person, ill.specimens, ill.sample, now)
        if ill.origin_place and ill.arrived:
            record("journey", [of_person | _arrived(account, _home(told, person), ill.origin_place, ill.arrived)])
        if ill.case_number and ill.last_contact:
            record("exposure", [of_person | exposed(ill.case_number, ill.last_contact, ill.grade)])
        if ill.reported:
            reported = {"action.action": "network_report", "action.occurred_from": now}
            record("action", [of_person | {"case": str(case)} | reported])
    return case


def patient_told(
    request: HttpRequest,
    known: UUID | None,
    person: Mapping[str, Any],
    temperature: float,
    symptoms: tuple[str, ...],
    refer_to: str | None,
    note: str | None,
) -> UUID:
    """Records a patient who is no suspected case: person, health check and, where referred on, to which hospital."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    with whole(request) as record:
        told = _person(record, known, person)
        record("health_check", [{"person": str(told)} | _checked(account, temperature, symptoms, note, now)])
        if refer_to:
            referral = {
                "person": str(told),
                "referral.from_unit": account.unit or None,
                "referral.to_unit": refer_to,
                "referral.note": note,
                "referral.occurred_from": now,
            }
            record("referral", [referral])
    return told


def sampled(request: HttpRequest, person: UUID, disease: str, numbers: tuple[str, ...], sample: str | None) -> None:
    """Records specimens taken now of one person. Raises Refused where a number is taken already."""
    with whole(request, disease) as record:
        _sampled(record, {"person": str(person)}, numbers, sample, now_of(request))


def _sampled(
    record: Record, of_person: dict[str, str], numbers: tuple[str, ...], sample: str | None, now: datetime
) -> None:
    rows: list[dict[str, Any]] = [
        {
            **of_person,
            "specimen.number": number,
            "specimen.sample": sample,
            "specimen.category": "person",
            "specimen.occurred_from": now,
        }
        for number in numbers
    ]
    if not rows:
        return
    record("specimen", rows, new=True)


def _person(record: Record, known: UUID | None, person: Mapping[str, Any]) -> UUID:
    """Who it is: somebody known, of whom the form tells what was missing, or whoever its words find or make."""
    if known and not person:
        return known
    told = record("people", [dict(person) | ({"person": str(known)} if known else {})]).subjects["person"][0]
    assert told is not None  # a row that says of nobody is refused
    return told


def _line(account: Account, person: UUID, ill: Illness, case: UUID, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {
        "case": str(case),
        "person": str(person),
        "case.number": ill.number,
        "case.classification": ill.classification,
        "case.occurred_from": now,
        "case.onset": ill.onset,
        "case.origin_place": ill.origin_place,
        "case.reported": now if ill.reported else None,
        "case.note": ill.note,
    }
    if ill.severity:
        row |= {"severity.severity": ill.severity, "severity.occurred_from": now}
    if ill.single_room and account.unit:
        row |= {
            "admission.case": str(case),
            "admission.hospital": account.unit,
            "admission.room": "single",
            "admission.bed": ill.bed,
            "admission.occurred_from": now,
        }
    return row


def _refuse_a_second(account: Account, person: UUID, ill: Illness, case: UUID) -> None:
    """Somebody who is a case of this disease already, and not over it, is no second one."""
    current = cases_of(account).filter(person=person, disease=ill.disease, ended__isnull=True)
    other = current.exclude(classification="excluded").exclude(case=case).first()
    if other is not None:
        why = _("this person is a case of this disease already; open it instead")
        raise Refused(Rejection(0, "case", other.number or "", why))


def _checked(
    account: Account, temperature: float, symptoms: tuple[str, ...], note: str | None, now: datetime
) -> dict[str, Any]:
    return {
        "health_check.temperature": temperature,
        "health_check.symptoms": "、".join(symptoms) or None,
        "health_check.setting": "clinic",
        "health_check.place": account.unit or None,
        "health_check.note": note,
        "health_check.occurred_from": now,
    }


def _home(person: UUID, told: Mapping[str, Any]) -> Area | None:
    """The area where a person lives, as the form tells it, else as is known."""
    if "person.residence" in told:
        return Area.objects.filter(code=told["person.residence"]).first()
    status = PersonStatus.objects.filter(person=person).first()
    return Area.objects.filter(path=status.responsible).first() if status else None


def _arrived(account: Account, home: Area | None, origin: str, day: date) -> dict[str, Any]:
    """A journey as the patient tells it: home, where that lies in the clinic's area, else into the area at large."""
    here = home is not None and home.path.startswith(account.area_path)
    code = area_codes([origin]).codes.get(origin)
    return {
        "journey.direction": "arrival",
        "journey.origin": code,
        "journey.origin_place": None if code else origin,
        "journey.destination": home.code if home and here else account.area or None,
        "journey.occurred_from": start_of(day),
    }


def placed(typed: Typed, refused: Refused, field_of: Mapping[str, str], fields: Container[str]) -> str | None:
    """Puts the ledger's reason at its field; answers it as a line of its own where it belongs to none of ``fields``.

    ``field_of`` names the field of a column where it is not the column's own name.
    """
    name = field_of.get(refused.column, refused.column.rpartition(".")[2])
    reason = reason_words(refused.reason)
    if name == "case_number":
        reason = _("no case of this disease has this number; ask for it, or leave it empty")
    if name in fields:
        typed.refuse(name, reason)
        return None
    return reason


def fallen_ill(symptoms: Iterable[str], onset: date | None, now: datetime) -> list[dict[str, Any]]:
    """A row a symptom, each since the onset; since now where nobody told it."""
    began = start_of(onset) if onset else now
    return [{"symptom.symptom": each, "symptom.occurred_from": began} for each in symptoms]


def exposed(number: str, last: date, grade: str | None) -> dict[str, Any]:
    """A meeting with the case of a number on the day when they were last together."""
    return {
        "exposure.case_number": number,
        "exposure.occurred_from": start_of(last),
        "exposure.last": start_of(last),
        "exposure.grade": grade,
    }
