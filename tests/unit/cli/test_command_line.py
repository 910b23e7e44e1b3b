"""The program itself: what it loads, what it prints, how it ends."""

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from command_line import python
from lianfang import cli
from lianfang.cli._mistakes import one_line
from lianfang.vocabulary.mistakes import Mistake


def lianfang(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "lianfang.cli", *arguments], capture_output=True, text=True)


def commands() -> list[str]:
    folder = Path(cli.__file__).parent
    return sorted(path.stem for path in folder.glob("[!_]*.py"))


def test_importing_it_loads_no_django() -> None:
    code = (
        "import sys, lianfang.cli as c; c.discover();"
        "heavy = {'django', 'psycopg', 'polars', 'duckdb', 'numba', 'ninja'};"
        "print(sorted({m.split('.')[0] for m in sys.modules} & heavy))"
    )
    done = python(code)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = lianfang(command, "--help")
    assert done.returncode == 0
    told = done.stdout
    if "COMMAND [ARGS]" in told:  # a group, such as plan: its parts have the examples
        return
    assert f"lianfang {command}" in told.split("Example")[1]


def test_no_command_shows_them_all() -> None:
    done = lianfang()
    assert done.returncode == 0
    assert all(command.replace("_", "-") in done.stdout for command in commands())


def test_a_command_loads_itself_alone() -> None:
    code = (
        "import sys, lianfang.cli as c; c.discover('plan');"
        "print(sorted(m for m in sys.modules if m.startswith('lianfang.cli.') and '._' not in m))"
    )
    done = python(code)
    assert (done.stdout, done.stderr) == ("['lianfang.cli.plan']\n", "")


@pytest.mark.parametrize("beside", ["", "threading.Timer(0.2, lambda: print('and more')).start();"])
def test_at_its_end_what_is_to_be_done_is_done_and_all_is_written(beside: str) -> None:
    code = (
        "import atexit, threading, lianfang.cli as c; atexit.register(print, 'at the end');"
        f"{beside} print('told', end=' '); c._end(3)"
    )
    done = python(code)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == ("told and more\nat the end\n" if beside else "told at the end\n")


@pytest.mark.parametrize("arguments", [["plan", "check", "{plan}"], ["plan", "schema"], ["--help"]])
def test_output_that_cannot_be_written_is_one_line(arguments: list[str]) -> None:
    """Where the disk is full, and where nobody reads on."""
    plan = str(files("lianfang.plans").joinpath("measles.yaml"))
    command = [sys.executable, "-m", "lianfang.cli", *(one.format(plan=plan) for one in arguments)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("lianfang: "), done.stderr
    assert "No space left" in done.stderr
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["serve", "--port", "many"], "'--port'"),
        (["serve", "--prot", "1"], "--prot"),
        (["restore"], "Missing argument 'file'"),
        (["restore", "/nowhere/at all"], "/nowhere/at all: no such file"),
    ],
)
def test_what_it_cannot_use_is_one_line_and_exit_2(arguments: list[str], words: str) -> None:
    done = lianfang(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("lianfang: ")
    assert words in done.stderr


def test_a_mistake_is_one_line_and_a_fault_keeps_its_traceback() -> None:
    assert one_line(Mistake("list.csv, row 3:\n  no such area")) == "list.csv, row 3: no such area"
    assert one_line(ValueError("ours")) is None
    assert one_line(FileNotFoundError(2, "No such file", "/ours/template.docx")) is None


def test_a_file_the_user_named_is_his_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["lianfang", "load", "linelist", "名单.csv"])
    assert one_line(PermissionError(13, "Permission denied", "名单.csv")) == "名单.csv: Permission denied"


def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lianfang.cli", "migrate"], capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": "postgresql://web@127.0.0.1:1/county", "LIANFANG_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("lianfang: the database cannot be reached: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_nothing_was_made_in_yet_is_one_line() -> None:
    class UndefinedTable(Exception):
        sqlstate = "42P01"

    class ProgrammingError(Exception):
        pass

    fault = ProgrammingError('relation "facts_clockoffset" does not exist')
    fault.__cause__ = UndefinedTable()
    assert one_line(fault) == "the database was not made ready for this release; run lianfang migrate first"
    assert one_line(ProgrammingError("another fault")) is None
