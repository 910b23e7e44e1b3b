"""What goes over the wire. Integers and dates are strict, so that 0 is no date and false no number."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool, StrictInt, StrictStr


class Problem(Schema):
    """What was wrong, in one line."""

    detail: str


class ToRecord(Schema):
    """Rows of a layout. The same ``request_id`` again gets the same answer and records nothing."""

    model_config = ConfigDict(extra="forbid")

    request_id: UUID
    rows: list[dict[StrictStr, str | int | float | bool | list[str] | None]] = Field(min_length=1, max_length=10_000)
    disease: StrictStr | None = None


class Scan(Schema):
    """A visit that a code, ticket, register or till tells of: who (as they name themselves), where, from when to when.

    ``place`` is the code of a unit, or what the place is called. ``device`` made the scan, in the area ``scanned_in``.
    """

    model_config = ConfigDict(extra="forbid")

    person: StrictStr = Field(min_length=1, max_length=200)
    start: datetime
    end: datetime | None = None
    place: StrictStr | None = None
    kind: StrictStr | None = None
    number: StrictStr | None = None
    carriage: StrictStr | None = None
    room: StrictStr | None = None
    row: StrictInt | None = Field(None, ge=0, le=999)
    seat: StrictStr | None = None
    staff: StrictBool | None = None
    how: StrictStr | None = None
    area: StrictStr | None = None
    gone: StrictBool = False
    device: StrictStr | None = None
    scanned_in: StrictStr | None = None


class Scans(Schema):
    """Visits to be kept where a declaration lets them be collected. Told again they change nothing."""

    model_config = ConfigDict(extra="forbid")

    visits: list[Scan] = Field(min_length=1, max_length=10_000)


class Rejected(Schema):
    """Why a row was not recorded: its place (0-based), the column, its value, what to do."""

    row: StrictInt
    column: str
    value: str
    reason: str


class Kept(Schema):
    """How many visits were kept, and why others were not. They count for all given."""

    kept: int
    rejections: list[Rejected]


class DisputedOut(Schema):
    """A correction that contradicts another, made at once by somebody who saw the same fact: the facts, the columns.

    Both are kept, ``fact`` stands. Whoever corrects ``fact``, be it to the same, decides. ``withdrawn`` among the
    columns says that one of them withdrew the fact.
    """

    kind: str
    fact: UUID
    before: UUID
    columns: list[str]


class Answer(Schema):
    """What became of the rows; the four counts add up to ``rows``. ``disputed`` are among the corrected."""

    rows: int
    loaded: int
    unchanged: int
    corrected: int
    rejected: int
    rejections: list[Rejected]
    subjects: dict[str, list[UUID | None]]
    disputed: list[DisputedOut] = []


class Page(Schema):
    """Some rows of a list, and how many there are in all."""

    count: int
    rows: list[dict[str, Any]]


class ColumnOut(Schema):
    """A column of a layout: its full name, type, and names in both languages."""

    name: str
    type: str
    zh: str
    en: str
    required: bool
    options: list[str]


class LayoutOut(Schema):
    """A layout and its columns."""

    name: str
    zh: str
    en: str
    columns: list[ColumnOut]
