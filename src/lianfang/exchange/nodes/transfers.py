"""The responsibility for somebody, handed to another node's area, with what the receiver needs; and how it is read in.

What is owed about them at the sender goes along as a claim with its rule and facts: the receiver's own plan decides.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl

from lianfang.access.masks import Masked
from lianfang.access.models import Node
from lianfang.exchange.nodes.figures import Already
from lianfang.exchange.nodes.files import Line, named, plain
from lianfang.exchange.nodes.letters import AnswersFor, Row
from lianfang.exchange.nodes.receipts import handed_subject
from lianfang.facts import known_by
from lianfang.facts.identities import SEALED, persons_with, sealed_value
from lianfang.facts.identity import RefusedNumber, document_of
from lianfang.places.models import Area, Unit
from lianfang.places.tree import is_within
from lianfang.situation.models import Duty, DutyCause
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.subjects import place_subject

PERSON = ("name", "sex", "birth", "age", "identity_kind", "guardian_name", "residence", "occurred_from")
EXPOSURE = (
    "case_number", "disease", "outbreak", "occurred_from", "last", "grade", "setting", "relation", "note",
)  # fmt: skip
OBSERVATION = ("disease", "outbreak", "observation", "stage", "ground", "decided_by", "note", "occurred_from")
TRANSFER = ("what", "stage", "from_unit", "to_unit", "to_area", "companion", "note", "occurred_from")


def transfers_told(
    path: str, since: datetime, at: datetime, already: Already, answers_for: AnswersFor
) -> Iterator[tuple[Line, ...]]:
    """Responsibilities that ours handed over since a moment to where the node answers: a file each."""
    sent = known_by(at, ["transfer"], where={"stage": ["sent"], "what": ["responsibility"]}, between=(since, at))
    rows = sent["transfer"].filter(pl.col("person").is_not_null()).to_dicts()
    units = dict(Unit.objects.filter(code__in={row["to_unit"] for row in rows}).values_list("code", "path"))
    codes = {code for row in rows for code in (row["area"], row["to_area"]) if code}
    areas = dict(Area.objects.filter(code__in=codes).values_list("code", "path"))
    due = [
        row
        for row in rows
        if answers_for(units.get(row["to_unit"]) or areas.get(row["to_area"]))
        and is_within(areas.get(row["area"], ""), path)
    ]
    told = already(row["id"] for row in due)
    for row in due:
        if row["id"] not in told:
            yield tuple(_lines(row, at))


def _lines(transfer: Mapping[str, Any], at: datetime) -> Iterator[Line]:
    person = transfer["person"]
    kept = known_by(at, ["person", "exposure", "observation", "case"], {"person": [person]})
    who = kept["person"].row(-1, named=True)
    clear = {SEALED[kind]: sealed_value(UUID(person), kind) for kind in _KINDS}
    yield Line("person", who["id"], plain({name: who[name] for name in PERSON} | clear))
    about = {"person": who["id"]}
    grounds = []
    for row in kept["exposure"].iter_rows(named=True):
        told = {name: row[name] for name in EXPOSURE} | {"case_number": _case_number(row, at)}
        if told["case_number"]:
            grounds.append(row["id"])
            yield Line("exposure", row["id"], plain(told | about))
    for row in kept["observation"].filter(pl.col("stage") != "released").iter_rows(named=True):
        grounds.append(row["id"])
        yield Line("observation", row["id"], plain({name: row[name] for name in OBSERVATION} | about))
    row = {name: transfer[name] for name in TRANSFER} | {"transfer": transfer["subject"]}
    yield Line("transfer", transfer["id"], plain(row | about), "", tuple(grounds))
    yield from _claims(UUID(person), who["id"], set(grounds))


_KINDS: tuple[Masked, ...] = ("identity", "telephone", "address")


def _case_number(exposure: Mapping[str, Any], at: datetime) -> str | None:
    """The number of the case to whom somebody was exposed: of the case its number only."""
    told: str | None = exposure["case_number"]
    if told is None and exposure["case"]:
        cases = known_by(at, ["case"], {"case": [exposure["case"]]}, columns=["number"])["case"]["number"].drop_nulls()
        return cases[-1] if len(cases) else None
    return told


def _claims(person: UUID, line: str, grounds: set[str]) -> Iterator[Line]:
    """What is owed about the person and rests on facts that the file tells."""
    duties = {duty.key: duty for duty in Duty.objects.filter(person=person, met=None, waived=None)}
    causes: dict[str, list[str]] = {}
    pairs = DutyCause.objects.filter(duty__in=list(duties)).order_by("duty", "fact").values_list("duty", "fact")
    for key, fact in pairs:
        if str(fact) in grounds:
            causes.setdefault(key, []).append(str(fact))
    for key, facts in sorted(causes.items()):
        duty = duties[key]
        row = {"opened": duty.opened, "due": duty.due, "ends": duty.ends, "person": line}
        yield Line("duty", place_subject("duty", key), plain(row), f"{duty.plan}/{duty.rule}", tuple(facts))


def transfer_read(lines: list[Line], node: Node, at: datetime) -> tuple[Row | str, list[tuple[str, list[Row]]]]:
    """Who is handed over, as a person known here or as a row to record, and the rows by kind about them.

    Whoever is known here by identity number stays who they are. A case elsewhere has the subject that this sender's
    letters give it; one known here by its number is that one.
    """
    (who,) = (line for line in lines if line.kind == "person")
    person = _known_here(who.row) or named("person", who.row)
    facts: list[tuple[str, list[Row]]] = []
    for kind in ("exposure", "observation", "transfer"):
        rows: list[Row] = []
        for line in lines:
            if line.kind != kind:
                continue
            row = {name: value for name, value in line.row.items() if name not in ("person", "transfer")}
            if kind == "exposure":
                row["case"] = _case(row, node, at)
            told = named(kind, row)
            if kind == "transfer":
                # In the sender's own row of transfers: none of ours is told again by it.
                told["transfer"] = handed_subject(node.name, str(line.row["transfer"]))
            rows.append(told)
        facts.append((kind, rows))
    return person, facts


def _known_here(row: Mapping[str, Any]) -> str:
    if "identity_number" not in row:
        return ""
    try:
        number = document_of(str(row["identity_number"])).number
    except RefusedNumber:
        return ""  # the ledger says why
    found = persons_with("identity", number)
    return str(found[0]) if found else ""


def _case(row: Row, node: Node, at: datetime) -> str:
    number, disease = str(row["case_number"]), str(row["disease"])
    known = known_by(at, ["case"], where={"number": [number], "disease": [disease]}, columns=["subject"])["case"]
    return str(known["subject"][0]) if known.height else place_subject("case", f"{node.name}:{number}")


def one_person(lines: list[Line], name: str) -> None:
    """Raises Mistake where the lines of a hand-over are not of one person, with one transfer."""
    persons = [line.id for line in lines if line.kind == "person"]
    transfers = [line for line in lines if line.kind == "transfer"]
    about = {line.row.get("person") for line in lines if line.kind != "person"}
    if len(persons) != 1 or len(transfers) != 1 or about != set(persons):
        raise Mistake(f"{name}: hands over more than one person, or nobody; ask the sender for a file each")
