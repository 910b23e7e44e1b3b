"""Installations of their own for tests of the launcher."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lianfang.server import postgres
from lianfang.server.postgres import process
from lianfang.server.postgres.binaries import run_as
from lianfang.server.postgres.cluster import Cluster


def cluster_of(home: Path) -> Cluster:
    """The cluster of a home that has one."""
    return Cluster((home / "postgresql").resolve(), run_as())


@pytest.fixture
def new_home(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes homes by name under a temporary folder; afterwards their servers are stopped and their data removed.

    One that is `open_to_all` lies in a folder that every user may enter, as pytest's own may not.
    """
    made: list[Path] = []
    opened: list[Path] = []

    def make(name: str = "home", open_to_all: bool = False) -> Path:
        folder = tmp_path
        if open_to_all:
            folder = Path(tempfile.mkdtemp(prefix="lianfang-open-"))
            folder.chmod(0o755)
            opened.append(folder)
        home = folder / name
        home.mkdir(mode=0o700, parents=True)
        if open_to_all:
            home.chmod(0o755)
        made.append(home)
        return home

    yield make
    for home in made:
        postgres.release(home)
        if (home / "postgresql").exists():
            known = cluster_of(home)
            process.stop(known)
            shutil.rmtree(known.folder, ignore_errors=True)
    for folder in opened:
        shutil.rmtree(folder, ignore_errors=True)
