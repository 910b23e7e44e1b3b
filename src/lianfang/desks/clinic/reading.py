"""A form of the clinic read into rows for the ledger: who it is, and how ill."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.desks.ages import OF_AGE, is_child
from lianfang.desks.clinic.typed import Typed
from lianfang.desks.moments import local
from lianfang.desks.reasons import reason_words
from lianfang.facts.identity import Document, RefusedNumber, document_of
from lianfang.places.names import area_codes
from lianfang.situation.models import PersonStatus

WHO = ("name", "document", "document_kind", "sex", "birth", "telephone", "area", "address")
GUARDIAN = ("guardian_name", "guardian_telephone")
_AGE = re.compile(r"(\d{1,3})\s*(?:岁|y)?")
_BETWEEN = re.compile(r"[\s,，、;；]+")
_BETWEEN_WORDS = re.compile(r"\s*[,，、;；]\s*")
# How a case may begin on this desk; what becomes of it later is told on the case's own page.
BEGINNINGS = ("suspected", "clinical", "confirmed", "asymptomatic")


@dataclass(frozen=True, slots=True)
class Illness:
    """What the doctor found and did, read from the form; what was not told is None or empty."""

    temperature: float | None
    symptoms: tuple[str, ...]
    onset: date | None
    origin_place: str | None
    arrived: date | None
    case_number: str | None
    last_contact: date | None
    grade: str | None
    classification: str
    disease: str
    severity: str | None
    specimens: tuple[str, ...]
    sample: str | None
    single_room: bool
    bed: str | None
    reported: bool
    number: str | None
    note: str | None


def who(typed: Typed, asked: frozenset[str], known: PersonStatus | None, within: str, at: datetime) -> dict[str, Any]:
    """The columns of the person that the form tells. ``asked`` are the fields it had; ``within`` is the clinic's area.

    Mistakes are noted in ``typed``. Of a number of identity its birth and sex are taken where the form leaves them out.
    """
    row: dict[str, Any] = {}
    document = _document(typed, at) if "document" in asked else None
    if "name" in asked:
        typed.require("name")
        row["person.name"] = typed.value("name", "person.name", at)
    if "document" in asked:
        row |= _told_of(document, typed)
    birth, age = _birth(typed, document, at) if "birth" in asked else (None, None)
    row |= {"person.birth": birth, "person.age": age}
    if "sex" in asked:
        sexes = [option.name for option in vocabulary.kind("person").column("sex").options]
        row["person.sex"] = typed.choice("sex", sexes) or (document.sex if document else None)
        if not row["person.sex"]:
            typed.require("sex")
    if "telephone" in asked:
        typed.require("telephone")
        if any(character.isdigit() for character in typed["telephone"]):
            row["person.telephone"] = typed.value("telephone", "person.telephone", at)
        else:
            # Words in the place of a number say why there is none.
            row["person.no_telephone_reason"] = typed["telephone"] or None
    if "area" in asked:
        row["person.residence"] = area_of(typed, within)
    if "address" in asked:
        row["person.address"] = typed["address"] or None
    if child(birth, age, known, at):
        row |= _guardian(typed, asked, at)
    return {name: value for name, value in row.items() if value is not None}


def child(birth: date | None, age: float | None, known: PersonStatus | None, at: datetime) -> bool:
    """Whether a guardian speaks for this person."""
    birth = birth or (known.birth if known else None)
    if birth is not None:
        return is_child(birth, local(at).date())
    age = age if age is not None else (known.age if known else None)
    return age is not None and age < OF_AGE


def area_of(typed: Typed, within: str) -> str | None:
    """The code of the area that was typed by name or code."""
    typed.require("area")
    text = typed["area"]
    if not text:
        return None
    found = area_codes([text], within)
    if text not in found.codes:
        typed.refuse("area", _("is no one area here; choose one of the list, or write its code"))
    return found.codes.get(text)


def _document(typed: Typed, at: datetime) -> Document | None:
    """The document that the number names; None where words say why there is none, or where it cannot be."""
    typed.require("document")
    text = typed["document"]
    if not any(character.isdigit() for character in text):
        return None
    kinds = [option.name for option in vocabulary.kind("person").column("identity_kind").options]
    try:
        return document_of(text, typed.choice("document_kind", kinds), latest=local(at).date())
    except RefusedNumber as refused:
        typed.refuse("document", reason_words(str(refused)))
        return None


def _told_of(document: Document | None, typed: Typed) -> dict[str, Any]:
    if document is not None:
        return {"person.identity_kind": document.kind, "person.identity_number": document.number}
    return {"person.identity_kind": "none", "person.no_identity_reason": typed["document"] or None}


def _birth(typed: Typed, document: Document | None, at: datetime) -> tuple[date | None, float | None]:
    """Birth date and age: one of them, or what the number of identity says."""
    text = typed["birth"]
    if not text:
        if document is None or document.birth is None:
            typed.require("birth")
        return (document.birth if document else None), None
    if aged := _AGE.fullmatch(text):
        most = vocabulary.kind("person").column("age").maximum or 0
        if int(aged[1]) > most:
            typed.refuse("birth", _("an age lies between %(low)g and %(high)g; check it") % {"low": 0, "high": most})
        return (document.birth, None) if document and document.birth else (None, float(aged[1]))
    birth = typed.value("birth", "person.birth", at)
    if birth and document and document.birth and birth != document.birth:
        typed.refuse("birth", _("the number says born on %s; mend one of the two") % document.birth.isoformat())
    return birth, None


def _guardian(typed: Typed, asked: frozenset[str], at: datetime) -> dict[str, Any]:
    if "guardian_name" not in asked:
        return {"person.care_need": "child"}
    if not typed["guardian_name"]:
        typed.refuse("guardian_name", _("a child under %d: say who speaks for it") % OF_AGE)
    return {
        "person.care_need": "child",
        "person.guardian_name": typed.value("guardian_name", "person.guardian_name", at),
        "person.guardian_telephone": typed.value("guardian_telephone", "person.guardian_telephone", at),
    }


def illness(typed: Typed, diseases: tuple[str, ...], samples: tuple[str, ...], at: datetime) -> Illness:
    """What the doctor found and did. Mistakes are noted in ``typed``."""
    classification = typed.choice("classification", BEGINNINGS) or "suspected"
    if classification != "asymptomatic":
        typed.require("onset")
    if typed["case_number"]:
        typed.require("last_contact")
    elif typed["last_contact"]:
        typed.refuse("case_number", _("say whose contact, or leave the day empty"))
    if typed["origin_place"]:
        typed.require("arrived")
    elif typed["arrived"]:
        typed.refuse("origin_place", _("say from where, or leave the day empty"))
    return Illness(
        temperature=typed.value("temperature", "health_check.temperature", at),
        symptoms=symptoms(typed),
        onset=typed.day("onset", at),
        origin_place=typed["origin_place"] or None,
        arrived=typed.day("arrived", at),
        case_number=typed["case_number"] or None,
        last_contact=typed.day("last_contact", at),
        grade=typed.choice("grade", options_of("exposure", "grade")) or "close",
        classification=classification,
        disease=typed.choice("disease", diseases) or diseases[0],
        severity=typed.choice("severity", options_of("severity", "severity")),
        specimens=numbers(typed["specimen"]),
        sample=typed.choice("sample", samples),
        single_room=bool(typed["single_room"]),
        bed=typed["bed"] or None,
        reported=bool(typed["reported"]),
        number=typed["number"] or None,
        note=typed["note"] or None,
    )


def options_of(kind: str, column: str) -> tuple[str, ...]:
    """The stored names of a column's options."""
    return tuple(option.name for option in vocabulary.kind(kind).column(column).options)


def symptoms(typed: Typed) -> tuple[str, ...]:
    """The symptoms ticked and those written beside them, each once."""
    written = _BETWEEN_WORDS.split(typed["other_symptoms"])
    return tuple(dict.fromkeys(each for each in (*typed.ticked.get("symptoms", ()), *written) if each))


def numbers(text: str) -> tuple[str, ...]:
    """The parts of a text between spaces and commas, each once."""
    return tuple(dict.fromkeys(part for part in _BETWEEN.split(text) if part))
