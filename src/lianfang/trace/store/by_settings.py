"""Tracing over sealed days by the settings of a plan, over as many hops as it follows; only what is touched is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lianfang.plan.model import ContactRules, ContactSetting, Reach
from lianfang.trace.store import kernels, prefetching, reach
from lianfang.trace.store.segment import Segment
from lianfang.trace.store.tracing import Exposing, cases_exposing, contacts_exposing, found_of, starts_of

GRADE = pl.Enum(["close", "general", "secondary"])
_MET = {
    "index": pl.Int64, "via": pl.Int64, "person": pl.Int64, "grade": pl.Int8, "place": pl.Int64, "rule": pl.Int16,
    "overlap_start": pl.UInt32, "overlap_end": pl.UInt32,
}  # fmt: skip
_NEAR = {"index": pl.Int64, "person": pl.Int64, "since": pl.UInt32}
_FOUND = ("who", "person", "grade", "place", "rule", "overlap_start", "overlap_end")


@dataclass(frozen=True)
class _Spots:
    """Of each detail of a segment: its setting in the plan, and carriage, room, row and staff as numbers."""

    setting: NDArray[np.int64]
    fits: NDArray[np.bool_]
    seats: NDArray[np.int64]


def trace_by_settings(
    segments: Sequence[Segment], cases: pl.DataFrame, rules: ContactRules, isolated: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Every encounter: `index, person, grade, via, place, rule, overlap_start, overlap_end, minutes`, in no order.

    `place` is the place or the number of the vehicle, grade and rule are Enum. `cases` and `isolated` as
    `tracing.trace` takes them. Equal to `trace.trace` with the same rules, times being whole seconds.
    """
    details = [_details(one).select("key", "spot_place", *_SEATS) for one in segments]
    spots = _spots(details, rules)
    exposing = cases_exposing(cases)
    each: list[pl.DataFrame] = []
    near, known = pl.DataFrame(schema=_NEAR), kernels.NOBODY
    for hop in range(1, rules.hops + 1):
        # Of those met by contacts only the close ones count who are not near already: the others need not be found.
        met = _met(segments, spots, exposing, rules if hop == 1 else closely(rules), known)
        close = met.filter(pl.col("grade") == reach.CLOSE)
        told = met if hop == 1 else close.with_columns(grade=pl.lit(GRADE.categories.len() - 1, pl.Int8))
        each.append(told if hop > 1 else told.with_columns(via=pl.lit(None, pl.Int64)))
        if hop == rules.hops:
            break
        of_hop = close.select("index", "person", since="overlap_start")
        near = pl.concat([near, of_hop])
        known = kernels.pairs_of(near["index"].to_numpy(), near["person"].to_numpy())
        exposing = contacts_exposing(of_hop, cases, isolated)
    return _worded(pl.concat(each), details, rules)


def closely(rules: ContactRules) -> ContactRules:
    """The same settings, by which nobody is general."""
    return replace(rules, settings=tuple(replace(one, general=None) for one in rules.settings))


def _worded(rows: pl.DataFrame, details: Sequence[pl.DataFrame], rules: ContactRules) -> pl.DataFrame:
    each = [one.select("key", "spot_place").drop_nulls("key") for one in details]
    known = pl.concat([pl.DataFrame(schema={"key": pl.Int64, "spot_place": pl.String}), *each])
    known = known.unique("key").sort("key")
    # Looked up and not joined: a join would copy every column of millions of rows.
    names = pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    if known.height:
        at = known["key"].search_sorted(rows["place"]).clip(0, known.height - 1)
        names = known["spot_place"].gather(at).set(known["key"].gather(at) != rows["place"], None)
    moments = [pl.from_epoch(pl.col(name).cast(pl.Int64), "s").cast(pl.Datetime("us")).alias(name)
               for name in ("overlap_start", "overlap_end")]  # fmt: skip
    minutes = (pl.col("overlap_end") - pl.col("overlap_start")) // 60
    return rows.select(
        "index", "person", pl.col("grade").cast(pl.UInt8).cat.to(GRADE), "via", names.alias("place"),
        pl.col("rule").cast(pl.UInt8).cat.to(pl.Enum([one.id for one in rules.settings])), *moments,
        minutes.cast(pl.Int32).alias("minutes"),
    )  # fmt: skip


def _details(segment: Segment) -> pl.DataFrame:
    """A segment's details; one that says nothing where it has none."""
    found = segment.details()
    if found.width:
        return found
    unknown = dict.fromkeys(("spot_place", "spot_kind", "spot_carriage", "spot_room", "spot_air"), pl.String)
    schema = {
        **unknown,
        "key": pl.Int64,
        "spot_row": pl.Int64,
        "spot_staff": pl.Boolean,
        "spot_square_metres": pl.Float64,
    }
    return pl.DataFrame([[None]] * len(schema), list(schema.items()))


def _spots(each: Sequence[pl.DataFrame], rules: ContactRules) -> list[_Spots]:
    """The details of each segment as numbers, the same carriage and room being the same number in all."""
    if not each:
        return []
    whole = pl.concat([one.select(_SEATS) for one in each])
    numbers = whole.select(
        *(
            (pl.col(name).rank("dense").cast(pl.Int64) - 1).fill_null(reach.UNKNOWN)
            for name in ("spot_carriage", "spot_room")
        ),
        pl.col("spot_row").fill_null(reach.NO_ROW),
        pl.col("spot_staff").fill_null(False).cast(pl.Int64),
        setting=_setting(rules),
    )
    seats = np.ascontiguousarray(numbers.drop("setting").to_numpy().astype(np.int64))
    setting = numbers["setting"].to_numpy().astype(np.int64)
    bounds = np.cumsum([0, *(one.height for one in each)])
    return [_Spots(setting[low:high], setting[low:high] >= 0, seats[low:high]) for low, high in pairwise(bounds)]


