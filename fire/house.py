"""An installation of the fire's own, in a folder of its own, served as people serve it, killed and served again.

It ends only what it started itself: the parent with web and worker by their parentage, PostgreSQL by the number in this
installation's own folder.
"""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

# What may be killed: a process by its name, the database whole, one connection's server process, or all at once.
VICTIMS = ("web", "worker", "parent", "postgresql", "connection", "all")


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """That of a process of the installation in `home`. It may keep its bytecode, as one that people use does."""
    ours = ("DATABASE_", "LIANFANG_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "LIANFANG_HOME": str(home), **(more or {})}


def day_and_load() -> dict[str, str | float]:
    """The day on which a run ends and how busy the machine is then, told with its figures."""
    day = datetime.now(UTC).date()  # noqa: TID251 (when it ran, which no clock of the system tells)
    return {"day": f"{day}", "load_average": round(os.getloadavg()[0], 1)}


def kept_in(file: Path | None, figures: dict[str, Any]) -> None:
    """Writes the figures of a run so far, whole or not at all; nowhere where no file is named."""
    if file is not None:
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(file)


@contextmanager
def own_home() -> Iterator[Path]:
    """A folder for an installation, taken away at the end with the database that it may have begun."""
    home = Path(tempfile.mkdtemp(prefix="lianfang-fire-"))
    try:
        yield home
    finally:
        end_database(home)
        place = home / "postgresql"
        if place.is_symlink():
            shutil.rmtree(place.resolve(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def own_installation(more: Mapping[str, str] | None = None) -> Iterator[Path]:
    """Such a folder, of whose installation this process is one: no other's settings stand in its environment."""
    with own_home() as home:
        kept = environment(home, more)
        os.environ.clear()
        os.environ.update(kept)
        try:
            yield home
        finally:
            from django.db import connections

            connections.close_all()


def database_process(home: Path) -> psutil.Process | None:
    """The postmaster of this installation's database; None where none runs: its file may hold another's number."""
    data = (home / "postgresql").resolve() / "data"
    try:
        found = psutil.Process(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))
        return found if str(data) in found.cmdline() else None
    except (OSError, ValueError, psutil.Error):
        return None


def end_database(home: Path) -> None:
    """Stops this installation's database, whoever uses it, and waits for its end."""
    found = database_process(home)
    if found is not None:
        found.send_signal(signal.SIGQUIT)
        with contextlib.suppress(psutil.TimeoutExpired):
            found.wait(30)


class House:
    """One installation, served again whenever it ends, as a service is. `killed` counts what was killed, by victim."""

    def __init__(self, home: Path, more: Mapping[str, str] | None = None) -> None:
        self.home, self.port, self.more = home, free_port(), dict(more or {})
        self.parent: subprocess.Popen[str] | None = None
        self.killed: dict[str, int] = {}
        self.begun = 0
        self._keeping: threading.Thread | None = None
        self._wanted = threading.Event()

    def keep_served(self) -> None:
        """Serves it, and again whenever it ends, until ``close`` or ``fall``."""
        self._wanted.set()
        self._keeping = threading.Thread(target=self._keep, daemon=True)
        self._keeping.start()

    def _keep(self) -> None:
        while self._wanted.is_set():
            with (self.home / "errors").open("a") as errors:
                self.parent = subprocess.Popen(
                    [sys.executable, "-m", "lianfang.cli", "serve", "--port", str(self.port)],
                    env=environment(self.home, self.more), stdout=errors, stderr=errors, text=True,
                )  # fmt: skip
            self.begun += 1
            self.parent.wait()
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether web and database answer now."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return bool(answer.status == 200)
        except (OSError, http.client.HTTPException):
            return False

    def errors(self) -> str:
        """What it wrote since the beginning."""
        return (self.home / "errors").read_text(encoding="utf-8", errors="replace")

    def processes(self) -> dict[str, list[psutil.Process]]:
        """What may be killed now, by victim."""
        found: dict[str, list[psutil.Process]] = {name: [] for name in VICTIMS}
        if self.parent is not None and self.parent.poll() is None:
            with contextlib.suppress(psutil.Error):
                found["parent"] = [psutil.Process(self.parent.pid)]
                for child in found["parent"][0].children(recursive=True):
                    told = " ".join(child.cmdline())
                    for name, word in (("web", "granian"), ("worker", "lianfang.cli worker")):
                        if word in told:
                            found[name].append(child)
        database = database_process(self.home)
        if database is not None:
            found["postgresql"] = [database]
            with contextlib.suppress(psutil.Error):
                found["connection"] = [one for one in database.children() if "lianfang_web" in " ".join(one.cmdline())]
        found["all"] = [*found["parent"], *found["web"], *found["worker"], *found["postgresql"]]
        return found

    def kill(self, victim: str) -> bool:
        """Kills -9 without a word; False where there was nothing of it to kill."""
        found = self.processes()[victim]
        for process in found[:1] if victim == "connection" else found:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if found:
            self.killed[victim] = self.killed.get(victim, 0) + 1
        return bool(found)

    def fall(self) -> None:
        """Everything killed at once and not served again, until ``keep_served``."""
        self._wanted.clear()
        while self._keeping is not None and self._keeping.is_alive():
            for process in self.processes()["all"]:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            self._keeping.join(1)

    def close(self) -> None:
        """Stops it in good order."""
        self._wanted.clear()
        if self.parent is not None and self.parent.poll() is None:
            self.parent.send_signal(signal.SIGTERM)
        if self._keeping is not None:
            self._keeping.join(90)
