"""Encryption at rest behind one door: identity numbers, telephones, addresses.

A ciphertext is one byte of version, seven of the month whose key it needs ('2021-01'), and what that version's cipher
made; version and month are authenticated with it. To bring in another cipher, give it a new version in `CIPHERS`:
what was written before stays readable. Finding goes by a keyed hash whose key opens no ciphertext.
"""

import hmac
import os
import unicodedata
from collections.abc import Sequence
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianfang.access.keys import keys
from lianfang.vocabulary import Mistake

_HEADER = 8
_NONCE = 12


class Unreadable(Mistake):
    """These bytes are no ciphertext of ours, or somebody changed them."""


class Cipher(Protocol):
    """One way of encrypting many values with one 32-byte key; `header` is authenticated and stands before each."""

    def seal(self, key: bytes, header: bytes, values: Sequence[bytes]) -> list[bytes]:
        """A body a value."""

    def open(self, key: bytes, header: bytes, bodies: Sequence[bytes]) -> list[bytes]:
        """A value a body; raises Unreadable."""


class Aes256Gcm:
    """AES-256 in Galois/Counter Mode (NIST SP 800-38D): 12 random bytes, the ciphertext, 16 bytes of tag."""

    def seal(self, key: bytes, header: bytes, values: Sequence[bytes]) -> list[bytes]:
        encrypt = AESGCM(key).encrypt
        # One request for all nonces: a system call a value costs more than the cipher.
        random = os.urandom(_NONCE * len(values))
        nonces = (random[start : start + _NONCE] for start in range(0, len(random), _NONCE))
        return [nonce + encrypt(nonce, value, header) for nonce, value in zip(nonces, values, strict=True)]

    def open(self, key: bytes, header: bytes, bodies: Sequence[bytes]) -> list[bytes]:
        decrypt = AESGCM(key).decrypt
        try:
            return [decrypt(body[:_NONCE], body[_NONCE:], header) for body in bodies]
        except (InvalidTag, ValueError):
            raise Unreadable("a ciphertext was changed, or its key is not the one it was made with") from None


CIPHERS: dict[int, Cipher] = {1: Aes256Gcm()}
CURRENT = 1


def encrypted(values: Sequence[str], month: str) -> list[bytes]:
    """Each value encrypted with the key of `month` ('2021-01'). Two equal values give different bytes.

    Raises KeyGone where that key was destroyed, ValueError where `month` is none.
    """
    key = keys().sealing_key(month)
    header = bytes([CURRENT]) + month.encode("ascii")
    return [header + body for body in CIPHERS[CURRENT].seal(key, header, [value.encode() for value in values])]


def decrypted(ciphertexts: Sequence[bytes | memoryview]) -> list[str]:
    """The values again, in order. Raises KeyGone where a month's key is no more, Unreadable on bytes not ours."""
    given = [bytes(ciphertext) for ciphertext in ciphertexts]
    places: dict[bytes, list[int]] = {}
    for place, ciphertext in enumerate(given):
        places.setdefault(ciphertext[:_HEADER], []).append(place)
    opened = [""] * len(given)
    for header, its_places in places.items():
        values = _opened(header, [given[place][_HEADER:] for place in its_places])
        for place, value in zip(its_places, values, strict=True):
            opened[place] = value.decode()
    return opened


def _opened(header: bytes, bodies: list[bytes]) -> list[bytes]:
    cipher = CIPHERS.get(header[0]) if len(header) == _HEADER else None
    if cipher is None or not header[1:].isascii():
        raise Unreadable("these bytes are no ciphertext of this installation")
    try:
        key = keys().opening_key(header[1:].decode("ascii"))
    except ValueError:
        raise Unreadable("these bytes are no ciphertext of this installation") from None
    return cipher.open(key, header, bodies)


def lookup_hashes(values: Sequence[str]) -> list[bytes]:
    """The 32-byte HMAC-SHA-256 of each normalised value, by which equal values are found without decrypting."""
    key = keys().lookup_key()
    digest = hmac.digest
    return [digest(key, normalised(value).encode(), "sha256") for value in values]


def normalised(value: str) -> str:
    """A value as it is hashed: full-width signs made narrow, capitals, without spaces, hyphens and a leading +86."""
    if not value.isascii():
        value = unicodedata.normalize("NFKC", value)
    value = "".join(value.split()).replace("-", "").upper()
    return value[3:] if value.startswith("+86") else value
