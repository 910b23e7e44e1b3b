"""The receipt, or the refusal, of a responsibility that another node handed over; and how it is read in there."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lianfang.access.models import Node
from lianfang.exchange.nodes.figures import Already
from lianfang.exchange.nodes.files import Line, named, plain
from lianfang.exchange.nodes.letters import Row
from lianfang.facts import known_by
from lianfang.places.models import Area, Unit
from lianfang.places.tree import is_within, path_of
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.subjects import place_subject

STAGES = ("received", "refused")
COLUMNS = ("what", "stage", "note", "occurred_from", "transfer")


def handed_subject(sender: str, transfer: str) -> str:
    """The subject that a transfer of another node has here: in the sender's own row of transfers."""
    return place_subject("transfer", f"{sender}:{transfer}")


def receipts_told(node: Node, since: datetime, at: datetime, already: Already) -> Iterator[tuple[Line, ...]]:
    """Answers of ours since a moment to what the node handed over: a file each."""
    answered = _of_responsibility(STAGES, at, between=(since, at))
    sent = _of_responsibility(("sent",), at, {"transfer": [row["subject"] for row in answered]})
    theirs = {row["subject"] for row in sent if row["recorded_by"] == f"node {node.name}"}
    due = [row for row in answered if row["subject"] in theirs]
    told = already(row["id"] for row in due)
    for row in sorted(due, key=lambda one: (one["occurred_from"], one["subject"])):
        if row["id"] not in told:
            kept = {name: row[name] for name in COLUMNS if name != "transfer"} | {"transfer": row["subject"]}
            yield (Line("transfer", row["id"], plain(kept)),)


def receipt_read(lines: list[Line], own: Node, node: Node, at: datetime) -> list[tuple[str, list[Row]]]:
    """The rows that record a node's answers to what ours handed over to its area.

    Raises Mistake where one answers nothing that ours handed over there.
    """
    sent = {handed_subject(own.name, row["subject"]): row for row in _sent_to(node, at)}
    rows = []
    for line in lines:
        row = sent.get(str(line.row["transfer"]))
        if row is None:
            raise Mistake(f"the receipt {line.id} answers nothing that was handed over to {node.name}; ask them")
        told = {name: value for name, value in line.row.items() if name != "transfer"}
        rows.append({"transfer": row["subject"], "person": row["person"], **named("transfer", told)})
    return [("transfer", rows)]


def _sent_to(node: Node, at: datetime) -> list[dict[str, Any]]:
    """What ours handed over to units or areas of a node's area."""
    sent, theirs = _of_responsibility(("sent",), at), path_of(node.area)
    units = dict(Unit.objects.filter(code__in={row["to_unit"] for row in sent}).values_list("code", "path"))
    areas = dict(Area.objects.filter(code__in={row["to_area"] for row in sent}).values_list("code", "path"))
    return [
        row for row in sent if is_within(units.get(row["to_unit"]) or areas.get(row["to_area"]) or "", theirs)
    ]  # fmt: skip


def _of_responsibility(
    stages: tuple[str, ...],
    at: datetime,
    subjects: dict[str, list[str]] | None = None,
    between: tuple[datetime, datetime] | None = None,
) -> list[dict[str, Any]]:
    where = {"stage": list(stages), "what": ["responsibility"]}
    return known_by(at, ["transfer"], subjects, where=where, between=between)["transfer"].to_dicts()
