"""Whatever the order in which the states of cards come, at every moment the same is known of every fact."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.facts.load.cards.telling import Event, Fields, Key, State, events_of
from lianfang.facts.load.cards.threads import Kept, standing, threads_of

START = datetime(2021, 1, 5, 8, tzinfo=UTC)
ENTERED = START


def hour(hours: int) -> datetime:
    return START + timedelta(hours=hours)


class Ledger:
    """A ledger in memory: facts are only added, and a later one supersedes an earlier one."""

    def __init__(self) -> None:
        self.facts: list[Kept] = []
        self.states: dict[str, dict[str, State]] = {}
        self._ids = count(1)

    def add(self, key: Key, known: datetime, content: Fields, supersedes: str | None, **said: Any) -> str:
        name = f"{next(self._ids):06}"
        self.facts.append(Kept(name, key, known, supersedes, said.pop("withdrawn", False), content, **said))
        return name

    def load(self, states: Iterable[State]) -> None:
        """Loads an export as ``recording`` does: what all states of the cards tell is brought into the ledger."""
        for state in states:
            self.states.setdefault(state.card, {})[state.rank[1]] = state
        events = [event for card in self.states.values() for event in events_of(card.values())]
        kinds = {event.key[0] for event in events}
        for kind in sorted(kinds):
            facts = [fact for fact in self.facts if fact.key[0] == kind]
            for thread in threads_of(facts, [event for event in events if event.key[0] == kind]):
                last = ""
                for write in thread:
                    supersedes = last if write.supersedes == "" else write.supersedes
                    source = self._source(write.told_by, write.withdrawn)
                    last = self.add(
                        write.key, write.known, write.content, supersedes, withdrawn=write.withdrawn, source=source
                    )

    def _source(self, event: Event | None, withdrawn: bool) -> str:
        return "cards file" if withdrawn or event is None or event.rank[0] == 0 else "page"

    def at_desk(self, key: Key, known: datetime, said: Fields | None) -> None:
        """What somebody at a desk says: over what stands, as the ledger's door does it."""
        stands = standing([fact for fact in self.facts if fact.key == key], self.facts)
        head = stands[-1] if stands else None
        content = head.content if head and head.content else {}
        fact = head.fact if head and head.fact else None
        if said is None:
            if fact:
                self.add(key, known, content, fact, withdrawn=True, source="page")
        else:
            self.add(key, known, content | said, fact, source="page")

    def known(self) -> dict[Key, dict[datetime, Fields | None]]:
        """Of each key what is known at each moment at which anything became known, by the slow way of ``known_by``."""
        moments = sorted({fact.known for fact in self.facts})
        found: dict[Key, dict[datetime, Fields | None]] = {}
        for key in {fact.key for fact in self.facts}:
            for moment in moments:
                gone = {fact.supersedes for fact in self.facts if fact.known <= moment}
                told = [
                    fact.content
                    for fact in self.facts
                    if fact.key == key and fact.known <= moment and not fact.withdrawn and fact.id not in gone
                ]
                assert len(told) <= 1, f"two facts stand for one: {key} at {moment}"
                found.setdefault(key, {})[moment] = told[0] if told else None
        # What was superseded at the moment at which it became known was never known.
        return {key: changes for key, moments in found.items() if (changes := _changes(moments))}


def _changes(moments: dict[datetime, Fields | None]) -> dict[datetime, Fields | None]:
    found: dict[datetime, Fields | None] = {}
    last: Fields | None = None
    for moment, content in moments.items():
        if content != last:
            found[moment] = content
        last = content
    return found


def state(
    card: str = "A",
    at: int = 0,
    named: str = "confirmed",
    diagnosed: int = 0,
    deleted: bool = False,
    died: int | None = None,
    **said: Any,
) -> State:
    case = {"classification": named, "occurred_from": hour(diagnosed), "number": f"N{card}"}
    case |= {name: value for name, value in said.items() if name in ("onset", "note") and value is not None}
    person = {name: value for name, value in said.items() if name in ("name", "telephone") and value is not None}
    digest = f"{card}{at}{named}{diagnosed}{deleted}{died}{sorted(said.items())}"
    return State(
        card, hour(at), (hour(at), digest), ENTERED, deleted, named, person, case, hour(died) if died else None
    )


def ledger(*loads: Sequence[State]) -> Ledger:
    made = Ledger()
    for each in loads:
        made.load(each)
    return made


SUSPECTED = state(at=0, named="suspected", diagnosed=0, onset="3 January", telephone="1")
CONFIRMED = state(at=10, named="confirmed", diagnosed=9, onset="3 January", telephone="1")


def test_a_case_that_was_confirmed_has_both_facts_whichever_export_comes_first() -> None:
    forwards, backwards = ledger([SUSPECTED], [CONFIRMED]), ledger([CONFIRMED], [SUSPECTED])
    assert forwards.known() == backwards.known()
    known = forwards.known()
    assert known["case", "suspected"] == {hour(0): SUSPECTED.case}
    assert known["case", "confirmed"] == {hour(10): CONFIRMED.case}


def test_a_mistaken_classification_falls_at_the_moment_of_its_revision() -> None:
    mended = state(at=5, named="confirmed", diagnosed=0)
    for made in (ledger([SUSPECTED], [mended]), ledger([mended], [SUSPECTED])):
        assert made.known()["case", "suspected"] == {hour(0): SUSPECTED.case, hour(5): None}
        assert made.known()["case", "confirmed"] == {hour(5): mended.case}


