"""What is going on in a sentence while it is read, and how it becomes rows."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from lianfang.trace.itinerary.book import Book
from lianfang.trace.itinerary.days import Range
from lianfang.trace.itinerary.event import Event
from lianfang.trace.itinerary.places import bare_names_of, names_of
from lianfang.trace.itinerary.rows import Row
from lianfang.trace.itinerary.scanner import Token

# A place's name ends where one of these begins; others may stand in it.
_IN_A_NAME = {"BRACKET", "LIST", "HALT", "in_a_name"}
NO_CLOCK = ("", "")
_HOUSES = {"家中", "宿舍", "住处", "居住地"}
_END = re.compile(r"[。；;\n！？]")


class Going:
    """The event going on in one sentence. What is told before an event (time, companions) waits for it."""

    __slots__ = (
        "again", "begins", "book", "clock", "clocks_by_day", "companions", "diagnosing", "event", "last", "negated",
        "sampled", "sentence", "skip_to", "symptoms", "tested", "text", "until",
    )  # fmt: skip

    def __init__(self, book: Book, sentence: list[Token]) -> None:
        self.book, self.text, self.sentence = book, book.text, sentence
        self.event: Event | None = None
        self.clock = ("", "")
        self.again: list[tuple[str, str]] = []
        self.clocks_by_day: dict[Range, tuple[str, str]] = {}
        self.companions = ""
        self.begins: int | None = sentence[0].start
        self.skip_to = 0
        self.tested = self.sampled = self.negated = self.until = False
        self.diagnosing = -1
        self.symptoms: list[Token] = []
        self.last: Row | None = None

    def going_on(self, token: Token) -> Event:
        """The event that a token adds to; a new one where none is going on."""
        event = self.event
        if event is None:
            start = token.start if self.begins is None or self.begins > token.start else self.begins
            event = self.event = Event(start, token.end, clock=self.clock, again=self.again, companions=self.companions)
            self.clock, self.again, self.companions, self.begins = NO_CLOCK, [], "", None
        elif event.end < token.end:
            event.end = token.end
        return event

    def flush_complete(self, or_numbered: bool = False) -> None:
        """Ends the event where it could stand by itself, or where it is a ride told by its number."""
        event = self.event
        if event is not None and (event.kind or event.place or event.home or (or_numbered and event.number)):
            self.flush()

    def flush(self) -> None:
        """Ends the event and writes its rows."""
        event = self.event
        if event is None:
            return
        self.event = None
        if event.sampled and not event.kind:
            event.kind = "medical"
        if self.last is not None and self._only_a_stretch(event):
            self.last.origin = self.last.origin or event.origin
            self.last.destination = self.last.destination or event.place
            self.last.span_to = event.end
            return
        for row in event.rows():
            if row.kind == "stay" and not row.place:
                if self._lengthened(row):
                    continue
                row.place = "家"
            self.book.add(row, self.book.ranges, clocks=self.clocks_by_day)
            self.last = self.book.rows[-1] if row.kind == "travel" else None
            if self.last is None:
                for time_from, time_to in event.again:
                    self.book.add(replace(row, time_from=time_from, time_to=time_to), self.book.ranges)

    def _only_a_stretch(self, event: Event) -> bool:
        """Whether it says only from where to where the ride before it went."""
        travelled = self.last is not None and self.last.kind == "travel" and not self.last.destination
        return travelled and not event.means and not event.kind and not event.home and bool(event.origin or event.place)

    def _lengthened(self, row: Row) -> bool:
        """Whether "did not go out" only ends what the sentence told before."""
        before = self.book.rows[-1] if self.book.rows else None
        if before is None or before.span_to <= self.sentence[0].start:
            return False
        if before.kind == "stay":
            before.span_to = row.span_to
        return True

    def _named(self, token: Token, position: int) -> tuple[str, ...]:
        """The names of the places that follow a token; several are separated by 、."""
        begin = token.end
        for later in islice(self.sentence, position + 1, None):
            end = later.start
            if end < self.skip_to or later.type in _IN_A_NAME or (end > begin and later.text in _HOUSES):
                continue
            break
        else:
            end = self.text_end
        if end > self.skip_to:
            self.skip_to = end
        return names_of(self.text[begin:end]) if end > begin else ()

    def _named_before(self, token: Token, position: int) -> tuple[str, ...]:
        """The places right before an act, where no word says that one went there."""
        while position and self.sentence[position - 1].type in _IN_A_NAME:
            position -= 1
        start = self.sentence[position - 1].end if position else self.sentence[0].start
        return bare_names_of(self.text[start : token.start]) if start < token.start else ()

    @property
    def text_end(self) -> int:
        stop = _END.search(self.text, self.sentence[-1].end)
        return stop.start() if stop else len(self.text)

    def _begin(self, token: Token) -> None:
        """What is told before an event is in its span."""
        if self.event is None:
            self.begins = token.start if self.begins is None else min(self.begins, token.start)

    def _start(self, token: Token) -> int:
        return token.start if self.begins is None else self.begins

    def _tell_symptoms(self) -> None:
        if self.symptoms:
            named = "、".join(dict.fromkeys(token.text for token in self.symptoms))
            row = Row(kind="symptom", detail=named, span_from=self.symptoms[0].start, span_to=self.symptoms[-1].end)
            self.book.add(row, self.book.ranges)
            self.symptoms = []
