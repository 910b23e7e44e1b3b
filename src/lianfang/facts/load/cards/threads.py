"""What must be written so that the ledger says of a fact, at every moment, what was known of it by then.

The facts of one key are looked at as a timeline: from each moment on one content, or none. The timeline that the
events make is compared with the one that stands, and only the stretch between what both have in common is written
anew: its old facts are withdrawn at the very moments at which they had become known, its new ones put in their place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from lianfang.facts.load.cards.telling import Event, Fields, Key

# Of these the first word counts among cards: a case keeps the number of its first card, a person their registration.
FIRST_WORD = {"case": frozenset({"number"}), "person": frozenset({"occurred_from"})}
BY_CARDS = "cards "


@dataclass(frozen=True, slots=True)
class Kept:
    """A fact as it is kept, with its content (what is sealed by its hash), its key, and who told it."""

    id: str
    key: Key
    known: datetime
    supersedes: str | None
    withdrawn: bool
    content: Fields
    source: str = ""
    author: tuple[str, str] = ("", "")

    @property
    def of_cards(self) -> bool:
        """Whether a load of report cards wrote it."""
        return self.source.startswith(BY_CARDS)


@dataclass(frozen=True, slots=True)
class Moment:
    """From ``known`` on a fact has this content, or is not there (None). ``fact`` is the one that says so."""

    known: datetime
    content: Fields | None
    fact: str = ""
    told_by: Event | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """A fact to write. ``supersedes``: a fact's id, or "" for the one written just before it in the same thread."""

    key: Key
    known: datetime
    content: Fields
    withdrawn: bool
    supersedes: str | None
    told_by: Event | None = None


def standing(facts: Sequence[Kept], every: Sequence[Kept]) -> list[Moment]:
    """The timeline of facts of one key, as ``known_by`` answers at each moment: a moment for each fact that stands.

    ``every``: those of the other keys as well, among which may be what supersedes one.
    """
    found: list[Moment] = []
    for known in sorted({fact.known for fact in every}):
        gone = {fact.supersedes for fact in every if fact.known <= known}
        told = [fact for fact in facts if fact.known <= known and not fact.withdrawn and fact.id not in gone]
        last = max(told, key=lambda fact: (fact.known, fact.id), default=None)
        if (last.id if last else "") != (found[-1].fact if found else ""):
            found.append(Moment(known, last.content if last else None, last.id if last else ""))
    return found


def _then(timeline: list[Moment], moment: Moment) -> None:
    """Adds a moment where it changes anything."""
    before = timeline[-1].content if timeline else None
    if moment.content != before:
        timeline.append(moment)


def events_of_others(facts: Sequence[Kept]) -> list[Event]:
    """What others than the cards told of the facts of one key: at first all, in a correction only what it changes.

    ``facts`` are all of the subject and kind, for a correction may have moved a fact from one key to another.
    """
    by_id = {fact.id: fact for fact in facts}
    # What was superseded at the moment it became known was only put elsewhere in its thread.
    never = {f.supersedes for f in facts if f.supersedes in by_id and f.known <= by_id[f.supersedes].known}
    events = []
    for fact in facts:
        if fact.of_cards or fact.id in never:
            continue
        rank = (1, fact.id)
        before = by_id.get(fact.supersedes or "")
        if before is not None and before.key != fact.key:
            events.append(Event(before.key, fact.known, rank, "", None))
        if fact.withdrawn:
            events.append(Event(fact.key, fact.known, rank, "", None))
            continue
        same = before is not None and before.key == fact.key and not before.withdrawn
        told = before.content if before is not None and same else {}
        fields = {name: value for name, value in fact.content.items() if told.get(name) != value}
        events.append(Event(fact.key, fact.known, rank, "changes" if same else fact.id, fields))
    return events


def told(events: Iterable[Event], *, unsaid: frozenset[str] = frozenset()) -> list[Moment]:
    """The timeline that events make. ``unsaid``: columns in which no card's word counts, for others have theirs.

    A source that no longer says a fact takes back all that it said of it. What others only changed in a card's fact
    falls with the card. What was withdrawn by hand (source "") stays so, until the card has fallen and comes again.
    """
    order = sorted(events, key=lambda event: (event.known, event.rank))
    found: list[Moment] = []
    said: list[Event] = []
    silenced: set[str] = set()
    for place, event in enumerate(order):
        if event.fields is None:
            silenced = {each.source for each in said} if not event.source else silenced - {event.source}
            said = [each for each in said if event.source and each.source != event.source]
        elif event.source not in silenced:
            said.append(event)
        if place + 1 < len(order) and order[place + 1].known == event.known:
            continue
        grounds = [each for each in said if each.source != "changes"]
        content: Fields | None = None
        if grounds:
            content = {}
            for each in said:
                content |= _counting(each, content, unsaid)
        _then(found, Moment(event.known, content, told_by=event))
    return found


