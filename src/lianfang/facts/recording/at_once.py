"""Two who correct the same fact at once: what the second says is put upon what the first made of it.

Each saw the same fact. What the second left as it was seen says nothing of what the first changed meanwhile; what the
second changed stands. Where both changed the same to something else, or one of them withdrew the fact, that is a
dispute: both tellings are facts of one thread, and the thread says so until somebody corrects or confirms its end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl

from lianfang.facts.models import Dispute
from lianfang.facts.recorder import Disputed, Recorder
from lianfang.facts.recording.comparison import own_columns
from lianfang.facts.recording.lookups import facts_by, heads_by, polars_type
from lianfang.facts.recording.sealing import sealed_columns
from lianfang.vocabulary import Kind, Layout

WITHDRAWN = "withdrawn"
_MOMENTS = ("occurred_from", "occurred_until")


@dataclass(frozen=True, slots=True)
class Raced:
    """A row that corrects a fact which was corrected since: what it saw, what stood, and where the two contradict."""

    seen: str
    before: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtOnce:
    """By kind and row: corrections made at once, and the rows that confirm or mend what is disputed."""

    raced: Mapping[tuple[str, int], Raced]
    deciding: frozenset[tuple[str, int]]


NOTHING_AT_ONCE = AtOnce({}, frozenset())


def upon_what_stands(frame: pl.DataFrame, layout: Layout) -> tuple[pl.DataFrame, AtOnce]:
    """The frame in which each correction supersedes what stands now of the fact that it names, and what was so made.

    What a row says as the fact that it saw said it becomes a blank, which says nothing. A withdrawal that was made
    meanwhile stands. What names no fact of ours stays as it is.
    """
    raced: dict[tuple[str, int], Raced] = {}
    deciding: set[tuple[str, int]] = set()
    for kind in layout.parts:
        name = f"{kind.name}.supersedes"
        if name not in frame.columns:
            continue
        asked = frame[name].cast(pl.String).drop_nulls().unique().to_list()
        standing = set(heads_by(kind.name, "id", asked, ("id",))["id"])
        disputed = set(_open(kind.name, standing))
        deciding |= {
            (kind.name, row) for row, fact in frame.select("row_number", name).iter_rows() if str(fact) in disputed
        }  # fmt: skip
        ends = _ends(kind, [fact for fact in asked if fact not in standing])
        if ends:
            frame, found = _put_upon(frame, kind, ends)
            raced |= {(kind.name, row): each for row, each in found.items()}
    return frame, AtOnce(raced, frozenset(deciding))


def noted(
    facts: pl.DataFrame, kind: Kind, at_once: AtOnce, by: Recorder, path: str, at: datetime
) -> list[Disputed]:  # fmt: skip
    """Notes which of the facts just written are disputed; answers them."""
    made = [
        Disputed(row, kind.name, UUID(fact), UUID(raced.before), raced.columns)
        for row, fact in facts.select("row_number", "id").iter_rows()
        if (raced := at_once.raced.get((kind.name, row))) is not None and raced.columns
    ]
    if made:
        befores = facts_by(kind.name, "id", [str(one.before) for one in made], ("id", "area_path"))
        paths = dict(befores.iter_rows())
        Dispute.objects.bulk_create(
            Dispute(
                fact=one.fact, kind=kind.name, seen=UUID(at_once.raced[kind.name, one.row].seen), before=one.before,
                columns=",".join(one.columns), at=at, recorded_by=by.account, area_path=path,
                before_path=paths[str(one.before)],
            )
            for one in made
        )  # fmt: skip
    return made


def _open(kind: str, facts: set[str]) -> list[str]:
    if not facts:
        return []
    return [str(fact) for fact in Dispute.objects.filter(kind=kind, fact__in=facts).values_list("fact", flat=True)]


def _ends(kind: Kind, facts: list[str]) -> dict[str, str]:
    """By fact that something supersedes, the fact at the end of its thread."""
    reached = {fact: fact for fact in facts}
    while True:
        later = facts_by(kind.name, "supersedes", set(reached.values()), ("id", "supersedes", "known_at"))
        after = dict(later.sort("known_at", "id").select("supersedes", "id").iter_rows())
        if not after:
            return {fact: end for fact, end in reached.items() if end != fact}
        reached = {fact: after.get(end, end) for fact, end in reached.items()}


def _put_upon(frame: pl.DataFrame, kind: Kind, ends: Mapping[str, str]) -> tuple[pl.DataFrame, dict[int, Raced]]:
    # What is encrypted is compared by the hash beside it.
    compared = [name for name in (*own_columns(kind), *_MOMENTS) if name not in sealed_columns(kind)]
    facts = facts_by(kind.name, "id", {*ends, *ends.values()}, [*compared, "id", WITHDRAWN])
    by_id = {fact["id"]: fact for fact in facts.iter_rows(named=True)}
    told = {name: _told(frame, kind, name) for name in compared if f"{kind.name}.{name}" in frame.columns}
    recorders = {column.name for column in kind.columns if column.recorder}
    raced: dict[int, Raced] = {}
    blank: dict[str, set[int]] = {name: set() for name in told}
    withdrawn: set[int] = set()
    supersedes = frame[f"{kind.name}.supersedes"].cast(pl.String).to_list()
    taken_back = _taken_back(frame, kind)
    for place, row in enumerate(frame["row_number"].to_list()):
        fact = supersedes[place]
        if fact not in ends:
            continue
        seen, now = by_id[fact], by_id[ends[fact]]
        changed = []
        for name, values in told.items():
            value = values[place]
            if value is None:
                continue
            # Who recorded it first is filled in by the house, and no correction's business.
            if name in recorders or _same(value, seen[name]):
                blank[name].add(row)
            elif not _same(value, now[name]):
                changed.append(name)
        columns = [name for name in changed if not _same(now[name], seen[name])]
        if now[WITHDRAWN] != taken_back[place] and (changed or taken_back[place]):
            columns.insert(0, WITHDRAWN)
        if now[WITHDRAWN]:
            withdrawn.add(row)
        shown = {name.removesuffix("_hash") for name in columns} - {"name_key"}
        raced[row] = Raced(fact, now["id"], tuple(name for name in _order(kind) if name in shown))
    return _written_upon(frame, kind, ends, blank, withdrawn), raced


def _order(kind: Kind) -> list[str]:
    return [WITHDRAWN, *_MOMENTS, *(column.name for column in kind.columns)]


def _written_upon(
    frame: pl.DataFrame, kind: Kind, ends: Mapping[str, str], blank: Mapping[str, set[int]], withdrawn: set[int]
) -> pl.DataFrame:
    name = f"{kind.name}.supersedes"
    changes = [pl.col(name).cast(pl.String).replace(dict(ends)).alias(name)]
    sealed = {f"{column}_hash": column for column in sealed_columns(kind)}
    for column, rows in blank.items():
        for each in (column, sealed.get(column)):
            if each is not None and rows:
                full = f"{kind.name}.{each}"
                changes.append(pl.when(~pl.col("row_number").is_in(list(rows))).then(pl.col(full)).alias(full))
    if withdrawn:
        full = f"{kind.name}.{WITHDRAWN}"
        before = pl.Series(_taken_back(frame, kind), dtype=pl.Boolean)
        changes.append((pl.lit(before) | pl.col("row_number").is_in(list(withdrawn))).alias(full))
    return frame.with_columns(changes)


def _told(frame: pl.DataFrame, kind: Kind, name: str) -> list[Any]:
    return frame[f"{kind.name}.{name}"].cast(polars_type(kind.name, name), strict=False).to_list()


def _taken_back(frame: pl.DataFrame, kind: Kind) -> list[bool]:
    """Of each row whether it withdraws the fact."""
    name = f"{kind.name}.{WITHDRAWN}"
    if name not in frame.columns:
        return [False] * frame.height
    return [str(value).lower() in ("true", "1") for value in frame[name].to_list()]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return bool(one == other)
