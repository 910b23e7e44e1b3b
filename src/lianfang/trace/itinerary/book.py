"""What is read of one itinerary so far: its days, and its rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lianfang.trace.itinerary.days import Calendar, Range
from lianfang.trace.itinerary.rows import Row

# Of one day and result there is one specimen, however often the text comes back to it; so of a diagnosis.
_ONCE = {"specimen", "diagnosis"}
_NO_DAY = (None,)


class Book:
    """The rows of one itinerary in the making; `ranges` are the days told last."""

    def __init__(self, text: str, published: date | None, id: str) -> None:
        self.text, self.id = text, id
        self.calendar = Calendar(text, published)
        self.ranges: list[Range] = []
        self.rows: list[Row] = []
        self.adds = 0
        self._told: set[tuple[str, str, str]] = set()

    def add(
        self,
        row: Row,
        ranges: list[Range],
        *,
        daily: bool = False,
        clocks: Mapping[Range, tuple[str, str]] | None = None,
    ) -> None:
        """A row for each range of days, or for each day; without a day where none was told.

        `clocks` has the time of a range where that is not the row's own.
        """
        self.adds += 1
        row.id, first = self.id, True
        own = row.time_from, row.time_to
        spans = [Range(day, day) for one in ranges for day in one.days()] if daily else ranges
        for one in spans or _NO_DAY:
            begin, end = ("", "") if one is None else one.texts()
            if row.kind in _ONCE:
                once = (begin, row.kind, row.result)
                if once in self._told:
                    continue
                self._told.add(once)
            made = row if first else row.again()
            made.date_from, made.date_to, first = begin, end, False
            if clocks and own[0] and one is not None:
                made.time_from, made.time_to = clocks.get(one, own)
            self.rows.append(made)
