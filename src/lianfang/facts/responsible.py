"""Who is responsible for a unit from when on: the leader (包保), the grid worker, who signs its day.

Each change is a fact with the moment from which it holds; nothing is written over. Where no fact speaks of a unit's
leader, the leader told with the unit itself holds, and where there is none, that of the command above it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from lianfang.facts.known import known_by
from lianfang.places.models import Unit


@dataclass(frozen=True, slots=True)
class Responsible:
    """Somebody responsible for a unit in a role, from a moment on, until another where one was told."""

    unit: str
    role: str
    name: str
    post: str
    account: str
    since: datetime
    until: datetime | None
    note: str
    recorded_by: str
    id: str


def told_of(at: datetime, units: Iterable[str] | None = None) -> list[Responsible]:
    """All that is known at ``at`` of these units (of all that the session sees), also what is to come, latest first."""
    where = None if units is None else {"unit": list(units)}
    if where is not None and not where["unit"]:
        return []
    rows = known_by(at, ["responsibility"], where=where)["responsibility"]
    # Told twice for one moment, what was told last holds.
    ordered = rows.sort("occurred_from", "known_at", descending=True)
    return [_responsible(row) for row in ordered.iter_rows(named=True)]


def holding(told: Iterable[Responsible], on: datetime) -> dict[tuple[str, str], Responsible]:
    """By unit and role who holds it at a moment: whoever began last, unless that ended."""
    found: dict[tuple[str, str], Responsible] = {}
    for one in told:
        if one.since <= on and (one.unit, one.role) not in found:
            found[one.unit, one.role] = one
    return {key: one for key, one in found.items() if one.until is None or one.until > on}


def leaders(units: Iterable[Unit], at: datetime) -> dict[str, str]:
    """The responsible leader of each unit by its code, as known at ``at``; "" where nobody is."""
    chosen = list(units)
    held = holding(told_of(at, [unit.code for unit in chosen]), at)
    found = {}
    for unit in chosen:
        one = held.get((unit.code, "leader"))
        found[unit.code] = one.name if one else unit.leader
    lacking = [unit for unit in chosen if not found[unit.code]]
    if lacking:
        above = _commands(at)
        for unit in lacking:
            found[unit.code] = _above(unit.path, above)
    return found


def with_leaders(units: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """A table of units (``code, leader``) with the leaders who hold at ``at`` in place of those told with the units."""
    told = {unit: one.name for (unit, role), one in holding(told_of(at), at).items() if role == "leader"}
    if not told or not units.height:
        return units
    return units.with_columns(pl.col("code").replace_strict(told, default=pl.col("leader")).alias("leader"))


def _commands(at: datetime) -> list[tuple[str, str]]:
    """Path and leader of every command that has one, the nearest to the ground first."""
    commands = list(Unit.objects.filter(kind="command"))
    held = holding(told_of(at, [unit.code for unit in commands]), at)
    named = [
        (unit.path, held[unit.code, "leader"].name if (unit.code, "leader") in held else unit.leader)
        for unit in commands
    ]
    return sorted(((path, name) for path, name in named if name), key=lambda pair: -len(pair[0]))


def _above(path: str, commands: list[tuple[str, str]]) -> str:
    return next((name for above, name in commands if path.startswith(above)), "")


def _responsible(row: dict[str, Any]) -> Responsible:
    return Responsible(
        row["unit"],
        row["role"],
        row["name"],
        row["post"] or "",
        row["account"] or "",
        row["occurred_from"].astimezone(UTC),
        row["occurred_until"],
        row["note"] or "",
        row["recorded_by"],
        row["id"],
    )
