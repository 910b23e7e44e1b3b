"""A file from one node to another: JSON Lines in UTF-8, signed over every byte that stands before the signature.

The first line is the head, the last the sender's key and signature (Ed25519, RFC 8032), each line between a fact or a
claim with what it rests on. Nothing is recorded here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lianfang.vocabulary import Mistake

FORMAT = "lianfang-node/1"
LIMIT_BYTES = 20 * 2**20
# What a file may tell, and the kinds of line in it.
TELLS: dict[str, tuple[str, ...]] = {
    "figures": ("sign_off", "reported_count"),
    "lowered": ("lowered_figure", "reported_count"),
    "letter": ("letter", "letter_name"),
    "reply": ("letter_reply", "letter_answer"),
    "transfer": ("person", "exposure", "observation", "transfer", "duty", "health_code"),
    "receipt": ("transfer",),
    "anchor": ("anchor",),
}
Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Head:
    """Who sends what to whom: names, the sender's area, the addressee's key, the number in that row, the moment."""

    sender: str
    area: str
    to: str
    to_key: str
    number: int
    tells: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A fact, or a claim, by its id at the sender: its columns, and the rule and the facts on which it rests."""

    kind: str
    id: str
    row: Mapping[str, Value]
    rule: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was signed: its head, its lines in order, the key that signed."""

    head: Head
    lines: tuple[Line, ...] = field(default=())
    key: bytes = b""


def written(head: Head, lines: Sequence[Line], key: Ed25519PrivateKey) -> bytes:
    """The file, signed."""
    told: list[dict[str, Any]] = [{"format": FORMAT, **asdict(head), "moment": head.moment.astimezone(UTC).isoformat()}]
    told += [
        {
            "kind": line.kind,
            "id": line.id,
            "row": dict(line.row),
            "rests_on": {"rule": line.rule, "facts": list(line.facts)},
        }
        for line in lines
    ]
    signed = b"".join(_as_line(one) for one in told)
    end = {"key": key.public_key().public_bytes_raw().hex(), "signature": key.sign(signed).hex()}
    return signed + _as_line(end)


def read(raw: bytes, name: str) -> File:
    """The file of these bytes; ``name`` is what it is called. Raises Mistake, in one line, on all that is no such file,
    or was changed after it was signed. Whether its key is known here is the reader's to ask."""
    if len(raw) > LIMIT_BYTES:
        raise Mistake(f"{name}: is larger than {LIMIT_BYTES // 2**20} MB; no node writes such a file")
    told = raw.split(b"\n")
    # The head is read before the signature is asked, so that a file of another kind is called what it is.
    head = _object(told[0], name, 1)
    edition = head.get("format")
    if not isinstance(edition, str) or not edition.startswith(FORMAT.partition("/")[0]):
        raise Mistake(f"{name}: is no file of a node; choose one that another installation wrote ({FORMAT})")
    if edition != FORMAT:
        raise Mistake(f"{name}: is of the edition {edition[:40]}, this release reads {FORMAT}; ask the sender which")
    if len(told) < 3 or told[-1]:
        raise Mistake(f"{name}: was cut off, its end is missing; ask the sender for it again")
    key = _signer(told[-2], raw[: len(raw) - len(told[-2]) - 1], name)
    read_head = _head(head, name)
    lines = tuple(_line(one, read_head.tells, name, number) for number, one in enumerate(told[1:-2], start=2))
    ids = [line.id for line in lines]
    if len(set(ids)) < len(ids):
        raise Mistake(f"{name}: two lines bear one id; tell the sender that their release is at fault")
    return File(read_head, lines, key)


def plain(row: Mapping[str, Any]) -> dict[str, Value]:
    """A row as a file keeps it: moments and days as ISO 8601 text, ids as text, what is not told left out."""
    return {name: _plain(value) for name, value in row.items() if value is not None}


def named(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the full names of its columns: some are called as a subject is, which would be meant else."""
    return {f"{kind}.{name}": value for name, value in row.items()}


def _plain(value: Any) -> Value:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, str | int | float | bool) else str(value)


def _as_line(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _signer(line: bytes, signed: bytes, name: str) -> bytes:
    end = _object(line, name, 0)
    try:
        key = bytes.fromhex(end["key"])
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(end["signature"]), signed)
    except (InvalidSignature, ValueError, TypeError, KeyError):
        raise Mistake(f"{name}: was changed after it was signed; ask the sender for it again") from None
    return key


def _object(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line.decode(), parse_constant=_refuse)
        # Half of a character and a number past every bound are read by json, and written by nobody.
        json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        where = f"line {number}" if number else "the last line"
        raise Mistake(f"{name}: {where} is no JSON object, so this is no file of a node; choose another file")
    return told


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _head(told: Mapping[str, Any], name: str) -> Head:
    try:
        moment = datetime.fromisoformat(told["moment"])
        values = {each.name: told[each.name] for each in fields(Head)} | {"moment": moment}
        head = Head(**values)
        texts = (head.sender, head.area, head.to, head.to_key)
        sound = head.tells in TELLS and all(isinstance(text, str) and text for text in texts)
        if not sound or type(head.number) is not int or head.number < 1 or moment.tzinfo is None:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise Mistake(
            f"{name}:1: the head does not say who sends what to whom, and which number; ask the sender"
        ) from None
    return head


def _line(raw: bytes, tells: str, name: str, number: int) -> Line:
    told = _object(raw, name, number)
    try:
        rests = told["rests_on"]
        line = Line(told["kind"], str(UUID(told["id"])), told["row"], rests["rule"], tuple(rests["facts"]))
        values = line.row.values()
        texts = (line.rule, *line.facts, *line.row)
        if not all(isinstance(value, str | int | float | bool) for value in values) or line.id != told["id"]:
            raise ValueError
        # PostgreSQL keeps no NUL.
        if any("\x00" in value for value in (*values, *line.row) if isinstance(value, str)):
            raise ValueError
        if not all(isinstance(text, str) for text in texts) or not isinstance(rests["facts"], list):
            raise ValueError
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Mistake(f"{name}:{number}: is no fact with its id, row and what it rests on; ask the sender") from None
    if line.kind not in TELLS[tells]:
        raise Mistake(f"{name}:{number}: {str(line.kind)[:40]!r} is nothing that a file of {tells} may tell")
    return line
