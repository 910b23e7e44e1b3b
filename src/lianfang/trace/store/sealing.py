"""Batches of visits sorted into a segment, in pieces that fit into memory. What is not finished is not there."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lianfang.trace.store import kernels
from lianfang.trace.store.segment import DETAILS, FORMAT, mapped, shift_of
from lianfang.vocabulary.mistakes import Mistake

RECORD = np.dtype([("key", "<u8"), ("other", "<i8"), ("start", "<u4"), ("end", "<u4"), ("detail", "<u4")])
# Rows sorted at once: some 100 MB with what sorting needs.
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
    halves = {"by_place": ("place", "person"), "by_person": ("person", "place")}
    for half in halves:
        (folder / half).mkdir()
    rows, first, last = 0, 2**32 - 1, 0
    for batch in frames:
        start, end = seconds(batch["start"]), seconds(batch["end"])
        kept = start < end
        rows += int(kept.sum())
        if kept.any():
            first, last = min(first, int(start[kept].min())), max(last, int(end[kept].max()))
        for half, (key, other) in halves.items():
            records = np.empty(start.size, RECORD)
            records["key"] = kernels.mixed(batch[key].to_numpy())
            records["other"] = batch[other].to_numpy()
            records["start"], records["end"] = start, end
            records["detail"] = batch["detail"].to_numpy() if "detail" in batch.columns else 0
            _append(folder / half, records[kept], bits)
    return rows, first, last


def _append(folder: Path, records: NDArray[np.void], bits: int) -> None:
    piece = (records["key"] >> np.uint64(64 - bits)).astype(np.uint16) if bits else np.zeros(records.size, np.uint16)
    order = np.argsort(piece, kind="stable")
    ends = np.cumsum(np.bincount(piece, minlength=1 << bits))
    sorted_records = records[order]
    for number, (low, high) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        if high > low:
            with (folder / f"{number}.piece").open("ab") as file:
                sorted_records[low:high].tofile(file)


def _sort(
    folder: Path, rows: int, bits: int, other: str, dtype: np.dtype[np.generic], places: Path | None = None
) -> None:
    """Sorts the pieces one after the other into the columns of a half."""
    columns = {"start": np.dtype("<u4"), "end": np.dtype("<u4"), "detail": np.dtype("<u4"), other: dtype}
    made = {name: _column(folder / f"{name}.npy", rows, kind) for name, kind in columns.items()}
    keys, counts, longest, at = [], [], [], 0
    index = None if places is None else [mapped(places / f"{name}.npy") for name in ("keys", "starts")]
    for number in range(1 << bits):
        file = folder / f"{number}.piece"
        if not file.exists():
            continue
        records = np.fromfile(file, RECORD)
        file.unlink()
        key, start = np.ascontiguousarray(records["key"]), np.ascontiguousarray(records["start"])
        order = np.argsort(key)
        key, start = key[order], start[order]
        kernels.sort_by_start(key, start, order)
        there = slice(at, at + key.size)
        end = records["end"][order]
        made["start"][there], made["end"][there] = start, end
        made["detail"][there] = records["detail"][order]
        others = np.ascontiguousarray(records["other"])[order]
        made[other][there] = others if index is None else _numbers(index, others)
        unique, first, count = np.unique(key, return_index=True, return_counts=True)
        keys.append(unique)
        counts.append(count)
        longest.append(np.maximum.reduceat(end - start, first).astype(np.uint32))
        at += key.size
    for column in made.values():
        if isinstance(column, np.memmap):
            column.flush()
    _index(folder, keys, counts)
    if places is None:
        np.save(folder / "longest.npy", np.concatenate(longest) if longest else np.empty(0, np.uint32))


def _numbers(index: list[NDArray[np.uint64]], places: NDArray[np.int64]) -> NDArray[np.int64]:
    keys, starts = index
    found: NDArray[np.int64] = kernels.positions(keys, starts, shift_of(starts), kernels.mixed(places))
    return found


def _column(file: Path, rows: int, dtype: np.dtype[np.generic]) -> NDArray[np.generic]:
    if rows == 0:
        np.save(file, np.empty(0, dtype))
        return np.empty(0, dtype)
    column = np.lib.format.open_memmap(file, mode="w+", dtype=dtype, shape=(rows,))
    # Room is taken before anything is written through the map: a full disk is then an error, and kills no process.
    with file.open("r+b") as opened:
        os.posix_fallocate(opened.fileno(), 0, file.stat().st_size)
    return column


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
