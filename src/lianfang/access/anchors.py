"""Anchors: the end of the audit's chain on a signed line that is kept elsewhere.

Who holds the database can write the whole chain anew, and who holds the key can sign it anew; neither can change the
line that lies in the file of the level above, or on paper, since the day before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from lianfang.access.audit import Broken
from lianfang.access.keys import own_signing_key
from lianfang.access.session import machine_session
from lianfang.vocabulary import Mistake

_NAME = "lianfang-audit"
_PARTS = 7


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of the chain as it was at a moment: its number, the line it holds, its digest; the key that signed."""

    number: int
    line: int
    digest: bytes
    moment: datetime
    key: bytes
    signature: bytes = b""

    @property
    def told(self) -> bytes:
        """What is signed."""
        moment = self.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"{_NAME} {moment} {self.number} {self.line} {self.digest.hex()} {self.key.hex()}".encode()

    def __str__(self) -> str:
        return f"{self.told.decode()} {self.signature.hex()}"


def anchor() -> Anchor | None:
    """The end of the chain as it stands, signed, at the database's moment; None where nothing was ever audited."""
    with machine_session(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, line, digest, clock_timestamp() FROM access_auditlink ORDER BY number DESC LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return None
    key = own_signing_key()
    unsigned = Anchor(row[0], row[1], bytes(row[2]), row[3], key.public_key().public_bytes_raw())
    return replace(unsigned, signature=key.sign(unsigned.told))


def read(text: str, name: str = "anchor") -> list[Anchor]:
    """The anchors of a file, a line each; empty lines are passed over. Raises Mistake on any that cannot be read."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if not parts:
            continue
        try:
            if len(parts) != _PARTS or parts[0] != _NAME:
                raise ValueError
            moment = datetime.strptime(parts[1], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            digest, key, signature = (bytes.fromhex(part) for part in parts[4:])
            found.append(Anchor(int(parts[2]), int(parts[3]), digest, moment, key, signature))
        except ValueError:
            raise Mistake(
                f"{name}:{number}: {line[:60]!r} is no anchor; it is one line as `lianfang audit anchor` writes it"
            ) from None
    if not found:
        raise Mistake(f"{name} holds no anchor; write one with `lianfang audit anchor --out {name}`")
    return found


def against(anchors: Iterable[Anchor]) -> list[Broken]:
    """What of the chain is otherwise than the anchors say: another signature, a link gone, a link written anew."""
    kept, found = list(anchors), []
    own = own_signing_key().public_key().public_bytes_raw()
    with machine_session(), connection.cursor() as cursor:
        numbers = [one.number for one in kept]
        cursor.execute("SELECT number, line, digest FROM access_auditlink WHERE number = ANY(%s)", [numbers])
        links = {number: (line, bytes(digest)) for number, line, digest in cursor.fetchall()}
    for one in kept:
        when = f"{one.moment:%Y-%m-%d %H:%M} UTC"
        wrong = wrongly_signed(one, own)
        if wrong:
            found.append(Broken(one.number, one.line, f"the anchor of {when} {wrong}"))
            continue
        if one.number not in links:
            what = f"the chain ends before link {one.number}, which was anchored at {when}: it was cut off"
            found.append(Broken(one.number, one.line, what))
        elif links[one.number] != (one.line, one.digest):
            what = f"link {one.number} is not what was anchored at {when}: the chain before it was written anew"
            found.append(Broken(one.number, one.line, what))
    return found


def wrongly_signed(one: Anchor, own: bytes) -> str:
    """What is wrong with an anchor's signature, ``own`` being the key that should have made it; "" where nothing is."""
    try:
        Ed25519PublicKey.from_public_bytes(one.key).verify(one.signature, one.told)
    except (InvalidSignature, ValueError):
        return "does not bear the signature of its key: the line was changed"
    return "" if one.key == own else "was signed by another installation, or the key was changed since"
