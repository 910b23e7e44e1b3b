"""A full disk and one that turned read-only, on a small disk of their own: what cannot be written is refused in one
line, what was written before is there, and with room again all goes on. Root alone can mount one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

from lianfang.server import copies, postgres
from lianfang.server.postgres import process
from lianfang.server.postgres.binaries import run_as
from lianfang.server.postgres.failure import Unusable
from lianfang.trace import store
from lianfang.vocabulary import Mistake

MEBIBYTE = 2**20


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of so many MiB where every user may go; skipped where that is not ours to do."""
    mounted: list[Path] = []
    folder = Path(tempfile.mkdtemp(prefix="lianfang-disk-"))
    folder.chmod(0o755)

    def mount(mebibytes: int) -> Path:
        place = folder / str(len(mounted))
        place.mkdir()
        asked = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0755", "tmpfs", str(place)]
        if os.geteuid() != 0 or subprocess.run(asked, capture_output=True).returncode:
            pytest.skip("a small disk is mounted by root alone, where mounting is allowed")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
    shutil.rmtree(folder)


@contextmanager
def without_room(disk: Path, how: str) -> Iterator[None]:
    """Within, the disk is full, or can only be read."""
    big = disk / "big"
    if how == "full":
        with big.open("wb", buffering=0) as opened, suppress(OSError):
            while opened.write(b"x" * MEBIBYTE):
                pass
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    yield
    if how == "full":
        big.unlink()
    else:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


@pytest.fixture
def home(new_home: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    place = new_home("home")
    settings.KEYS_FOLDER, settings.VISITS_FOLDER = place / "keys", place / "visits"
    monkeypatch.setenv("LIANFANG_HOME", str(place))
    return place


def asked(host: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(host=host, user=postgres.OWNER, dbname=postgres.DATABASE) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


GROW = "INSERT INTO facts SELECT n, repeat(md5(n::text), 30) FROM generate_series(1, 20000) n"
COUNT = "SELECT count(*) FROM facts"


def begun_on(disk: Path, home: Path) -> postgres.Server:
    """A server whose data lie on this disk, with one fact."""
    real, user = disk / "postgresql", run_as()
    real.mkdir(mode=0o700)
    shutil.chown(real, user.uid, user.gid)
    (home / "postgresql").symlink_to(real)
    server = postgres.server()
    asked(server.host, "CREATE TABLE facts (n int, told text)", "INSERT INTO facts VALUES (0, 'first')")
    return server


def ended(server: postgres.Server, home: Path) -> None:
    process.stop(server.cluster)
    postgres.release(home)


def test_the_database_refuses_whole_what_finds_no_room_and_keeps_the_rest(
    home: Path, small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(200)
    server = begun_on(disk, home)
    with without_room(disk, "full"), pytest.raises(psycopg.Error):
        asked(server.host, GROW)
    # Whether it stands or stopped, for want of room for its log, it is begun again as after any fall.
    ended(server, home)
    again = postgres.server()
    assert asked(again.host, COUNT) == [(1,)]
    asked(again.host, GROW)
    assert asked(again.host, COUNT) == [(20_001,)]
    ended(again, home)


def test_a_database_on_a_read_only_disk_says_so_and_begins_when_it_can_be_written(
    home: Path, small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(200)
    ended(begun_on(disk, home), home)
    with without_room(disk, "read-only"), pytest.raises((Unusable, OSError), match=r"[Rr]ead-only file system"):
        postgres.server()
    again = postgres.server()
    assert asked(again.host, COUNT) == [(1,)]
    ended(again, home)


DAY = date(2021, 1, 8)
FORM = {name: store.VISIT[name] for name in ("person", "start", "end", "place")}


def visits_of(day: date, people: int) -> pl.DataFrame:
    """So many people, each at a place of their own for an hour of this day."""
    at = datetime.combine(day, time(8))
    rows = [(number, at, at + timedelta(hours=1), f"shop {number}") for number in range(people)]
    return pl.DataFrame(rows, FORM, orient="row").with_columns(gone=pl.lit(False))


def sealed_in(kept: store.Days) -> dict[date, int]:
    return {day: kept.sealed_visits(day).visits().height for day in kept.sealed_days()}


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_day_of_visits_is_sealed_whole_or_not_at_all(small_disk: Callable[[int], Path], how: str) -> None:
    disk = small_disk(16)
    kept, later = store.Days(disk / "visits"), DAY + timedelta(days=1)
    kept.append(DAY, visits_of(DAY, 10), "a")
    kept.append(later, visits_of(later, 20_000), "b")
    kept.seal(DAY, [], {})
    with without_room(disk, how):
        with pytest.raises(OSError):
            kept.seal(later, [], {})
        with pytest.raises((OSError, pl.exceptions.ComputeError)):
            kept.append(later, visits_of(later, 20_000), "c")
        assert sealed_in(kept) == {DAY: 10}, "what was sealed opens"
        assert kept.batches(later) == [disk / "visits" / "open" / later.isoformat() / "b.arrow"]
    assert kept.seal(later, [], {}) == 20_000 and sealed_in(kept) == {DAY: 10, later: 20_000}


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_backup_that_finds_no_room_is_one_line_and_leaves_no_file(
    home: Path, small_disk: Callable[[int], Path], how: str
) -> None:
    disk = small_disk(4)
    server = postgres.server()
    asked(server.host, "CREATE TABLE facts (n int, told text)", "INSERT INTO facts VALUES (0, 'first')")
    said = r"cannot be written: (No space left on device|Read-only file system)"
    with without_room(disk, how), pytest.raises(Mistake, match=said):
        copies.back_up(disk / "a.backup", "2021-01")
    assert list(disk.iterdir()) == []
    assert copies.back_up(disk / "a.backup", "2021-01") > 0
    assert copies.restore(disk / "a.backup", replace=True) is not None and asked(server.host, COUNT) == [(1,)]
