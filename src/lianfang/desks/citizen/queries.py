"""One's own record as the page tells it, read in the session that shows nobody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from lianfang.access import roles
from lianfang.access.masks import masked
from lianfang.access.roles import CITIZEN
from lianfang.derive.codes import standing
from lianfang.desks import names
from lianfang.desks.appeals.rules import appeal_rules
from lianfang.desks.auditing.wording import action_words
from lianfang.desks.dossier.codes import CodeLine, line_of
from lianfang.desks.language import name_of
from lianfang.desks.moments import Word, day_words, duty_state, local
from lianfang.desks.rules import source_of, title_of
from lianfang.desks.words import kind_name, option_word
from lianfang.situation import own

# Lines of the audit on the page.
LOOKS = 30


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A colour that stands, and the evidence behind it in plain words."""

    line: CodeLine
    evidence: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What one rule asks: how many times, how often it was done, the next of them, until when it goes on."""

    title: str
    clause: str
    unit: str | None
    times: int
    done: int
    next: own.OwnDuty
    state: Word
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """An appeal, its answers (the latest first), by when it is owed one and by whom."""

    appeal: own.OwnAppeal
    answers: tuple[own.OwnDecision, ...]
    duty: own.OwnDuty | None


@dataclass(frozen=True, slots=True)
class Record:
    """All that the page shows."""

    name: str
    area: str
    born: date | None
    codes: list[OwnCode]
    owed: list[Owed]
    appeals: list[Answered]
    papers: list[own.OwnDecision]
    looks: list[own.Look]
    kept: list[own.Kept]

    @property
    def colour(self) -> str:
        """The gravest colour that stands."""
        return self.codes[0].line.colour if self.codes else "green"

    @property
    def waits(self) -> bool:
        """Whether an appeal of theirs has no answer yet."""
        return any(not appeal.answers for appeal in self.appeals)


def record_of(at: datetime) -> Record:
    """The record of whoever the session is about."""
    name, born, area = own.own_name()
    decisions, duties, answering = own.own_decisions(), own.own_duties(), appeal_rules()
    return Record(
        name=masked("name", name),
        area=area,
        born=born,
        codes=_codes(at),
        owed=list(_owed([duty for duty in duties if duty.rule not in answering], at)),
        appeals=_appeals(decisions, [duty for duty in duties if duty.rule in answering]),
        papers=[decision for decision in decisions if decision.paper],
        looks=own.own_looks(LOOKS),
        kept=own.own_kept(),
    )


def waits_for_an_answer() -> bool:
    """Whether whoever the session is about has appealed and nobody has answered yet."""
    answered = {decision.appeal for decision in own.own_decisions()}
    return any(appeal.id not in answered for appeal in own.own_appeals())


def _codes(at: datetime) -> list[OwnCode]:
    contacts = {contact.evidence: contact for contact in own.own_contacts()}
    lines = [line_of(row) for row in standing(own.own_codes(), at)]
    return [OwnCode(line, _evidence(line, contacts.get(line.fact))) for line in lines]


def _evidence(line: CodeLine, contact: own.OwnContact | None) -> str:
    if contact is not None and contact.last_exposed is not None:
        return _("%(grade)s, %(disease)s, last exposed on %(day)s") % {
            "grade": option_word("exposure.grade", contact.grade),
            "disease": names.disease(contact.disease),
            "day": day_words(local(contact.last_exposed).date()),
        }
    return _("%(kind)s of %(day)s") % {"kind": kind_name(line.kind), "day": day_words(local(line.since).date())}


def _owed(duties: Sequence[own.OwnDuty], at: datetime) -> Iterable[Owed]:
    """By rule what still goes on or is still to come; what is over, done or waived is left out."""
    rules: dict[tuple[str, str], list[own.OwnDuty]] = {}
    for duty in duties:
        if duty.waived is None:
            rules.setdefault((duty.plan, duty.rule), []).append(duty)
    for (plan, rule), ones in rules.items():
        going = [duty for duty in ones if duty.met is None and (duty.ends is None or duty.ends > at)]
        if going:
            last = [duty.ends for duty in going]
            yield Owed(
                title_of(plan, rule),
                source_of(plan, rule),
                going[0].owed_by,
                len(ones),
                sum(duty.met is not None for duty in ones),
                going[0],
                duty_state(going[0], at),
                None if None in last else max(end for end in last if end is not None),
            )


def _appeals(decisions: Sequence[own.OwnDecision], duties: Sequence[own.OwnDuty]) -> list[Answered]:
    owed = {duty.opened: duty for duty in duties}
    return [
        Answered(appeal, tuple(decision for decision in decisions if decision.appeal == appeal.id), owed.get(appeal.at))
        for appeal in own.own_appeals()
    ]


def look_words(look: own.Look) -> tuple[str, str]:
    """Who looked and what they did, in the language of the page: a unit and a role, and no name of a person."""
    if look.role:
        return name_of(roles.role(look.role)), action_words(look.action)
    who = _("whoever entered here") if look.name == CITIZEN else _("the system")
    return who, action_words(look.action)
