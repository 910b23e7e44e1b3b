"""A letter as it tells of itself: its head, the names in it, and what of it was not understood. All of it is text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

# Why something stands apart: a row with other cells than its header, a line of nobody.
Why = Literal["cells", "nobody"]


@dataclass(slots=True)
class NameTold:
    """A person as the letter tells of them; the names of the fields are those of the fact ``letter_name``.

    ``where`` says where in the letter they stand (row 3).
    """

    place: str = ""
    name: str = ""
    sex: str = ""
    identity_number: str = ""
    telephone: str = ""
    address: str = ""
    told_as: str = ""
    case_number: str = ""
    last: str = ""
    known: str = ""
    where: str = field(default="", compare=False)

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "NameTold":
        """The person of these values by column; what is no column of the fact is passed over."""
        made = cls()
        for name in NAME_FIELDS:
            setattr(made, name, values.get(name, ""))
        return made

    @property
    def told(self) -> dict[str, str]:
        """What is told of the person, by the columns of the fact; what is not told is left out."""
        return {name: value for name in NAME_FIELDS if (value := getattr(self, name))}


NAME_FIELDS: tuple[str, ...] = tuple(each.name for each in fields(NameTold) if each.compare)


@dataclass(frozen=True, slots=True)
class Unread:
    """Something of a letter that was not understood: where it stands, its text, why."""

    where: str
    text: str
    why: Why


@dataclass(slots=True)
class LetterTold:
    """A letter; the names of the fields are those of the fact ``letter``, ``sent`` its moment.

    ``hours`` is within how many hours of its receipt it asks for the answer, where it says so instead of a deadline.
    """

    number: str = ""
    from_name: str = ""
    to_name: str = ""
    sent: str = ""
    disease: str = ""
    outbreak: str = ""
    ask: str = ""
    deadline: str = ""
    reply_to: str = ""
    names: list[NameTold] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list, compare=False)
    hours: int | None = field(default=None, compare=False)


HEAD_FIELDS: tuple[str, ...] = tuple(
    each.name for each in fields(LetterTold) if each.name not in ("names", "unread", "hours")
)


def united(names: Iterable[NameTold]) -> tuple[list[NameTold], list[tuple[NameTold, NameTold]]]:
    """The names, each person once, and the pairs (kept, told again) that were one by their identity number.

    Of somebody told twice the first stays, filled with what only the second tells. Without a number nobody is taken for
    somebody else: two people may have one name.
    """
    kept: list[NameTold] = []
    by_number: dict[str, NameTold] = {}
    twice: list[tuple[NameTold, NameTold]] = []
    for one in names:
        number = one.identity_number
        before = by_number.get(number) if number else None
        if before is None:
            kept.append(one)
            if number:
                by_number[number] = one
            continue
        twice.append((before, one))
        for name in NAME_FIELDS:
            if not getattr(before, name):
                setattr(before, name, getattr(one, name))
    return kept, twice
