"""Today's cards: a household each, what is owed there and why in a line, and the likely answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.dossier.telling import told
from lianfang.desks.fevers import fever
from lianfang.desks.grid import queries
from lianfang.desks.grid.answers import NOT_MET
from lianfang.desks.grid.households import Household, households_of, residents_of
from lianfang.desks.moments import Word, day_words, deadline, local
from lianfang.desks.queries import midnight, person_names
from lianfang.desks.rules import spoken, title_of
from lianfang.desks.words import option_word
from lianfang.plan import Rule
from lianfang.situation.models import Duty, PersonStatus
from lianfang.situation.plans import rule_of

# Two temperatures of somebody who is well, for whom no others are known.
USUAL = ("36.5", "36.8")
# By the kind of fact that meets a duty, what a card asks.
_ASKS = {
    "health_check": "temperature",
    "test_result": "evidence",
    "notice": "told",
    "observation": "entered",
    "attempt": "found",
}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed about one person: why, by when, what to ask, which answers are likely, what was said before.

    ``asked_beside``: another line of the card asks whether this person was met, so that this one need not.
    """

    duty: Duty
    person: PersonStatus
    why: str
    word: Word
    asks: str
    offered: tuple[str, ...]
    note: str
    asked_beside: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What a tap recorded, in words; ``fact`` and ``kind`` name it for an undo where the reader may take it back."""

    person: PersonStatus
    words: str
    moment: datetime
    kind: str = ""
    fact: str = ""


@dataclass(slots=True)
class Card:
    """A household with what is owed and what was done there today."""

    household: Household
    owed: list[Owed] = field(default_factory=list)
    done: list[Answered] = field(default_factory=list)
    just: Answered | None = None
    # How many facts the last tap recorded at this door, where it was more than one.
    together: int = 0

    @property
    def state(self) -> str:
        """What colours the card: overdue before near before open; done where nothing is owed."""
        states = {each.word.state for each in self.owed}
        return next((state for state in ("overdue", "near", "open") if state in states), "done")

    @property
    def stands(self) -> bool:
        """Whether the card stands in the list: something is owed, or was answered by the last tap."""
        return bool(self.owed) or self.just is not None


def asks_of(rule: Rule | None) -> str:
    """What a card asks of a duty of this rule, by the fact that meets it; "other" where no tap can meet it."""
    kinds = [meeting.kind for meeting in rule.owes.met_by] if rule else []
    return next((_ASKS[kind] for kind in kinds if kind in _ASKS), "other")


def cards_of(
    account: Account, at: datetime, just: tuple[str, Row] | None = None, duties: Sequence[Duty] | None = None
) -> list[Card]:
    """Today's cards in walking order; ``just`` is the fact (kind and row) that the last tap recorded.

    ``duties`` are what is owed where it is not what is owed now: what a sheet of paper asks, and nothing that was done.
    Addresses are opened: whoever shows the cards writes the audit's line.
    """
    owed = queries.owed(account, at) if duties is None else duties
    done = queries.done_today(account, at) if duties is None else []
    persons = {duty.person for duty in (*owed, *done)} | ({UUID(just[1]["person"])} if just else set())
    people = {key: status for key, status in person_names(account, persons).items() if key is not None}
    cards: dict[UUID, Card] = {}
    for household in households_of(residents_of(people, at), account.area_path):
        cards |= dict.fromkeys((resident.status.person for resident in household.residents), Card(household))
    words = Words(account, at, people, [*owed, *done])
    for duty in owed:
        if duty.person in cards:
            cards[duty.person].owed.append(words.owed(duty, people[duty.person]))
    for card in cards.values():
        card.owed = _ordered(card)
    for duty in done:
        if duty.person in cards:
            cards[duty.person].done.append(words.done(duty, people[duty.person]))
    if just and UUID(just[1]["person"]) in cards:
        person = UUID(just[1]["person"])
        cards[person].just = words.answered(just[0], just[1], people[person])
    return list({id(card): card for card in cards.values()}.values())


def behind_the_door_of(account: Account, person: UUID, at: datetime, *, done: bool = False) -> list[UUID]:
    """Everybody of this person's household about whom something is owed here: whom nobody opened the door for.

    With ``done`` also those about whom something was done today.
    """
    owed = {duty.person for duty in queries.owed(account, at)} | {person}
    if done:
        owed |= {duty.person for duty in queries.done_today(account, at)}
    people = {key: status for key, status in person_names(account, owed).items() if key is not None}
    for household in households_of(residents_of(people, at), account.area_path):
        members = [resident.status.person for resident in household.residents]
        if person in members:
            return members
    return [person]


def _ordered(card: Card) -> list[Owed]:
    """The lines of a card by deadline, then by person."""
    order = {resident.status.person: place for place, resident in enumerate(card.household.residents)}
    lines = sorted(card.owed, key=lambda one: (one.duty.due is None, one.duty.due, order[one.person.person]))
    others = {one.person.person for one in lines if one.asks != "evidence"}
    return [replace(one, asked_beside=one.person.person in others) for one in lines]


class Words:
    """What the cards say, from what is known of the people on them; read once for all of them."""

    def __init__(self, account: Account, at: datetime, people: dict[UUID, PersonStatus], duties: Sequence[Duty]):
        self.account, self.at = account, at
        self.facts = queries.facts_of(people, at)
        self.causes = queries.causes_of(duties)
        self.contacts = queries.last_exposed(account, people)
        self.areas = names.areas(row["origin"] for row in self.facts["journey"])

    def owed(self, duty: Duty, person: PersonStatus) -> Owed:
        """A line of a card."""
        found = rule_of(duty.plan, duty.rule)
        rule = found[1] if found else None
        asks = asks_of(rule)
        offered = self._temperatures(person) if asks == "temperature" else ()
        return Owed(
            duty, person, self._why(duty, rule), deadline(duty.due, self.at), asks, offered, self._tried(duty, asks)
        )

    def done(self, duty: Duty, person: PersonStatus) -> Answered:
        """What met a duty; its fact where this account recorded it."""
        row = next((each for each in self.facts.get(duty.met_kind or "", ()) if each["id"] == str(duty.met_by)), None)
        if row is None:
            return Answered(person, title_of(duty.plan, duty.rule), duty.met or self.at)
        return self.answered(str(duty.met_kind), row, person)

    def answered(self, kind: str, row: Row, person: PersonStatus) -> Answered:
        """A fact that was recorded at a door, in words."""
        answered = Answered(person, self._said(kind, row), row["known_at"])
        mine = row["recorded_by"] == self.account.username
        return replace(answered, kind=kind, fact=row["id"]) if mine else answered

    def _said(self, kind: str, row: Row) -> str:
        if kind == "journey" and row["evidence_sampled"]:
            return _evidence(row)
        if kind == "notice" and row["about"] == "testing":
            return _("sampling arranged")
        if kind == "attempt" and row["channel"] == "visit":
            return row["note"] or str(NOT_MET.get(row["result"], "")) or told(kind, row, _nothing, self._area)
        return told(kind, row, _nothing, self._area)

    def _area(self, code: str | None) -> str:
        area = self.areas.get(code or "")
        return area.name if area else ""

    def _why(self, duty: Duty, rule: Rule | None) -> str:
        title = title_of(duty.plan, duty.rule)
        if rule is None:
            return title
        if rule.kind == "observation" and rule.owes.schedule.how == "slots" and duty.occurrence:
            return _slot(rule, duty.occurrence)
        return " · ".join(part for part in (self._came(duty), self._exposed(duty, rule), title) if part)

    def _came(self, duty: Duty) -> str:
        """From where and when, for what is owed because of a journey."""
        rows = [row for row in self.facts["journey"] if row["id"] in self.causes and row["person"] == str(duty.person)]
        if not rows:
            return ""
        row = rows[-1]
        origin = self._area(row["origin"]) or row["origin_place"] or "–"
        day = day_words(local(row["occurred_from"]).date())
        return _("came from %(origin)s on %(day)s") % {"origin": origin, "day": day}

    def _exposed(self, duty: Duty, rule: Rule) -> str:
        contact = self.contacts.get(duty.person) if rule.kind == "contact" and duty.person else None
        if contact is None or contact.last_exposed is None:
            return ""
        return _("last exposed on %s") % day_words(local(contact.last_exposed).date())

    def _temperatures(self, person: PersonStatus) -> tuple[str, ...]:
        """The person's last two temperatures without fever, the lower first; where there are none, the usual ones."""
        rows = [row for row in reversed(self.facts["health_check"]) if row["person"] == str(person.person)]
        known = [f"{row['temperature']:.1f}" for row in rows if row["temperature"] and not fever(row["temperature"])]
        return tuple(sorted(list(dict.fromkeys([*known, *USUAL]))[:2]))

    def _tried(self, duty: Duty, asks: str) -> str:
        """What was said at this door since the duty began: nobody at home, a test arranged."""
        since = max(midnight(self.at), duty.opened or midnight(self.at))
        kinds = ("attempt", "notice") if asks == "evidence" else ("attempt",)
        rows = [(kind, row) for kind in kinds for row in self.facts[kind] if row["person"] == str(duty.person)]
        rows = [(k, r) for k, r in rows if r["occurred_from"] >= since and r.get("result") != "reached"]
        rows = [(k, r) for k, r in rows if k == "attempt" or r["about"] == "testing"]
        if not rows:
            return ""
        kind, row = max(rows, key=lambda pair: pair[1]["occurred_from"])
        return f"{self._said(kind, row)} {local(row['occurred_from']):%H:%M}"


