"""A stream of bytes encrypted whole with one key: for backups, which are too large to be held in memory.

Chunks of a megabyte, each AES-256-GCM under a key of this file alone (HKDF-SHA-256 of the given key and a salt drawn
for it), the nonce the chunk's number and whether it is the last (the STREAM construction: Hoang, Reyhanitabar, Rogaway,
Vizár 2015), the head authenticated with each. So what was cut off, put together anew or changed opens to nothing.
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lianfang.vocabulary import Mistake

MAGIC = b"lianfang sealed 1 "
_MONTH = len("2021-01")
_SALT, _TAG, _CHUNK = 16, 16, 2**20


def month_in(head: bytes) -> str | None:
    """The month whose key a stream that begins so was encrypted with; None where it is no such stream."""
    month = head[len(MAGIC) : len(MAGIC) + _MONTH]
    return month.decode("ascii", "replace") if head.startswith(MAGIC) and len(month) == _MONTH else None


class SealingStream(io.RawIOBase):
    """Takes bytes and writes them, encrypted, into another stream; only what was closed is whole."""

    def __init__(self, beneath: BinaryIO, month: str, key: bytes) -> None:
        salt = os.urandom(_SALT)
        self._head = MAGIC + month.encode("ascii") + salt
        self._beneath, self._cipher, self._number = beneath, _cipher(key, salt), 0
        self._waiting = bytearray()
        beneath.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, some: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._waiting += some
        while len(self._waiting) > _CHUNK:
            self._put(bytes(self._waiting[:_CHUNK]), last=False)
            del self._waiting[:_CHUNK]
        return len(some)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, chunk: bytes, last: bool) -> None:
        self._beneath.write(self._cipher.encrypt(_nonce(self._number, last), chunk, self._head))
        self._number += 1


class OpeningStream(io.RawIOBase):
    """Gives the bytes again. Raises Mistake, with ``name`` in it, where the stream was changed or cut off."""

    def __init__(self, beneath: BinaryIO, key: bytes, name: str) -> None:
        self._head = beneath.read(len(MAGIC) + _MONTH + _SALT)
        self._beneath, self._name, self._number = beneath, name, 0
        self._cipher = _cipher(key, self._head[-_SALT:])
        self._opened, self._sealed, self._over = b"", beneath.read(_CHUNK + _TAG), False

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        while not self._opened and not self._over:
            following = self._beneath.read(_CHUNK + _TAG)
            try:
                nonce = _nonce(self._number, last=not following)
                self._opened = self._cipher.decrypt(nonce, self._sealed, self._head)
            except (InvalidTag, ValueError):
                raise Mistake(
                    f"{self._name} was changed or cut off, or its key is another: nothing of it is used"
                ) from None
            self._sealed, self._over = following, not following
            self._number += 1
        some, self._opened = self._opened[: len(into)], self._opened[len(into) :]
        into[: len(some)] = some
        return len(some)


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"lianfang sealed stream").derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])
