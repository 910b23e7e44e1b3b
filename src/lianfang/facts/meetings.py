"""Meetings as the ledger keeps them: when each was held, by which unit, under whose chair."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianfang.facts.known import known_by


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held: when, by which unit of which area, under whose chair."""

    id: UUID
    number: str
    title: str
    unit: str
    area: str
    chair: str
    attended: str
    note: str
    at: datetime
    recorded_by: str


def meetings(at: datetime, *, area: str | None = None, ids: Iterable[str] | None = None) -> list[Held]:
    """The meetings that the session sees, as known at ``at``, the latest first; of an area only those it convened."""
    where = None if area is None else {"area": [area]}
    about = None if ids is None else {"meeting": list(ids)}
    rows = known_by(at, ["meeting"], about, where)["meeting"].sort("occurred_from", descending=True)
    return [_held(row) for row in rows.iter_rows(named=True)]


def last_meeting(at: datetime, area: str) -> Held | None:
    """The meeting that this area held last before a moment, or None."""
    return next((held for held in meetings(at, area=area) if held.at < at), None)


def _held(row: dict[str, Any]) -> Held:
    return Held(
        UUID(row["subject"]),
        row["number"] or "",
        row["title"],
        row["unit"] or "",
        row["area"],
        row["chair"] or "",
        row["attended"] or "",
        row["note"] or "",
        row["occurred_from"],
        row["recorded_by"],
    )
