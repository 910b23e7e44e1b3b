"""The store by days: batches as they come in, and each day that is over sealed into a segment of its own.

    open/2021-01-10/NAME.arrow     a batch of visits that began that day, there whole once it is acknowledged
    sealed/2021-01-10/000002/      the day's segment; of several the one with the highest number holds

Readers list the folders and read what is there; nobody waits for anybody. What comes late for a sealed day makes a new
segment of the whole day, in which the later telling holds. The old segment and the batches are taken away only after
the new one is on the disk, and a segment names the batches it holds: a kill between the two counts no visit twice.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from os import fsync
from pathlib import Path

import polars as pl

from lianfang.trace.few import Place
from lianfang.trace.store.sealing import on_disk, sealed
from lianfang.trace.store.segment import Segment, opened
from lianfang.trace.store.told import VISIT, Told, laid_out, rows_of
from lianfang.vocabulary.mistakes import Mistake


class Days:
    """Sealed days under `home/sealed` and batches not yet sealed under `home/open`. Days are local, moments UTC."""

    def __init__(self, home: Path) -> None:
        self.sealed_in, self.open_in = home / "sealed", home / "open"

    def append(self, day: date, visits: pl.DataFrame, name: str) -> None:
        """Takes a batch of one day in, in the form of `told.VISIT`. When this returns it is on the disk; until then no
        reader sees any of it. The same name again puts it in place of the first.

        Raises Mistake where it has columns or types of another form, or no person, place, start or end.
        """
        form = {**VISIT, "gone": pl.Boolean}
        wrong = {column: dtype for column, dtype in visits.schema.items() if form.get(column) != dtype}
        missing = [name for name in ("person", "place", "start", "end") if name not in visits.columns]
        if wrong or missing:
            raise Mistake(f"a batch of visits has {wrong or visits.columns}; it needs {VISIT}")
        folder = self.open_in / day.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{name}.part"
        with beside.open("wb") as file:
            flock(file, LOCK_EX)
            visits.write_ipc(file, compression="lz4")
            file.flush()
            fsync(file.fileno())
            beside.replace(folder / f"{name}.arrow")
        on_disk(folder)

    def open_days(self) -> list[date]:
        """Days of which there are batches not yet sealed."""
        return sorted(day for day in _days(self.open_in) if self.batches(day))

    def sealed_days(self) -> list[date]:
        """Days of which there is a segment."""
        return sorted(day for day in _days(self.sealed_in) if self._newest(day) is not None)

    def batches(self, day: date) -> list[Path]:
        """A day's batches not yet sealed, in the order of their names."""
        held = self.held(day)
        found = (file for file in (self.open_in / day.isoformat()).glob("[!.]*.arrow") if file.stem not in held)
        return sorted(found)

    def held(self, day: date) -> frozenset[str]:
        """The names of the batches that the day's segment took in when it was sealed last."""
        newest = self._newest(day)
        return frozenset() if newest is None else frozenset(_batches(newest))

    def opened_visits(self, day: date, also: Sequence[tuple[str, Told]] = ()) -> Told:
        """The day's visits not yet sealed as they were told: of batches, and of others kept elsewhere under a name.

        The later name holds.
        """
        told = Told.nothing()
        each: list[tuple[str, Told | Path]] = [*((file.stem, file) for file in self.batches(day)), *also]
        for _, one in sorted(each, key=lambda named: named[0]):
            told = told.and_then(one if isinstance(one, Told) else Told.of(pl.read_ipc(one)))
        return told

    def seal(self, day: date, also: Sequence[tuple[str, Told]], places: Mapping[str, Place]) -> int:
        """Seals a day's batches, and what others kept of it under names; answers how many visits it now has.

        What was sealed of the day before is sealed again with it, the later telling holding.
        """
        self.tidy(day)
        files, before = self.batches(day), self._newest(day)
        told = Told.nothing() if before is None else rows_of(opened(before))
        told = told.and_then(self.opened_visits(day, also)).settled()
        return self._put(day, told, [file.stem for file in files], places)

    def keep_only(self, day: date, kept: pl.Series, places: Mapping[str, Place]) -> None:
        """Puts in place of a sealed day those of its visits (in the order of `sealed_visits`) for which `kept` says so.

        Raises Mistake where the day is not sealed.
        """
        told = self.sealed_visits(day)
        self._put(day, Told(told.rows.filter(kept), told.combinations), [], places)

    def sealed_visits(self, day: date) -> Told:
        """The visits of a sealed day. Raises Mistake where it is not sealed."""
        newest = self._newest(day)
        if newest is None:
            raise Mistake(f"{self.sealed_in / day.isoformat()}: is no sealed day")
        return rows_of(opened(newest))

    def segments(self, since: datetime | None = None, until: datetime | None = None) -> list[Segment]:
        """The sealed days that hold visits of some time (UTC, half-open), mapped."""
        low, high = (None if at is None else at.replace(tzinfo=at.tzinfo or UTC).timestamp() for at in (since, until))
        every = (self._segment(day) for day in sorted(_days(self.sealed_in)))
        return [
            one
            for one in every
            if one is not None and (low is None or one.last > low) and (high is None or one.first < high)
        ]

    def tidy(self, day: date) -> None:
        """Removes what a newer segment holds: older segments, the batches that it took in, what was not finished."""
        newest, held = self._newest(day), self.held(day)
        for file in (self.open_in / day.isoformat()).glob("*"):
            if file.stem in held or (file.suffix == ".part" and _left_behind(file)):
                file.unlink(missing_ok=True)
        for folder in (self.sealed_in / day.isoformat()).glob("*"):
            if folder != newest:
                # Out of sight at once: whoever opens it meanwhile finds all of it or nothing.
                hidden = folder if folder.name.startswith(".") else folder.rename(folder.with_name(f".{folder.name}"))
                shutil.rmtree(hidden)

    def _put(self, day: date, told: Told, names: Sequence[str], places: Mapping[str, Place]) -> int:
        before = self._newest(day)
        number = 1 if before is None else int(before.name) + 1
        rows, details = laid_out(_used(told), places)
        folder = self.sealed_in / day.isoformat() / f"{number:06}"
        sealed(folder, [rows], rows.height, batches=names, details=details)
        self.tidy(day)
        return told.rows.height

    def _segment(self, day: date, tries: int = 5) -> Segment | None:
        newest = self._newest(day)
        try:
            return None if newest is None else opened(newest)
        except (Mistake, FileNotFoundError):
            # A day that is just sealed anew loses the folder that was seen; then the newer one is there.
            if tries == 1 or newest == self._newest(day):
                raise
            return self._segment(day, tries - 1)

    def _newest(self, day: date) -> Path | None:
        return max((self.sealed_in / day.isoformat()).glob("[!.]*"), key=lambda folder: folder.name, default=None)


def _left_behind(part: Path) -> bool:
    """Whether nobody writes to it any more."""
    try:
        with part.open("rb") as file:
            flock(file, LOCK_EX | LOCK_NB)
    except OSError:
        return False
    return True


def _used(told: Told) -> Told:
    """The same visits with those combinations alone that any of them tells."""
    used = told.rows["told"].unique().sort()
    rows = told.rows.with_columns(pl.Series(used.search_sorted(told.rows["told"]), dtype=pl.UInt32).alias("told"))
    return Told(rows, told.combinations.select(pl.all().gather(used)))


def _batches(folder: Path) -> Iterable[str]:
    with suppress(FileNotFoundError):
        names: list[str] = json.loads((folder / "segment.json").read_text("utf-8"))["batches"]
        return names
    return []


def _days(folder: Path) -> Iterator[date]:
    for found in folder.glob("[!.]*"):
        with suppress(ValueError):
            yield date.fromisoformat(found.name)
