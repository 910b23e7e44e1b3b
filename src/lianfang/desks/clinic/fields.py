"""The fields of the clinic's forms, in the order in which a doctor learns them, and which of them are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lianfang.desks import names
from lianfang.desks.clinic.reading import BEGINNINGS, GUARDIAN, WHO, options_of
from lianfang.desks.clinic.typed import LABELS, Typed
from lianfang.desks.words import option_word
from lianfang.facts.identities import Identity
from lianfang.situation.models import PersonStatus

# As the ledger keeps them, and the doctor ticks them; whatever else is written beside them.
SYMPTOMS = ("发热", "咳嗽", "乏力", "咽痛", "鼻塞", "头痛", "肌肉酸痛", "腹泻", "气促")
SAMPLES = ("咽拭子", "鼻咽拭子", "痰", "血", "粪便")

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how it is asked for and what stands in it.

    ``kind`` is text, choice, tick or ticks; ``suggestions`` is the id of a list of suggestions, ``keys`` the keyboard
    that a phone shows; ``first`` has the cursor when the page opens; Enter goes past one that is ``read`` already.
    """

    name: str
    label: str | Promise
    kind: str = "text"
    value: str = ""
    ticked: tuple[str, ...] = ()
    mistake: str = ""
    hint: str = ""
    options: Options = ()
    suggestions: str = ""
    keys: str = "text"
    first: bool = False
    read: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a title."""

    title: str
    fields: tuple[Field, ...]


def missing(identity: Identity | None, status: PersonStatus | None, is_child: bool) -> frozenset[str]:
    """Which fields about who it is the ledger does not hold yet; all of them of somebody new."""
    if identity is None or status is None:
        return frozenset((*WHO, *GUARDIAN)) if is_child else frozenset(WHO)
    fact, held = identity.fact, set()
    held |= {name for name in ("name", "sex") if getattr(status, name)}
    if status.birth or status.age is not None:
        held.add("birth")
    if identity.masks["identity"] or (fact and fact.no_identity_reason):
        held |= {"document", "document_kind"}
    held |= {name for name in ("telephone", "address") if identity.masks[name]}
    if fact and fact.no_telephone_reason:
        held.add("telephone")
    if fact and fact.residence:
        held.add("area")
    guarded = bool(fact and fact.guardian_name)
    return frozenset({*WHO} - held) | (frozenset(GUARDIAN) if is_child and not guarded else frozenset())


class Asking:
    """Makes fields out of what was typed: its values and mistakes in their places."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        # Of a form sent back only what is wrong is gone through again; of a new one what was read is there already.
        self.again = bool(typed.mistakes)

    def field(
        self,
        name: str,
        kind: str = "text",
        *,
        hint: str = "",
        options: Iterable[tuple[str, str]] = (),
        suggestions: str = "",
        keys: str = "text",
    ) -> Field:
        """The field of this name."""
        typed = self.typed
        return Field(
            name,
            LABELS[name],
            kind,
            typed[name],
            tuple(typed.ticked.get(name, ())),
            typed.mistakes.get(name, ""),
            hint,
            tuple(options),
            suggestions,
            keys,
            read=name not in typed.mistakes if self.again else bool(typed[name]),
        )

    def words(self, name: str, column: str, chosen: Iterable[str], empty: bool = False) -> Field:
        """A choice among options of the vocabulary, in the language of the page."""
        options = [(each, option_word(column, each)) for each in chosen]
        return self.field(name, "choice", options=[("", ""), *options] if empty else options)

    def who(self, asked: frozenset[str]) -> Group:
        """Who it is: only what is not known."""
        number = _("18 digits say birth and sex; or why there is none")
        made = {
            "name": self.field("name"),
            "document": self.field("document", hint=number),
            "document_kind": self.words(
                "document_kind", "person.identity_kind", options_of("person", "identity_kind")[:-1], True
            ),
            "sex": self.words("sex", "person.sex", options_of("person", "sex"), True),
            "birth": self.field("birth", hint=_("45, or 1976-03-12")),
            "telephone": self.field("telephone", keys="tel", hint=_("or why there is none")),
            "area": self.field("area", suggestions="areas", hint=_("name or code")),
            "address": self.field("address"),
            "guardian_name": self.field("guardian_name", hint=_("a child is spoken for")),
            "guardian_telephone": self.field("guardian_telephone", keys="tel"),
        }
        return Group(_("Who it is"), tuple(made[name] for name in made if name in asked))

    def found(self) -> tuple[Field, ...]:
        """What is measured and seen."""
        return (
            self.field("temperature", keys="decimal"),
            self.field("symptoms", "ticks", options=_symptom_words()),
            self.field("other_symptoms"),
        )

    def exposed(self, places: bool, cases: bool) -> Group:
        """Where it may come from: asked only where the ledger tells of no journey, of no exposure."""
        fields = []
        if places:
            fields = [
                self.field("origin_place", suggestions="risks", hint=_("name or code")),
                self.field("arrived", hint=_("0 today, 1 yesterday, or a date")),
            ]
        if cases:
            fields += [
                self.field("case_number"),
                self.field("last_contact", hint=_("0 today, 1 yesterday, or a date")),
                self.words("grade", "exposure.grade", options_of("exposure", "grade")),
            ]
        return Group(_("Exposure"), tuple(fields))

    def judged(self, diseases: Iterable[str]) -> Group:
        """What the doctor takes it for; the disease is asked only where plans of several are in force."""
        fields = [self.words("classification", "case.classification", BEGINNINGS)]
        if len(choices := [(each, names.disease(each)) for each in diseases]) > 1:
            fields.append(self.field("disease", "choice", options=choices))
        fields.append(self.words("severity", "severity.severity", options_of("severity", "severity"), True))
        return Group(_("Judged"), tuple(fields))

    def done(self) -> Group:
        """What was done at once."""
        return Group(
            _("Done now"),
            (
                self.field("specimen", hint=_("scan the tube; several with spaces between")),
                self.field("sample", "choice", options=sample_words()),
                self.field("single_room", "tick"),
                self.field("bed"),
                self.field("reported", "tick"),
                self.field("number", hint=_("of the report card, where there is one")),
                self.field("note"),
            ),
        )


def with_cursor(columns: Sequence[Sequence[Group]]) -> list[list[Group]]:
    """The groups, empty ones left out, the cursor in the first field that is wrong, else the first to type."""
    every = [each for column in columns for group in column for each in group.fields]
    wrong = (each for each in every if each.mistake)
    chosen = next(wrong, None) or next((each for each in every if each.kind == "text" and not each.read), None)

    def placed(each: Field) -> Field:
        return replace(each, first=chosen is not None and each.name == chosen.name)

    filled = [[group for group in column if group.fields] for column in columns]
    return [
        [replace(group, fields=tuple(placed(each) for each in group.fields)) for group in column]
        for column in filled
        if column
    ]


def _symptom_words() -> list[tuple[str, str]]:
    words = (
        _("Fever"), _("Cough"), _("Fatigue"), _("Sore throat"), _("Blocked nose"), _("Headache"), _("Muscle pain"),
        _("Diarrhoea"), _("Short of breath"),
    )  # fmt: skip
    return list(zip(SYMPTOMS, words, strict=True))


def sample_words() -> list[tuple[str, str]]:
    """The kinds of sample, each as the ledger keeps it and in the language of the page; the usual one first."""
    words = (_("Throat swab"), _("Nasopharyngeal swab"), _("Sputum"), _("Blood"), _("Stool"))
    return list(zip(SAMPLES, words, strict=True))
