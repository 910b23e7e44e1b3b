"""Files kept between a page that shows what they would do and the page that does it: private, and not for long.

Each lies alone in a folder named by a random token under ``settings.UPLOADS_FOLDER``, under its own name, beside a note
of whose it is. Nobody else opens it, and after ``KEPT`` it is gone.
"""

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest

from lianfang.facts.clock import machine_time

KEPT = timedelta(days=7)
_NOTE = ".note.json"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_UNSAFE = re.compile(r"[^\w.\-（）()]+")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is kept: its token, where it lies, what it is for (a desk's own word) and what the desk noted.

    ``done`` ones have no file any more; their note still says what became of it, to a form that is sent twice.
    """

    token: str
    path: Path
    purpose: str
    note: dict[str, Any]
    kept: datetime

    @property
    def done(self) -> bool:
        """Whether the file was used and is gone."""
        return not self.path.exists()


def kept(request: HttpRequest, file: Any, purpose: str = "", note: dict[str, Any] | None = None) -> str:
    """Keeps an uploaded file for the account of the request and answers its token.

    ``file`` has a ``name`` and ``chunks()``, as Django's uploaded files have; ``note`` is kept beside it.
    """
    _expired_removed()
    token = secrets.token_urlsafe(32)
    folder = _folder() / token
    folder.mkdir(mode=0o700)
    path = folder / (_UNSAFE.sub("_", Path(str(file.name)).name).strip(".")[-80:] or "file")
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    told = {"account": request.user.get_username(), "file": path.name, "purpose": purpose, "note": note or {}}
    (folder / _NOTE).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return token


def opened(account: Any, token: str) -> Path:
    """The file kept under a token for this account. Raises Http404 where there is none, or it is another's."""
    upload = upload_of(account, token)
    if upload.done:
        raise Http404("this file was loaded already")
    return upload.path


def upload_of(account: Any, token: str) -> Upload:
    """What is kept under a token for this account, with its note. Raises Http404 as ``opened`` does."""
    found = _read(_folder() / token) if _TOKEN.fullmatch(token) else None
    if found is None or found[0] != account.get_username():
        raise Http404("no such file is kept for you; load it again")
    return found[1]


def uploads_of(account: Any, purpose: str) -> list[Upload]:
    """What is kept for this account and this purpose and not done, the latest first."""
    found = [_read(folder) for folder in _folder().iterdir()]
    own = [each[1] for each in found if each and each[0] == account.get_username() and each[1].purpose == purpose]
    return sorted((upload for upload in own if not upload.done), key=lambda upload: upload.kept, reverse=True)


def finish(account: Any, token: str, **became: Any) -> None:
    """Removes the file kept under a token; ``became`` is added to its note."""
    upload = upload_of(account, token)
    upload.path.unlink(missing_ok=True)
    note = upload.path.parent / _NOTE
    told = json.loads(note.read_text(encoding="utf-8"))
    told["note"] |= became
    note.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _folder() -> Path:
    folder: Path = settings.UPLOADS_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _read(folder: Path) -> tuple[str, Upload] | None:
    """Whose it is and what it is; None where it is none or its time is over."""
    try:
        since = datetime.fromtimestamp((folder / _NOTE).stat().st_mtime, UTC)
        told = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if machine_time() - since > KEPT:
        return None
    return told["account"], Upload(folder.name, folder / told["file"], told["purpose"], told["note"], since)


def _expired_removed() -> None:
    for folder in _folder().iterdir():
        try:
            age = machine_time() - datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        except OSError:
            continue
        if age > KEPT:
            shutil.rmtree(folder, ignore_errors=True)
