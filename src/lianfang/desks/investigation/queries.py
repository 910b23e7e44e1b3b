"""A case as its investigation form shows it: each question with what facts answer to it, and the lists behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang import vocabulary
from lianfang.access.masks import Masked
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.cdc.steps import calls_in_vain, step_of
from lianfang.desks.clinic.reading import child
from lianfang.desks.doors import allowed
from lianfang.desks.dossier.queries import visits_told
from lianfang.desks.investigation.questions import SECTIONS, Question
from lianfang.desks.language import name_of
from lianfang.desks.moments import as_typed, local, moment_words
from lianfang.desks.queries import person_names
from lianfang.desks.words import option_word
from lianfang.facts import identities, known_by
from lianfang.reports.investigation_paper import State
from lianfang.situation import queries as situation
from lianfang.situation.models import CaseStatus, Contact, PersonStatus
from lianfang.vocabulary import Type

# The form's own question: where somebody was in the fourteen days before the onset (新冠肺炎个案调查表).
LOOKED_BACK = timedelta(days=14)
# So many of each list stand on the page and on paper.
LISTED = 200
_SEALED: dict[str, Masked] = {f"person.{column}": kind for kind, column in identities.SEALED.items()}
_LABELS: dict[str, str | Promise] = {
    "journey.origin_place": gettext_lazy("Away in the 14 days before"),
    "exposure.case_number": gettext_lazy("Contact with a case"),
    "action.case_investigation": gettext_lazy("Investigated"),
    "person.residence": gettext_lazy("Lives in"),
    "admission.hospital": gettext_lazy("Admitted to"),
}
_REASONS = {"person.identity_number": "no_identity_reason", "person.telephone": "no_telephone_reason"}
_OPEN_KINDS = ("journey", "exposure", "symptom", "case", "severity", "outcome", "admission", "action", "unanswered")


@dataclass(frozen=True, slots=True)
class Line:
    """A question and how it stands; ``value`` in the words of the page."""

    question: Question
    label: str
    value: str
    state: State


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a case as known at a moment: its lines by section, and the fact that a correction of it corrects."""

    case: CaseStatus
    person: PersonStatus | None
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    latest: str | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line, in the order of dictation."""
        return tuple(line for _title, lines in self.sections for line in lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        """The questions that are still to be asked."""
        return tuple(line for line in self.lines if line.state == "missing")

    @property
    def to_fill(self) -> tuple[Line, ...]:
        """The lines that have fields on the page: what is missing, and the word that all is done."""
        closing = (line for line in self.lines if line.question.closing and not line.value)
        return (*self.missing, *closing)


def form_of(account: Account, case: CaseStatus, at: datetime, *, clear: bool = False, again: str = "") -> Form:
    """The form of a case; what identifies in clear only for a paper, whose audit's line the caller writes.

    ``again`` names the column of a question that was asked in vain and is to be asked once more.
    """
    about = {"case": [str(case.case)], "person": [str(case.person)]}
    told = {kind: table.to_dicts() for kind, table in known_by(at, _OPEN_KINDS, about).items()}
    rows: dict[str, list[dict[str, Any]]] = {
        kind: [row for row in found if _of_this(kind, row, case)] for kind, found in told.items()
    }
    rows["person"] = known_by(at, ["person"], {"person": [str(case.person)]})["person"].to_dicts()
    who = person_names(account, [case.person]).get(case.person)
    values = _values(rows, case, at) | _sealed(case.person, clear)
    vain = {row["question"]: option_word("unanswered.answer", row["answer"]) for row in rows["unanswered"]}
    vain.pop(again, None)
    ill = case.classification != "asymptomatic"
    young = child(_latest(rows["person"], "birth"), _latest(rows["person"], "age"), None, at)
    sections = tuple(
        (
            str(title),
            tuple(
                _line(question, values, vain, asked=(ill or not question.of_ill))
                for question in questions
                if young or not question.of_child
            ),
        )
        for title, questions in SECTIONS
    )
    return Form(case, who, sections, rows["case"][-1]["id"] if rows["case"] else None)


def _of_this(kind: str, row: Mapping[str, Any], case: CaseStatus) -> bool:
    """Whether a fact about the case or its person belongs to the form: not others' exposures to this case."""
    if kind in ("exposure", "journey", "symptom", "admission"):
        return bool(row["person"] == str(case.person))
    return bool(row["subject"] == str(case.case))


