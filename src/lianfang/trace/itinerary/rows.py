"""What an itinerary is read into."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter

KINDS = (
    "stay", "visit", "travel", "work", "meal", "medical", "specimen", "isolation", "admission", "diagnosis", "symptom",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """One thing that an itinerary tells, with the half-open span of characters that tells it.

    Dates are `2021-01-09`, or `--01-09` where no year is known; times `17:30`. What is not told is empty. A travel row
    has its number as printed, and so has what was done by a private car whose plate is told; a specimen its result,
    `positive` or `negative`; a diagnosis its type in `result`.
    """

    id: str = ""
    date_from: str = ""
    date_to: str = ""
    time_from: str = ""
    time_to: str = ""
    kind: str = ""
    place: str = ""
    transport: str = ""
    number: str = ""
    carriage: str = ""
    seat: str = ""
    origin: str = ""
    destination: str = ""
    result: str = ""
    detail: str = ""
    companions: str = ""
    span_from: int = 0
    span_to: int = 0

    def again(self) -> Row:
        """Another row that tells the same, made faster than by dataclasses.replace."""
        return Row(*_VALUES(self))


COLUMNS = tuple(field.name for field in fields(Row))
_VALUES = attrgetter(*COLUMNS)
