"""Who entered an isolation site and who left it since: read from the facts, never typed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianfang.facts import known_by

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's stay at a site: the entry as told, the room told last, and how and when it ended where it has.

    ``how`` is released, admitted, moved (entered elsewhere) or taken_over (another unit signed for the transfer).
    """

    person: UUID
    entered: datetime
    room: str
    ground: str
    disease: str | None
    outbreak: str | None
    entry: Row
    left: datetime | None = None
    how: str = ""
    leaving: Row | None = None


def stays(unit: str, at: datetime) -> list[Stay]:
    """Every stay at a site as known at ``at``, by room and name of the room's first, whoever is here and who was."""
    told = known_by(at, ["observation"], where={"site": [unit]})["observation"]
    entries = [row for row in told.iter_rows(named=True) if row["stage"] == "entered" and _central(row)]
    persons = list(dict.fromkeys(row["person"] for row in entries if row["person"]))
    if not persons:
        return []
    tables = known_by(at, ["observation", "admission", "transfer"], {"person": persons})
    ends = _ends(tables, unit)
    found: list[Stay] = []
    for person in persons:
        found += _of_one([row for row in entries if row["person"] == person], ends.get(person, []))
    return sorted(found, key=lambda stay: (room_order(stay.room), stay.entered, str(stay.person)))


def here(all_stays: Iterable[Stay]) -> list[Stay]:
    """Those who are in."""
    return [stay for stay in all_stays if stay.left is None]


def room_order(room: str) -> tuple[tuple[int, str], ...]:
    """Rooms as one walks along them: 2 before 10, 302A after 302; those without a room last."""
    parts = re.findall(r"\d+|\D+", room)
    return tuple((int(part), "") if part.isdigit() else (10**9, part) for part in parts) or ((10**10, ""),)


def _central(row: Row) -> bool:
    return row["observation"] == "central"


def _ends(tables: Mapping[str, Any], unit: str) -> dict[str, list[tuple[datetime, str, Row]]]:
    """By person, what ends a stay here: ``moment, how, fact``."""
    ends: dict[str, list[tuple[datetime, str, Row]]] = {}

    def ended(row: Row, how: str) -> None:
        ends.setdefault(row["person"], []).append((row["occurred_from"], how, row))

    for row in tables["observation"].iter_rows(named=True):
        if row["stage"] == "released":
            ended(row, "released")
        elif row["site"] != unit:
            ended(row, "moved")
    for row in tables["admission"].iter_rows(named=True):
        ended(row, "admitted")
    transfers = list(tables["transfer"].iter_rows(named=True))
    sent_to = {row["subject"]: row["to_unit"] for row in transfers if row["stage"] == "sent"}
    for row in transfers:
        receiver = row["to_unit"] or sent_to.get(row["subject"])
        if row["what"] == "person" and row["stage"] == "received" and receiver not in (None, unit):
            ended(row, "taken_over")
    return ends


def _of_one(entries: list[Row], ends: list[tuple[datetime, str, Row]]) -> list[Stay]:
    """The stays of one person: an entry told again without a leaving between is the same stay, in its last room."""
    found: list[Stay] = []
    for row in entries:
        last = found[-1] if found else None
        if last is not None and (last.left is None or last.left > row["occurred_from"]):
            first = last.entry
            found[-1] = _stay(first, row["room"] or last.room, row["ground"] or last.ground, ends)
            continue
        found.append(_stay(row, row["room"] or "", row["ground"] or "", ends))
    return found


def _stay(row: Row, room: str, ground: str, ends: list[tuple[datetime, str, Row]]) -> Stay:
    entered = row["occurred_from"]
    later = sorted((end for end in ends if end[0] > entered), key=lambda end: end[0])
    left, how, leaving = later[0] if later else (None, "", None)
    return Stay(UUID(row["person"]), entered, room, ground, row["disease"], row["outbreak"], row, left, how, leaving)
