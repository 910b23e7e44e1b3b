"""Who records, and what they are told of it."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Recorder:
    """Who records: account (or the name of a machine), the area where their unit acts, and that unit.

    ``unit`` is None for somebody who loads a file: who loads a file owes nothing for what stands in it.
    """

    account: str
    area: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row was not recorded: its place in what was given (0-based), the column, its value and what to do."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A correction that contradicts another, made at once: its row, its fact, the other's, and in which columns.

    ``withdrawn`` among them says that one of the two withdrew the fact.
    """

    row: int
    kind: str
    fact: UUID
    before: UUID
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the rows: four counts that add up to ``rows``, the reasons of the rejected, the subjects touched.

    ``subjects`` are, by kind of subject, those of each accepted row in its order (``person``, ``case``, …).
    ``disputed`` are the corrected rows that contradict what somebody else corrected meanwhile.
    ``elsewhere``: by area (its code) how many accepted rows belong there and nowhere within the recorder's own area.
    """

    rows: int
    loaded: int
    unchanged: int
    corrected: int
    rejected: int
    rejections: tuple[Rejection, ...] = ()
    subjects: dict[str, tuple[UUID | None, ...]] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    disputed: tuple[Disputed, ...] = ()

    def __post_init__(self) -> None:
        if self.loaded + self.unchanged + self.corrected + self.rejected != self.rows:
            raise AssertionError("loaded, unchanged, corrected and rejected must add up to the rows given")
