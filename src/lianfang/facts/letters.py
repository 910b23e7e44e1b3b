"""Letters as the ledger keeps them: each with its names, their answers, the reply, and what was passed on.

A letter and a name in it have the subject that their content gives them, so that the same letter read twice is one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianfang.access import ciphers
from lianfang.facts.known import known_by
from lianfang.facts.models import LetterName

Row = Mapping[str, Any]
SEALED = ("identity_number", "telephone", "address")
ANSWERS = ("found", "not_here", "gone_to")


@dataclass(frozen=True, slots=True)
class NameInLetter:
    """A name of a letter with its answer and the letters by which it was passed on."""

    row: Row
    answer: Row | None = None
    passed_on: tuple[Row, ...] = ()

    @property
    def subject(self) -> str:
        """The name's subject."""
        return str(self.row["subject"])

    @property
    def open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answer is None

    @property
    def to_pass_on(self) -> bool:
        """Whether the person went elsewhere and nobody has told those there."""
        return self.answer is not None and self.answer["answer"] == "gone_to" and not self.passed_on


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its names in their order and its replies, the latest last."""

    row: Row
    names: tuple[NameInLetter, ...] = ()
    replies: tuple[Row, ...] = ()

    @property
    def subject(self) -> str:
        """The letter's subject."""
        return str(self.row["subject"])

    @property
    def incoming(self) -> bool:
        """Whether it came from elsewhere."""
        return bool(self.row["direction"] == "incoming")

    @property
    def open_names(self) -> list[NameInLetter]:
        """The names that nobody has answered."""
        return [name for name in self.names if name.open]

    @property
    def other(self) -> str:
        """The name of the other side."""
        return str(self.row["from_name" if self.incoming else "to_name"] or "")

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many names have each answer."""
        return [(answer, self.answered(answer)) for answer in ANSWERS]

    @property
    def waiting_to_pass_on(self) -> int:
        """How many went elsewhere without that anybody has told those there."""
        return sum(name.to_pass_on for name in self.names)

    def answered(self, answer: str) -> int:
        """How many names have this answer."""
        return sum(1 for name in self.names if name.answer is not None and name.answer["answer"] == answer)


@dataclass(slots=True)
class _Told:
    names: dict[str, list[Row]] = field(default_factory=dict)
    answers: dict[str, Row] = field(default_factory=dict)
    passings: dict[str, list[Row]] = field(default_factory=dict)
    replies: dict[str, list[Row]] = field(default_factory=dict)


def letters(
    at: datetime, *, since: datetime | None = None, subjects: Iterable[str] = (), names: Iterable[str] = ()
) -> list[Letter]:
    """Letters sent since a moment, those with these subjects, or those that hold these names, the latest first.

    As known at ``at``; row-level security decides which. Five queries, however many there are.
    """
    of_names = list(names)
    wanted = list(subjects)
    if of_names:
        held = known_by(at, ["letter_name"], {"letter_name": of_names}, columns=["letter"])["letter_name"]
        wanted += held["letter"].drop_nulls().to_list()
    if since is not None:
        rows = known_by(at, ["letter"], between=(since, at))["letter"].to_dicts()
    else:
        rows = known_by(at, ["letter"], {"letter": list(dict.fromkeys(wanted))})["letter"].to_dicts()
    told = _told([row["subject"] for row in rows], at)
    found = [
        Letter(
            row,
            tuple(
                NameInLetter(name, told.answers.get(name["subject"]), tuple(told.passings.get(name["subject"], ())))
                for name in told.names.get(row["subject"], ())
            ),
            tuple(told.replies.get(row["subject"], ())),
        )
        for row in rows
    ]
    return sorted(found, key=lambda letter: (letter.row["occurred_from"], letter.row["number"]), reverse=True)


def incoming_numbered(number: str, at: datetime) -> Sequence[Row]:
    """The letters that came and bear this number, whoever sent them, as known at a moment."""
    if not number:
        return []
    return known_by(at, ["letter"], where={"number": [number], "direction": ["incoming"]})["letter"].to_dicts()


def _told(subjects: list[str], at: datetime) -> _Told:
    told = _Told()
    if not subjects:
        return told
    of_letters = known_by(at, ["letter_name", "letter_answer"], where={"letter": subjects})
    for row in of_letters["letter_name"].sort("place", "subject", nulls_last=True).iter_rows(named=True):
        told.names.setdefault(row["letter"], []).append(row)
    for row in of_letters["letter_answer"].iter_rows(named=True):
        told.answers[row["subject"]] = row
    for row in known_by(at, ["letter_reply"], {"letter": subjects})["letter_reply"].iter_rows(named=True):
        told.replies.setdefault(row["subject"], []).append(row)
    every = [row["subject"] for rows in told.names.values() for row in rows]
    for row in known_by(at, ["letter_passing"], {"letter_name": every})["letter_passing"].iter_rows(named=True):
        told.passings.setdefault(row["subject"], []).append(row)
    return told


def opened(names: Iterable[NameInLetter]) -> dict[str, dict[str, str]]:
    """By the name's subject, its number, telephone and address in clear, as far as the letter tells them.

    Two queries. Whoever shows them writes the audit's line.
    """
    by_fact = {str(name.row["id"]): name.subject for name in names}
    values: dict[str, dict[str, str]] = {subject: {} for subject in by_fact.values()}
    kept = list(LetterName.objects.filter(id__in=list(by_fact)).only("id", *SEALED))
    for column in SEALED:
        held = [(by_fact[str(fact.id)], getattr(fact, column)) for fact in kept if getattr(fact, column) is not None]
        for (subject, _cipher), text in zip(held, ciphers.decrypted([cipher for _, cipher in held]), strict=True):
            values[subject][column] = text
    return values
