"""Installations of their own for tests of the launcher."""

import shutil
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
def new_home(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Makes homes by name under a temporary folder; afterwards their servers are stopped and their data removed."""
    made: list[Path] = []

    def make(name: str = "home") -> Path:
        home = tmp_path / name
        home.mkdir(mode=0o700, parents=True)
        made.append(home)
        return home

    yield make
    for home in made:
        postgres.release(home)
        if (home / "postgresql").exists():
            known = cluster_of(home)
            process.stop(known)
            shutil.rmtree(known.folder, ignore_errors=True)