def _line(question: Question, values: Mapping[str, str], vain: Mapping[str, str], *, asked: bool) -> Line:
    kind, _dot, name = question.column.partition(".")
    label = _LABELS.get(question.column) or name_of(vocabulary.kind(kind).column(name))
    value, state = values.get(question.column, ""), "told"
    if not value:
        value = vain.get(question.column, "")
        state = "in_vain" if value else "missing" if question.fields and asked and not question.closing else "open"
    return Line(question, str(label), value, state)  # type: ignore[arg-type]


def _values(rows: Mapping[str, list[dict[str, Any]]], case: CaseStatus, at: datetime) -> dict[str, str]:
    """By column what facts say, in words; a question whose answer another fact holds has that as its answer."""
    values: dict[str, str] = {}
    for kind in ("person", "case", "severity", "outcome"):
        for column in vocabulary.kind(kind).columns:
            if (value := _latest(rows[kind], column.name)) is not None:
                values[f"{kind}.{column.name}"] = _word(kind, column, value)
    for told, reason in _REASONS.items():
        if said := _latest(rows["person"], reason):
            values[told] = said
    if "person.birth" not in values and (age := _latest(rows["person"], "age")) is not None:
        values["person.birth"] = _("%d y") % int(age)
    if area := _latest(rows["person"], "residence"):
        found = names.areas([area]).get(area)
        values["person.residence"] = found.name if found else area
    if case.classification:
        since = f" {moment_words(case.classified)}" if case.classified else ""
        values["case.classification"] = option_word("case.classification", case.classification) + since
    values["symptom.symptom"] = "、".join(dict.fromkeys(row["symptom"] for row in rows["symptom"]))
    _of_before(values, rows, case, at)
    if rows["admission"]:
        last = rows["admission"][-1]
        unit = names.units([last["hospital"]]).get(last["hospital"] or "")
        where = unit.name if unit else last["hospital_name"] or ""
        values["admission.hospital"] = f"{where} {moment_words(last['occurred_from'])}".strip()
    done = [row for row in rows["action"] if row["action"] == "case_investigation"]
    if done:
        values["action.case_investigation"] = moment_words(done[-1]["occurred_from"])
    return values


def _of_before(
    values: dict[str, str], rows: Mapping[str, list[dict[str, Any]]], case: CaseStatus, at: datetime
) -> None:
    """Journeys of the days before, exposures, and what these tell of where and when somebody was infected."""
    began = case.onset or (local(case.classified).date() if case.classified else local(at).date())
    journeys = [row for row in rows["journey"] if began - LOOKED_BACK <= local(row["occurred_from"]).date()]
    areas = names.areas(row["origin"] for row in journeys)
    values["journey.origin_place"] = "；".join(_journey(row, areas) for row in journeys)
    exposures = rows["exposure"]
    values["exposure.case_number"] = "；".join(
        f"{row['case_number'] or _('a case')} {_day(row['occurred_from'])} {row['relation'] or ''}".strip()
        for row in exposures
    ) or values.get("case.index_number", "")
    if not exposures:
        return
    places = names.units(row["place"] for row in exposures)
    settings = [places[row["place"]].name if row["place"] in places else row["setting"] for row in exposures]
    first, last = exposures[0]["occurred_from"], max(row["last"] or row["occurred_from"] for row in exposures)
    for column, value in (
        ("case.setting", "、".join(dict.fromkeys(each for each in settings if each))),
        ("case.exposed_from", local(first).date().isoformat()),
        ("case.exposed_until", local(last).date().isoformat()),
    ):
        if value:
            values.setdefault(column, value)


