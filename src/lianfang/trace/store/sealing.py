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
from lianfang.trace.store.segment import DETAILS, FORMAT, mapped, shift_of
from lianfang.vocabulary.mistakes import Mistake

# Rows of a piece: some 120 MB with what sorting needs.
PIECE = 1_500_000


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
    if column.dtype == pl.UInt32:
        return column.to_numpy()
    return column.dt.epoch("s").to_numpy().astype(np.uint32)


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
    """Sorts the pieces into the columns of a half, two at a time."""
    four = np.dtype("<u4")
    made = {name: _Column(folder / f"{name}.npy", rows, four) for name in ("start", "end", "detail")}
    made |= {other: _Column(folder / f"{other}.npy", rows, dtype)}
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
    with ThreadPoolExecutor(2) as two:
        each = list(two.map(sorted_piece, files, np.cumsum([0, *sizes])[: len(sizes)].tolist()))
    for column in made.values():
        column.close()
    _index(folder, [keys for keys, _, _ in each], [counts for _, counts, _ in each])
    if places is None:
        np.save(folder / "longest.npy", np.concatenate([np.empty(0, np.uint32), *(longest for _, _, longest in each)]))


class _Column:
    """A column of a size known before, written in parts."""

    def __init__(self, file: Path, rows: int, dtype: np.dtype[np.generic]) -> None:
        header = {"descr": dtype.str, "fortran_order": False, "shape": (rows,)}
        self._file = file.open("wb")
        np.lib.format.write_array_header_1_0(self._file, header)
        self._file.flush()
        self._begins, self._dtype = self._file.tell(), dtype

    def put(self, row: int, part: NDArray[Any]) -> None:
        """Writes a part where it belongs; several may be written at once."""
        left = np.ascontiguousarray(part, self._dtype).view(np.uint8).data
        at = self._begins + row * self._dtype.itemsize
        while left:
            written = os.pwrite(self._file.fileno(), left, at)
            left, at = left[written:], at + written

    def close(self) -> None:
        """Ends writing."""
        self._file.close()


def _index(folder: Path, keys: list[NDArray[np.uint64]], counts: list[NDArray[np.int64]]) -> None:
    every = np.concatenate(keys) if keys else np.empty(0, np.uint64)
    offsets = np.zeros(every.size + 1, np.int64)
    if counts:
        np.cumsum(np.concatenate(counts), out=offsets[1:])
    # Some two keys to each value of the first bits.
    bits = max(1, (every.size // 2).bit_length())
    first_bits = (every >> np.uint64(64 - bits)).astype(np.int64)
    starts = np.zeros((1 << bits) + 1, np.int64)
    np.cumsum(np.bincount(first_bits, minlength=1 << bits), out=starts[1:])
    np.save(folder / "keys.npy", every)
    np.save(folder / "offsets.npy", offsets)
    np.save(folder / "starts.npy", starts)


def _twice(folder: Path) -> bool:
    return bool(kernels.overlapping(*(mapped(folder / f"{name}.npy") for name in ("offsets", "place", "start", "end"))))
