"""A sealed part of the store: columns in files of their own, mapped, never changed.

    by_place/        keys.npy offsets.npy starts.npy longest.npy   person.npy start.npy end.npy detail.npy
    by_person/       keys.npy offsets.npy starts.npy               place.npy  start.npy end.npy detail.npy
    details.parquet  what else visits tell (train, carriage, seat, kind of place …), each combination once, by its row
    segment.json     rows, bounds in time, whether anybody is twice at one place at one time

Files are NumPy's npy (little-endian columns after a short header), which many languages map as they lie.
`by_place` holds the visits by place and start, with the person's key; `by_person` by person and start, with the number
of the place among the keys of `by_place`. `keys` are the sorted mixed keys, `offsets` where each one's rows begin,
`starts` where the keys of each value of the first bits begin: a key is found by one look there and a few beside it.
"""

from __future__ import annotations

import json
import mmap
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lianfang.vocabulary.mistakes import Mistake

FORMAT = 2
# NumPy pads the header of a plain column to this.
HEADER = 128
DETAILS = "details.parquet"


@dataclass(frozen=True)
class Half:
    """The visits in one order: those of `keys[i]` are rows `offsets[i]` to `offsets[i + 1]`."""

    keys: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]
    other: NDArray[Any]
    start: NDArray[np.uint32]
    end: NDArray[np.uint32]
    detail: NDArray[np.uint32]

    @property
    def shift(self) -> int:
        """How far a key is shifted right for its first bits."""
        return shift_of(self.starts)


@dataclass(frozen=True)
class Segment:
    """Both halves, how long the longest visit to each place is, and what is known of the whole."""

    by_place: Half
    by_person: Half
    longest: NDArray[np.uint32]
    rows: int
    first: int
    last: int
    overlapping: bool
    # Parquet as it lies on the disk, mapped as the columns are: it stays although the folder is taken away.
    detailed: NDArray[np.uint8] | None

    def details(self) -> pl.DataFrame:
        """What the numbers in `detail` stand for, a row each; no column where visits tell only who, where and when."""
        return pl.DataFrame() if self.detailed is None else pl.read_parquet(BytesIO(self.detailed.tobytes()))


def opened(folder: Path) -> Segment:
    """A sealed segment, mapped. Raises Mistake where the folder is none, or of another form."""
    try:
        known = json.loads((folder / "segment.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise Mistake(f"{folder}: is no sealed segment of visits") from None
    if known.get("format") != FORMAT:
        raise Mistake(f"{folder}: was sealed in form {known.get('format')}; this release reads {FORMAT}")
    # Looked for before the columns, without which there is no segment: a folder that goes meanwhile is missed by these.
    told = folder / DETAILS
    detailed = np.memmap(told, np.uint8, "r") if told.exists() else None
    return Segment(
        detailed=detailed,
        by_place=_half(folder / "by_place", "person"),
        by_person=_half(folder / "by_person", "place"),
        longest=mapped(folder / "by_place/longest.npy"),
        rows=known["rows"],
        first=known["first"],
        last=known["last"],
        overlapping=known["overlapping"],
    )


def shift_of(starts: NDArray[Any]) -> int:
    """How far a mixed key is shifted right for its place in ``starts``, which has one more than two to so many bits."""
    return 64 - (starts.size - 1).bit_length() + 1


def _half(folder: Path, other: str) -> Half:
    return Half(
        *(mapped(folder / f"{name}.npy") for name in ("keys", "offsets", "starts", other, "start", "end", "detail"))
    )


def mapped(file: Path) -> NDArray[Any]:
    """A column, mapped read-only; one without rows is its header alone."""
    with file.open("rb") as opened:
        held = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    dtype, size, begins = _header(held[:HEADER])
    return np.frombuffer(held, dtype, size, begins)


@lru_cache(maxsize=512)
def _header(first: bytes) -> tuple[np.dtype[Any], int, int]:
    """Of a column's file the type, the rows and where they begin; the same few headers come again and again."""
    opened = BytesIO(first)
    np.lib.format.read_magic(opened)
    (size,), _, dtype = np.lib.format.read_array_header_1_0(opened)
    return dtype, size, opened.tell()
