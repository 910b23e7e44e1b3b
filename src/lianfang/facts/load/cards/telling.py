"""What the states of one report card tell, and from when: each state as it was exported in, events out.

A card is known by its own times: what it says is known since it was entered, or since its latest revision. So the same
states tell the same events, in whatever order they were exported and loaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Fields = dict[str, Any]
# A fact's place in the ledger beneath its subject: the kind, then what tells one fact of the kind from another.
Key = tuple[Any, ...]

DIED = "died"
REPORT, REVIEW = "network_report", "review"


@dataclass(frozen=True, slots=True)
class State:
    """A card as one export had it. ``known``: since when it was so; ``rank`` orders states of one moment.

    ``person`` and ``case`` are the ledger's columns with their values, those that are blank left out.
    """

    card: str
    known: datetime
    rank: tuple[datetime, str]
    entered: datetime
    deleted: bool
    classification: str
    person: Fields
    case: Fields
    died: datetime | None = None
    unit: str | None = None
    reviews: tuple[tuple[str, datetime], ...] = ()

    @property
    def classified(self) -> datetime:
        """The moment of the diagnosis that this state speaks of."""
        moment: datetime = self.case["occurred_from"]
        return moment


@dataclass(frozen=True, slots=True)
class Event:
    """A source says these fields of a fact from a moment on; ``fields`` None: it no longer says the fact at all."""

    key: Key
    known: datetime
    rank: tuple[Any, ...]
    source: str
    fields: Fields | None


@dataclass(slots=True)
class _Told:
    """What a card has told so far, and which facts it still stands by."""

    person: Fields = field(default_factory=dict)
    cases: dict[str, Fields] = field(default_factory=dict)
    standing: set[str] = field(default_factory=set)
    died: datetime | None = None


def events_of(states: Iterable[State]) -> list[Event]:
    """The events of one card's states, in their order.

    A later state with another classification is another fact where its diagnosis is later (a suspected case that was
    confirmed); where it is not, the classification was a mistake and the earlier fact falls. A blank cell says
    nothing, but for the date of death: a card that no longer has one takes the death back. A deleted card tells of a
    person still, and of no case.
    """
    told = _Told()
    events: list[Event] = []
    for state in sorted(states, key=lambda state: (state.known, state.rank)):
        events += _of_state(state, told)
    return events


def _of_state(state: State, told: _Told) -> list[Event]:
    def event(key: Key, fields: Fields | None, known: datetime = state.known) -> Event:
        return Event(key, known, (0, state.rank, state.card), state.card, fields)

    events = []
    if fresh := _changed(told.person, state.person):
        told.person |= fresh
        events.append(event(("person",), fresh))
    # That a report was made and reviewed stays so, whatever became of the card.
    events.append(event(("action", REPORT, state.entered), {"unit": state.unit}, state.entered))
    for note, moment in state.reviews:
        events.append(event(("action", REVIEW, moment), {"note": note}, moment))
    died = None if state.deleted else state.died
    if died != told.died:
        told.died = died
        events.append(event(("outcome", DIED), None if died is None else {"occurred_from": died}))
    if state.deleted:
        events += [event(("case", name), None) for name in sorted(told.standing)]
        told.standing.clear()
        return events
    name = state.classification
    for other in sorted(told.standing - {name}):
        if told.cases[other]["occurred_from"] >= state.classified:
            told.standing.discard(other)
            events.append(event(("case", other), None))
    fresh = _changed(told.cases.get(name, {}), state.case)
    told.cases[name] = told.cases.get(name, {}) | state.case
    if name not in told.standing:
        told.standing.add(name)
        events.append(event(("case", name), dict(told.cases[name])))
    elif fresh:
        events.append(event(("case", name), fresh))
    return events


def _changed(before: Fields, now: Fields) -> Fields:
    return {name: value for name, value in now.items() if before.get(name) != value}
