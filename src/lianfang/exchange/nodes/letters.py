"""Letters to another node's area with the names in them, and how they are read in there."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from lianfang.access.models import Node
from lianfang.exchange.nodes.figures import Already
from lianfang.exchange.nodes.files import Line, named, plain
from lianfang.facts import letters as ledger
from lianfang.facts.letters import opened
from lianfang.places.models import Area
from lianfang.places.tree import is_within
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.subjects import letter_subject, name_subjects

HEAD = (
    "number", "from_area", "to_area", "from_name", "to_name", "disease", "outbreak", "ask", "deadline", "reply_to",
    "text", "occurred_from",
)  # fmt: skip
NAME = ("place", "name", "sex", "told_as", "case_number", "last", "known", "occurred_from")
AnswersFor = Callable[[str | None], bool]
Row = dict[str, Any]


def letters_told(
    own: Node, path: str, since: datetime, at: datetime, already: Already, answers_for: AnswersFor
) -> Iterator[tuple[Line, ...]]:
    """Letters of ours sent since a moment to an area for which the node answers: a file each."""
    sent = [letter for letter in ledger.letters(at, since=since) if not letter.incoming]
    codes = {letter.row[column] for letter in sent for column in ("area", "to_area") if letter.row[column]}
    paths = dict(Area.objects.filter(code__in=codes).values_list("code", "path"))
    due = [
        letter
        for letter in sent
        if answers_for(paths.get(letter.row["to_area"])) and is_within(paths.get(letter.row["area"], ""), path)
    ]
    told = already(letter.row["id"] for letter in due)
    for letter in sorted(due, key=lambda letter: (letter.row["occurred_from"], letter.row["number"])):
        if letter.row["id"] in told:
            continue
        clear = opened(letter.names)
        head = {column: letter.row[column] for column in HEAD} | {"from_area": letter.row["from_area"] or own.area}
        lines = [Line("letter", letter.row["id"], plain(head))]
        for name in letter.names:
            row = {column: name.row[column] for column in NAME} | clear[name.subject]
            lines.append(Line("letter_name", name.row["id"], plain(row), "", (letter.row["id"],)))
        yield tuple(lines)


def letter_read(lines: list[Line], own: Node, at: datetime) -> list[tuple[str, list[Row]]]:
    """The rows by kind that record a letter of another node here; of one that is here already its new names only."""
    (head,) = (line for line in lines if line.kind == "letter")
    names = [dict(line.row) for line in lines if line.kind == "letter_name"]
    subject = letter_subject("incoming", str(head.row.get("from_name", "")), str(head.row["number"]))
    before = ledger.letters(at, subjects=[subject])
    if before and before[0].row["from_area"] not in (None, head.row["from_area"]):
        number, sender = head.row["number"], before[0].row["from_area"]
        raise Mistake(f"letter {number}: one of this number and sender is here from {sender}; ask both")
    known = {name.subject for name in before[0].names} if before else set()
    asked = [(str(row["name"]), _text(row, "identity_number"), _text(row, "telephone")) for row in names]
    rows = [
        {"letter_name": one, **named("letter_name", {**row, "letter": subject})}
        for one, row in zip(name_subjects(subject, asked), names, strict=True)
        if one not in known
    ]
    told = {**head.row, "direction": "incoming", "to_area": own.area, "receipt": at}
    letter = {"letter": subject, **named("letter", told)}
    return [("letter", [] if before else [letter]), ("letter_name", rows)]


def _text(row: Row, column: str) -> str | None:
    return str(row[column]) if column in row else None
