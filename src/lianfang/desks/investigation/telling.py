"""What an investigator filled in, read against what was missing and told to the ledger: all of it, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.clinic.reading import options_of, symptoms, who
from lianfang.desks.clinic.telling import exposed, fallen_ill
from lianfang.desks.clinic.typed import Typed
from lianfang.desks.investigation.queries import Form
from lianfang.desks.investigation.questions import OF_WHO, answer_in_vain
from lianfang.desks.moments import start_of
from lianfang.desks.page import now_of
from lianfang.desks.recording import whole
from lianfang.places.names import area_codes

_NUMBER_OF_RESIDENT = re.compile(r"\d{17}[\dXx]|\d{15}")


@dataclass
class Told:
    """What was filled in: rows by kind, and the answers that say nothing of the matter, by column."""

    person: dict[str, Any] = field(default_factory=dict)
    case: dict[str, Any] = field(default_factory=dict)
    symptoms: tuple[str, ...] = ()
    journey: dict[str, Any] = field(default_factory=dict)
    exposure: dict[str, Any] = field(default_factory=dict)
    in_vain: dict[str, str] = field(default_factory=dict)
    investigated: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is anything to record."""
        return bool(
            self.person or self.case or self.symptoms or self.journey or self.exposure or self.in_vain
        ) or self.investigated  # fmt: skip


def read(typed: Typed, form: Form, within: str, at: datetime) -> Told:
    """What was typed of the questions that are missing; a question left empty stays missing. Mistakes go in ``typed``.

    Only what is missing is read: what the facts hold cannot be told again from this form.
    """
    told = Told()
    open_fields = {name for line in form.to_fill for name in line.question.fields}
    for name in [*typed.text, *typed.ticked]:
        if name not in open_fields:
            typed.text.pop(name, None)
            typed.ticked.pop(name, None)
    said = Typed(dict(typed.text), dict(typed.ticked), typed.mistakes)
    for line in form.missing:
        question = line.question
        # Ticks come first; what is written beside them says "none" where nothing is ticked.
        name = question.fields[-1] if question.column == "symptom.symptom" else question.fields[0]
        answer = answer_in_vain(said[name]) if question.in_vain else None
        if answer is not None and not said.ticked.get("symptoms" if name == "other_symptoms" else ""):
            told.in_vain[question.column] = answer
            for each in question.fields:
                said.text.pop(each, None)
    asked = frozenset(name for name in OF_WHO & open_fields if said[name])
    if asked:
        if _NUMBER_OF_RESIDENT.fullmatch(said["document"]):
            # The number says both.
            asked |= {"birth", "sex"} & open_fields
        told.person = who(said, asked, form.person, within, at)
    for name in ("occupation", "workplace"):
        if said[name]:
            told.person[f"person.{name}"] = said[name]
    _read_case(said, told, form, at)
    told.symptoms = symptoms(said)
    _read_before(said, told, at)
    told.investigated = bool(said["investigated"])
    return told


def _read_case(said: Typed, told: Told, form: Form, at: datetime) -> None:
    told.case = {
        "case.onset": said.day("onset", at),
        "case.origin": said.choice("origin", options_of("case", "origin")),
        "case.setting": said["setting"] or None,
        "case.exposed_from": said.day("exposed_from", at),
        "case.exposed_until": said.day("exposed_until", at),
        "case.contacts_told": said.value("contacts_told", "case.contacts_told", at),
    }
    begins, ends = told.case["case.exposed_from"], told.case["case.exposed_until"]
    if begins and ends and ends < begins:
        said.refuse("exposed_until", _("lies before it began; mend one of the two"))
    onset = told.case["case.onset"] or form.case.onset
    if begins and onset and begins > onset:
        said.refuse("exposed_from", _("lies after the onset; mend one of the two"))
    told.case = {name: value for name, value in told.case.items() if value is not None}


def _read_before(said: Typed, told: Told, at: datetime) -> None:
    if said["travel"]:
        said.require("travel_back")
        if back := said.day("travel_back", at):
            # A place that is an area is told as one: what is owed after a stay at risk follows from it.
            code = area_codes([said["travel"]]).codes.get(said["travel"])
            told.journey = {
                "journey.direction": "arrival",
                "journey.origin": code,
                "journey.origin_place": None if code else said["travel"],
                "journey.occurred_from": start_of(back),
            }
    elif said["travel_back"]:
        said.refuse("travel", _("say where from, or leave the day empty"))
    if said["case_number"]:
        said.require("last_contact")
        if last := said.day("last_contact", at):
            grade = said.choice("grade", options_of("exposure", "grade")) or "close"
            told.exposure = exposed(said["case_number"], last, grade)
    elif said["last_contact"]:
        said.refuse("case_number", _("say whose contact, or leave the day empty"))


def tell(request: HttpRequest, form: Form, told: Told) -> None:
    """Records what was filled in. Raises Refused where anything is refused; then nothing was recorded."""
    account: Account = request.user  # type: ignore[assignment]
    now, of_person = now_of(request), {"person": str(form.case.person)}
    of_case = of_person | {"case": str(form.case.case)}
    with whole(request, form.case.disease) as record:
        if told.person:
            record("people", [of_person | told.person])
        if told.case:
            record("case", [of_case | {"case.supersedes": form.latest} | told.case])
        if told.symptoms:
            onset = told.case.get("case.onset") or form.case.onset
            record("symptom", [of_person | each for each in fallen_ill(told.symptoms, onset, now)])
        for kind, row in (("journey", told.journey), ("exposure", told.exposure)):
            if row:
                record(kind, [of_person | row])
        _record_vain(record, of_case, told.in_vain, now)
        if told.investigated:
            done = {"action.action": "case_investigation", "action.unit": account.unit or None}
            record("action", [of_case | done | {"action.occurred_from": now}])


def _record_vain(record: Any, of_case: Mapping[str, str], in_vain: Mapping[str, str], now: datetime) -> None:
    rows = [
        {
            **of_case,
            "unanswered.question": column,
            "unanswered.answer": answer,
            "unanswered.occurred_from": now,
        }
        for column, answer in in_vain.items()
    ]
    if rows:
        record("unanswered", rows)