def test_a_value_that_went_and_came_back_is_known_so_in_between() -> None:
    states = [state(at=at, onset=onset) for at, onset in ((0, "3"), (4, "2"), (8, "3"))]
    one, two, three = ([each] for each in states)
    expected = {hour(at): each.case for at, each in zip((0, 4, 8), states, strict=True)}
    for order in ((one, two, three), (one, three, two), (three, one, two), (three, two, one), (two, three, one)):
        assert ledger(*order).known()["case", "confirmed"] == expected


def test_a_deleted_card_takes_its_case_back_and_not_its_report() -> None:
    gone = state(at=6, deleted=True)
    for made in (ledger([state()], [gone]), ledger([gone], [state()])):
        assert made.known()["case", "confirmed"] == {hour(0): state().case, hour(6): None}
        assert ("action", "network_report", ENTERED) in made.known()
    assert ("case", "confirmed") not in ledger([gone]).known()


def test_of_two_cards_of_one_case_the_other_stands_on() -> None:
    first, second = state("A", 0, onset="3"), state("B", 2, onset="2")
    gone = state("B", 6, onset="2", deleted=True)
    for made in (ledger([first, second], [gone]), ledger([gone], [second], [first]), ledger([second], [first, gone])):
        told = made.known()["case", "confirmed"]
        assert [content and content["onset"] for content in told.values()] == ["3", "2", "3"]
        assert told[hour(6)] is not None and told[hour(6)]["number"] == "NA"


def test_what_a_desk_corrected_stays_while_the_card_says_nothing_else() -> None:
    made = ledger([state(at=0, onset="3")])
    made.at_desk(("case", "confirmed"), hour(3), {"onset": "2"})
    made.load([state(at=5, onset="3", note="reviewed")])
    last = list(made.known()["case", "confirmed"].values())[-1]
    assert last is not None and (last["onset"], last["note"]) == ("2", "reviewed")
    made.load([state(at=7, onset="1", note="reviewed")])
    last = list(made.known()["case", "confirmed"].values())[-1]
    assert last is not None and last["onset"] == "1"


def test_what_a_desk_withdrew_does_not_come_back_by_a_remark() -> None:
    made = ledger([state(at=0)])
    made.at_desk(("case", "confirmed"), hour(3), None)
    made.load([state(at=5, note="reviewed")])
    assert list(made.known()["case", "confirmed"].values())[-1] is None


def test_a_telling_between_two_is_put_between_them_and_each_keeps_its_author() -> None:
    made = ledger([state(at=0, onset="3")])
    made.at_desk(("case", "confirmed"), hour(6), {"note": "by hand"})
    made.load([state(at=4, onset="2")])
    told = made.known()["case", "confirmed"]
    assert [(content["onset"], content.get("note")) for content in told.values() if content] == [
        ("3", None),
        ("2", None),
        ("2", "by hand"),
    ]
    assert [fact.source for fact in made.facts if fact.content.get("note") and not fact.withdrawn] == ["page"] * 2


def test_the_same_again_writes_nothing() -> None:
    made = ledger([SUSPECTED], [CONFIRMED])
    before = list(made.facts)
    made.load([SUSPECTED, CONFIRMED])
    assert made.facts == before


SAID: dict[str, Any] = {
    "card": st.sampled_from("AB"),
    "named": st.sampled_from(["suspected", "confirmed"]),
    "diagnosed": st.integers(0, 3),
    "deleted": st.booleans(),
    "died": st.sampled_from([None, None, 5, 6]),
    "onset": st.sampled_from([None, "1", "2"]),
    "telephone": st.sampled_from([None, "1", "2"]),
}
STATES = st.builds(state, at=st.integers(0, 8), **SAID)
LATER = st.builds(state, at=st.integers(20, 28), **SAID)


@settings(max_examples=200, deadline=None)
@given(st.lists(STATES, max_size=5), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_files_makes_no_difference(states: list[State], random: Any, at_desk: bool) -> None:
    """In order, one file a state; and in any order, in files of any size: known_by agrees at every moment."""

    def begun() -> Ledger:
        made = Ledger()
        if at_desk:
            # A desk recorded the case before any card of it was loaded.
            key = ("case", "confirmed")
            made.at_desk(key, hour(-5), {"classification": "confirmed", "occurred_from": hour(-6), "onset": "9"})
        return made

    forwards = begun()
    for each in sorted(states, key=lambda state: (state.known, state.rank)):
        forwards.load([each])
    shuffled = list(states)
    random.shuffle(shuffled)
    other = begun()
    while shuffled:
        size = random.randint(1, len(shuffled))
        other.load(shuffled[:size])
        shuffled = shuffled[size:]
    assert forwards.known() == other.known()


@settings(max_examples=100, deadline=None)
@given(st.lists(STATES, min_size=1, max_size=4), st.lists(LATER, max_size=4), st.randoms(use_true_random=False))
def test_what_a_desk_changed_in_between_keeps_its_place(early: list[State], later: list[State], random: Any) -> None:
    """A correction by hand after a first export; later ones come in order or in any, and say the same."""

    def told(order: list[State]) -> Any:
        made = ledger(early)
        for key, changes in made.known().items():
            if key[0] == "case" and list(changes.values())[-1] is not None:
                made.at_desk(key, hour(15), {"onset": "by hand"})
        for each in order:
            made.load([each])
        return made.known()

    shuffled = list(later)
    random.shuffle(shuffled)
    assert told(sorted(later, key=lambda state: (state.known, state.rank))) == told(shuffled)
