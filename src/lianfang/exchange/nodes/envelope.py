"""The envelope of a signed file: encrypted to its addressee alone, whose key was taken in by digits read aloud.

HPKE (RFC 9180: X25519, HKDF-SHA-256, AES-256-GCM), to the X25519 form of the Ed25519 key that the addressee signs with
(RFC 7748, section 4.1), so that no second key has to be compared by voice. The first line says for whom it is and is
authenticated with the rest. The signature lies within and names the addressee: nobody sends it on as another's.
"""

import hashlib
import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from lianfang.vocabulary import Mistake

FORMAT = "lianfang-sealed/1"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PRIME = 2**255 - 19


def sealed(raw: bytes, to: str, key: bytes) -> bytes:
    """The file in an envelope that only the node called ``to``, with this Ed25519 key, can open."""
    head = json.dumps({"format": FORMAT, "to": to, "to_key": key.hex()}, ensure_ascii=False).encode() + b"\n"
    return head + _SUITE.encrypt(raw, agreeing_public_key(key), info=head)


def opened(raw: bytes, own: Ed25519PrivateKey, name: str) -> bytes:
    """The file without its envelope; one that has none, as releases before this one wrote them, as it stands.

    Raises Mistake, in one line, where it is another node's or was changed.
    """
    line, end, body = raw.partition(b"\n")
    if not line.startswith(b'{"format": "lianfang-sealed/'):
        return raw
    try:
        head = json.loads(line.decode())
        edition, key = str(head["format"]), str(head["to_key"])
        to = " ".join(str(head["to"]).split())[:60]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Mistake(f"{name}: does not say for whom it is; ask the sender for it again") from None
    if edition != FORMAT:
        raise Mistake(f"{name}: is of the edition {edition[:40]!r}, this release reads {FORMAT}; ask the sender which")
    if key != own.public_key().public_bytes_raw().hex():
        raise Mistake(f"{name}: is for {to}, not for us; take it there")
    try:
        return _SUITE.decrypt(body, agreeing_private_key(own), info=line + end)
    except (InvalidTag, ValueError):
        raise Mistake(f"{name}: was changed or cut off after it was sealed; ask the sender for it again") from None


def agreeing_public_key(key: bytes) -> X25519PublicKey:
    """The X25519 form of an Ed25519 public key: u = (1 + y) / (1 - y)."""
    y = int.from_bytes(key, "little") & (2**255 - 1)
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))


def agreeing_private_key(key: Ed25519PrivateKey) -> X25519PrivateKey:
    """The X25519 form of an Ed25519 private key: the scalar by which that key signs (RFC 8032, section 5.1.5)."""
    return X25519PrivateKey.from_private_bytes(hashlib.sha512(key.private_bytes_raw()).digest()[:32])
