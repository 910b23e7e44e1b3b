"""What a kind of fact is, and what a layout is: several kinds told in one row."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lianfang.vocabulary.columns import Column, Type

# What a fact, a duty or a count may be about.
SUBJECTS = (
    "person",
    "household",
    "case",
    "specimen",
    "area",
    "unit",
    "outbreak",
    "transfer",
    "letter",
    "letter_name",
    "inspection",
    "finding",
    "task",
    "meeting",
    "duty",
    "signal",
    "consignment",
    "plan",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact, declared once.

    ``subject`` says what it is about. ``key`` names the columns that tell one fact of this kind from another: the same
    key told again is the same fact, unchanged or corrected ('subject' and 'occurred_from' may stand in it). ``moment``
    says in words what its ``occurred_from`` means. ``partitioned`` kinds are kept a month a table. ``ahead`` kinds may
    speak of what is still to come. Of the columns in ``either`` a row must fill at least one.
    """

    name: str
    zh: str
    en: str
    subject: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    moment_zh: str = "发生时间"
    moment_en: str = "When"
    moment_required: bool = True
    moment_also: tuple[str, ...] = ()
    partitioned: bool = False
    ahead: bool = False
    either: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of this name; raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}")

    @property
    def about_a_person(self) -> bool:
        """Whether its rows carry a person's UUID in ``person``, or those of several in ``persons``."""
        return any(column.name in ("person", "persons") for column in self.columns)


@dataclass(frozen=True, slots=True)
class Layout:
    """Several kinds recorded whole from one row, in order: a line list is person, case, severity, outcome.

    A column is written ``kind.column``. A part none of whose ``needs`` are filled is no fact and is passed over; the
    first part and those in ``always`` are always recorded. ``defaults`` fill what the row leaves out.
    """

    name: str
    zh: str
    en: str
    parts: tuple[Kind, ...]
    always: tuple[str, ...] = ()
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def columns(self) -> Iterator[tuple[str, Kind, Column]]:
        """Each column with its full name and kind, the moments of the parts included, references left out."""
        for part in self.parts:
            yield f"{part.name}.occurred_from", part, moment_of(part)
            for column in part.columns:
                if column.type not in (Type.SUBJECT, Type.SUBJECTS, Type.FACT):
                    yield f"{part.name}.{column.name}", part, column


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived table: what each row is, and its columns. ``key`` names what tells its rows apart."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def moment_of(kind: Kind) -> Column:
    """The column ``occurred_from`` as this kind means it."""
    return Column(
        "occurred_from",
        Type.MOMENT,
        kind.moment_zh,
        kind.moment_en,
        required=kind.moment_required,
        also=kind.moment_also,
    )
