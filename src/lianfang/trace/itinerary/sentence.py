"""Reads a sentence: tokens in their order, each changing what is going on or adding to it."""

from __future__ import annotations

import re
from collections.abc import Callable

from lianfang.trace.itinerary.clocks import clocks
from lianfang.trace.itinerary.days import Range
from lianfang.trace.itinerary.event import Event, only_stays, shared_means, weak
from lianfang.trace.itinerary.findings import Findings
from lianfang.trace.itinerary.going import NO_CLOCK
from lianfang.trace.itinerary.scanner import Token, any_of, meanings, part, tokens
from lianfang.trace.itinerary.vehicles import VEHICLES, carriage_and_seat

# （金马路站-大连湾站）
_STRETCH = re.compile(r"^[（(]([^（）()至—–:：-]+)(?:至|-|—|–)+([^（）()至—–:：-]+)[）)]$")
_RIDES = re.compile(r"[乘坐].*\d")
_UNTIL = re.compile(r"\s*[-—–~～－至到]+\s*")
_SITES = re.compile("隔离点|观察点|宾馆|酒店|隔离场所|观察站")
_HOSPITALS = re.compile("医院|胸科|医大|病院")
# What is done where one was carried to is part of being there.
_PART_OF = {"admission": ("isolation", "medical", "stay"), "isolation": ("stay", "medical")}
_OFFSETS = {"same": 0, "next": 1, "before": -1}


