"""Files between being sent to a page and being recorded: private, bound to their account, gone after some hours.

``kept`` puts a file away and answers a token, ``opened`` gives its path back to the same account, ``removed`` takes it
away. ``note`` and ``noted`` keep what a page found out about it beside it, so that the next request need not find it
out again. Each stands in a folder of its own under ``settings.UPLOADS_FOLDER`` that nobody but the server's own user
may enter (0700), each file is that user's alone (0600): what is sent may tell of people.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File

from lianfang.access.models import Account
from lianfang.facts.clock import machine_time

KEPT_FOR = timedelta(hours=12)
_TOKEN = re.compile(r"[0-9A-Za-z_-]{32}")
_FILE, _ABOUT = "file", "about"


def kept(account: Account, file: File, lasting: timedelta = KEPT_FOR, **about: Any) -> str:
    """Puts a file away for its account; the token by which ``opened`` finds it. ``about`` is noted beside it."""
    cleared()
    token = secrets.token_urlsafe(24)
    folder = _root() / token
    folder.mkdir(mode=0o700)
    (folder / _FILE).mkdir(mode=0o700)
    with _private(folder / _FILE / _name(file.name or "")) as target:
        for chunk in file.chunks():
            target.write(chunk)
    now = machine_time()
    times = {"since": now.isoformat(), "until": (now + lasting).isoformat()}
    note(token, _ABOUT, {**about, "account": str(account.pk), **times})
    return token


def opened(account: Account, token: str) -> Path | None:
    """The file of a token, where it is this account's and still here."""
    folder = _folder_of(account, token)
    files = sorted((folder / _FILE).iterdir()) if folder is not None and (folder / _FILE).is_dir() else []
    return files[0] if files else None


def removed(account: Account, token: str) -> None:
    """Takes the file away; what was noted beside it stays until its time is over."""
    folder = _folder_of(account, token)
    if folder is not None:
        shutil.rmtree(folder / _FILE, ignore_errors=True)


def about(account: Account, token: str) -> dict[str, Any] | None:
    """What was said of a file when it was kept; None where it is not this account's or its time is over."""
    return noted(token, _ABOUT) if _folder_of(account, token) is not None else None


def note(token: str, name: str, told: Mapping[str, Any]) -> None:
    """Notes something beside a kept file, in place of what was noted under this name."""
    with _private(_root() / token / f"{name}.json.new") as target:
        target.write(json.dumps(told, ensure_ascii=False).encode())
    (_root() / token / f"{name}.json.new").replace(_root() / token / f"{name}.json")


def noted(token: str, name: str) -> dict[str, Any] | None:
    """What was noted under this name, None where nothing was. Ask ``opened`` or ``about`` first whose it is."""
    try:
        told: dict[str, Any] = json.loads((_root() / token / f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return told


def tokens_of(account: Account) -> list[str]:
    """The tokens of all that is kept for an account, the latest first."""
    own = {folder.name: about(account, folder.name) for folder in _root().iterdir()}
    return sorted((token for token, told in own.items() if told), key=lambda token: own[token]["since"], reverse=True)  # type: ignore[index]


def cleared() -> None:
    """Removes what has been kept for its time."""
    for folder in _root().iterdir():
        if not _in_time(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _root() -> Path:
    root = Path(settings.UPLOADS_FOLDER)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def _folder_of(account: Account, token: str) -> Path | None:
    if not _TOKEN.fullmatch(token):
        return None
    folder = _root() / token
    told = noted(token, _ABOUT)
    return folder if told is not None and told.get("account") == str(account.pk) and _in_time(folder) else None


def _in_time(folder: Path) -> bool:
    told = noted(folder.name, _ABOUT)
    if told is None:
        # It is being written just now, or was left half done: the folder's own time decides.
        try:
            return folder.stat().st_mtime > (machine_time() - KEPT_FOR).timestamp()
        except FileNotFoundError:
            return False
    return datetime.fromisoformat(told["until"]) > machine_time()


def _name(given: str) -> str:
    """The name under which it was sent, without folders: a mapping may read a day in it."""
    name = re.sub(r"[\x00-\x1f/\\:]", "_", given).strip(". ")[-120:]
    return name or "file"


def _private(path: Path) -> BinaryIO:
    return path.open("wb") if path.exists() else os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb")
