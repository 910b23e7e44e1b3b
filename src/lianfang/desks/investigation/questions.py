"""The questions of the investigation form in the order of dictation: which column each fills, in which fields."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang import vocabulary


@dataclass(frozen=True, slots=True)
class Question:
    """A question: the column whose value answers it, and the fields in which the answer is typed.

    One without fields is shown and not asked: others tell it. ``in_vain`` says that none, not known and refused are
    answers as well; ``of_ill`` that it is asked only of somebody with symptoms, ``of_child`` only of a child;
    ``closing`` that it is the investigator's own word that all is done, and nothing to ask.
    """

    column: str
    fields: tuple[str, ...] = ()
    in_vain: bool = False
    of_ill: bool = False
    of_child: bool = False
    closing: bool = False


SECTIONS: tuple[tuple[str | Promise, tuple[Question, ...]], ...] = (
    (
        _("Who it is"),
        (
            Question("person.name", ("name",)),
            Question("person.sex", ("sex",)),
            Question("person.identity_number", ("document", "document_kind")),
            Question("person.birth", ("birth",)),
            Question("person.telephone", ("telephone",)),
            Question("person.guardian_name", ("guardian_name", "guardian_telephone"), of_child=True),
            Question("person.residence", ("area",)),
            Question("person.address", ("address",), in_vain=True),
            Question("person.occupation", ("occupation",), in_vain=True),
            Question("person.workplace", ("workplace",), in_vain=True),
        ),
    ),
    (
        _("Illness"),
        (
            Question("case.onset", ("onset",), in_vain=True, of_ill=True),
            Question("symptom.symptom", ("symptoms", "other_symptoms"), in_vain=True, of_ill=True),
            Question("case.classification"),
            Question("severity.severity"),
            Question("admission.hospital"),
            Question("outcome.outcome"),
        ),
    ),
    (
        _("Before falling ill"),
        (
            Question("journey.origin_place", ("travel", "travel_back"), in_vain=True),
            Question("exposure.case_number", ("case_number", "last_contact", "grade"), in_vain=True),
            Question("case.setting", ("setting",), in_vain=True),
            Question("case.exposed_from", ("exposed_from",), in_vain=True),
            Question("case.exposed_until", ("exposed_until",), in_vain=True),
            Question("case.origin", ("origin",), in_vain=True),
        ),
    ),
    (
        _("Since then"),
        (
            Question("case.contacts_told", ("contacts_told",), in_vain=True),
            Question("action.case_investigation", ("investigated",), closing=True),
        ),
    ),
)
QUESTIONS: tuple[Question, ...] = tuple(question for _title, asked in SECTIONS for question in asked)
# Who it is, as the clinic's form asks it.
OF_WHO = frozenset(
    name
    for question in QUESTIONS
    if question.column.startswith("person.") and question.column not in ("person.occupation", "person.workplace")
    for name in question.fields
)


def answer_in_vain(text: str) -> str | None:
    """The answer that says nothing of the matter (none, unknown, refused) where a text is one of its words."""
    said = text.strip().casefold()
    for option in vocabulary.kind("unanswered").column("answer").options:
        if said and said in {word.casefold() for word in (option.zh, option.en, option.name, *option.also)}:
            return option.name
    return None
