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
from lianfang.places.tree import is_within, paths_up


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


def told_of(at: datetime, units: Iterable[str] | None = None, roles: Iterable[str] | None = None) -> list[Responsible]:
    """All that is known at ``at`` of these units (of all that the session sees), also what is to come, latest first.

    Of every role, where none is named.
    """
    asked = {"unit": units, "role": roles}
    where = {column: list(values) for column, values in asked.items() if values is not None}
    if where.get("unit") == []:
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


def leaders_told(at: datetime, units: Iterable[str] | None = None) -> list[Responsible]:
    """What is known at ``at`` of the leaders alone: in a county every grid has a worker, and few units a leader."""
    return told_of(at, units, ["leader"])


def leaders(units: Iterable[Unit], at: datetime, told: Iterable[Responsible] | None = None) -> dict[str, str]:
    """The responsible leader of each unit by its code, as known at ``at``; "" where nobody is.

    ``told`` is what ``leaders_told`` gives of these units, where the caller has asked already.
    """
    chosen = list(units)
    held = _names_held(leaders_told(at, [unit.code for unit in chosen]) if told is None else told, at)
    found = {unit.code: held.get(unit.code, unit.leader) for unit in chosen}
    lacking = [unit for unit in chosen if not found[unit.code]]
    if lacking:
        above = _commands_above([unit.path for unit in lacking], at)
        for unit in lacking:
            found[unit.code] = next((name for path, name in above if is_within(unit.path, path)), "")
    return found


def with_leaders(units: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """A table of units (``code, leader``) with the leaders who hold at ``at`` in place of those told with the units."""
    held = _names_held(leaders_told(at), at)
    if not held or not units.height:
        return units
    return units.with_columns(pl.col("code").replace_strict(held, default=pl.col("leader")).alias("leader"))


def _names_held(told: Iterable[Responsible], at: datetime) -> dict[str, str]:
    """By unit the name of its leader at a moment, where a fact tells of one."""
    return {unit: one.name for (unit, role), one in holding(told, at).items() if role == "leader"}


def _commands_above(paths: Iterable[str], at: datetime) -> list[tuple[str, str]]:
    """Path and leader of the commands above these paths that have one, the nearest to the ground first."""
    above = {each for path in paths for each in paths_up(path)}
    commands = list(Unit.objects.filter(kind="command", path__in=above))
    held = _names_held(leaders_told(at, [unit.code for unit in commands]), at)
    named = [(unit.path, held.get(unit.code, unit.leader)) for unit in commands]
    return sorted(((path, name) for path, name in named if name), key=lambda pair: -len(pair[0]))


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
