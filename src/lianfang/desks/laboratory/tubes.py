"""Lines of a scanner or a pasted list, read into tubes and the people in them: text in, tubes and mistakes out."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.desks.reasons import reason_words
from lianfang.facts.identity import Document, RefusedNumber, document_of

# The sizes in which people are sampled together; how many a tube may hold at all is the vocabulary's.
POOLS = (1, 5, 10, 20)
_MOST = int(vocabulary.kind("specimen").column("pool").maximum or 1)
_BETWEEN = re.compile(r"[,，;；、\t]+")
_TELEPHONE = re.compile(r"(?:\+?86)?1\d{10}|0\d{9,11}")
# What is meant for an identity number, right or wrong: 18 signs or, of old, 15.
_IDENTITY = re.compile(r"\d{17}[\dXx]|\d{15}")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(slots=True)
class Someone:
    """A person as a line tells: a document, a name, a telephone, whichever was given.

    ``line`` counts from 1, ``place`` is the person's among those of its line.
    """

    line: int
    place: int = 0
    document: Document | None = None
    name: str = ""
    telephone: str = ""

    @property
    def key(self) -> str:
        """The name of this person's field in the form."""
        return f"who-{self.line}-{self.place}"

    @property
    def same_as(self) -> str:
        """What is equal for the same person told twice."""
        return self.document.number if self.document else f"{self.name} {self.telephone}"


@dataclass(slots=True)
class Tube:
    """A tube and the people in it, and the lines that tell of it; ``note`` is what a line about no person says.

    A tube is ``whole`` when all its lines were understood: no tube is registered without one of its people.
    """

    number: str
    lines: list[int]
    people: list[Someone] = field(default_factory=list)
    note: str = ""
    whole: bool = True

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that was not understood, and what to do."""

    line: int
    text: str
    why: str


def tubes_of(text: str, size: int, category: str, latest: date) -> tuple[list[Tube], list[Unread]]:
    """The whole tubes that the lines tell of, and the lines that cannot be used, each with its first reason.

    A line begins with a tube's number; people follow it, by identity number, name or telephone. A line that begins with
    an identity number or a Chinese name belongs to the tube above it, so that one may scan a tube and then its people.
    Of surfaces, goods and animals what follows the number is a note. ``size`` is the most people that a tube holds.
    """
    found: dict[str, Tube] = {}
    unread: list[Unread] = []
    last: Tube | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        words = _words(line)
        if not words:
            continue
        try:
            if category == "person" and _begins_a_person(words[0]):
                if last is None:
                    raise _Refused(_("names a person, but no tube stands before it; scan the tube first"))
                told = words
            else:
                last, told = found.setdefault(words[0], Tube(words[0], [])), words[1:]
            last.lines.append(number)
            if category == "person":
                _added(last, _people(told, number, latest), min(size, _MOST))
            else:
                last.note = " ".join(told) or last.note
        except _Refused as refused:
            unread.append(Unread(number, line.strip(), str(refused)))
            if last is not None:
                last.whole = False
    for tube in found.values():
        if category == "person" and tube.whole and not tube.people:
            tube.whole = False
            why = _("names nobody; add an identity number, or a name and a telephone")
            unread.append(Unread(tube.line, tube.number, why))
    return [tube for tube in found.values() if tube.whole], sorted(unread, key=_by_line)


def people_told(text: str, latest: date) -> tuple[list[Someone], str]:
    """The people that one line names, each by identity number, name or telephone; and why it cannot be read, or ""."""
    try:
        return _people(_words(text), 1, latest), ""
    except _Refused as refused:
        return [], str(refused)


class _Refused(Exception):
    """A line that cannot be used."""


def _by_line(unread: Unread) -> int:
    return unread.line


def _words(line: str) -> list[str]:
    words = _BETWEEN.split(line.strip()) if _BETWEEN.search(line.strip()) else line.split()
    return [word.strip() for word in words if word.strip()]


def _begins_a_person(word: str) -> bool:
    return bool(_IDENTITY.fullmatch(word) or _CHINESE.search(word))


def _people(words: list[str], line: int, latest: date) -> list[Someone]:
    """The people that the words of a line name: a new one begins where something is told a second time."""
    people: list[Someone] = []

    def of(what: str) -> Someone:
        if not people or getattr(people[-1], what):
            people.append(Someone(line, len(people)))
        return people[-1]

    for word in words:
        if _TELEPHONE.fullmatch(word):
            of("telephone").telephone = word
        elif any(sign.isdigit() for sign in word) and not _CHINESE.search(word):
            try:
                document = document_of(word, latest=latest)
            except RefusedNumber as refused:
                raise _Refused(f"{word}: {reason_words(str(refused))}") from None
            of("document").document = document
        else:
            of("name").name = word
    return people


def _added(tube: Tube, people: list[Someone], size: int) -> None:
    """Puts people into a tube, all or none. Raises _Refused where it would be over its size or name one twice."""
    within = {someone.same_as for someone in tube.people}
    for someone in people:
        if someone.same_as in within:
            who = someone.name or (someone.document.number[-4:] if someone.document else someone.telephone)
            raise _Refused(_("%(who)s is in tube %(tube)s already") % {"who": who, "tube": tube.number})
        within.add(someone.same_as)
    if len(tube.people) + len(people) > size:
        raise _Refused(
            _("more than %(size)d in tube %(tube)s; choose another pool, or scan the next tube")
            % {"size": size, "tube": tube.number}
        )
    tube.people += people
