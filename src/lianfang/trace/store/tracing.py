"""Tracing over sealed segments: the same meaning as on DuckDB, reading only what those touched touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lianfang.trace.rules import SAME_PLACE, Rule
from lianfang.trace.store import kernels, prefetching
from lianfang.trace.store.sealing import seconds
from lianfang.trace.store.segment import Segment

# Millions of rows say the same few words.
_GRADE = pl.Enum(["close", "general", "secondary"])
_NO_END = 2**32 - 1
_CLOSE, _SECONDARY = 0, 2
_MET: dict[str, Any] = {
    **dict.fromkeys(("index", "via", "person", "place", "overlap_start", "overlap_end"), pl.Int64), "minutes": pl.Int32,
}  # fmt: skip
_TOLD = ("index", "person", "grade", "via", "place", "rule", "overlap_start", "overlap_end", "minutes")


@dataclass(frozen=True)
class Exposing:
    """Who exposes others, for which case, from when until when; arrays of one length."""

    index: NDArray[np.int64]
    person: NDArray[np.int64]
    since: NDArray[np.uint32]
    until: NDArray[np.uint32]


def trace(
    segments: Sequence[Segment],
    cases: pl.DataFrame,
    isolated: pl.DataFrame | None = None,
    rule: Rule = SAME_PLACE,
    hops: int = 2,
) -> pl.DataFrame:
    """Every encounter: `index, person, grade, via, place, rule, overlap_start, overlap_end, minutes`, in no order.

    Grade and rule are Enum. `cases` and `isolated` as `trace.trace` takes them, with int64 persons. Times are whole
    seconds. With `hops` 1 no secondary contact is looked for.
    """
    at_large = cases_exposing(cases)
    once = np.unique(at_large.person).size == at_large.person.size and not any(one.overlapping for one in segments)
    met = _met(segments, at_large, rule, once, kernels.NOBODY)
    if hops == 1:
        return _worded(met, _CLOSE, rule)
    since = (pl.col("overlap_start") // 1_000_000).cast(pl.UInt32)
    exposing = contacts_exposing(met.select("index", "person", since=since), cases, isolated)
    known = kernels.pairs_of(met["index"].to_numpy(), met["person"].to_numpy())
    second = _met(segments, exposing, rule, once, known)
    return pl.concat([_worded(met, _CLOSE, rule), _worded(second, _SECONDARY, rule)])


def _worded(met: pl.DataFrame, grade: int, rule: Rule) -> pl.DataFrame:
    """What was met at a hop, as it is told: by a case through nobody."""

    def every(value: int | None, dtype: pl.DataType) -> pl.Series:
        return pl.Series([value], dtype=dtype).new_from_index(0, met.height)

    # Column by column, for a query's plan takes longer than few rows.
    told = met.to_dict()
    if grade == _CLOSE:
        told["via"] = every(None, pl.Int64())
    told["grade"] = every(grade, pl.UInt8()).cat.to(_GRADE)
    told["rule"] = every(0, pl.UInt8()).cat.to(pl.Enum([rule.id]))
    told |= {name: told[name].cast(pl.Datetime("us")) for name in ("overlap_start", "overlap_end")}
    return pl.DataFrame([told[name].alias(name) for name in _TOLD])


def cases_exposing(cases: pl.DataFrame) -> Exposing:
    """Cases at large: each of its own account, in its infectious time."""
    until = cases["infectious_until"]
    ends = np.where(until.is_null().to_numpy(), _NO_END, seconds(until.fill_null(cases["infectious_from"])))
    person = cases["person"].to_numpy()
    return Exposing(person, person, seconds(cases["infectious_from"]), ends.astype(np.uint32))


def contacts_exposing(met: pl.DataFrame, cases: pl.DataFrame, isolated: pl.DataFrame | None) -> Exposing:
    """Close contacts (`index, person, since` in whole seconds) that are no cases, from their first exposure until they
    were isolated."""
    first = met.group_by("index", "person").agg(pl.col("since").min())
    first = first.join(cases.select("person"), on="person", how="anti")
    until = np.full(first.height, _NO_END, np.uint32)
    if isolated is not None:
        ends = isolated.group_by("person").agg(end=pl.col("isolated_from").min().dt.epoch("s"))
        first = first.join(ends, on="person", how="left", maintain_order="left")
        until = first["end"].fill_null(_NO_END).to_numpy().astype(np.uint32)
    columns = (first[name].to_numpy() for name in ("index", "person", "since"))
    index, person, since = columns
    return Exposing(index, person, since, until)


def _met(
    segments: Sequence[Segment], exposing: Exposing, rule: Rule, once: bool, known: kernels.Pairs
) -> pl.DataFrame:  # fmt: skip
    """Whom they met, but those known already; each encounter once. Start and end in microseconds since 1970."""
    with kernels.threads_for(exposing.person.size):
        found = [frame for segment in segments for frame in _met_from(segment, segments, exposing, rule, known)]
    met = found[0] if len(found) == 1 else pl.concat([pl.DataFrame(schema=_MET), *found])
    return met if once else met.unique()


def _met_from(
    segment: Segment, segments: Sequence[Segment], exposing: Exposing, rule: Rule, known: kernels.Pairs
) -> Iterator[pl.DataFrame]:
    """Whom they met during the visits that one segment holds of them."""
    half = segment.by_person
    if not half.keys.size:
        return
    found = found_of(segment, exposing.person)
    counts = kernels.stretch_counts(found, half.offsets, half.start, half.end, exposing.since, exposing.until)
    who, place, begin, finish = kernels.stretches(
        found, half.offsets, half.other, half.start, half.end, exposing.since, exposing.until, starts_of(counts)
    )
    index, person = exposing.index[who], exposing.person[who]
    names = segment.by_place.keys
    for other in segments:
        there = place
        if other is not segment:
            if other.first >= segment.last or segment.first >= other.last:
                continue
            there = kernels.positions(other.by_place.keys, other.by_place.starts, other.by_place.shift, names[place])
        rows = other.by_place
        if exposing.person.size < kernels.FEW:
            # What else is told of a visit is not read here.
            held = (rows.keys, rows.offsets, other.longest, rows.other, rows.start, rows.end, rows.detail[:0])
            prefetching.ask_for_stretches(there, begin, finish, *held)
        given: tuple[Any, ...] = (there, begin, finish, person, index, int(rule.least.total_seconds()), known)
        given += (rows.offsets, other.longest, rows.other, rows.start, rows.end)
        counted = starts_of(kernels.meeting_counts(*given))
        given += (kernels.unmixed(names[place]), counted)
        yield pl.DataFrame(dict(zip(_MET, kernels.meetings(*given), strict=True)))


def found_of(segment: Segment, person: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each person lies among those of a segment, or -1; of few, their visits are asked for at once."""
    half, wanted = segment.by_person, kernels.mixed(person)
    few = person.size < kernels.FEW
    if few:
        prefetching.ask_for_keys(half.keys, half.offsets, half.starts, half.shift, wanted)
    found: NDArray[np.int64] = kernels.positions(half.keys, half.starts, half.shift, wanted)
    if few:
        prefetching.ask_for_rows(found, half.offsets, half.other, half.start, half.end, half.detail)
    return found


def starts_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each one's rows begin, and at last how many there are."""
    starts = np.zeros(counts.size + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts
