"""What a column of a fact or of a derived table is: its type, its names in both languages, its limits."""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """The types that a column may have.

    Moments are aware and in UTC; dates are local days; references hold a subject's UUID or a code of ``places``.
    A FILE is its bytes in base64.
    """

    TEXT = "text"
    NAME = "name"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    AREA = "area"
    UNIT = "unit"
    IDENTITY = "identity"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    SUBJECT = "subject"
    SUBJECTS = "subjects"
    FACT = "fact"
    FILE = "file"


# Encrypted at rest; found again by the keyed hash of the normalised value, where one is kept.
SEALED = frozenset({Type.IDENTITY, Type.TELEPHONE, Type.ADDRESS, Type.FILE})
HASHED = frozenset({Type.IDENTITY, Type.TELEPHONE})


# What a column of whole numbers holds at most where nothing narrower is said: four bytes, as the database keeps it.
WHOLE_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a CHOICE column may take: the stored word, its Chinese and English, what else people write."""

    name: str
    zh: str
    en: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: stored name, type, Chinese and English name, and what is asked of its values.

    ``also`` lists other headers that files use for it. ``of`` names the kind of subject of a SUBJECT column.
    ``unit`` is the unit of measure. ``identifying`` says that the value alone points at one person.
    ``recorder`` says that it is the recorder's own unit where the row leaves it out.
    """

    name: str
    type: Type
    zh: str
    en: str
    required: bool = False
    options: tuple[Option, ...] = ()
    unit: str = ""
    of: str = ""
    identifying: bool = False
    recorder: bool = False
    also: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        if self.type is Type.INTEGER:
            for name, bound in (("minimum", -WHOLE_MOST - 1), ("maximum", WHOLE_MOST)):
                if getattr(self, name) is None:
                    object.__setattr__(self, name, bound)

    def option(self, name: str) -> Option:
        """The option of this name; raises KeyError where there is none."""
        for option in self.options:
            if option.name == name:
                return option
        raise KeyError(f"{self.name} has no option {name!r}")
