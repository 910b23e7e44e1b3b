"""Cards into the ledger: each state kept as it was exported, and what all states of a card tell written as facts."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction

from lianfang.access import ciphers
from lianfang.access.session import machine_session
from lianfang.facts import entry
from lianfang.facts.load.cards.columns import CARDS, header_of, kept_by
from lianfang.facts.load.cards.reading import (
    Residences,
    cells_of,
    columns_of_cells,
    sealed_fields,
    states,
    typed_cards,
)
from lianfang.facts.load.cards.subjects import Cards, Whose, assigned, known_cards
from lianfang.facts.load.cards.telling import DIED, Event, State, events_of
from lianfang.facts.load.cards.threads import (
    BY_CARDS,
    Kept,
    Write,
    rounds,
    threads_of,
)
from lianfang.facts.reading import Sheet
from lianfang.facts.recorder import Recorder
from lianfang.facts.recording.comparison import CORRECTED, LOADED, UNCHANGED, own_columns
from lianfang.facts.recording.lookups import facts_by, heads_by
from lianfang.facts.recording.sealing import sealed_columns
from lianfang.facts.recording.values import Reasons
from lianfang.vocabulary import Kind, kind, layout

# The kinds of fact that cards tell of, by whom they are about.
_KINDS = {"person": "person", "case": "case", "outcome": "case", "action": "case"}
# Cards of one transaction: their threads are worked out one by one.
CHUNK = 2_000
Seen = Callable[[pl.DataFrame, Kind], None]


@dataclass(slots=True)
class CardsTold:
    """What became of the rows: place → state, and of the refused place → (column, value, reason)."""

    states: dict[int, int] = field(default_factory=dict)
    refused: dict[int, tuple[str, str, str]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many rows were loaded, unchanged, corrected."""
        names = {"loaded": LOADED, "unchanged": UNCHANGED, "corrected": CORRECTED}
        return {name: sum(each == state for each in self.states.values()) for name, state in names.items()}


def record_cards(
    frame: pl.DataFrame,
    sheet: Sheet,
    by: Recorder,
    source: str,
    request: Callable[[str, int], UUID],
    at: datetime,
    *,
    disease: str = "",
    seen: Callable[[Sheet, list[int]], Seen] | None = None,
    progress: Callable[[int], None] | None = None,
) -> CardsTold:
    """Records the rows of an export (``at``: their place in the sheet, and the ledger's columns as text).

    A card is loaded where it is new, corrected where the ledger held other states of it, unchanged where this very
    state was there. The facts are the same whatever the order in which states come.
    """
    result = CardsTold()
    cells = cells_of(sheet, {header: kept_by(header) for header in sheet.header})
    residences = Residences()
    for start in range(0, frame.height, CHUNK):
        chunk = frame.slice(start, CHUNK)
        places = chunk["at"].to_list()
        # A mapping of one's own names other headers: the cell is kept under the export's.
        kept = [_under_own_headers(cells[row["at"]], row) for row in chunk.iter_rows(named=True)]
        load = _Load(by, f"{BY_CARDS}{source}", partial(_request_of, request, sheet.name, start), at, residences)
        with transaction.atomic(), machine_session():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [entry.RECORDING])
            load.record(chunk.drop("at"), kept, places, disease, seen and seen(sheet, places), result)
        if progress is not None:
            progress(start + chunk.height)
    return result


def _request_of(request: Callable[[str, int], UUID], sheet: str, start: int, step: int) -> UUID:
    """Each step of each chunk is a request of its own."""
    return request(sheet, start * 1000 + step)


def _under_own_headers(cells: dict[str, str], row: dict[str, Any]) -> dict[str, str]:
    found = dict(cells)
    for full, value in row.items():
        if value is not None and full in _FILLED:
            found.setdefault(header_of(full), str(value))
    return found


_FILLED = frozenset(columns_of_cells([]).columns)


