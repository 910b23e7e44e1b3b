"""A letter to another county: about people ticked here, or names of letters whose people went there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names as place_names
from lianfang.desks.choices import is_uuid
from lianfang.desks.letters.checking import Checked, checked
from lianfang.desks.letters.incoming import name_row
from lianfang.desks.letters.places import area_named
from lianfang.desks.letters.queries import MOST, About, names_of, told_of
from lianfang.desks.moments import as_typed, local, to_the_minute
from lianfang.desks.recording import together
from lianfang.exchange.letters import NameTold
from lianfang.facts import letters as ledger
from lianfang.facts.identities import sealed_values
from lianfang.facts.letters import Letter, NameInLetter, opened
from lianfang.situation.plans import plans_in_force
from lianfang.situation.queries import cases_of
from lianfang.vocabulary.subjects import letter_subject, name_subjects

HEAD = ("number", "to_name", "from_name", "disease", "outbreak", "ask", "deadline", "reply_to")
_REQUIRED = ("number", "to_name", "from_name", "disease", "ask")


@dataclass(slots=True)
class Named:
    """A name to be written about: as the letter will tell it, the person here, the name of a letter passed on."""

    told: NameTold
    person: str = ""
    passed_on: NameInLetter | None = None


@dataclass(slots=True)
class Draft:
    """A letter being written: its head as text, whom it names, mistakes by field."""

    head: dict[str, str]
    names: list[Named]
    checks: list[Checked] = field(default_factory=list)
    mistakes: dict[str, str] = field(default_factory=dict)
    residence: str = ""
    disease: str = ""


def draft_of(request: HttpRequest, account: Account, at: datetime) -> Draft:
    """The draft about the ticked people (``person``) and names (``name``) that the session may see, each once."""
    persons = [text for text in request.POST.getlist("person")[:MOST] if is_uuid(text)]
    subjects = [text for text in request.POST.getlist("name")[:MOST] if is_uuid(text)]
    about = told_of(persons, at)
    letters = ledger.letters(at, names=subjects) if subjects else []
    named = _each_once(_of_people(account, about) + _of_names(letters, subjects))
    for place, each in enumerate(named, start=1):
        each.told.place = str(place)
    residences = {each.residence for each in about if each.residence}
    passed = _passed_on(named)
    diseases = [letter.row["disease"] for letter in letters if passed in letter.names]
    diseases += [each.exposure["disease"] for each in about if each.exposure]
    return Draft(
        dict.fromkeys(HEAD, ""),
        named,
        checked([each.told for each in named], local(at).date()),
        residence=residences.pop() if len(residences) == 1 else "",
        disease=next(iter(diseases), ""),
    )


def _of_people(account: Account, about: Sequence[About]) -> list[Named]:
    ids = [UUID(each.person) for each in about]
    numbers, telephones, addresses = (sealed_values(ids, kind) for kind in ("identity", "telephone", "address"))
    cases = {each.exposure["case"] for each in about if each.exposure and each.exposure["case"]}
    known = {str(case.case): case.number or "" for case in cases_of(account).filter(case__in=cases)} if cases else {}
    named = []
    for each in about:
        person, exposure = UUID(each.person), each.exposure or {}
        told = NameTold(
            name=each.name,
            sex=each.sex,
            identity_number=numbers.get(person, ""),
            telephone=telephones.get(person, ""),
            address=addresses.get(person, ""),
            told_as=exposure.get("grade") or "",
            # Of the case its number only: who it is, is nobody's business elsewhere.
            case_number=known.get(exposure.get("case") or "") or exposure.get("case_number") or "",
            last=as_typed(exposure.get("last") or exposure.get("occurred_from")),
            known=exposure.get("setting") or "",
        )
        named.append(Named(told, each.person))
    return named


def _of_names(letters: Sequence[Letter], subjects: Sequence[str]) -> list[Named]:
    names = names_of(letters, subjects)
    clear = opened(names)
    return [Named(told_again(name, clear[name.subject]), passed_on=name) for name in names]


def told_again(name: NameInLetter, clear: Mapping[str, str]) -> NameTold:
    """A name as a letter tells it, from the ledger."""
    row = name.row
    told = {
        "place": str(row["place"] or ""),
        "last": as_typed(row["last"]),
        **{column: row[column] or "" for column in ("name", "sex", "told_as", "case_number", "known")},
    }
    return NameTold.of({**told, **clear})


def _each_once(named: Sequence[Named]) -> list[Named]:
    """Each person once: by who they are here, by identity number, by the name of the letter passed on."""
    seen: set[str] = set()
    once = []
    for each in named:
        own = {each.person, each.told.identity_number, each.passed_on.subject if each.passed_on else ""} - {""}
        if not own & seen:
            once.append(each)
        seen |= own
    return once


def _passed_on(named: Sequence[Named]) -> NameInLetter | None:
    """The first name of a letter that is passed on."""
    return next((each.passed_on for each in named if each.passed_on), None)


def beginning(draft: Draft, request: HttpRequest, account: Account, at: datetime) -> None:
    """Fills the head with what is known before anybody typed: to whom, of which disease, by when."""
    places = place_names.areas([draft.residence, request.POST.get("to_area", "")])
    to = places.get(request.POST.get("to_area", "")) or places.get(draft.residence)
    passed = _passed_on(draft.names)
    gone = (passed.answer or {}).get("gone_to_name") if passed else ""
    draft.head |= {
        "to_name": gone or (_("%s epidemic command") % to.name if to else ""),
        "from_name": place_names.own_place(account),
        "disease": draft.disease or "covid19",
        "ask": _("Please find out whether they are with you, put the measures of the plan in place, and reply."),
    }
    if (time := _reply_time()) is not None:
        draft.head["deadline"] = as_typed(at + time)


def _reply_time() -> timedelta | None:
    """Within which time a letter is replied to by the plans in force; None where none says so."""
    values = (each.value for plan in plans_in_force() for each in plan.parameters if each.id == "letter_reply_time")
    return next((value for value in values if isinstance(value, timedelta)), None)


def typed(draft: Draft, request: HttpRequest) -> None:
    """Fills the head with what was typed; what is missing stands at its field."""
    draft.head = {name: " ".join(request.POST.get(name, "").split())[:600] for name in HEAD}
    for name in _REQUIRED:
        if not draft.head[name]:
            draft.mistakes[name] = _("is blank; it stands in the letter")
    if not draft.names:
        draft.mistakes["names"] = _("nobody is ticked; a letter names somebody")


def recorded(request: HttpRequest, account: Account, draft: Draft, at: datetime) -> tuple[str, list[str]]:
    """Records the letter, its names, and that names were passed on; answers its subject and what was wrong.

    All of it or nothing. A number that a letter to the same addressee bears already is refused.
    """
    head = draft.head
    subject = letter_subject("outgoing", head["to_name"], head["number"])
    if ledger.letters(at, subjects=[subject]):
        line = _("Letter number %s: a letter to this addressee bears it already; take the next number.")
        return "", [line % head["number"]]
    moment = to_the_minute(at)
    to = area_named(head["to_name"])
    letter: dict[str, Any] = {
        "letter": subject,
        "direction": "outgoing",
        "from_area": account.area,
        "to_area": to.code if to else None,
        "occurred_from": moment,
        **{name: value or None for name, value in head.items()},
    }
    told = [each.told for each in draft.names]
    subjects = name_subjects(subject, [(each.name, each.identity_number, each.telephone) for each in told])
    rows = [
        {"letter_name": own, **name_row(subject, place, each.told, moment), "person": each.person or None}
        for place, (own, each) in enumerate(zip(subjects, draft.names, strict=True), start=1)
    ]
    passings = [
        {"letter_name": each.passed_on.subject, "letter_passing.letter": subject, "occurred_from": moment}
        for each in draft.names
        if each.passed_on
    ]
    wrong = together(request, [("letter", [letter]), ("letter_name", rows), ("letter_passing", passings)])
    return (subject if not wrong else ""), wrong
