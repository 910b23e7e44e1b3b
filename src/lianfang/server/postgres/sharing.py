"""Several processes, one server: whoever comes first starts it, whoever leaves last stops it.

Two locks beside the data, both let go by the system when a process dies in whatever way: `lock` is held while
starting and stopping, `users` is held shared by every process that uses the server.
"""

import atexit
import contextlib
import fcntl
import getpass
import os
import pwd
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lianfang.server import home as homes
from lianfang.server.postgres import process, roles
from lianfang.server.postgres.cluster import Cluster, cluster
from lianfang.server.postgres.configuration import PORT


@dataclass(frozen=True)
class Server:
    """A server that is up. `host` is the folder of its socket, as libpq takes it."""

    host: str
    port: int
    cluster: Cluster


@dataclass
class _Use:
    server: Server
    users: int
    pid: int


_uses: dict[Path, _Use] = {}
# Threads of one process share a handle on `users`: one at a time may open it, or close it where nothing starts.
_starting = threading.Lock()


def server(home: Path | None = None, settings: dict[str, str] | None = None) -> Server:
    """The installation's server, started if need be and kept until this process ends.

    `home` is the installation's folder (default LIANFANG_HOME). `settings` are PostgreSQL's, used where this call
    starts the server. Raises Unusable with one line that says what to do.
    """
    place = homes.private_folder(home or homes.folder())
    if (standing := _standing(place)) is not None:
        return standing
    with _starting, _locked(place):
        # Another thread may have started it while this one waited.
        if (standing := _standing(place)) is not None:
            return standing
        use = _uses.get(place)
        users = use.users if use is not None and use.pid == os.getpid() else _opened(place / "postgresql.users")
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            known = cluster(place)
            host = process.start(known, _caller(), settings or {})
            roles.prepare(str(host))
        except BaseException:
            os.close(users)
            _uses.pop(place, None)
            raise
    if use is None:
        atexit.register(release, place)
    _uses[place] = _Use(Server(str(host), PORT, known), users, os.getpid())
    return _uses[place].server


def release(home: Path | None = None) -> None:
    """Stops using the server; the last to do so stops it. Done by itself when the process ends."""
    place = (home or homes.folder()).absolute()
    use = _uses.pop(place, None)
    if use is None or use.pid != os.getpid():
        return
    with _locked(place):
        fcntl.flock(use.users, fcntl.LOCK_UN)
        try:
            fcntl.flock(use.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            process.stop(use.server.cluster)
        finally:
            os.close(use.users)


def _standing(place: Path) -> Server | None:
    """The server that this process uses already and that is up; None where there is none such."""
    use = _uses.get(place)
    if use is not None and use.pid == os.getpid() and process.running(use.server.cluster) is not None:
        return use.server
    return None


def _caller() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return getpass.getuser()


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[None]:
    try:
        lock = _opened(place / "postgresql.lock")
    except FileNotFoundError:  # the installation was removed while we used it
        yield
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
