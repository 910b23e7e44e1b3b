"""The reply to another node's letter with the answers to its names, and how it is read in where that came from."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from lianfang.access.models import Node
from lianfang.exchange.nodes.figures import Already
from lianfang.exchange.nodes.files import Line, named, plain
from lianfang.exchange.nodes.letters import AnswersFor, Row
from lianfang.facts import known_by
from lianfang.facts import letters as ledger
from lianfang.facts.letters import Letter, NameInLetter
from lianfang.places.models import Area
from lianfang.places.tree import is_within, path_of
from lianfang.vocabulary import Mistake

# `letter_number` says which letter is answered, `name_place` which name of it: each side has subjects of its own.
REPLY = ("number", "signer", "note", "occurred_from", "letter_number")
ANSWER = ("name", "answer", "gone_to", "gone_to_name", "note", "occurred_from", "name_place")


def replies_told(
    path: str, since: datetime, at: datetime, already: Already, answers_for: AnswersFor
) -> Iterator[tuple[Line, ...]]:
    """Replies of ours since a moment to letters from an area for which the node answers: a file each."""
    replied = known_by(at, ["letter_reply"], between=(since, at))["letter_reply"]
    letters = [each for each in ledger.letters(at, subjects=replied["subject"].to_list()) if each.incoming]
    codes = {each.row[column] for each in letters for column in ("area", "from_area") if each.row[column]}
    paths = dict(Area.objects.filter(code__in=codes).values_list("code", "path"))
    recent = set(replied["id"].to_list())
    due = [
        (letter, reply)
        for letter in letters
        if answers_for(paths.get(letter.row["from_area"])) and is_within(paths.get(letter.row["area"], ""), path)
        for reply in letter.replies
        if reply["id"] in recent
    ]
    told = already(reply["id"] for _letter, reply in due)
    for letter, reply in sorted(due, key=lambda one: (one[1]["occurred_from"], one[1]["number"])):
        if reply["id"] not in told:
            yield tuple(_lines(letter, reply))


def _lines(letter: Letter, reply: Any) -> Iterator[Line]:
    row = {name: reply[name] for name in REPLY if name != "letter_number"} | {"letter_number": letter.row["number"]}
    yield Line("letter_reply", reply["id"], plain(row))
    for name in letter.names:
        if name.answer is not None:
            row = {column: name.answer[column] for column in ANSWER if column != "name_place"}
            row["name_place"] = name.row["place"]
            yield Line("letter_answer", name.answer["id"], plain(row), "", (reply["id"],))


def reply_read(lines: list[Line], node: Node, at: datetime) -> list[tuple[str, list[Row]]]:
    """The rows by kind that record a node's reply to a letter of ours.

    Raises Mistake where no letter of ours of this number went to its area, or an answer is to no name of that letter.
    """
    (reply,) = (line for line in lines if line.kind == "letter_reply")
    number = str(reply.row["letter_number"])
    letter = _sent(number, node, at)
    answers = []
    for line in lines:
        if line.kind == "letter_answer":
            name = _name(letter.names, line.row.get("name_place"), str(line.row["name"]), number)
            told = {column: value for column, value in line.row.items() if column != "name_place"}
            told |= {"letter": letter.subject, "name": name.row["name"]}
            answers.append({"letter_name": name.subject, **named("letter_answer", told)})
    told = {column: value for column, value in reply.row.items() if column != "letter_number"}
    told |= {"answered": len(answers)}
    return [("letter_answer", answers), ("letter_reply", [{"letter": letter.subject, **named("letter_reply", told)}])]


def _sent(number: str, node: Node, at: datetime) -> Letter:
    sent = known_by(at, ["letter"], where={"number": [number], "direction": ["outgoing"]})["letter"]
    paths = dict(Area.objects.filter(code__in=sent["to_area"].drop_nulls().to_list()).values_list("code", "path"))
    theirs = path_of(node.area)
    subjects = [row["subject"] for row in sent.to_dicts() if is_within(paths.get(row["to_area"], ""), theirs)]
    if len(subjects) != 1:
        raise Mistake(
            f"letter {number}: {len(subjects)} letters of ours with this number went to {node.name}; ask them"
        )
    return ledger.letters(at, subjects=subjects)[0]


def _name(names: Sequence[NameInLetter], place: object, called: str, number: str) -> NameInLetter:
    """The name that is answered: that of its place, else the one that is called so."""
    same = [name for name in names if "".join(str(name.row["name"]).split()) == "".join(called.split())]
    placed = [name for name in same if name.row["place"] == place]
    found = placed or same
    if len(found) != 1:
        raise Mistake(f"letter {number}: {called[:40]!r} is {len(found)} of the names in it; ask the sender")
    return found[0]
