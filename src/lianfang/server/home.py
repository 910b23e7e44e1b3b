"""Where an installation keeps what is its own: database, keys, sealed visits."""

import os
from pathlib import Path

import platformdirs


def folder() -> Path:
    """The folder of this installation: LIANFANG_HOME, else the user's data folder. It need not exist yet."""
    named = os.environ.get("LIANFANG_HOME")
    return Path(named).expanduser().absolute() if named else platformdirs.user_data_path("lianfang", appauthor=False)


def private_folder(path: Path) -> Path:
    """The same folder, made if missing, open to its owner alone."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
