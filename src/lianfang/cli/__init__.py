"""The command line: a file a command. Importing this loads no Django; a command loads it when it is called.

A new command is a module beside this one, of its name, with `register(app)`, which adds it; nothing else has to know
of it.
"""

import atexit
import contextlib
import gc
import importlib
import os
import sys
import threading
from pathlib import Path
from typing import NoReturn

import typer

app = typer.Typer(
    name="lianfang",
    help="Lianfang 联防: facts in, duties out.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"lianfang {version('lianfang')}")
        raise typer.Exit


@app.callback()
def lianfang(
    version: bool = typer.Option(
        False, "--version", help="Print the version and end.", is_eager=True, callback=_show_version
    ),
) -> None:
    """Lianfang 联防: facts in, duties out."""


def discover(command: str | None = None) -> None:
    """Lets every module beside this one register its command; only that of a command, where there is one."""
    there = sorted(file.stem for file in Path(__file__).parent.glob("[!_]*.py"))
    for name in [command] if command in there else there:
        importlib.import_module(f"{__name__}.{name}").register(app)


def main() -> NoReturn:
    """The program `lianfang`. A user's mistake is one line on standard error and exit 2, without a traceback."""
    _end(_run())


def _run() -> int:
    """Runs the command that the arguments name; answers with which code the program is to end."""
    from lianfang.cli._mistakes import one_line

    # What a command loads it keeps to its end: at Python's own 700 the collector passes over all of it again and again.
    gc.set_threshold(100_000, 50, 100)
    discover(sys.argv[1] if len(sys.argv) > 1 else None)
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("lianfang: broken off", err=True)
        return 130
    except Exception as error:
        line = one_line(error)
        if line is None:
            raise
        typer.echo(f"lianfang: {line}", err=True)
        return 2
    return code if isinstance(code, int) else 0


def _end(code: int) -> NoReturn:
    """Ends the process without freeing, one by one, all that was loaded: that takes as long as a small command works.

    What is to be done at an end is done; where a thread still works, Python ends it.
    """
    if threading.active_count() > 1:
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except OSError as error:
        # Whoever reads no further, as head does, wants no word of it.
        if not isinstance(error, BrokenPipeError):
            typer.echo(f"lianfang: the output cannot be written: {error.strerror}", err=True)
        code = code or 1
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)
