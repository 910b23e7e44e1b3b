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
from lianfang.server.postgres.roles import BACKUP, OWNER, SUPERUSER, WEB

MAJOR = "18"
PORT = 5432
# A socket's address holds 108 bytes, the last of them zero.
LONGEST_ADDRESS = 107
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "min_wal_size": "80MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # One machine of few cores serves many short questions: helpers and just-in-time code cost more than they give.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}


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
        done: subprocess.CompletedProcess[str] = subprocess.run(
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
    asked = subprocess.run(
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


def configure(known: Cluster, sockets: Path, caller: str, settings: dict[str, str]) -> None:
    """Writes who may log in as whom, and the server's settings. Read by the server as it starts.

    `caller` is the system user who runs lianfang. `settings` adds to SETTINGS or replaces them.
    """
    lines = ["# Who may log in, written at each start: the system says who calls, nobody is trusted."]
    _replace(known, "pg_hba.conf", [*lines, "local all all peer map=lianfang"])
    users = {caller, known.user.name}
    pairs = [f'lianfang "{name}" {role}' for name in sorted(users) for role in (SUPERUSER, OWNER, WEB, BACKUP)]
    _replace(known, "pg_ident.conf", [*lines, *pairs])
    values = {**SETTINGS, **settings}
    # Two levels of quotes: the file's single ones, and double ones as the value is a list of folders.
    folder = str(sockets).replace('"', '""')
    values["unix_socket_directories"] = f'"{folder}"'
    _replace(known, "postgresql.auto.conf", [*lines[:0], *(f"{k} = {_quoted(v)}" for k, v in values.items())])


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _replace(known: Cluster, name: str, lines: list[str]) -> None:
    path = known.data / name
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.chown(unfinished, known.user.uid, known.user.gid)
    unfinished.chmod(0o600)
    unfinished.replace(path)


def socket_folder(known: Cluster) -> Path:
    """The folder for the socket: beside the data, or a short private one where the path is too long or odd.

    libpq takes a comma for the end of an address, so such a path counts as odd.
    """
    beside = known.folder / "socket"
    if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= LONGEST_ADDRESS and not set(str(beside)) & set(",'\"\\\n"):
        if not beside.exists():
            beside.mkdir(mode=0o700)
            os.chown(beside, known.user.uid, known.user.gid)
        return beside
    note = known.folder / "socket_folder"
    if note.exists():
        noted = Path(note.read_text(encoding="utf-8"))
        if _is_private(noted, known.user):
            return noted
    made = Path(tempfile.mkdtemp(prefix="lianfang-", dir=_short_folder(known.user)))
    os.chown(made, known.user.uid, known.user.gid)
    note.write_text(str(made), encoding="utf-8")
    return made


def _short_folder(user: binaries.RunAs) -> str:
    runtime = Path(f"/run/user/{user.uid}")
    return str(runtime) if runtime.is_dir() and os.access(runtime, os.W_OK) else "/tmp"


def _is_private(folder: Path, user: binaries.RunAs) -> bool:
    """True for a real folder that is that user's alone: in /tmp a stranger may have made one of the same name."""
    try:
        seen = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and seen.st_uid == user.uid and seen.st_mode & 0o077 == 0
