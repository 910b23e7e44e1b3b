"""Batches of visits sorted into a segment, in pieces that fit into memory. What is not finished is not there."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lianfang.trace.store import kernels, sorting
from lianfang.trace.store.segment import DETAILS, FORMAT, HEADER, mapped, shift_of
from lianfang.vocabulary.mistakes import Mistake

# Rows of a piece: some 120 MB with what sorting needs.
PIECE = 1_500_000
_IN_A_SECOND = {"ms": 10**3, "us": 10**6, "ns": 10**9}


def sealed(
    folder: Path,
    frames: Iterable[pl.DataFrame],
    rows_expected: int,
    batches: Sequence[str] = (),
    details: pl.DataFrame | None = None,
) -> int:
    """Seals visits into `folder`; answers how many. `rows_expected` decides how finely they are cut, no more;
    `batches` are the names of the open batches that the segment holds.

    Each frame has `person` and `place` as int64, `start` and `end` as datetimes or as whole seconds, and where there
    are `details` the number of its row of these as `detail`. Raises Mistake where the folder is already there. A
    folder appears whole, by one renaming, or not at all.
    """
    if folder.exists():
        raise Mistake(f"{folder}: is sealed already")
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    bits = max(0, (rows_expected // PIECE).bit_length())
    try:
        rows, first, last = _cut(beside, frames, bits)
        _sort(beside / "by_place", rows, bits, "person", np.dtype("<i8"))
        _sort(beside / "by_person", rows, bits, "place", np.dtype("<u4"), places=beside / "by_place")
        twice = _twice(beside / "by_person")
        known: dict[str, object] = {"format": FORMAT, "rows": rows, "first": first, "last": last, "overlapping": twice}
        known |= {"batches": list(batches)}
        if details is not None:
            details.write_parquet(beside / DETAILS)
            on_disk(beside / DETAILS)
        (beside / "segment.json").write_text(json.dumps(known), "utf-8")
        for file in (*beside.rglob("*.npy"), beside / "segment.json"):
            on_disk(file)
        beside.replace(folder)
        on_disk(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return rows


def on_disk(path: Path) -> None:
    """Waits until a file or folder is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def seconds(column: pl.Series) -> NDArray[np.uint32]:
    """Datetimes, or what is that already, as whole seconds since 1970."""
    if not isinstance(column.dtype, pl.Datetime):
        return column.to_numpy()
    # Not asked of Polars, whose plan of a query takes longer than few moments.
    return (column.to_physical().to_numpy() // _IN_A_SECOND[column.dtype.time_unit]).astype(np.uint32)


def _cut(folder: Path, frames: Iterable[pl.DataFrame], bits: int) -> tuple[int, int, int]:
    """Writes every visit into a piece by the first bits of its place, and one by those of its person."""
    halves = (folder / "by_place", folder / "by_person")
    for half in halves:
        half.mkdir()
    rows, first, last = 0, 2**32 - 1, 0
    # The two halves at once, while the next batch is read.
    with ThreadPoolExecutor(2) as two:
        for batch in ahead(frames):
            start, end = seconds(batch["start"]), seconds(batch["end"])
            kept = start < end
            rows += int(kept.sum())
            if kept.any():
                first, last = min(first, int(start[kept].min())), max(last, int(end[kept].max()))
            person, place = (batch[name].to_numpy() for name in ("person", "place"))
            told = "detail" in batch.columns
            detail = seconds(batch["detail"]) if told else np.zeros(start.size, np.uint32)
            columns = ((place, person, start, end, detail), (person, place, start, end, detail))
            list(two.map(_append, halves, columns, (bits, bits)))
    return rows, first, last


def ahead(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same frames, each read while the one before it is worked on."""
    every = iter(frames)
    with ThreadPoolExecutor(1) as one:
        coming = one.submit(next, every, None)
        while (frame := coming.result()) is not None:
            coming = one.submit(next, every, None)
            yield frame


def _append(folder: Path, columns: tuple[NDArray[Any], ...], bits: int) -> None:
    records = np.empty(columns[0].size, sorting.RECORD)
    key, other, start, end, detail = columns
    ends = sorting.in_pieces(key, other, start, end, detail, bits, records)
    for number, (low, high) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        if high > low:
            with (folder / f"{number}.piece").open("ab") as file:
                records[low:high].tofile(file)


def _sort(
    folder: Path, rows: int, bits: int, other: str, dtype: np.dtype[np.generic], places: Path | None = None
) -> None:
    """Sorts the pieces into the columns of a half, two at a time; what is there once a key is written as it comes."""
    four, eight = np.dtype("<u4"), np.dtype("<i8")
    made = {name: _Column(folder / f"{name}.npy", four) for name in ("start", "end", "detail")}
    made |= {other: _Column(folder / f"{other}.npy", dtype)}
    index = None if places is None else [mapped(places / f"{name}.npy") for name in ("keys", "starts")]

    def sorted_piece(file: Path, at: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        records = np.fromfile(file, sorting.RECORD)
        file.unlink()
        others = np.empty(records.size, np.int64)
        order = sorting.by_key_and_start(records, bits)
        start, end, detail, keys, counts, longest = sorting.laid(records, order, others)
        if index is not None:
            others = sorting.numbered(others, index[0], index[1], shift_of(index[1]))
        for name, column in (("start", start), ("end", end), ("detail", detail), (other, others)):
            made[name].put(at, column)
        return keys, counts, longest

    files = [file for number in range(1 << bits) if (file := folder / f"{number}.piece").exists()]
    sizes = [file.stat().st_size // sorting.RECORD.itemsize for file in files]
    every = {"keys": _Column(folder / "keys.npy", np.dtype("<u8")), "offsets": _Column(folder / "offsets.npy", eight)}
    if places is None:
        every["longest"] = _Column(folder / "longest.npy", four)
    every["offsets"].put(0, np.zeros(1, np.int64))
    found = last = 0
    with ThreadPoolExecutor(2) as two:
        for keys, counts, longest in two.map(sorted_piece, files, np.cumsum([0, *sizes])[: len(sizes)].tolist()):
            every["keys"].put(found, keys)
            every["offsets"].put(found + 1, last + np.cumsum(counts))
            if places is None:
                every["longest"].put(found, longest)
            found, last = found + keys.size, last + int(counts.sum())
    for column in made.values():
        column.close(rows)
    for name, column in every.items():
        column.close(found + (name == "offsets"))
    # Some two keys to each value of the first bits.
    np.save(folder / "starts.npy", sorting.starts(mapped(folder / "keys.npy"), max(1, (found // 2).bit_length())))


class _Column:
    """A column written in parts, several at once, each where it belongs."""

    def __init__(self, file: Path, dtype: np.dtype[np.generic]) -> None:
        self._file, self._dtype = file.open("wb"), dtype

    def put(self, row: int, part: NDArray[Any]) -> None:
        """Writes a part from a row on."""
        left = np.ascontiguousarray(part, self._dtype).view(np.uint8).data
        at = HEADER + row * self._dtype.itemsize
        while left:
            written = os.pwrite(self._file.fileno(), left, at)
            left, at = left[written:], at + written

    def close(self, rows: int) -> None:
        """Ends writing, with the header that says how many rows there are."""
        header = {"descr": self._dtype.str, "fortran_order": False, "shape": (rows,)}
        with self._file:
            np.lib.format.write_array_header_1_0(self._file, header)
            assert self._file.tell() == HEADER


def _twice(folder: Path) -> bool:
    return bool(kernels.overlapping(*(mapped(folder / f"{name}.npy") for name in ("offsets", "place", "start", "end"))))