def _journey(row: Mapping[str, Any], areas: Mapping[str, Any]) -> str:
    origin = areas[row["origin"]].name if row["origin"] in areas else row["origin"] or ""
    way = option_word("journey.direction", row["direction"])
    return f"{_day(row['occurred_from'])} {way} {row['origin_place'] or origin}".strip()


def _sealed(person: UUID, clear: bool) -> dict[str, str]:
    if clear:
        opened = {column: identities.sealed_values([person], kind).get(person, "") for column, kind in _SEALED.items()}
    else:
        masks = identities.identity_of(person).masks
        opened = {column: masks[kind] for column, kind in _SEALED.items()}
    return {column: value for column, value in opened.items() if value}


def _latest(rows: Iterable[Mapping[str, Any]], name: str) -> Any:
    """The latest value of a column that is told at all."""
    return next((row[name] for row in reversed(list(rows)) if row.get(name) is not None), None)


def _word(kind: str, column: vocabulary.Column, value: Any) -> str:
    if column.type is Type.CHOICE:
        return option_word(f"{kind}.{column.name}", value)
    if isinstance(value, datetime):
        return as_typed(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _day(moment: datetime) -> str:
    return local(moment).date().isoformat()


@dataclass(frozen=True, slots=True)
class Near:
    """A contact of the case on its list."""

    contact: Contact
    person: PersonStatus | None
    setting: str
    relation: str
    step: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What stands behind the form: contacts (and how many there are), places, specimens; places None where not read."""

    contacts: tuple[Near, ...]
    contacts_total: int
    places: tuple[tuple[str, str], ...] | None
    specimens: tuple[tuple[str, str, str, str], ...]


def lists_of(account: Account, case: CaseStatus, at: datetime) -> Lists:
    """Contacts, places and specimens of a case, as far as the account reads them."""
    found = situation.contacts_of(account).filter(case=case.case)
    listed = list(found.order_by("grade", "judged", "person")[:LISTED])
    people = person_names(account, [contact.person for contact in listed])
    told = known_by(at, ["exposure"], {"case": [str(case.case)]})["exposure"].to_dicts()
    by_person = {row["person"]: row for row in told}
    units = names.units(row["place"] for row in told)
    vain = calls_in_vain()
    near = []
    for contact in listed:
        row = by_person.get(str(contact.person), {})
        place = units[row["place"]].name if row.get("place") in units else row.get("setting") or ""
        step = step_of(contact, vain)
        near.append(Near(contact, people.get(contact.person), place, row.get("relation") or "", step))
    places = None
    if allowed(account, "read", "visit"):
        visits = visits_told(case.person, at).to_dicts()
        at_units = names.units(row["place"] for row in visits)
        places = tuple(
            (_span(row), row["place_name"] or (at_units[row["place"]].name if row["place"] in at_units else ""))
            for row in visits[:LISTED]
        )
    return Lists(tuple(near), found.count(), places, _specimens(case.person, at))


def _span(row: Mapping[str, Any]) -> str:
    begins, ends = row["occurred_from"], row["occurred_until"]
    return f"{moment_words(begins)} – {moment_words(ends)}" if ends else moment_words(begins)


def _specimens(person: UUID, at: datetime) -> tuple[tuple[str, str, str, str], ...]:
    """The specimens of a person: when taken, number, kind, what was found."""
    taken = known_by(at, ["specimen"], {"person": [str(person)]})["specimen"].to_dicts()
    results = known_by(at, ["test_result"], {"specimen": [row["subject"] for row in taken]})["test_result"].to_dicts()
    found: dict[str, list[str]] = {}
    for row in results:
        ct = "/".join(f"{row[name]:g}" for name in ("ct_orf1ab", "ct_n") if row[name] is not None)
        said = (
            f"{option_word('test_result.assay', row['assay'] or '')} {option_word('test_result.result', row['result'])}"
        )
        found.setdefault(row["subject"], []).append(f"{said} Ct {ct}".strip() if ct else said.strip())
    return tuple(
        (
            moment_words(row["occurred_from"]),
            row["number"] or "",
            row["sample"] or "",
            "；".join(found.get(row["subject"], ())) or _("no result yet"),
        )
        for row in taken[-LISTED:]
    )
