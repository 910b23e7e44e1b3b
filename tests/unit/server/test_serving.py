"""Web and worker under one command: they answer, share, and stop together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from lianfang.server import postgres, serving
from lianfang.vocabulary.mistakes import Mistake


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def served(new_home: Callable[[str], Path]) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    home, port = new_home("home"), free_port()
    parent = subprocess.Popen(
        [sys.executable, "-m", "lianfang.cli", "serve", "--port", str(port)],
        env={**os.environ, "LIANFANG_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    yield parent, port, home
    if parent.poll() is None:
        parent.terminate()
        parent.communicate(timeout=30)


def lines_until(parent: subprocess.Popen[str], words: str) -> list[str]:
    seen = []
    assert parent.stdout
    for line in parent.stdout:
        seen.append(line.strip())
        if words in line:
            return seen
    raise AssertionError(f"ended without {words!r}: {seen}")


def test_it_serves_from_an_empty_home_and_all_stops_together(
    served: tuple[subprocess.Popen[str], int, Path],
) -> None:
    parent, port, home = served
    # A second command on the same empty home waits until the first has made the database.
    beside = [sys.executable, "-m", "lianfang.cli", "migrate"]
    second = subprocess.Popen(beside, env={**os.environ, "LIANFANG_HOME": str(home)}, stdout=subprocess.DEVNULL)
    assert lines_until(parent, "Lianfang is at") == [f"Lianfang is at http://127.0.0.1:{port} (Ctrl+C stops it)"]
    assert second.wait(30) == 0
    answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10)
    assert answer.read() == b"ok\n"
    # A body that is said to be of 4 GB is refused before it came.
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(b"POST /loading/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4294967296\r\n\r\na")
        assert wire.recv(64).startswith(b"HTTP/1.1 413 ")
    children = psutil.Process(parent.pid).children(recursive=True)
    assert any("granian" in " ".join(child.cmdline()) for child in children)
    assert any("worker" in child.cmdline() for child in children)
    time.sleep(1)  # let the worker finish its own beginning
    parent.send_signal(signal.SIGINT)
    said, _ = parent.communicate(timeout=30)
    assert parent.returncode == 0
    assert "Stopped after" in said
    _, alive = psutil.wait_procs(children, timeout=2)
    assert [child for child in alive if child.status() != psutil.STATUS_ZOMBIE] == []
    assert not (home / "postgresql/data/postmaster.pid").exists()


def test_where_one_dies_the_other_is_stopped_and_it_is_said(
    served: tuple[subprocess.Popen[str], int, Path],
) -> None:
    parent, _, _ = served
    lines_until(parent, "Lianfang is at")
    worker = next(c for c in psutil.Process(parent.pid).children() if "worker" in c.cmdline())
    worker.kill()
    said, _ = parent.communicate(timeout=30)
    assert "The worker ended by itself (code -9), so all stops." in said
    assert parent.returncode == 1


def test_a_taken_port_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Mistake, match=rf"^cannot listen at 127.0.0.1:{port} \(Address already in use\): "):
            serving.check_free("127.0.0.1", port)
        refused = subprocess.run(
            [sys.executable, "-m", "lianfang.cli", "serve", "--port", str(port)], capture_output=True, text=True
        )
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1


def test_an_address_of_another_machine_is_one_line() -> None:
    with pytest.raises(Mistake, match=r"^cannot listen at 192\.0\.2\.1:8000 "):
        serving.check_free("192.0.2.1", 8000)


def test_the_server_outlives_nobody() -> None:
    """The tests' own server is still there: stopping another installation's does not touch it."""
    assert postgres.server().host


def test_a_web_process_begins_without_what_it_hardly_ever_needs(tmp_path: Path) -> None:
    """Methods of analysis and engines of tracing are heavy: they come with the page that asks for them."""
    code = (
        "import sys, importlib, django; django.setup();"
        "from django.conf import settings; importlib.import_module(settings.ROOT_URLCONF);"
        "heavy = {'numba', 'scipy', 'duckdb', 'ibis'};"
        "print(sorted({m.split('.')[0] for m in sys.modules} & heavy))"
    )
    home = {"LIANFANG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lianfang.server.settings"}
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **home}, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
