"""A file of another node, read in: whole and in its row, or not at all and why in one line."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from lianfang import facts
from lianfang.access.audit import audited
from lianfang.access.keys import own_signing_key
from lianfang.access.models import Account, Node, NodeFile
from lianfang.access.session import machine_session
from lianfang.exchange.nodes import known, register
from lianfang.exchange.nodes.bounds import CLAIMS, refuse_beyond
from lianfang.exchange.nodes.envelope import opened
from lianfang.exchange.nodes.files import File, Line, named, read
from lianfang.exchange.nodes.letters import Row, letter_read
from lianfang.exchange.nodes.receipts import receipt_read
from lianfang.exchange.nodes.replies import reply_read
from lianfang.exchange.nodes.transfers import transfer_read
from lianfang.facts.recorder import Recorded, Recorder
from lianfang.places.tree import is_within, path_of
from lianfang.vocabulary import Mistake


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: the file, how many facts are new, were corrected, were here, whom they are about."""

    file: File
    loaded: int
    corrected: int
    unchanged: int
    persons: tuple[UUID, ...]

    @property
    def claims(self) -> tuple[Line, ...]:
        """What the sender computed, which is not recorded: the plan here decides."""
        return claims_of(self.file)


def claims_of(file: File) -> tuple[Line, ...]:
    """The lines of a file that tell what the sender computed."""
    return tuple(line for line in file.lines if line.kind in CLAIMS)


def looked_at(raw: bytes, name: str, at: datetime) -> File:
    """The file, as it could be loaded now. Raises Mistake, in one line, where it could not; nothing is recorded."""
    with machine_session():
        return _fit(opened(raw, own_signing_key(), name), name)[0]


def loaded(raw: bytes, name: str, by: Account | None, at: datetime, where: str) -> Loaded:
    """Loads a file of another node: all of it, by ``facts.record``, with the sender as recorder.

    Raises Mistake, in one line, and nothing is recorded: where it is no file of a node, was changed, is signed with a
    key that is not known, is sealed to or for another node, was loaded before, comes before one that is missing, or
    tells what its sender may not tell.
    """
    # The file is what was signed: in another envelope it is the same.
    raw = opened(raw, own_signing_key(), name)
    with transaction.atomic(), machine_session():
        register.one_at_a_time()
        file, node, own = _fit(raw, name)
        own_path = path_of(own.area)
        # A level above is told of its areas, and keeps it there; what a neighbour tells is for us to answer.
        area = node.area if is_within(path_of(node.area), own_path) else own.area
        answers = list(_recorded(file, node, own, Recorder(f"node {node.name}", area), raw, name, at))
        persons = {person for answer in answers for person in answer.subjects.get("person", ()) if person}
        who = by.username if by is not None else known.COMMAND_LINE
        anchor = file.head.tells == "anchor"
        register.noted(node, file, raw, who, own_path, at, outgoing=False, kept=anchor)
    said = f"{node.name} {file.head.number} {file.head.tells}"
    audited(by, "load node file", persons, said, where, name=who, area=own_path)
    return Loaded(
        file,
        sum(answer.loaded for answer in answers),
        sum(answer.corrected for answer in answers),
        sum(answer.unchanged for answer in answers),
        tuple(sorted(persons)),
    )


def anchors_of(name: str) -> Iterator[str]:
    """The anchors that a node sent, a line each, the earliest first. Raises Mistake where no such node is known."""
    if not Node.objects.filter(name=name).exists():
        raise Mistake(f"no node called {name!r} is known here; lianfang node list shows them")
    with machine_session():
        files = NodeFile.objects.filter(node__name=name, outgoing=False, tells="anchor").order_by("moment", "number")
        for kept in files:
            yield from (str(line.row["anchor"]) for line in read(register.content_of(kept), name).lines)


def _fit(raw: bytes, name: str) -> tuple[File, Node, Node]:
    """The file, its sender and ourselves. Raises Mistake on all for which it cannot be loaded."""
    file = read(raw, name)
    node, own, head = known.signer(file.key, name), known.own_node(), file.head
    if own is None or head.to_key != bytes(own.key).hex():
        raise Mistake(f"{name}: is for {head.to}, not for us; take it there")
    if (head.sender, head.area) != (node.name, node.area):
        raise Mistake(f"{name}: says it is of {head.sender} {head.area}, but its key is of {node.name} {node.area}")
    before = register.file_numbered(node, head.number)
    if before is not None:
        if bytes(before.digest) == hashlib.sha256(raw).digest():
            raise Mistake(f"{name}: was loaded on {before.recorded_at:%Y-%m-%d %H:%M} UTC; nothing changed")
        raise Mistake(f"{name}: number {head.number} of {node.name} was another file; ask the sender which holds")
    expected = register.last_number(node, outgoing=False) + 1
    if head.number != expected:
        raise Mistake(
            f"{name}: is number {head.number} of {node.name}, but number {expected} is missing; load that one first, or"
            " ask the sender for it"
        )
    refuse_beyond(file, node, own, name)
    return file, node, own


def _recorded(
    file: File, node: Node, own: Node, by: Recorder, raw: bytes, name: str, at: datetime
) -> Iterator[Recorded]:
    """Records what the file tells, a kind after the other; raises Mistake on the first row that the ledger refuses."""
    digest = hashlib.sha256(raw).hexdigest()

    def record(kind: str, rows: list[Row]) -> Recorded:
        answer = facts.record(kind, rows, by, "node", uuid5(NAMESPACE_URL, f"{digest} {kind}"), at)
        for refused in answer.rejections:
            raise Mistake(f"{name}: {kind}, {refused.column} {refused.value!r}: {refused.reason}; nothing was recorded")
        return answer

    lines = list(file.lines)
    if file.head.tells == "transfer":
        person, told = transfer_read(lines, node, at)
        if not isinstance(person, str):
            answer = record("people", [person])
            yield answer
            person = str(answer.subjects["person"][0])
        for kind, rows in told:
            if rows:
                yield record(kind, [row | {"person": person} for row in rows])
        return
    if file.head.tells == "letter":
        told = letter_read(lines, own, at)
    elif file.head.tells == "reply":
        told = reply_read(lines, node, at)
    elif file.head.tells == "receipt":
        told = receipt_read(lines, own, node, at)
    else:
        told = _as_told(lines)
    for kind, rows in told:
        if rows:
            yield record(kind, rows)


def _as_told(lines: list[Line]) -> list[tuple[str, list[Row]]]:
    """The rows by kind of lines that are recorded as they stand: all but the anchor, which is kept as it came."""
    kinds = dict.fromkeys(line.kind for line in lines if line.kind != "anchor")
    return [(kind, [named(kind, line.row) for line in lines if line.kind == kind]) for kind in kinds]