_SEATS = ("spot_carriage", "spot_room", "spot_row", "spot_staff", "spot_kind", "spot_air", "spot_square_metres")


def _setting(rules: ContactRules) -> pl.Expr:
    """The first setting that fits, by its number; UNKNOWN where none does. What is not known narrows nothing."""

    def fits(one: ContactSetting) -> pl.Expr:
        holds = pl.col("spot_kind").is_in(list(one.places)).fill_null(False) if one.places else pl.lit(True)
        if one.air is not None:
            holds &= pl.col("spot_air").is_null() | (pl.col("spot_air") == one.air)
        if one.largest is not None:
            holds &= pl.col("spot_square_metres").is_null() | (pl.col("spot_square_metres") <= one.largest)
        return holds

    numbered = reversed(list(enumerate(rules.settings)))
    return reduce(
        lambda rest, one: pl.when(fits(one[1])).then(pl.lit(one[0], pl.Int64)).otherwise(rest),
        numbered,
        pl.lit(reach.UNKNOWN, pl.Int64),
    )


def _numbers(rules: ContactRules) -> NDArray[np.int64]:
    """Of each setting, for close and for general, what is shared, how many apart, whether staff counts, the seconds."""

    def told(held: Reach | None) -> list[int]:
        if held is None:
            return [reach.UNKNOWN, 0, 0, 0]
        return [reach.OF.index(held.of), held.apart, int(held.staff), _seconds(held.least)]

    return np.array([[told(one.close), told(one.general)] for one in rules.settings], np.int64).reshape(-1, 2, 4)


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _met(
    segments: Sequence[Segment], spots: Sequence[_Spots], exposing: Exposing, rules: ContactRules, known: kernels.Pairs
) -> pl.DataFrame:
    """Whom they met, but those known already; each encounter once."""
    every = enumerate(segments)
    with kernels.threads_for(exposing.person.size):
        found = [rows for number, _ in every for rows in _met_from(number, segments, spots, exposing, rules, known)]
    if not found:
        return pl.DataFrame(schema=_MET)
    of = {name: found[0][name] if len(found) == 1 else np.concatenate([one[name] for one in found]) for name in _FOUND}
    pairs = np.stack([exposing.index, exposing.person])
    _, same = np.unique(pairs, axis=1, return_inverse=True)
    groups = same.reshape(-1).astype(np.int64)
    during = (of["overlap_start"].astype(np.uint64) << np.uint64(32)) | of["overlap_end"]
    what = of["rule"].astype(np.int64) * len(GRADE.categories) + of["grade"]
    kept = reach.first_of_each(groups[of["who"]], groups.size, of["person"], of["place"], during, what)
    of = of if kept.all() else {name: column[kept] for name, column in of.items()}
    who = of.pop("who")
    return pl.DataFrame({"index": exposing.index[who], "via": exposing.person[who], **of}, _MET)


def _met_from(
    number: int,
    segments: Sequence[Segment],
    spots: Sequence[_Spots],
    exposing: Exposing,
    rules: ContactRules,
    known: kernels.Pairs,
) -> Iterator[dict[str, NDArray[Any]]]:
    """Whom they met during the visits that one segment holds of them."""
    segment, half = segments[number], segments[number].by_person
    if not half.keys.size:
        return
    found = found_of(segment, exposing.person)
    counts = kernels.stretch_counts(found, half.offsets, half.start, half.end, exposing.since, exposing.until)
    who, rows, begin, left = reach.stretch_rows(
        found, half.offsets, half.start, half.end, exposing.since, exposing.until, starts_of(counts)
    )
    detail = half.detail[rows]
    setting = spots[number].setting[detail]
    fits = setting >= 0
    who, rows, begin, left, detail, setting = (one[fits] for one in (who, rows, begin, left, detail, setting))
    lingers = np.array([_seconds(one.lingers) for one in rules.settings] or [0], np.int64)
    finish, tolerance = left + lingers[setting], _seconds(rules.tolerance)
    index, person, mine = exposing.index[who], exposing.person[who], spots[number].seats[detail]
    place, names = half.other[rows].astype(np.int64), segment.by_place.keys
    settings = _numbers(rules)
    last = int(lingers.max()) + tolerance
    for other_number, other in enumerate(segments):
        there = place
        if other is not segment:
            if other.first >= segment.last + last or segment.first >= other.last + tolerance:
                continue
            there = kernels.positions(other.by_place.keys, other.by_place.starts, other.by_place.shift, names[place])
        held, others = other.by_place, spots[other_number]
        if exposing.person.size < kernels.FEW:
            early, late = np.maximum(begin - tolerance, 0), finish + tolerance
            columns = (held.keys, held.offsets, other.longest, held.other, held.start, held.end, held.detail)
            prefetching.ask_for_stretches(there, early, late, *columns)
        given: tuple[Any, ...] = (there, begin, finish, person, index, mine, setting, settings, tolerance, known)
        given += (held.offsets, other.longest, held.other, held.start, held.end, held.detail, others.seats, others.fits)
        counted = starts_of(reach.near_counts(*given))
        which, met, grade, since, until = reach.near_rows(*(*given, counted))
        at = kernels.unmixed(names[place])
        # Told by the number of who exposes: columns of millions of rows are kept narrow until they are told apart.
        yield {
            "who": who[which], "person": met, "grade": grade, "place": at[which],
            "rule": setting[which].astype(np.int16), "overlap_start": since, "overlap_end": until,
        }  # fmt: skip