class Sentence(Findings):
    """One sentence: where somebody goes, when, how, and what they do there."""

    __slots__ = ()

    def read(self) -> None:
        """Adds the rows of the sentence to the book."""
        handler = _HANDLERS.get
        for position, token in enumerate(self.sentence):
            if token.start >= self.skip_to:
                handle = handler(token.type)
                if handle is not None:
                    handle(self, token, position)
        self.flush()
        if self.symptoms:
            self._tell_symptoms()

    def days(self, token: Token, position: int) -> None:
        if token.start and self.text[token.start - 1] in "与同":
            return  # 行程与21日相同: another day spoken of
        ranges = self.book.calendar.read(token.text)
        if ranges:
            self._since(token, position, ranges)

    def relative(self, token: Token, position: int) -> None:
        ranges = self.book.calendar.relative(_OFFSETS[meanings()["relative"][token.text]])
        if ranges:
            self._since(token, position, ranges)

    def _since(self, token: Token, position: int, ranges: list[Range]) -> None:
        begun = self._begun(token, position, ranges) if position > 1 else None
        if begun is not None:
            self.book.ranges = self.book.calendar.ranges = [begun]
            self.until = True
            return
        self.flush()
        if self.symptoms:
            self._tell_symptoms()
        if position > 1 and self._goes_on(position):
            self.clocks_by_day |= {one: self.clock for one in self.book.ranges if one not in self.clocks_by_day}
            self.book.ranges = [*self.book.ranges, *ranges]
        else:
            self.clocks_by_day, self.book.ranges = {}, ranges
        self.begins, self.clock, self.again, self.companions = token.start, NO_CLOCK, [], ""
        self.sampled = self.until = False

    def _begun(self, token: Token, position: int, ranges: list[Range]) -> Range | None:
        """The range of days that ends with this one, where a time stands between: 7日14时-8日5时."""
        if self.event is not None or len(self.book.ranges) != 1 or len(ranges) != 1:
            return None
        told = [one for one in self.sentence[max(0, position - 3) : position] if one.type in ("DAYS", "CLOCKS", "PART")]
        if len(told) < 2 or told[-1].type == "DAYS" or _UNTIL.fullmatch(self.text, told[-1].end, token.start) is None:
            return None
        return Range(self.book.ranges[0].first, ranges[0].last)

    def _goes_on(self, position: int) -> bool:
        """Whether days and times are listed by turns: 6日9时、9日14时、12日9时."""
        if self.sentence[position - 1].type not in ("CLOCKS", "PART", "LIST"):
            return False
        before = self.sentence[:position]
        while before and before[-1].type in ("CLOCKS", "PART", "LIST"):
            if before.pop().type == "LIST" and before and before[-1].type in ("CLOCKS", "PART"):
                return any(earlier.type == "DAYS" for earlier in before)
        return False

    def now(self, token: Token, position: int) -> None:
        self.flush()
        self.book.ranges = []
        self.begins = token.start

    def clocks(self, token: Token, position: int) -> None:
        if self._once_more(token, position):
            again = self.again if self.event is None else self.event.again
            again.append(clocks(token.text))
            return
        self.flush_complete(or_numbered=True)
        if self.event is not None:
            self.event.clock = clocks(token.text)
        else:
            self.clock = (self.clock[0], clocks(token.text)[0]) if self.until else clocks(token.text)
            self._begin(token)
        self.until = False

    def _once_more(self, token: Token, position: int) -> bool:
        """Whether it is another time of the same: 8时、10时和12时先后三次至超市."""
        earlier = [one for one in self.sentence[max(0, position - 2) : position] if one.type != "LIST"]
        before = earlier[-1] if earlier else None
        if before is None or before.type != "CLOCKS" or not clocks(before.text)[0]:
            return False
        return self.text[before.end : token.start] in ("、", "和", "及")

    def company(self, token: Token, position: int) -> None:
        named = any_of("relation").findall(token.text)
        self.flush_complete()
        if self.event is not None:
            self.event.companions = "、".join(named)
        else:
            self.companions = "、".join(named)
            self._begin(token)

    def means(self, token: Token, position: int) -> None:
        means = meanings()["means"][token.text]
        event = self.event
        if event is not None and (event.complete() or (event.means and (event.number or event.means != means))):
            if not (event.number and means in (event.means, "火车", "飞机", "公交车", "地铁")) or event.complete():
                self.flush()
            else:
                return
        event = self.going_on(token)
        event.means = event.means or means

    def vehicle(self, token: Token, position: int) -> None:
        ride = VEHICLES[token.type](token.text)
        if not self._where_it_goes(token):
            self.flush_complete(or_numbered=True)
        event = self.going_on(token)
        event.means, event.number = ride.means, ride.number
        event.carriage, event.seat = ride.carriage, ride.seat

    def _where_it_goes(self, token: Token) -> bool:
        """Whether the place right before a ride is its end: 到石家庄G524次."""
        event = self.event
        if event is None or not event.place or event.kind or event.means:
            return False
        return self.text.endswith((event.place, event.place + "的"), event.start, token.start)

    def seat(self, token: Token, position: int) -> None:
        carriage, seat = carriage_and_seat(token.text)
        if self.event is not None and self.event.number:
            self.event.carriage, self.event.seat, self.event.end = carriage, seat, token.end
        elif self.last is not None and self.last.kind == "travel":
            self.last.carriage, self.last.seat = carriage, seat

    def plate(self, token: Token, position: int) -> None:
        self._plated(token, re.sub(r"[（）()]|车牌号?[:：]?\s?", "", token.text))

    def _plated(self, token: Token, plate: str) -> None:
        event = self.event
        if event is not None and event.number:
            event.plate = plate  # of a bus that has the number of its line
        elif event is None or not event.complete() or event.means:
            self.going_on(token).number = plate

    def origin(self, token: Token, position: int) -> None:
        names = self._named(token, position)
        if not names:
            self.skip_to = 0
            return
        self.flush_complete()
        event = self.going_on(token)
        event.origin, event.end = names[0], self.skip_to

    def place(self, token: Token, position: int) -> None:
        names = self._named(token, position)
        if self.event is not None and self.event.complete() and not self._lives_at():
            self.flush()
        if not names:
            return
        event = self.going_on(token)
        event.place, event.more_places = names[0], names[1:]
        event.end = self.skip_to
        if token.text == "入住":
            event.kind = "stay"

    def _lives_at(self) -> bool:
        """Whether the place is where one lives: 居住在."""
        return self.event is not None and self.event.kind == "stay" and not self.event.place and not self.event.home

    def carried(self, token: Token, position: int) -> None:
        names = self._named(token, position)
        self.flush_complete()
        event = self.going_on(token)
        event.place = names[0] if names else ""
        event.end = max(event.end, self.skip_to)
        event.kind = "isolation" if _SITES.search(event.place) else "admission"

    def home(self, token: Token, position: int) -> None:
        self.flush_complete()
        event = self.going_on(token)
        event.home = True
        event.place = "村" if token.text in ("居村", "本村") or "村" in token.text else ""
        if token.text in ("本村", "宿舍", "家中", "居住地", "住处"):
            names = self._named(token, position)
            end = self.text.index(names[0], token.end) + len(names[0]) if names else token.end
            event.place, event.end = self.text[token.start : end], end

    def act(self, token: Token, position: int) -> None:
        kind = meanings()["act"][token.text]
        event = self.event
        if only_stays(token.text) and (event is None or event.complete()):
            if event is None:
                self.going_on(token).kind = kind
            else:
                event.end = token.end
                if not event.kind:
                    event.kind = "stay"
            return
        unplaced = event is None or not (event.place or event.home)
        bare = self._named_before(token, position) if unplaced else ()
        if event is not None and event.kind and event.details and event.details[-1] in weak():
            event.kind = kind
        if kind == "isolation" and event is None and self.text[token.end : token.end + 1] == "后":
            return
        if event is not None and event.kind and event.kind != kind and not event.sampled:
            if kind in _PART_OF.get(event.kind, ()):
                event.end = token.end
                return
            self.flush()
        event = self.going_on(token)
        if bare:
            event.place, event.more_places = bare[0], bare[1:]
            event.start = min(event.start, self.text.rindex(bare[0], 0, token.start))
        if kind == "isolation" and _HOSPITALS.search(event.place):
            kind = "admission"
        event.kind = kind
        event.details.append(token.text)

    def onwards(self, token: Token, position: int) -> None:
        self.flush_complete()
        self._begin(token)

    def comma(self, token: Token, position: int) -> None:
        if self.symptoms:
            self._tell_symptoms()
        self.negated = False
        self.flush_complete(or_numbered=True)
        if self.event is not None and self.event.means:
            self.event.end = token.start

    def bracket(self, token: Token, position: int) -> None:
        plate = part("plate").search(token.text) if self.event is not None and self.event.means else None
        if plate is not None:
            self._plated(token, plate[0])
        if _RIDES.search(token.text) is not None:
            self._ride_within(token)
        stretch = _STRETCH.match(token.text)
        if stretch is None or self.event is None or self.event.means not in shared_means():
            self.severity(token, position)
        else:
            self.event.origin, self.event.place = stretch[1], self.event.place or stretch[2]
            self.event.end = token.end

    def _ride_within(self, token: Token) -> None:
        """A ride told in brackets has a row, of the day told there where one is: 坐通勤车（17日乘坐553路）上班."""
        ranges, told = self.book.ranges, self.book.calendar.ranges
        for inner in tokens(token.text[1:-1]):
            if inner.type == "DAYS":
                ranges = self.book.calendar.read(inner.text)
            elif inner.type in VEHICLES:
                ride, start = VEHICLES[inner.type](inner.text), token.start + 1 + inner.start
                event = Event(start, start + len(inner.text), means=ride.means, number=ride.number)
                for row in event.rows():
                    self.book.add(row, ranges)
        self.book.calendar.ranges = told


