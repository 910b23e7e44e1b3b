"""A message read into people: who is named, and which number, telephone, address and temperature is whose."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lianfang.exchange.messages.marks import TELEPHONE_AS_NUMBER, Mark, lone_word, marks_of
from lianfang.facts.cells import half_width_of
from lianfang.facts.identity import RefusedNumber, document_of

_FIELDS = ("number", "telephone", "temperature", "age", "sex", "address")
# Beyond these a figure is no temperature of somebody alive.
_TEMPERATURES = (34.0, 43.0)
# 刘芳 1月8日 10:23 — who wrote it into the chat, and when.
_STAMP = re.compile(r"(?:\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}|上午|下午|昨天)\s*\d{1,2}:\d{2}(?::\d{2})?\s*$")
_FOR_ALL = re.compile(r"(?:以下|下列|均|都|全部|一家)")


@dataclass(slots=True)
class Told:
    """A person of a message as text; ``mistakes`` say what of it cannot be so, ``lines`` which lines told of them."""

    name: str = ""
    number: str = ""
    telephone: str = ""
    temperature: str = ""
    age: str = ""
    sex: str = ""
    address: str = ""
    mistakes: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Message:
    """The people of a message, those with mistakes first; the lines (from 1) of which something was not understood."""

    people: tuple[Told, ...]
    not_understood: tuple[tuple[int, str], ...]


def read_message(text: str, latest: date) -> Message:
    """Reads a message of free text. ``latest``: the day on which it is read, after which nobody is born.

    A name begins a person; what stands in its line is theirs, and what stands in lines without a name beneath it, until
    something is told a second time. Of several names in one line each takes what follows it. A line of figures that
    belong to nobody is not understood; greetings, headings and who signs are passed over.
    """
    people: list[Told] = []
    lost: list[tuple[int, str]] = []
    shared = ""
    for number, raw in enumerate(half_width_of(text).splitlines(), start=1):
        # 36度5 is 36.5.
        line = re.sub(r"(?<!\d)(3[4-9]|4[0-2])度(\d)(?!\d)", r"\1.\2度", raw.strip())
        if _STAMP.search(line):
            continue
        marks = [mark for mark in marks_of(line) if mark.value]
        if any(mark.kind in ("number", "telephone") for mark in marks) and not _named(marks):
            # Beside a number of its own a word of name's length is a name, however rare its surname.
            marks = sorted([*marks, *lone_word(line, marks)], key=lambda mark: mark.start)
        signed = any(mark.kind == "signer" for mark in marks)
        names = [mark for mark in marks if mark.kind == "name"]
        others = [mark for mark in marks if mark.kind in _FIELDS]
        if names:
            people += _of_line(names, others, number)
        elif signed:
            continue
        elif others and _FOR_ALL.search(line) and all(mark.kind == "address" for mark in others):
            shared = others[0].value
        elif others and people and _all_new(people[-1], others):
            _give(people[-1], others, number)
        elif others and any(mark.kind in ("number", "telephone") for mark in others):
            lost.append((number, raw.strip()))
        if people and (wrong := TELEPHONE_AS_NUMBER.search(line)):
            said = f"{wrong[1]} is a telephone where an identity number should stand; ask for the number"
            people[-1].mistakes.append(said)
        if not marks and re.search(r"\d{7,}", line):
            lost.append((number, raw.strip()))
    for person in people:
        person.address = person.address or shared
        _check(person, latest)
    ordered = sorted(people, key=lambda person: not person.mistakes)
    return Message(tuple(ordered), tuple(lost))


def _named(marks: Iterable[Mark]) -> bool:
    return any(mark.kind in ("name", "signer") for mark in marks)


def _of_line(names: list[Mark], others: list[Mark], number: int) -> list[Told]:
    people = [Told(name=name.value, lines=[number]) for name in names]
    if len(people) == 1:
        _give(people[0], others, number)
        return people
    # 13900000001 张三, 13900000002 李四: what comes before the first name says that figures lead.
    lead = bool(others) and others[0].start < names[0].start and others[-1].start < names[-1].start
    for mark in others:
        after = [place for place, name in enumerate(names) if name.start < mark.start]
        place = (after[-1] + 1 if after else 0) if lead else (after[-1] if after else 0)
        _give(people[min(place, len(people) - 1)], [mark], number)
    return people


def _all_new(person: Told, marks: Iterable[Mark]) -> bool:
    return all(not getattr(person, mark.kind) for mark in marks)


def _give(person: Told, marks: Iterable[Mark], number: int) -> None:
    for mark in marks:
        if not getattr(person, mark.kind):
            setattr(person, mark.kind, mark.value)
    if number not in person.lines:
        person.lines.append(number)


def _check(person: Told, latest: date) -> None:
    if person.number:
        try:
            person.number = document_of(person.number, latest=latest).number
        except RefusedNumber as refused:
            person.mistakes.append(f"{person.number} {refused}")
    if person.temperature and not _TEMPERATURES[0] <= float(person.temperature) <= _TEMPERATURES[1]:
        person.mistakes.append(f"{person.temperature} is no body temperature; look at the message")
    if not person.number and not person.telephone:
        person.mistakes.append("neither a number nor a telephone was found; ask for one")