@dataclass(slots=True)
class _Load:
    """One chunk on its way into the ledger."""

    by: Recorder
    source: str
    request: Callable[[int], UUID]
    at: datetime
    residences: Residences
    step: int = 0
    clear: dict[str, str] = field(default_factory=dict)

    def record(
        self,
        frame: pl.DataFrame,
        cells: list[dict[str, str]],
        places: list[int],
        disease: str,
        seen: Seen | None,
        result: CardsTold,
    ) -> None:
        reasons = Reasons()
        whole = typed_cards(frame, layout(CARDS), self.at, reasons, self.residences, disease)
        for row, why in reasons.found.items():
            result.refused[places[row]] = why
        whole = reasons.without_refused(whole)
        if not whole.height:
            return
        rows = whole["row_number"].to_list()
        found = states(whole)
        known = known_cards(state.card for state in found)
        before = set(known.whose)
        corrected = {row for row, state in zip(rows, found, strict=True) if state.card in before}
        assigned(whole, found, known)
        fresh: dict[tuple[str, str], int] = {}
        for row, state in zip(rows, found, strict=True):
            name = (state.card, state.rank[1])
            if name in known.versions or name in fresh:
                result.states[places[row]] = UNCHANGED
                continue
            result.states[places[row]] = CORRECTED if state.card in before else LOADED
            before.add(state.card)
            fresh[name] = row
        if not fresh:
            return
        self._keep(whole, found, fresh, known, cells, seen and _of_known(seen, {places[row] for row in corrected}))
        touched = {known.whose[card] for card, _ in fresh}
        self._write_threads(touched, {known.whose[card]: row for (card, _), row in fresh.items()}, disease, seen)

    def _keep(
        self,
        whole: pl.DataFrame,
        found: list[State],
        fresh: dict[tuple[str, str], int],
        known: Cards,
        cells: list[dict[str, str]],
        seen: Seen | None,
    ) -> None:
        """Keeps the states that are new, each card's every cell with it."""
        wanted = [name for name in whole.columns if name.startswith("card.")]
        kept = []
        for row, state in zip(whole.iter_rows(named=True), found, strict=True):
            if fresh.get((state.card, state.rank[1])) != row["row_number"]:
                continue
            whose = known.whose[state.card]
            kept.append(
                {name: row[name] for name in wanted}
                | {
                    "person": whose.person,
                    "case": whose.case,
                    "card.version": state.rank[1],
                    "card.occurred_from": state.known,
                    "known_at": state.known,
                    "card.cells": json.dumps(cells[row["row_number"]], separators=(",", ":")),
                    "place": row["row_number"],
                }
            )
        self._recorded("card", kept, self.by, self.source, seen, threaded=False)

    def _write_threads(self, touched: set[Whose], rows: dict[Whose, int], disease: str, seen: Seen | None) -> None:
        """Writes what all states of all cards of these people and cases tell, where the ledger does not say it yet."""
        persons, cases = {whose.person for whose in touched}, {whose.case for whose in touched}
        by_person = {whose.person: row for whose, row in rows.items()}
        by_case = {whose.case: row for whose, row in rows.items()}
        told_events = self._events(persons, cases, disease)
        threads: dict[str, list[list[tuple[str, Write]]]] = {name: [] for name in _KINDS}
        authors: dict[str, Kept] = {}
        for name, about in _KINDS.items():
            subjects = persons if about == "person" else cases
            for subject, facts in _kept(name, subjects).items():
                authors |= {fact.id: fact for fact in facts}
                events = told_events.get((name, subject), [])
                found = threads_of(facts, events)
                threads[name] += [[(subject, write) for write in thread] for thread in found if thread]
        for name, of_kind in threads.items():
            places = by_person if _KINDS[name] == "person" else by_case
            self._written(name, of_kind, authors, places, seen)

    def _events(self, persons: set[str], cases: set[str], disease: str) -> dict[tuple[str, str], list[Event]]:
        """By kind and subject, the events of every card that is of these people or cases."""
        wanted = ("card", "person", "subject", "cells", "withdrawn")
        parts = [heads_by("card", "person", persons, wanted), heads_by("card", "subject", cases, wanted)]
        kept = pl.concat(parts).filter(~pl.col("withdrawn"))
        kept = kept.unique(["card", "cells"], maintain_order=True)
        opened = [json.loads(text) for text in ciphers.decrypted(kept["cells"].to_list())]
        frame = columns_of_cells(opened)
        reasons = Reasons()
        whole = typed_cards(frame, layout(CARDS), self.at, reasons, self.residences, disease)
        # A state that could be read when it came can be read: what is refused now has lost its disease or its like.
        whole = reasons.without_refused(whole)
        whose = {row["card"]: Whose(row["person"], row["subject"]) for row in kept.iter_rows(named=True)}
        found: dict[str, list[State]] = {}
        for state in states(whole):
            found.setdefault(state.card, []).append(state)
        events: dict[tuple[str, str], list[Event]] = {}
        for card, of_card in found.items():
            who = whose[card]
            for state in of_card:
                state.case["person"] = who.person
            sealed = [replace(state, person=self._person(state, who.person)) for state in of_card]
            for event in events_of(sealed):
                subject = who.person if event.key[0] == "person" else who.case
                full = event if event.fields is None else replace(event, fields=_base(event.key, who) | event.fields)
                events.setdefault((event.key[0], subject), []).append(full)
        return events

    def _person(self, state: State, person: str) -> dict[str, Any]:
        return sealed_fields(state.person, self.clear) | {"person": person, "occurred_from": state.entered}

    def _written(
        self,
        name: str,
        threads: list[list[tuple[str, Write]]],
        authors: dict[str, Kept],
        places: dict[str, int],
        seen: Seen | None,
    ) -> None:
        subject_of = {id(write): subject for thread in threads for subject, write in thread}
        last: dict[tuple[str, Any], str] = {}
        for of_round in rounds([[write for _, write in thread] for thread in threads]):
            groups: dict[tuple[Recorder, str], list[Write]] = {}
            for write in of_round:
                groups.setdefault(self._author(write, authors), []).append(write)
            for (by, source), group in groups.items():
                rows = [self._row(name, subject_of[id(w)], w, last, places, authors) for w in group]
                request = self._recorded(name, rows, by, source, seen, threaded=True)
                for fact in _just_written(name, request, {subject_of[id(w)] for w in group}):
                    last[fact[0], fact[1]] = fact[2]

    def _author(self, write: Write, authors: dict[str, Kept]) -> tuple[Recorder, str]:
        """What another told is moved in their name; what cards tell, and every end, is the load's."""
        event = write.told_by
        if write.withdrawn or event is None or event.rank[0] == 0:
            return self.by, self.source
        told_it = authors[event.rank[1]]
        return Recorder(told_it.author[0], told_it.author[1], None), told_it.source

    def _row(
        self,
        name: str,
        subject: str,
        write: Write,
        last: dict[tuple[str, Any], str],
        places: dict[str, int],
        authors: dict[str, Kept],
    ) -> dict[str, Any]:
        content = dict(write.content)
        for column in sealed_columns(kind(name)):
            if column in content:
                content[column] = self._opened(name, subject, column, content[column])
        supersedes = last[subject, write.key] if write.supersedes == "" else write.supersedes
        own = {f"{name}.{column}": value for column, value in content.items() if column != "person"}
        return own | {
            _KINDS[name]: subject,
            "person": content.get("person") if name != "person" else subject,
            f"{name}.supersedes": supersedes,
            f"{name}.withdrawn": write.withdrawn,
            f"{name}.reason": self.source if supersedes else None,
            "known_at": write.known,
            "place": places.get(subject, 0),
        }

    def _opened(self, name: str, subject: str, column: str, digest: str) -> str:
        """A sealed value in clear: a card's, else that of the fact that is put elsewhere in its thread."""
        if digest not in self.clear:
            told_it = facts_by(name, "subject", [subject], (column, f"{column}_hash")).drop_nulls()
            for sealed, found in told_it.iter_rows():
                self.clear[found.hex()] = ciphers.decrypted([sealed])[0]
        return self.clear[digest]

    def _recorded(
        self, name: str, rows: list[dict[str, Any]], by: Recorder, source: str, seen: Seen | None, *, threaded: bool
    ) -> UUID:
        self.step += 1
        request = self.request(self.step)
        places = [row.pop("place") for row in rows]
        answer = entry.record(
            name,
            _frame(rows),
            by,
            source,
            request,
            self.at,
            historic=True,
            threaded=threaded,
            seen=seen and _seen_at(seen, places),
        )
        if answer.rejected:
            first = answer.rejections[0]
            raise AssertionError(f"a fact of a card was refused: {first.column} {first.value}: {first.reason}")
        return request


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of different columns as one frame; moments stay moments."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame({name: _series([row.get(name) for row in rows]) for name in names})


