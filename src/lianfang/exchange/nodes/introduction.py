"""A node introduces itself: one line with its name, area and key, and digits by which two people compare it aloud."""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lianfang.vocabulary import Mistake

_WORD = "lianfang-node"
# 30 digits are 99 bits: nobody finds another key that has them.
_DIGITS, _GROUP = 30, 5
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a node is called, the area it speaks for, its key, and the signature by which it proves that it holds it."""

    name: str
    area: str
    key: bytes
    signature: bytes = b""

    @property
    def told(self) -> bytes:
        """What is signed."""
        return f"{_WORD} {self.area} {self.key.hex()} {self.name}".encode()

    @property
    def fingerprint(self) -> str:
        """Thirty digits in groups of five, over name, area and key: read aloud by one, compared by the other."""
        number = int.from_bytes(hashlib.sha256(self.told).digest()) % 10**_DIGITS
        digits = f"{number:0{_DIGITS}}"
        return " ".join(digits[place : place + _GROUP] for place in range(0, _DIGITS, _GROUP))

    def is_said(self, spoken: str) -> bool:
        """Whether these are its digits, however they are grouped."""
        return "".join(character for character in spoken if character.isdigit()) == self.fingerprint.replace(" ", "")

    def __str__(self) -> str:
        return f"{_WORD} {self.area} {self.key.hex()} {self.signature.hex()} {self.name}"


def introduction_of(name: str, area: str, key: Ed25519PrivateKey) -> Introduction:
    """The introduction that this key signs. Raises Mistake where the name is none."""
    unsigned = Introduction(fit_name(name), area, key.public_key().public_bytes_raw())
    return Introduction(unsigned.name, area, unsigned.key, key.sign(unsigned.told))


def read_introduction(text: str) -> Introduction:
    """The introduction of this line. Raises Mistake, in one line, where it is none or was changed."""
    parts = text.strip().split(" ", 4)
    try:
        if len(parts) != 5 or parts[0] != _WORD or "\n" in parts[4]:
            raise ValueError
        made = Introduction(fit_name(parts[4]), parts[1], bytes.fromhex(parts[2]), bytes.fromhex(parts[3]))
        key = Ed25519PublicKey.from_public_bytes(made.key)
    except ValueError:
        raise Mistake(
            f"{text.strip()[:60]!r} introduces no node; it is one line as `lianfang node show` writes it"
        ) from None
    try:
        key.verify(made.signature, made.told)
    except InvalidSignature:
        raise Mistake(f"the line that introduces {made.name} was changed; ask for it again") from None
    return made


def fit_name(name: str) -> str:
    """The name with single spaces. Raises Mistake where it cannot be a node's: it also names a folder."""
    plain = " ".join(name.split())
    unfit = not plain or len(plain) > LONGEST_NAME or plain.startswith(".") or not plain.isprintable()
    if unfit or any(character in plain for character in '/\\:*?"<>|'):
        raise Mistake(f"{plain[:80]!r} is no name of a node; write the area's, without signs that no file name has")
    return plain
