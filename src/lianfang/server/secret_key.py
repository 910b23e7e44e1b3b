"""The key that signs sessions, one for each installation, made at first use."""

import os
import secrets
from pathlib import Path

from lianfang.server import home


def secret_key(place: Path) -> str:
    """The installation's key, kept in `place/secret_key` for its owner's eyes only."""
    path = home.private_folder(place) / "secret_key"
    unfinished = path.with_name(f".secret_key-{os.getpid()}")
    if not path.exists():
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(64))
        try:
            os.link(unfinished, path)  # fails where another process was first, whose key then holds
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return path.read_text(encoding="ascii")