def _counting(event: Event, content: Fields, unsaid: frozenset[str]) -> Fields:
    """What of an event's fields counts beside what was said before it."""
    fields = {name: value for name, value in (event.fields or {}).items() if value is not None}
    if event.rank[0] != 0:
        return fields
    first = {name for name in FIRST_WORD.get(event.key[0], ()) if name in content}
    return {name: value for name, value in fields.items() if name not in unsaid | first}


def writes(key: Key, stands: list[Moment], wanted: list[Moment]) -> list[Write]:
    """The facts that turn the timeline that stands into the one that is wanted, in the order of their writing."""
    wanted = _alike(stands, wanted)
    head = 0
    while head < min(len(stands), len(wanted)) and _same(stands[head], wanted[head]):
        head += 1
    tail = 0
    while tail < min(len(stands), len(wanted)) - head and _same(stands[-1 - tail], wanted[-1 - tail]):
        tail += 1
    old, new = stands[head : len(stands) - tail], list(wanted[head : len(wanted) - tail])
    if not old and not new:
        return []
    found = [Write(key, each.known, each.content, True, each.fact) for each in old if each.content is not None]
    before = stands[head - 1] if head else None
    previous: str | None = before.fact if before is not None and before.content is not None else None
    if old and before is not None and before.content is not None and (not new or old[0].known < new[0].known):
        # What stood before was superseded then, and is to stand on for a while.
        # Whoever told it, its coming again is the load's: nobody told it a second time.
        new.insert(0, Moment(old[0].known, before.content))
        previous = None
    standing_on: Fields | None = before.content if previous and before else None
    for each in new:
        if each.content is None:
            if previous is not None:
                found.append(Write(key, each.known, standing_on or {}, True, previous, each.told_by))
            previous, standing_on = None, None
        else:
            found.append(Write(key, each.known, each.content, False, previous, each.told_by))
            previous, standing_on = "", each.content
    if tail and previous == "" and standing_on is not None:
        # What comes after supersedes an older fact and not this one, which therefore ends by itself.
        found.append(Write(key, stands[len(stands) - tail].known, standing_on, True, ""))
    return found


def _alike(stands: list[Moment], wanted: list[Moment]) -> list[Moment]:
    """What is wanted, with a moment wherever one fact stands after another that says the same."""
    found = list(wanted)
    for before, each in pairwise(stands):
        if each.content == before.content and all(other.known != each.known for other in wanted):
            last = max((other for other in wanted if other.known < each.known), key=lambda m: m.known, default=None)
            if last is not None and last.content == each.content:
                found.append(replace(last, known=each.known, told_by=None))
    return sorted(found, key=lambda moment: moment.known)


def _same(one: Moment, other: Moment) -> bool:
    return one.known == other.known and one.content == other.content


def threads_of(facts: Sequence[Kept], events: Sequence[Event]) -> list[list[Write]]:
    """What must be written of one subject and kind, a thread a key: ``facts`` all that stand, ``events`` the cards'."""
    others = events_of_others(facts)
    # Where others gave a case its number, it keeps that in each of its facts.
    unsaid = frozenset(
        name for event in others for name in event.fields or () if name in FIRST_WORD.get(event.key[0], ())
    )
    found = []
    for key in dict.fromkeys(event.key for event in events):
        of_key = [event for event in (*events, *others) if event.key == key]
        stands = standing([fact for fact in facts if fact.key == key], facts)
        found.append(writes(key, stands, told(of_key, unsaid=unsaid)))
    return found


def rounds(threads: Iterable[list[Write]]) -> list[list[Write]]:
    """Writes of many threads side by side: what supersedes the one before it in its thread stands a round later."""
    found: list[list[Write]] = []
    for thread in threads:
        place = 0
        for before, write in pairwise([None, *thread]):
            assert write is not None
            place += before is not None and write.supersedes == ""
            while len(found) <= place:
                found.append([])
            found[place].append(write)
    return found


def without_nothing(row: dict[str, Any]) -> Fields:
    """The columns of a row that say anything."""
    return {name: value for name, value in row.items() if value is not None}
