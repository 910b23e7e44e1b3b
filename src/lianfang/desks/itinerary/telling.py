"""From the lines of the form to facts: what each says, or why it cannot be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.desks.itinerary.lines import DIRECTIONS, VISIT, Line
from lianfang.desks.moments import local_zone
from lianfang.desks.reasons import reason_words
from lianfang.facts.recorder import Rejection
from lianfang.places.names import area_codes, unit_codes

# A stay longer than this was hardly meant; each of its days is a visit.
_LONGEST_STAY = 62
_MEANS = frozenset(option.name for option in vocabulary.kind("journey").column("means").options)
_ROW = re.compile(r"(\d{1,3})(?:排|[A-Ka-k]$)")
# The field of the form that stands for a column of a fact.
_FIELD_OF = {
    "occurred_from": "day", "occurred_until": "end", "left_origin": "start", "place_name": "place", "row": "seat",
    "direction": "record", "origin_place": "origin", "note": "destination",
}  # fmt: skip


@dataclass
class Told:
    """Rows of one kind of fact, and the line that told each."""

    kind: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line, row: dict[str, Any]) -> None:
        """One more row, its columns named without their kind; empty ones are left out."""
        said = {name if name == "person" else f"{self.kind}.{name}": value for name, value in row.items() if value}
        self.rows.append(said)
        self.lines.append(line)

    def refuse(self, rejections: Sequence[Rejection]) -> None:
        """Notes what the ledger refused beside the fields that said it."""
        for rejection in rejections:
            column = rejection.column.rpartition(".")[2]
            self.lines[rejection.row].refuse(_FIELD_OF.get(column, column), reason_words(rejection.reason))


def told(lines: Sequence[Line], person: UUID, within: str, now: datetime) -> tuple[Told, Told]:
    """Visits and journeys of the lines that are not left out; lines that cannot be have their mistakes noted.

    A visit of several days is one each day. Without an hour it stands at the day's beginning, as everywhere in the
    ledger, and has no end. What lies after ``now`` has not happened. A place or area that is known by its name here is
    told by its code as well.
    """
    visits, journeys = Told("visit"), Told("journey")
    kept = [line for line in lines if not line.left_out]
    units = unit_codes((line.fields["place"] for line in kept), within).codes
    areas = area_codes((line.fields[name] for line in kept for name in ("origin", "destination")), within).codes
    for line in kept:
        span = _moments(line, now)
        record = line.fields["record"]
        if record == VISIT:
            if not line.fields["place"]:
                line.refuse("place", _("is missing; fill it in"))
            if not line.mistakes:
                for begin, end in span:
                    visits.add(line, _visit(line, person, units, begin, end))
        elif record in DIRECTIONS:
            if not (line.fields["origin"] or line.fields["destination"]):
                line.refuse("origin", _("say where from or where to"))
            if not line.mistakes:
                journeys.add(line, _journey(line, person, areas, span[0][0], span[-1][1]))
        else:
            line.refuse("record", _("choose one of the list"))
    return visits, journeys


def _visit(line: Line, person: UUID, units: dict[str, str], begin: datetime, end: datetime | None) -> dict[str, Any]:
    fields = line.fields
    seat = _ROW.match(fields["seat"])
    return {
        "person": str(person),
        "place": units.get(fields["place"]),
        "place_name": fields["place"],
        "how": "statement",
        "vehicle": fields["vehicle"],
        "carriage": fields["carriage"],
        "row": int(seat[1]) if seat else None,
        "seat": fields["seat"],
        "occurred_from": begin,
        "occurred_until": end,
    }


def _journey(line: Line, person: UUID, areas: dict[str, str], begin: datetime, end: datetime | None) -> dict[str, Any]:
    fields = line.fields
    arrives = fields["record"] == "arrival" and end is not None
    to = areas.get(fields["destination"])
    return {
        "person": str(person),
        "direction": fields["record"],
        "origin": areas.get(fields["origin"]),
        "origin_place": fields["origin"],
        "left_origin": begin if arrives else None,
        "destination": to,
        # An area that is not known here has no column of its own.
        "note": f"→ {fields['destination']}" if fields["destination"] and not to else None,
        "means": fields["means"] if fields["means"] in _MEANS else None,
        "vehicle": fields["vehicle"],
        "carriage": fields["carriage"],
        "seat": fields["seat"],
        "occurred_from": end if arrives else begin,
    }


def _moments(line: Line, now: datetime) -> list[tuple[datetime, datetime | None]]:
    """When each of its days begins and ends; none where a mistake was noted."""
    first, start, end = _day(line, "day"), _time(line, "start"), _time(line, "end")
    last = _day(line, "until") if line.fields["until"] else first
    if not line.fields["day"]:
        line.refuse("day", _("is missing; fill it in"))
    if first is None or last is None:
        return []
    if last < first:
        line.refuse("until", _("lies before the first day"))
    if (last - first).days >= _LONGEST_STAY:
        line.refuse("until", _("lies more than two months after the first day; check it"))
    if end is not None and start is None:
        line.refuse("start", _("is missing; fill it in"))
    if line.mistakes:
        return []
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    span = [_from_to(day, start, end) for day in days]
    if span[-1][0] > now:
        line.refuse("until" if span[0][0] <= now else "day", _("lies in the future; check it"))
    return span


def _from_to(day: date, start: time | None, end: time | None) -> tuple[datetime, datetime | None]:
    begin = datetime.combine(day, start or time(), local_zone())
    if end is None:
        return begin, None
    # Ten at night until two is past midnight.
    then = datetime.combine(day, end, local_zone())
    return begin, then if then >= begin else then + timedelta(days=1)


def _day(line: Line, name: str) -> date | None:
    try:
        return date.fromisoformat(line.fields[name]) if line.fields[name] else None
    except ValueError:
        line.refuse(name, _("is no day; write 2021-01-10"))
        return None


def _time(line: Line, name: str) -> time | None:
    try:
        return time.fromisoformat(line.fields[name]).replace(tzinfo=None) if line.fields[name] else None
    except ValueError:
        line.refuse(name, _("is no time of day; write 17:30"))
        return None