def _slot(rule: Rule, occurrence: int) -> str:
    """Which day of the observation it is by the plan's own count, and which of the day's checks."""
    slots = len(rule.owes.schedule.slots)
    day = rule.owes.schedule.first_day + (occurrence - 1) // slots
    which = (occurrence - 1) % slots
    part = (_("morning temperature"), _("evening temperature"))[which] if slots == 2 else spoken(rule.owes.what)
    if day == 0:
        return _("Home isolation, first day: %s") % part
    return _("Home isolation, day %(day)d: %(part)s") % {"day": day, "part": part}


def _evidence(row: Row) -> str:
    """What the test shown said, and when it was sampled."""
    words = {
        "result": option_word("journey.evidence_result", row["evidence_result"] or ""),
        "day": day_words(local(row["evidence_sampled"]).date()),
    }
    return _("test shown: %(result)s, sampled on %(day)s") % words


def _nothing(code: str | None) -> str:
    return ""


def counts_of(cards: Iterable[Card]) -> dict[str, int]:
    """How many households are owed, done and overdue."""
    listed = list(cards)
    return {
        "open": sum(1 for card in listed if card.owed),
        "done": sum(1 for card in listed if not card.owed),
        "over": sum(1 for card in listed if card.owed and card.state == "overdue"),
    }
