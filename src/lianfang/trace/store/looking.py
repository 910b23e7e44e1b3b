"""Visits looked up in a segment, by person or by place: only the rows of those asked are read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lianfang.trace.store import kernels, siphash
from lianfang.trace.store.segment import Half, Segment
from lianfang.trace.store.told import TOLD, Told


def visits_of(segment: Segment, persons: Sequence[int]) -> Told:
    """The visits of these people, each once."""
    keys = np.array(list(dict.fromkeys(persons)), np.int64)
    at, rows = _rows(segment.by_person, keys)
    details = segment.details()
    told = _told(details, segment.by_person, keys[at], rows)
    first = details["spot"].gather(told.rows["told"]) == 0 if details.width else pl.repeat(True, rows.size, eager=True)
    return Told(told.rows.filter(first), told.combinations)


def visits_at(segment: Segment, places: Sequence[str]) -> Told:
    """The visits that count at these places, or in vehicles of these numbers."""
    keys = siphash.keyed(pl.Series(list(dict.fromkeys(places)), dtype=pl.String), siphash.OF_PLACES).to_numpy()
    _, rows = _rows(segment.by_place, keys)
    return _told(segment.details(), segment.by_place, segment.by_place.other[rows], rows)


def _rows(half: Half, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of the keys, and which row of the half, for each row of theirs."""
    if not half.keys.size or not keys.size:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    found = kernels.positions(half.keys, half.starts, half.shift, kernels.mixed(keys))
    known = np.flatnonzero(found >= 0)
    first, last = half.offsets[found[known]], half.offsets[found[known] + 1]
    ranges = [np.arange(low, high) for low, high in zip(first, last, strict=True)]
    rows = np.concatenate(ranges) if ranges else np.empty(0, np.int64)
    return np.repeat(known, last - first), rows


def _told(details: pl.DataFrame, half: Half, person: NDArray[np.int64], rows: NDArray[np.int64]) -> Told:
    columns = {"person": person, "told": half.detail[rows], "start": half.start[rows], "end": half.end[rows]}
    frame = pl.DataFrame(columns).with_columns(gone=pl.lit(False))
    return Told(frame, details.select(*TOLD) if details.width else pl.DataFrame(schema=TOLD))
