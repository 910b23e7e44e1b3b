"""What the server reads as it starts: its settings, who may log in as whom, and where its socket lies."""

import os
import tempfile
from pathlib import Path

from lianfang.server.capacity import memory
from lianfang.server.postgres.binaries import RunAs
from lianfang.server.postgres.cluster import Cluster
from lianfang.server.postgres.roles import ROLES, SUPERUSER

PORT = 5432
# A socket's address holds 108 bytes, the last of them zero.
LONGEST_ADDRESS = 107
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
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


def configure(known: Cluster, sockets: Path, caller: str, settings: dict[str, str]) -> None:
    """Writes who may log in as whom, and the server's settings. Read by the server as it starts.

    `caller` is the system user who runs lianfang. `settings` adds to SETTINGS or replaces them.
    """
    lines = ["# Who may log in, written at each start: the system says who calls, nobody is trusted."]
    _replace(known, "pg_hba.conf", [*lines, "local all all peer map=lianfang"])
    users = {caller, known.user.name}
    pairs = [f'lianfang "{name}" {role}' for name in sorted(users) for role in (SUPERUSER, *ROLES)]
    _replace(known, "pg_ident.conf", [*lines, *pairs])
    values = {**SETTINGS, "shared_buffers": f"{shared_megabytes()}MB", **settings}
    # Two levels of quotes: the file's single ones, and double ones as the value is a list of folders.
    folder = str(sockets).replace('"', '""')
    values["unix_socket_directories"] = f'"{folder}"'
    _replace(known, "postgresql.auto.conf", [f"{k} = {_quoted(v)}" for k, v in values.items()])


def shared_megabytes() -> int:
    """What the server may keep of its tables in memory: an eighth of the machine's, from 192 MB to 2 GB.

    Taken up as it is needed: the duties of a county of a million with their indexes are some 2 GB.
    """
    return max(192, min(memory() // 8 // 2**20, 2048))


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


def _short_folder(user: RunAs) -> str:
    runtime = Path(f"/run/user/{user.uid}")
    return str(runtime) if runtime.is_dir() and os.access(runtime, os.W_OK) else "/tmp"  # noqa: S108 (a folder of its own is made in it, 0700)


def _is_private(folder: Path, user: RunAs) -> bool:
    """True for a real folder that is that user's alone: in /tmp a stranger may have made one of the same name."""
    try:
        seen = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and seen.st_uid == user.uid and seen.st_mode & 0o077 == 0
