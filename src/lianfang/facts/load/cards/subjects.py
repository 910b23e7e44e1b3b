"""Whose a card is, and of which case: those of its earlier states, else whom and what the ledger already knows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from lianfang.facts.load.cards.telling import State
from lianfang.facts.load.cards.threads import BY_CARDS
from lianfang.facts.recording.lookups import heads_by, kept_of_merged
from lianfang.facts.recording.sealing import hashed
from lianfang.facts.recording.subjects import new_ids, resolved
from lianfang.facts.recording.values import Reasons
from lianfang.vocabulary import Layout, layout

# Two reports of one disease of one person are of one illness where its onsets lie no further apart than this: a card
# sent twice, or a case that a desk had recorded before its card came. Later it is another illness. Ours, no protocol's.
ONE_ILLNESS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Whose:
    """The person and the case of a card."""

    person: str
    case: str


@dataclass(frozen=True, slots=True)
class _Numbered:
    whose: Whose
    name: str | None


@dataclass(slots=True)
class Cards:
    """What the ledger holds of the cards that a file names: whose each is, and the fingerprints of its states."""

    whose: dict[str, Whose] = field(default_factory=dict)
    versions: set[tuple[str, str]] = field(default_factory=set)


def known_cards(cards: Iterable[str]) -> Cards:
    """The cards of these numbers that the ledger knows already."""
    wanted = ("card", "version", "person", "subject", "withdrawn")
    found = Cards()
    for row in heads_by("card", "card", list(dict.fromkeys(cards)), wanted).iter_rows(named=True):
        if not row["withdrawn"]:
            found.whose[row["card"]] = Whose(row["person"], row["subject"])
            found.versions.add((row["card"], row["version"]))
    return _after_merges(found)


def _after_merges(found: Cards) -> Cards:
    """A merged person's cards are those of whom they were merged into."""
    kept = kept_of_merged(pl.Series([whose.person for whose in found.whose.values()], dtype=pl.String))
    of_kept = zip(found.whose.items(), kept.to_list(), strict=True)
    found.whose = {card: Whose(person, whose.case) for (card, whose), person in of_kept}
    return found


def assigned(whole: pl.DataFrame, states: list[State], cards: Cards) -> None:
    """Adds to ``cards`` whose each card is that was not known before: the person first, then the case.

    ``whole`` are the typed rows of the states, in the same order.
    """
    given = [cards.whose[state.card].person if state.card in cards.whose else None for state in states]
    columns = [name for name in whole.columns if name.startswith("person.")]
    frame = whole.select("row_number", *columns).with_columns(pl.Series("person", given, dtype=pl.String))
    # A card whose person says little of himself is still one person's: the card's number is as good as his own.
    frame = frame.with_columns(pl.Series("person.number", [None] * frame.height, dtype=pl.String))
    people: Layout = layout("people")
    persons = resolved(hashed(frame, people), people, Reasons())["person"].to_list()
    first: dict[str, str] = {}
    for state, person in zip(states, persons, strict=True):
        first.setdefault(state.card, person)
    _assign_cases([state for state in states if state.card not in cards.whose], first, cards)


def _assign_cases(states: list[State], persons: dict[str, str], cards: Cards) -> None:
    illnesses = _illnesses(persons.values())
    numbers = _numbered(states)
    for state in sorted(states, key=lambda state: (state.entered, state.card, state.known)):
        if state.card in cards.whose:
            continue
        person, disease = persons[state.card], state.case["disease"]
        numbered = numbers.get((state.case.get("number", ""), disease))
        if numbered is not None and numbered.name == state.person.get("name"):
            cards.whose[state.card] = numbered.whose
            continue
        own = illnesses.setdefault((person, disease), [])
        # Of a card that was deleted when it was first seen no more is kept than when it was entered.
        day = state.entered.date() if state.deleted else _day(state.case)
        near = sorted((abs(day - other), case) for case, other in own if abs(day - other) <= ONE_ILLNESS)
        case = near[0][1] if near else new_ids(1)[0]
        if not near:
            own.append((case, day))
        cards.whose[state.card] = Whose(person, case)


def _illnesses(persons: Iterable[str]) -> dict[tuple[str, str], list[tuple[str, date]]]:
    """The cases that are known of these people, by person and disease, each with the day from which it counts.

    Those too whose card was deleted, even before it was first seen: had both cards come in one file, the second would
    be of the first one's case.
    """
    wanted = ("person", "disease", "subject", "onset", "occurred_from", "withdrawn", "source")
    found: dict[tuple[str, str], list[tuple[str, date]]] = {}
    people = list(dict.fromkeys(persons))
    for row in heads_by("case", "person", people, wanted).iter_rows(named=True):
        stands = not row["withdrawn"] or row["source"].startswith(BY_CARDS)
        if stands and row["person"]:
            found.setdefault((row["person"], row["disease"]), []).append((row["subject"], _day(row)))
    told = {case for cases in found.values() for case, _day_of_it in cases}
    kept = ("person", "disease", "subject", "entered", "withdrawn")
    for row in heads_by("card", "person", people, kept).iter_rows(named=True):
        if not row["withdrawn"] and row["subject"] not in told:
            found.setdefault((row["person"], row["disease"]), []).append((row["subject"], row["entered"].date()))
    return found


def _numbered(states: list[State]) -> dict[tuple[str, str], _Numbered]:
    """The cases that have a card's number already, told by a line list, and what their person is called."""
    asked = list({state.case["number"] for state in states if "number" in state.case})
    known = heads_by("case", "number", asked, ("number", "disease", "person", "subject", "withdrawn"))
    known = known.filter(pl.col("person").is_not_null() & ~pl.col("withdrawn"))
    persons = heads_by("person", "subject", known["person"].unique().to_list(), ("subject", "name"))
    names = dict(persons.iter_rows())
    return {
        (row["number"], row["disease"]): _Numbered(Whose(row["person"], row["subject"]), names.get(row["person"]))
        for row in known.iter_rows(named=True)
    }


def _day(case: dict[str, Any]) -> date:
    onset: date | None = case.get("onset")
    return onset or case["occurred_from"].date()
