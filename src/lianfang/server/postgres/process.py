"""Starting and stopping the server's process. The caller holds the installation's lock."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import psutil

from lianfang.server.postgres.cluster import Cluster, cluster_environment
from lianfang.server.postgres.configuration import configure, socket_folder
from lianfang.server.postgres.failure import Unusable

PATIENCE = 60.0  # seconds; recovery after a power cut may take many
STEP = 0.02


def running(known: Cluster) -> Path | None:
    """The socket folder of a server that is up on this data, else None."""
    lines = _pid_lines(known)
    ready = len(lines) >= 8 and lines[7].strip() == "ready"
    return Path(lines[4]) if ready and _is_ours(int(lines[0]), known) else None


def start(known: Cluster, caller: str, settings: dict[str, str]) -> Path:
    """Starts the server and waits until it answers. Returns the folder of its socket. Raises Unusable."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (there := running(known)) is not None:
            return there
        if lines := _pid_lines(known):
            if _is_ours(int(lines[0]), known):  # starting up or shutting down
                time.sleep(STEP)
            else:
                # After kill -9 the file stays, and its number may by now be another program's. Cleared under the
                # installation's lock alone: else it could be the file of a server that another thread began.
                known.pid_file.unlink(missing_ok=True)
            continue
        sockets = socket_folder(known)
        configure(known, sockets, caller, settings)
        _keep_short(known.log)
        log_length = known.log.stat().st_size if known.log.exists() else 0
        with known.log.open("ab") as log:
            child = subprocess.Popen(  # noqa: S603 (a program of PostgreSQL, a list, no shell)
                [known.program("postgres"), "-D", str(known.data)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=cluster_environment(), cwd=known.folder,
                start_new_session=True, **known.identity(),
            )  # fmt: skip
            # One that is killed and that nobody waits for keeps its number, and a new one then takes it for alive.
            threading.Thread(target=child.wait, daemon=True).start()
        while child.poll() is None and time.monotonic() < deadline:
            if (there := running(known)) is not None:
                return there
            time.sleep(STEP)
        said = _said(known.log, log_length)
        # The last server's children may still be leaving after kill -9; they hold its memory for a moment.
        if "shared memory" not in said and "lock file" not in said:
            raise Unusable(f"the database in {known.folder} does not start: {said or 'no reason given'}")
        time.sleep(0.2)
    raise Unusable(f"the database in {known.folder} is not ready after {PATIENCE:.0f} seconds: see {known.log}")


def stop(known: Cluster) -> None:
    """Stops the server, if it is up, and waits until it is gone."""
    lines = _pid_lines(known)
    if not lines or not _is_ours(int(lines[0]), known):
        return
    pid = int(lines[0])
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while _is_ours(pid, known) and time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        time.sleep(STEP)
    note = known.folder / "socket_folder"
    if note.exists():
        shutil.rmtree(note.read_text(encoding="utf-8"), ignore_errors=True)


def _pid_lines(known: Cluster) -> list[str]:
    try:
        lines = known.pid_file.read_text().splitlines()
    except FileNotFoundError:
        return []
    return lines if lines and lines[0].strip().isdigit() else []


def _is_ours(pid: int, known: Cluster) -> bool:
    """True where that process is a living postgres on this very folder."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        command = process.cmdline()
    except psutil.Error:
        return False
    return command[:1] != [] and Path(command[0]).name == "postgres" and str(known.data) in command


def _said(log: Path, since: int) -> str:
    with log.open("rb") as opened:
        opened.seek(since)
        lines = opened.read().decode("utf-8", "replace").splitlines()
    telling = [line for line in lines if "FATAL" in line or "ERROR" in line or "PANIC" in line] or lines
    return telling[-1].strip() if telling else ""


def _keep_short(log: Path, limit: int = 5_000_000) -> None:
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_suffix(".old"))
