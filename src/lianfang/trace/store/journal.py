"""Visits as they come in, before their day is sealed: a batch a file, there whole once it is acknowledged.

Readers list the folder and read what is there; nobody waits for anybody. Sealing takes a day's batches away only after
the sealed segment is on the disk, and a segment names the batches that it holds, so that a kill between the two counts
no visit twice.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import polars as pl

from lianfang.trace.store.sealing import on_disk, sealed
from lianfang.trace.store.segment import Segment, opened
from lianfang.vocabulary.mistakes import Mistake

SCHEMA = {"person": pl.Int64, "place": pl.Int64, "start": pl.Datetime("us"), "end": pl.Datetime("us")}


class Store:
    """Sealed segments under `home/sealed` and batches not yet sealed under `home/open`."""

    def __init__(self, home: Path) -> None:
        self.sealed_in, self.open_in = home / "sealed", home / "open"
        for folder in (self.sealed_in, self.open_in):
            folder.mkdir(parents=True, exist_ok=True)

    def append(self, visits: pl.DataFrame) -> None:
        """Takes a batch in. When this returns the batch is on the disk; until then no reader sees any of it.

        Raises Mistake where columns or types are others than `person, place` (int64), `start, end` (datetimes).
        """
        if dict(visits.schema) != SCHEMA:
            raise Mistake(f"a batch of visits has {dict(visits.schema)}; it needs {SCHEMA}")
        name = uuid4().hex
        beside, file = self.open_in / f".{name}.part", self.open_in / f"{name}.arrow"
        visits.write_ipc(beside)
        on_disk(beside)
        beside.replace(file)
        on_disk(self.open_in)

    def batches(self) -> list[Path]:
        """The batches not yet sealed."""
        done = self._sealed_batches()
        return sorted(file for file in self.open_in.glob("*.arrow") if file.stem not in done)

    def seal(self, name: str) -> int:
        """Seals all open batches into the segment `name` and takes them away; answers how many visits."""
        files = self.batches()
        self._tidy()
        if not files:
            return 0
        rows = sum(pl.scan_ipc(file).select(pl.len()).collect().item() for file in files)
        frames = (pl.read_ipc(file) for file in files)
        count = sealed(self.sealed_in / name, frames, rows, batches=[file.stem for file in files])
        self._tidy()
        return count

    def segments(self, scratch: Path) -> Sequence[Segment]:
        """Everything there is, to be traced: the sealed segments, and the open batches sealed into `scratch`."""
        files = self.batches()
        found = [opened(folder) for folder in self._segments()]
        if files:
            shutil.rmtree(scratch, ignore_errors=True)
            sealed(scratch, (pl.read_ipc(file) for file in files), 0)
            found.append(opened(scratch))
        return found

    def _segments(self) -> list[Path]:
        return sorted(file.parent for file in self.sealed_in.glob("[!.]*/segment.json"))

    def _tidy(self) -> None:
        """Removes the batches that were sealed."""
        done = self._sealed_batches()
        for file in self.open_in.glob("*.arrow"):
            if file.stem in done:
                file.unlink()

    def _sealed_batches(self) -> set[str]:
        """Names of the batches that sealed segments hold."""
        told = ((folder / "segment.json").read_text("utf-8") for folder in self._segments())
        return {name for text in told for name in json.loads(text)["batches"]}
