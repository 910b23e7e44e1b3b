"""The program asked within the process of a test, and small files to ask it about."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from lianfang import cli


def lianfang(*arguments: object) -> Result:
    """What a command answers; a Mistake and any other exception is raised."""
    if not cli.app.registered_commands:
        cli.discover()
    done = CliRunner().invoke(cli.app, [*map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def python(code: str) -> subprocess.CompletedProcess[str]:
    """What a Python of its own says to some lines of code."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def written(file: Path, *lines: Any) -> Path:
    """The file, with these lines in it."""
    file.write_text("\n".join(map(str, lines)) + "\n", encoding="utf-8")
    return file
