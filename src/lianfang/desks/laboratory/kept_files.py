"""Result files between their preview and their confirmation, and the rows that are left of them to be mended."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.http import Http404, HttpRequest

from lianfang.access.models import Account
from lianfang.desks import uploads

# What is left of a file waits for a week for somebody to mend it.
LASTING = timedelta(days=7)
_BECAME = "became"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept: its token, where it lies (``there``), what it is for and what was noted of it.

    ``done`` ones have no file any more; their note still says what became of it, to a form that is sent twice.
    """

    token: str
    there: Path | None
    purpose: str
    note: dict[str, Any]

    @property
    def done(self) -> bool:
        """Whether the file was used and is gone."""
        return self.there is None

    @property
    def path(self) -> Path:
        """Where the file lies. Raises Http404 where it was used already."""
        if self.there is None:
            raise Http404("this file was loaded already")
        return self.there


def kept(request: HttpRequest, file: File, purpose: str, note: dict[str, Any] | None = None) -> str:
    """Keeps a file for the account of the request and answers its token."""
    return uploads.kept(request.user, file, LASTING, purpose=purpose, note=note or {})  # type: ignore[arg-type]


def opened(account: Account, token: str) -> Path:
    """The file kept under a token for this account. Raises Http404 where there is none, or it is another's."""
    return file_of(account, token).path


def file_of(account: Account, token: str) -> KeptFile:
    """What is kept under a token for this account, with its note. Raises Http404 as ``opened`` does."""
    told = uploads.about(account, token)
    if told is None or "purpose" not in told:
        raise Http404("no such file is kept for you; load it again")
    note = {**told["note"], **(uploads.noted(token, _BECAME) or {})}
    return KeptFile(token, uploads.opened(account, token), told["purpose"], note)


def files_of(account: Account, purpose: str) -> list[KeptFile]:
    """What is kept for this account and this purpose and not done, the latest first."""
    tokens = uploads.tokens_of(account)
    own = [file_of(account, token) for token in tokens if "purpose" in (uploads.about(account, token) or {})]
    return [file for file in own if file.purpose == purpose and not file.done]


def finish(account: Account, token: str, **became: Any) -> None:
    """Removes the file kept under a token; ``became`` is added to its note."""
    file_of(account, token)
    uploads.note(token, _BECAME, became)
    uploads.removed(account, token)