def _series(values: list[Any]) -> pl.Series:
    if any(isinstance(value, datetime) for value in values):
        return pl.Series(values, dtype=pl.Datetime("us", "UTC"))
    return pl.Series(values, dtype=pl.String if all(value is None for value in values) else None)


def _seen_at(seen: Seen, places: list[int]) -> Seen:
    """Told of the facts with their rows' places in the sheet; of the card itself only that it came."""

    def look(to_write: pl.DataFrame, part: Kind) -> None:
        at = pl.Series("row_number", [places[row] for row in to_write["row_number"].to_list()], dtype=pl.Int64)
        told_facts = to_write.with_columns(at)
        if part.name == "card":
            told_facts = told_facts.select("row_number", "state", "subject", "person")
        seen(told_facts, part)

    return look


def _of_known(seen: Seen, corrected: set[int]) -> Seen:
    """Told that another state of a card which was known is a correction, though its fact is a new one."""

    def look(to_write: pl.DataFrame, part: Kind) -> None:
        state = pl.when(pl.col("row_number").is_in(list(corrected))).then(CORRECTED).otherwise(LOADED)
        seen(to_write.with_columns(state.alias("state")), part)

    return look


def _base(key: tuple[Any, ...], whose: Whose) -> dict[str, Any]:
    """What every fact of a key says by being one: whom it is of, and the columns of its key."""
    if key[0] == "outcome":
        return {"person": whose.person, "outcome": DIED}
    if key[0] == "action":
        return {"person": whose.person, "action": key[1], "occurred_from": key[2]}
    return {}


