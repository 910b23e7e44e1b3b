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
ROW = ("index", "via", "person", "place", "overlap_start", "overlap_end")


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
    met = _met(segments, at_large, rule, once)
    if hops == 1:
        return _worded([met], rule)
    near = met.select("index", "person").unique()
    exposing = contacts_exposing(met, cases, isolated)
    second = _met(segments, exposing, rule, once)
    of = [frame[name].to_numpy() for frame in (second, near) for name in ("index", "person")]
    return _worded([met, second.filter(pl.Series(kernels.outside(*of), dtype=pl.Boolean))], rule)


def _worded(hops: Sequence[pl.DataFrame], rule: Rule) -> pl.DataFrame:
    """What was met at each hop, as it is told; column by column, for a query's plan takes longer than few rows."""
    counts = [met.height for met in hops]
    told = {name: np.concatenate([met[name].to_numpy() for met in hops]) for name in ROW}
    since, until = told["overlap_start"], told["overlap_end"]
    # Met by a case: close, and through nobody.
    grade = pl.repeat(0, counts[0], dtype=pl.UInt8, eager=True)
    via = pl.repeat(None, counts[0], dtype=pl.Int64, eager=True)
    if len(hops) > 1:
        grade = grade.append(pl.repeat(2, counts[1], dtype=pl.UInt8, eager=True))
        via = via.append(hops[1]["via"])
    rules = pl.Enum([rule.id])
    return pl.DataFrame(
        {
            "index": told["index"], "person": told["person"], "grade": grade.cat.to(_GRADE), "via": via,
            "place": told["place"], "rule": pl.repeat(0, sum(counts), dtype=pl.UInt8, eager=True).cat.to(rules),
            "overlap_start": moments(since), "overlap_end": moments(until),
            "minutes": ((until - since) // 60).astype(np.int32),
        }
    )  # fmt: skip


def moments(column: NDArray[np.uint32]) -> pl.Series:
    """Whole seconds since 1970 as datetimes."""
    return pl.Series(column.astype(np.int64) * 1_000_000).cast(pl.Datetime("us"))


def cases_exposing(cases: pl.DataFrame) -> Exposing:
    """Cases at large: each of its own account, in its infectious time."""
    until = cases["infectious_until"]
    ends = np.where(until.is_null().to_numpy(), _NO_END, seconds(until.fill_null(cases["infectious_from"])))
    person = cases["person"].to_numpy()
    return Exposing(person, person, seconds(cases["infectious_from"]), ends.astype(np.uint32))


def contacts_exposing(met: pl.DataFrame, cases: pl.DataFrame, isolated: pl.DataFrame | None) -> Exposing:
    """Close contacts that are no cases, from their first exposure until they were isolated."""
    first = met.group_by("index", "person").agg(since=pl.col("overlap_start").min())
    first = first.join(cases.select("person"), on="person", how="anti")
    until = np.full(first.height, _NO_END, np.uint32)
    if isolated is not None:
        ends = isolated.group_by("person").agg(end=pl.col("isolated_from").min().dt.epoch("s"))
        first = first.join(ends, on="person", how="left", maintain_order="left")
        until = first["end"].fill_null(_NO_END).to_numpy().astype(np.uint32)
    columns = (first[name].to_numpy() for name in ("index", "person", "since"))
    index, person, since = columns
    return Exposing(index, person, since, until)


def _met(segments: Sequence[Segment], exposing: Exposing, rule: Rule, once: bool) -> pl.DataFrame:
    """Whom they met; each encounter once."""
    empty = pl.DataFrame(schema={name: pl.UInt32 if "overlap" in name else pl.Int64 for name in ROW})
    with kernels.threads_for(exposing.person.size):
        found = [frame for segment in segments for frame in _met_from(segment, segments, exposing, rule)]
    met = found[0] if len(found) == 1 else pl.concat([empty, *found])
    return met if once else met.unique()


def _met_from(segment: Segment, segments: Sequence[Segment], exposing: Exposing, rule: Rule) -> Iterator[pl.DataFrame]:
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
            held = (rows.keys, rows.offsets, other.longest, rows.other, rows.start, rows.end, rows.detail)
            prefetching.ask_for_stretches(there, begin, finish, *held)
        given = (there, begin, finish, person, index, int(rule.least.total_seconds()))
        looked = (rows.offsets, other.longest, rows.other, rows.start, rows.end)
        which, met, since, until = kernels.meetings(*given, *looked, starts_of(kernels.meeting_counts(*given, *looked)))
        at = kernels.unmixed(names[place])
        columns: dict[str, NDArray[Any]] = {
            "index": index[which], "via": person[which], "person": met, "place": at[which],
            "overlap_start": since, "overlap_end": until,
        }  # fmt: skip
        yield pl.DataFrame(columns)


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
