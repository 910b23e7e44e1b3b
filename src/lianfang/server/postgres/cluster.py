"""The folder of data: where it lies, making it, and what its configuration says."""

import os
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lianfang.server.postgres import binaries
from lianfang.server.postgres.failure import Unusable
from lianfang.server.postgres.roles import SUPERUSER

MAJOR = "18"


@dataclass(frozen=True)
class Cluster:
    """One installation's database on disk. `folder` holds data, log and (where the path is short) the socket."""

    folder: Path
    user: binaries.RunAs

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def program(self, name: str) -> str:
        """The path of a PostgreSQL program, such as pg_dump."""
        return str(binaries.program_folder(self.user) / name)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a PostgreSQL program to its end as the server's user."""
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 (a program of PostgreSQL, a list, no shell)
            command,
            env=cluster_environment(),
            cwd=self.folder,
            text=True,
            capture_output=True,
            check=False,
            **self.identity(),
        )
        return done

    def identity(self) -> dict[str, Any]:
        """Arguments of subprocess that make a child run as the server's user."""
        if not self.user.is_other:
            return {}
        return {"user": self.user.uid, "group": self.user.gid, "extra_groups": []}


def cluster_environment() -> dict[str, str]:
    """Our environment without PG… variables, which would point programs elsewhere, and in plain C messages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def cluster(home: Path) -> Cluster:
    """The cluster of an installation, made if it is not there. The caller holds the installation's lock.

    Raises Unusable where the folder was written by another major version of PostgreSQL.
    """
    user = binaries.run_as()
    place = home / "postgresql"
    found = Cluster(_reachable(place, user), user)
    version = found.data / "PG_VERSION"
    if version.exists():
        written = version.read_text().strip()
        if written != MAJOR:
            raise Unusable(
                f"{found.data} was written by PostgreSQL {written} and this is PostgreSQL {MAJOR}: take a backup with "
                "the lianfang that wrote it, name an empty folder in LIANFANG_HOME, and restore the backup there"
            )
        return found
    if found.data.exists() and any(found.data.iterdir()):
        raise Unusable(f"{found.data} is not a folder of PostgreSQL data: move it away or name another LIANFANG_HOME")
    _make(found)
    return found


def _reachable(place: Path, user: binaries.RunAs) -> Path:
    """`place`, or where the server's user cannot go there a system folder that `place` then links to."""
    if place.is_symlink() or place.exists():
        return place.resolve()
    if user.is_other and not _can_enter(place.parent, user):
        clusters = binaries.SYSTEM_FOLDER / "clusters"
        clusters.mkdir(mode=0o755, parents=True, exist_ok=True)
        _clear_forgotten(clusters)
        real = clusters / secrets.token_hex(8)
        real.mkdir(mode=0o700)
        (real / "home").write_text(str(place.parent))
        place.symlink_to(real)
    else:
        real = place
        real.mkdir(mode=0o700)
    os.chown(real, user.uid, user.gid)
    return real


def _can_enter(folder: Path, user: binaries.RunAs) -> bool:
    asked = subprocess.run(  # noqa: S603 (a program of PostgreSQL, a list, no shell)
        ["/usr/bin/test", "-x", folder], user=user.uid, group=user.gid, extra_groups=[], cwd="/", check=False
    )
    return asked.returncode == 0


def _clear_forgotten(clusters: Path) -> None:
    """Removes the clusters of installations that lay in the temporary folder and are gone."""
    temporary = Path(tempfile.gettempdir()).resolve()
    for real in clusters.iterdir():
        note = real / "home"
        home = Path(note.read_text()) if note.exists() else None
        if home and not home.exists() and temporary in home.parents and not (real / "data/postmaster.pid").exists():
            shutil.rmtree(real, ignore_errors=True)


def _make(new: Cluster) -> None:
    """Runs initdb beside the data and moves the result there when it is whole."""
    unfinished = new.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    made = new.run(
        new.program("initdb"), "--pgdata", str(unfinished), "--username", SUPERUSER, "--auth-local=peer",
        "--auth-host=reject", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8", "--no-instructions",
    )  # fmt: skip
    if made.returncode:
        reason = [line for line in made.stderr.splitlines() if "error" in line.lower()] or made.stderr.splitlines()
        raise Unusable(f"the database could not be made in {new.folder}: {(reason or ['initdb failed'])[-1]}")
    if new.data.exists():
        new.data.rmdir()
    unfinished.rename(new.data)