def _key(name: str, row: dict[str, Any]) -> tuple[Any, ...]:
    if name == "case":
        return name, row["classification"]
    if name == "outcome":
        return name, row["outcome"]
    if name == "action":
        return name, row["action"], row["occurred_from"]
    return (name,)


def _kept(name: str, subjects: Iterable[str]) -> dict[str, list[Kept]]:
    """All facts of a kind about these subjects, with what is sealed by its hash."""
    declared = kind(name)
    sealed = set(sealed_columns(declared))
    own = [column for column in own_columns(declared) if column != "name_key"]
    said = [*(column for column in own if column not in sealed), "occurred_from", "occurred_until"]
    ledger = ("id", "subject", "known_at", "supersedes", "withdrawn", "source", "recorded_by", "area")
    rows = facts_by(name, "subject", subjects, (*ledger, *said))
    found: dict[str, list[Kept]] = {subject: [] for subject in subjects}
    for row in rows.sort("known_at", "id").iter_rows(named=True):
        content = {}
        for column in said:
            value = row[column]
            if value is not None:
                bare = column.removesuffix("_hash")
                content[bare if bare in sealed else column] = value.hex() if isinstance(value, bytes) else value
        found[row["subject"]].append(
            Kept(
                row["id"], _key(name, row), row["known_at"], row["supersedes"], row["withdrawn"], content,
                row["source"], (row["recorded_by"], row["area"]),
            )
        )  # fmt: skip
    return found


def _just_written(name: str, request: UUID, subjects: set[str]) -> list[tuple[str, tuple[Any, ...], str]]:
    """The facts of a request: subject, key, id."""
    wanted = [c for c in ("classification", "outcome", "action") if c in own_columns(kind(name))]
    rows = facts_by(name, "subject", subjects, ("id", "subject", "request", "withdrawn", "occurred_from", *wanted))
    rows = rows.filter((pl.col("request") == str(request)) & ~pl.col("withdrawn"))
    return [(row["subject"], _key(name, row), row["id"]) for row in rows.iter_rows(named=True)]
