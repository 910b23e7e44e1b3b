"""The parent of web and worker: starts both, stops both, and tells of it in plain lines. It loads no Django."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lianfang.server.openness import is_loopback
from lianfang.server.postgres.failure import Unusable
from lianfang.vocabulary.mistakes import Mistake

PATIENCE = 8.0  # seconds a child has for what it is doing when it is asked to stop
READY = 60.0  # seconds the web has to answer its first request
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG

# Threads of a web process for programs that wait for their turn (`server.turns`), beside those that answer.
WAITING = 64


@dataclass
class Child:
    """A process of ours and the signal that makes it stop in good order."""

    name: str
    process: subprocess.Popen[bytes]
    goodbye: signal.Signals


class Stopped(Exception):
    """Somebody asked us to stop."""


def serve(host: str, port: int, processes: int, threads: int, say: Callable[[str], None]) -> int:
    """Serves pages and works in the background until a signal or until either of them dies. Returns the exit code.

    Raises Mistake where the address cannot be used.
    """
    check_free(host, port)
    check_openness(host)
    if not os.environ.get("DATABASE_URL"):
        from lianfang.server import postgres

        postgres.server()  # held by us, so that it outlives both children
    if _run("migrate", "--quiet"):
        raise Unusable("the database could not be migrated: the lines above say why")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    children: list[Child] = []
    try:
        children.append(_web(host, port, processes, threads))
        children.append(_worker())
        _wait_until_ready(host, port, children)
        say(f"Lianfang is at http://{_shown(host)}:{port} (Ctrl+C stops it)")
        while True:
            for child in children:
                if child.process.poll() is not None:
                    say(f"The {child.name} ended by itself (code {child.process.returncode}), so all stops.")
                    return 1
            time.sleep(0.2)
    except Stopped:
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        began = time.monotonic()
        stop(children)
        say(f"Stopped after {time.monotonic() - began:.1f} s.")


def check_free(host: str, port: int) -> None:
    """Raises Mistake, in one line, where nobody can listen at this address."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, number) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except (OSError, OverflowError) as error:
        raise Mistake(
            f"cannot listen at {host}:{port} ({getattr(error, 'strerror', None) or error}): stop what uses it, "
            "or name another with --port"
        ) from None


def check_openness(host: str) -> None:
    """Raises Unusable where others than this machine would reach an installation that is not fit for it."""
    if is_loopback(host):
        return
    # In a process of its own, since it needs Django and this one stays small.
    asked = subprocess.run(
        [sys.executable, "-m", "lianfang.server.openness"], check=False, capture_output=True, text=True
    )
    if asked.returncode:
        why = "; ".join(asked.stderr.split("\n")[:-1]) or "its settings cannot be read"
        raise Unusable(f"this is not served at {host}, which others reach: {why}")


def stop(children: list[Child]) -> None:
    """Asks all to stop, waits for them, and ends whoever does not."""
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(child.goodbye)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _web(host: str, port: int, processes: int, threads: int) -> Child:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(threads + WAITING), "--workers-kill-timeout", "5",
        "--log-level", "error", "lianfang.server.wsgi:application",
    ]  # fmt: skip
    return _started("web", command, signal.SIGTERM, {"LIANFANG_THREADS": str(threads)})


def _worker() -> Child:
    return _started("worker", [sys.executable, "-m", "lianfang.cli", "worker"], signal.SIGINT)


def _started(name: str, command: list[str], goodbye: signal.Signals, more: Mapping[str, str] | None = None) -> Child:
    """Starts a child in a session of its own: a Ctrl+C on the terminal reaches us alone, and we tell the children."""
    libc = ctypes.CDLL(None)

    def tie_to_parent() -> None:
        # Should we be killed outright, the system tells the child.
        if hasattr(libc, "prctl"):
            libc.prctl(DIE_WITH_PARENT, int(goodbye))

    process = subprocess.Popen(  # noqa: S603 (our own program, a list, no shell)
        command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=tie_to_parent,
        env={**os.environ, "LIANFANG_PROCESS": name, "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2", **(more or {})},
    )  # fmt: skip
    return Child(name, process, goodbye)


def _run(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "lianfang.cli", *arguments], check=False).returncode  # noqa: S603 (our own)


def _wait_until_ready(host: str, port: int, children: list[Child]) -> None:
    deadline = time.monotonic() + READY
    asking = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and all(child.process.poll() is None for child in children):
        try:
            request = urllib.request.Request(f"http://{_shown(host)}:{port}/healthz", headers={"Host": "localhost"})
            asking.open(request, timeout=5)
            return
        except urllib.error.HTTPError:
            return  # it answers; its log says what is wrong
        except OSError:
            time.sleep(0.05)


def _shown(host: str) -> str:
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 (an address to show, none to bind)
    return anywhere.get(host, f"[{host}]" if ":" in host else host)


def _stop(number: int, frame: object) -> None:
    raise Stopped