_HANDLERS: dict[str, Callable[[Sentence, Token, int], None]] = {
    "DAYS": Sentence.days, "relative": Sentence.relative, "now": Sentence.now, "CLOCKS": Sentence.clocks,
    "COMPANIONS": Sentence.company, "means": Sentence.means, "TRAIN": Sentence.vehicle,
    "FLIGHT": Sentence.vehicle, "BUS": Sentence.vehicle, "COACH": Sentence.vehicle, "METRO": Sentence.vehicle,
    "SEAT": Sentence.seat,
    "PLATE": Sentence.plate, "from": Sentence.origin,
    "FROM": Sentence.origin, "to": Sentence.place, "at": Sentence.place,
    "carried": Sentence.carried, "home": Sentence.home, "back_home": Sentence.home, "act": Sentence.act,
    "leave": Sentence.onwards, "then": Sentence.onwards, "COMMA": Sentence.comma, "test": Sentence.test,
    "positive": Sentence.result, "negative": Sentence.result, "diagnosed": Sentence.diagnosed,
    "type": Sentence.type, "severity": Sentence.severity, "BRACKET": Sentence.bracket,
    "ride": Sentence.onwards, "PART": Sentence.onwards,
    "REMARK": Sentence.remark, "symptom": Sentence.symptom,
    "no_symptom": Sentence.no_symptom, "no_result": Sentence.no_result, "not": Sentence.negation,
}  # fmt: skip
