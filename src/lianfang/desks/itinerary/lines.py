"""The lines of the table: one for each thing that was read and each sentence that was not, as read or as typed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import QueryDict

from lianfang.desks import names
from lianfang.desks.itinerary import words
from lianfang.places.names import area_codes
from lianfang.trace.itinerary import KINDS, Itinerary, Row

FIELDS = (
    "record", "day", "until", "start", "end", "place", "means", "vehicle", "carriage", "seat", "origin", "destination",
)  # fmt: skip
RIDE = ("means", "vehicle", "carriage", "seat", "origin", "destination")
VISIT, LEAVE_OUT = "visit", "leave_out"
DIRECTIONS = ("arrival", "departure", "passing_through")
# What could not be placed, then what is to be recorded, then what other desks record or nobody needs.
UNPLACED, PLACED, ELSEWHERE = "unplaced", "placed", "elsewhere"
GROUPS = (UNPLACED, PLACED, ELSEWHERE)
UNREAD = "unread"
MOST, LONGEST = 400, 20_000
HUES = 6
_OTHER_DESKS = frozenset({"specimen", "diagnosis", "symptom", "isolation", "admission"})
# 家, 金普新区家中; not 同村父亲家, where others live.
_HOME = re.compile(r"(?:^|[省市区县镇乡村路号])家[中里]?$|(?:住处|居住地)$")
_MEANS = {
    "火车": "train", "飞机": "aircraft", "大巴": "coach", "船": "ship", "私家车": "car", "出租车": "car",
}  # fmt: skip
_SENTENCE = re.compile(r"[^。；;！!？?\n]*\w[^。；;！!？?\n]*")
# Shorter ones between two rows (约2个小时后, 餐后送小儿子) tell of no place.
_STRETCH = 8
_EDGES = " \t　，,、：:（）()"
# An investigation looks back weeks; a text is seldom written longer after an onset than this.
_AFTER_ONSET = timedelta(days=60)


@dataclass
class Line:
    """One line: its number in the text, the span that tells it, what was read there, the fields, their mistakes.

    ``text`` is what the span holds, for showing.
    """

    number: int
    start: int
    end: int
    read: str
    group: str
    fields: dict[str, str]
    mistakes: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def refuse(self, name: str, why: str) -> None:
        """Notes why a field cannot be so; the first reason stands."""
        self.mistakes.setdefault(name, why)

    @property
    def left_out(self) -> bool:
        """Whether nothing is to be recorded of it."""
        return self.fields["record"] == LEAVE_OUT

    @property
    def rides(self) -> bool:
        """Whether it tells of a ride, or would have to."""
        return any(self.fields[name] or name in self.mistakes for name in RIDE)

    @property
    def hue(self) -> int | None:
        """The number of its colour; none where it was not read."""
        return None if self.read == UNREAD else self.number % HUES

    @property
    def word(self) -> str:
        """What was read, in the language of the page."""
        return str(words.READ[self.read])

    @property
    def said(self) -> list[str]:
        """Its mistakes, a line each: the field, its value, what to do."""
        return [
            " ".join(part for part in (str(words.FIELDS.get(name, name)), self.fields.get(name, "")) if part)
            + f": {why}"
            for name, why in self.mistakes.items()
        ]


def latest_day(year: int, onset: date | None, today: date) -> date:
    """The latest day that a text of this year may speak of: days without a year are the latest not after it.

    In the year of the onset that is two months after it, so that the December before a January's onset is the last
    year's; else the year's end. Never after today.
    """
    last = onset + _AFTER_ONSET if onset is not None and onset.year == year else date(year, 12, 31)
    return min(last, today) if year <= today.year else today


def lines_read(text: str, itinerary: Itinerary, within: str) -> list[Line]:
    """The lines of what was read, in the order of the text, and of each sentence in which nothing was.

    ``within`` is the path of the account's area.
    """
    ways = _paths(text for row in itinerary.rows for text in (row.origin, row.destination))
    found = [_line_of(row, ways, within) for row in itinerary.rows]
    found += [
        Line(0, start, end, UNREAD, UNPLACED, _fields(record=LEAVE_OUT)) for start, end in _unread(text, itinerary)
    ]
    found.sort(key=lambda line: (line.start, line.end))
    for number, line in enumerate(found, start=1):
        line.number = number
    return found


def _unread(text: str, itinerary: Itinerary) -> Iterator[tuple[int, int]]:
    """What no row tells of: whole sentences, and stretches within one that are long enough to tell something.

    Sentences that the reader leaves alone (of others than the person) are among them; a heading before a colon is not.
    """
    told = sorted((row.span_from, row.span_to) for row in itinerary.rows)
    for sentence in _SENTENCE.finditer(text):
        begin, end = sentence.span()
        if sentence[0].rstrip().endswith(("：", ":")):
            continue
        inside = [(start, until) for start, until in told if start < end and begin < until]
        for start, until in _gaps(begin, end, inside):
            stretch = text[start:until]
            start += len(stretch) - len(stretch.lstrip(_EDGES))
            until -= len(stretch) - len(stretch.rstrip(_EDGES))
            if until - start >= (_STRETCH if inside else 1):
                yield start, until


def _gaps(begin: int, end: int, inside: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, until in inside:
        if begin < start:
            yield begin, start
        begin = max(begin, until)
    if begin < end:
        yield begin, end


def _fields(**given: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | given


def _paths(texts: Iterable[str]) -> dict[str, str]:
    codes = area_codes(texts).codes
    areas = names.areas(codes.values())
    return {text: areas[code].path for text, code in codes.items() if code in areas}


def _line_of(row: Row, ways: Mapping[str, str], within: str) -> Line:
    dated = row.date_from if not row.date_from.startswith("-") else ""
    fields = _fields(
        record=LEAVE_OUT,
        day=dated,
        until=row.date_to if dated and row.date_to != row.date_from else "",
        start=row.time_from,
        end=row.time_to,
        place=row.place,
    )
    group = PLACED
    if row.kind == "travel":
        group = _ride(row, fields, ways, within)
    elif row.kind in _OTHER_DESKS or (row.kind == "stay" and _HOME.search(row.place)):
        group = ELSEWHERE
    elif not row.place:
        group = UNPLACED
    if group == PLACED and not dated:
        group = UNPLACED
    if group == PLACED and fields["record"] == LEAVE_OUT:
        fields["record"] = VISIT
    elif group == UNPLACED:
        fields["record"] = LEAVE_OUT
    return Line(0, row.span_from, row.span_to, row.kind, group, fields)


def _ride(row: Row, fields: dict[str, str], ways: Mapping[str, str], within: str) -> str:
    """Fills in a ride: into the account's area, out of it, or else somebody aboard a vehicle that has a number."""
    fields.update(
        means=_MEANS.get(row.transport, "other" if row.transport else ""),
        vehicle=row.number,
        carriage=row.carriage,
        seat=row.seat,
        origin=row.origin,
        destination=row.destination,
    )
    comes = ways.get(row.destination, "").startswith(within) and row.destination != ""
    leaves = ways.get(row.origin, "").startswith(within) and row.origin != ""
    if comes != leaves:
        fields["record"] = "arrival" if comes else "departure"
    elif row.number:
        fields["place"] = f"{row.transport}{row.number}"
    else:
        return UNPLACED
    return PLACED


def lines_typed(sent: QueryDict, length: int) -> list[Line]:
    """The lines as a form sent them back, spaces gone; ``length`` is that of the text, which no span may leave."""
    count = sent.get("lines", "")
    made = []
    for number in range(1, (min(int(count), MOST) if count.isdecimal() else 0) + 1):
        start, end = _span(sent.get(f"{number}-span", ""), length)
        read, group = sent.get(f"{number}-read", ""), sent.get(f"{number}-group", "")
        fields = {name: sent.get(f"{number}-{name}", "").strip()[:300] for name in FIELDS}
        made.append(
            Line(number, start, end, read if read in KINDS else UNREAD, group if group in GROUPS else UNPLACED, fields)
        )
    return made


def _span(text: str, length: int) -> tuple[int, int]:
    start, _dash, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal()) or len(text) > 20:
        return 0, 0
    return min(int(start), length), min(int(end), length)
