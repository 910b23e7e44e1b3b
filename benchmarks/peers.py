"""Peers that cannot live in our environment: each is installed into one of its own beside it on its first run."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path


def installed(name: str, *requirements: str) -> Path | None:
    """The folder of programs of a peer's environment; None, and said why, where it cannot be installed."""
    home = Path(sys.prefix) / "peers" / name
    programs = home / "bin"
    if not (programs / "python").exists():
        venv.create(home, with_pip=True)
        command = [programs / "python", "-m", "pip", "install", "--quiet", *requirements]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        if told.returncode:
            # Left standing it would be taken for one with the peer in it the next time.
            shutil.rmtree(home)
            print(told.stderr[-300:], file=sys.stderr)
            return None
    return programs
