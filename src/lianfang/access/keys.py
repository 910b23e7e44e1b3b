"""The keys of the ciphers: a month's for data and for backups, those of look-up and of signing, each a file of 0600.

Another keeper (a key management service) needs only the methods of `Keys`; name it in settings.KEEPER.
"""

import os
import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.module_loading import import_string

from lianfang.vocabulary import Mistake

LENGTH = 32
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class KeyGone(Mistake):
    """What was encrypted with this month's key cannot be read any more: the key was destroyed, or is missing."""


class Keys(Protocol):
    """Who keeps the keys."""

    def sealing_key(self, month: str) -> bytes:
        """The 32 bytes for encrypting in `month` ('2021-01'), made at first use. Raises KeyGone after `destroy`."""

    def opening_key(self, month: str) -> bytes:
        """The 32 bytes with which `month` was encrypted. Raises KeyGone where there is none."""

    def lookup_key(self) -> bytes:
        """The 32 bytes of the look-up hash, made at first use."""

    def signing_key(self) -> bytes:
        """The 32 bytes of the Ed25519 key with which this installation signs, made at first use."""

    def destroy(self, month: str) -> None:
        """Makes everything encrypted in `month` unreadable, in backups too."""

    def backup_key(self, month: str) -> bytes:
        """The 32 bytes for the backups of `month`, made at first use. Raises KeyGone after `destroy_backups`."""

    def backup_opening_key(self, month: str) -> bytes:
        """The 32 bytes with which the backups of `month` were encrypted. Raises KeyGone where there is none."""

    def backup_months(self) -> list[str]:
        """The months whose backups can be opened, the earliest first."""

    def destroy_backups(self, month: str) -> None:
        """Makes every backup of `month` unreadable."""


class KeyFolder:
    """Keys as files of a folder, 0600, made at first use; the first of two processes wins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, bytes] = {}

    def sealing_key(self, month: str) -> bytes:
        return self._made_for(_named(month), month)

    def opening_key(self, month: str) -> bytes:
        return self._key(_named(month), make=False)

    def lookup_key(self) -> bytes:
        return self._key("lookup", make=True)

    def signing_key(self) -> bytes:
        return self._key("signing", make=True)

    def destroy(self, month: str) -> None:
        """Other processes keep the key in memory until they are started again."""
        self._destroyed(_named(month))

    def backup_key(self, month: str) -> bytes:
        return self._made_for(_named(month, "backup"), month)

    def backup_opening_key(self, month: str) -> bytes:
        return self._key(_named(month, "backup"), make=False)

    def backup_months(self) -> list[str]:
        return sorted(path.stem.removeprefix("backup-") for path in self.folder.glob("backup-*.key"))

    def destroy_backups(self, month: str) -> None:
        self._destroyed(_named(month, "backup"))

    def _made_for(self, name: str, month: str) -> bytes:
        if self._gone(name).exists():
            raise KeyGone(f"the key of {month} was destroyed: nothing can be encrypted for that month again")
        return self._key(name, make=True)

    def _destroyed(self, name: str) -> None:
        self._folder_made()
        self._gone(name).touch(mode=0o600)
        path = self.folder / f"{name}.key"
        if path.exists():
            # Overwritten first: on a plain disk the removed name alone would leave the key to be found.
            with path.open("r+b") as opened:
                opened.write(secrets.token_bytes(path.stat().st_size))
                opened.flush()
                os.fsync(opened.fileno())
            path.unlink()
        self._read.pop(name, None)

    def _gone(self, name: str) -> Path:
        return self.folder / f"{name}.destroyed"

    def _key(self, name: str, make: bool) -> bytes:
        if name not in self._read:
            path = self.folder / f"{name}.key"
            if make and not path.exists():
                self._made(path)
            try:
                key = bytes.fromhex(path.read_text(encoding="ascii"))
            except FileNotFoundError:
                raise KeyGone(f"{path.name} is not in {self.folder}: what it encrypted cannot be read") from None
            except ValueError:
                key = b""
            if len(key) != LENGTH:
                raise KeyGone(f"{path} does not hold a key of {LENGTH} bytes: put the file back from its backup")
            self._read[name] = key
        return self._read[name]

    def _made(self, path: Path) -> None:
        self._folder_made()
        unfinished = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_hex(LENGTH))
            opened.flush()
            os.fsync(opened.fileno())
        try:
            os.link(unfinished, path)
        except FileExistsError:
            pass  # another process was first, and its key holds
        finally:
            unfinished.unlink()

    def _folder_made(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def keys() -> Keys:
    """The keeper of this installation's keys: that of settings.KEEPER, else the folder settings.KEYS_FOLDER."""
    keeper: Keys = _keeper(getattr(settings, "KEEPER", ""), str(settings.KEYS_FOLDER))
    return keeper


def own_signing_key() -> Ed25519PrivateKey:
    """The key with which this installation signs: the audit's anchors, and what it tells other nodes."""
    return Ed25519PrivateKey.from_private_bytes(keys().signing_key())


@lru_cache(maxsize=4)
def _keeper(name: str, folder: str) -> Keys:
    made: Keys = import_string(name)() if name else KeyFolder(Path(folder))
    return made


def _named(month: str, use: str = "data") -> str:
    if not _MONTH.fullmatch(month):
        raise ValueError(f"a month is written 2021-01, not {month!r}")
    return f"{use}-{month}"
