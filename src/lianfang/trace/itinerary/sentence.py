"""Reads a sentence: tokens in their order, each changing what is going on or adding to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from lianfang.trace.itinerary.book import Book
from lianfang.trace.itinerary.clocks import clocks
from lianfang.trace.itinerary.days import Range
from lianfang.trace.itinerary.event import Event, only_stays, shared_means, weak
from lianfang.trace.itinerary.places import names_of
from lianfang.trace.itinerary.rows import Row
from lianfang.trace.itinerary.scanner import Token, meanings, words
from lianfang.trace.itinerary.vehicles import VEHICLES, carriage_and_seat

# A place's name ends where one of these begins; others may stand in it.
_IN_A_NAME = {"BRACKET", "LIST", "in_a_name"}
# （金马路站-大连湾站）
_STRETCH = re.compile(r"^[（(]([^（）()至—–-]+)(?:至|-|—|–)+([^（）()至—–-]+)[）)]$")
_END = re.compile(r"[。；;\n！？]")
_SITES = re.compile("隔离点|观察点|宾馆|酒店|隔离场所|观察站")
_HOSPITALS = re.compile("医院|胸科|医大")
# 会诊，为新冠肺炎确诊病例; not 作为确诊病例的密切接触者, 因亲属为确诊病例.
_IS_ILL = re.compile(
    r"(?:专家|会诊|评估|诊断|复核|临床)[^。；\n]{0,12}(?<!作)为(?:境外输入[型性]?)?(?:新型冠状病毒肺炎|新冠肺炎|新冠病毒|新冠)?$"
)
_HOUSES = {"家中", "宿舍", "住处", "居住地"}
_OFFSETS = {"same": 0, "next": 1, "before": -1}


@cache
def _any_of(name: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words()[name], key=len, reverse=True)))


@cache
def _tests() -> frozenset[str]:
    return frozenset(words()["test"])


class Sentence:
    """One sentence being read. What is told before an event (time, companions) waits for it."""

    def __init__(self, book: Book, sentence: list[Token]) -> None:
        self.book, self.text, self.sentence = book, book.text, sentence
        self.event: Event | None = None
        self.clock = ("", "")
        self.companions = ""
        self.begins: int | None = sentence[0].start
        self.skip_to = 0
        self.tested = self.sampled = self.negated = False
        self.diagnosing = -1
        self.symptoms: list[Token] = []
        self.last: Row | None = None

    def read(self) -> None:
        for position, token in enumerate(self.sentence):
            if token.start < self.skip_to:
                continue
            handle = _HANDLERS.get(token.type)
            if handle is not None:
                handle(self, token, position)
        self.flush()
        self._tell_symptoms()

    # What is going on -------------------------------------------------------------------------------------------------

    def going_on(self, token: Token) -> Event:
        """The event that a token adds to; a new one where none is going on."""
        if self.event is None:
            start = token.start if self.begins is None else min(self.begins, token.start)
            self.event = Event(start, token.end, clock=self.clock, companions=self.companions)
            self.clock, self.companions, self.begins = ("", ""), "", None
        self.event.end = max(self.event.end, token.end)
        return self.event

    def flush(self) -> None:
        """Ends the event and writes its rows."""
        event, self.event = self.event, None
        if event is None:
            return
        if event.sampled and not event.kind:
            event.kind = "medical"
        made = list(event.rows())
        if self._only_a_stretch(event) and self.last is not None:
            self.last.origin = self.last.origin or event.origin
            self.last.destination = self.last.destination or event.place
            self.last.span_to = event.end
            return
        for row in made:
            if row.kind == "stay" and not row.place:
                if self._lengthened(row):
                    continue
                row.place = "家"
            self.book.add(row, self.book.ranges)
            self.last = self.book.rows[-1] if row.kind == "travel" else None

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
        end = -1
        for later in self.sentence[position + 1 :]:
            within = later.type in _IN_A_NAME or (later.text in _HOUSES and later.start > token.end)
            if later.start >= self.skip_to and not within:
                end = later.start
                break
        end = self.text_end if end < 0 else end
        self.skip_to = max(self.skip_to, end)
        return names_of(self.text[token.end : end])

    @property
    def text_end(self) -> int:
        stop = _END.search(self.text, self.sentence[-1].end)
        return stop.start() if stop else len(self.text)

    # Tokens -----------------------------------------------------------------------------------------------------------

    def days(self, token: Token, position: int) -> None:
        if self.text[max(0, token.start - 1) : token.start] in ("与", "同"):
            return  # 行程与21日相同: another day spoken of
        ranges = self.book.calendar.read(token.text)
        if ranges:
            self._since(token, ranges)

    def relative(self, token: Token, position: int) -> None:
        ranges = self.book.calendar.relative(_OFFSETS[meanings()["relative"][token.text]])
        if ranges:
            self._since(token, ranges)

    def _since(self, token: Token, ranges: list[Range]) -> None:
        self.flush()
        self._tell_symptoms()
        self.book.ranges = [*self.book.ranges, *ranges] if self._goes_on(token) else ranges
        self.begins, self.clock, self.companions, self.sampled = token.start, ("", ""), "", False

    def _goes_on(self, token: Token) -> bool:
        """Whether days and times are listed by turns: 6日9时、9日14时、12日9时."""
        before = self.sentence[: self.sentence.index(token)]
        while before and before[-1].type in ("CLOCKS", "PART", "LIST"):
            if before.pop().type == "LIST" and before and before[-1].type in ("CLOCKS", "PART"):
                return any(earlier.type == "DAYS" for earlier in before)
        return False

    def now(self, token: Token, position: int) -> None:
        self.flush()
        self.book.ranges = []
        self.begins = token.start

    def clocks(self, token: Token, position: int) -> None:
        if self.event is not None and (self.event.complete() or self.event.number):
            self.flush()
        if self.event is not None:
            self.event.clock = clocks(token.text)
        else:
            self.clock = clocks(token.text)
            self._begin(token)

    def company(self, token: Token, position: int) -> None:
        named = _any_of("relation").findall(token.text)
        if self.event is not None and self.event.complete():
            self.flush()
        if self.event is not None:
            self.event.companions = "、".join(named)
        else:
            self.companions = "、".join(named)
            self._begin(token)

    def _begin(self, token: Token) -> None:
        """What is told before an event is in its span."""
        if self.event is None:
            self.begins = token.start if self.begins is None else min(self.begins, token.start)

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
        if self.event is not None and (self.event.number or self.event.complete()):
            self.flush()
        event = self.going_on(token)
        event.means, event.number = ride.means, ride.number
        event.carriage, event.seat = ride.carriage, ride.seat

    def seat(self, token: Token, position: int) -> None:
        carriage, seat = carriage_and_seat(token.text)
        if self.event is not None and self.event.number:
            self.event.carriage, self.event.seat, self.event.end = carriage, seat, token.end
        elif self.last is not None and self.last.kind == "travel":
            self.last.carriage, self.last.seat = carriage, seat

    def plate(self, token: Token, position: int) -> None:
        if self.event is not None and self.event.means:
            self.event.number = re.sub(r"[（）()]|车牌号?[:：]?\s?", "", token.text)

    def origin(self, token: Token, position: int) -> None:
        names = self._named(token, position)
        if not names:
            self.skip_to = 0
            return
        if self.event is not None and self.event.complete():
            self.flush()
        self.going_on(token).origin = names[0]

    def place(self, token: Token, position: int) -> None:
        names = self._named(token, position)
        if self.event is not None and self.event.complete() and not self._lives_at():
            self.flush()
        if not names:
            return
        event = self.going_on(token)
        event.place, event.more_places = names[0], list(names[1:])
        event.end = self.skip_to
        if token.text == "入住":
            event.kind = "stay"

    def _lives_at(self) -> bool:
        """Whether the place is where one lives: 居住在."""
        return self.event is not None and self.event.kind == "stay" and not self.event.place and not self.event.home

    def carried(self, token: Token, position: int) -> None:
        names = self._named(token, position)
        if self.event is not None and self.event.complete():
            self.flush()
        event = self.going_on(token)
        event.place = names[0] if names else ""
        event.end = max(event.end, self.skip_to)
        event.kind = "isolation" if _SITES.search(event.place) else "admission"

    def home(self, token: Token, position: int) -> None:
        if self.event is not None and (self.event.acted() or self.event.place or self.event.home):
            self.flush()
        event = self.going_on(token)
        event.home = True
        event.place = "村" if token.text in ("居村", "本村") or "村" in token.text else ""
        if token.text in ("本村", "宿舍", "家中", "居住地", "住处"):
            names = self._named(token, position)
            event.place = token.text + (names[0] if names else "")

    def act(self, token: Token, position: int) -> None:
        kind = meanings()["act"][token.text]
        event = self.event
        if only_stays(token.text) and (event is None or event.complete()):
            if event is None:
                self.going_on(token).kind = kind
            event = self.event
            assert event is not None
            event.end = token.end
            if event.home and not event.kind:
                event.kind = "stay"
            return
        if event is not None and event.kind and event.details and event.details[-1] in weak():
            event.kind = kind
        if kind == "isolation" and event is None and self.text[token.end : token.end + 1] == "后":
            return
        if event is not None and event.kind and event.kind != kind and not event.sampled:
            if event.kind == "admission" and kind in ("isolation", "medical", "stay"):
                event.end = token.end
                return
            if event.kind == "isolation" and kind in ("stay", "medical"):
                event.end = token.end
                return
            self.flush()
        event = self.going_on(token)
        if kind == "isolation" and _HOSPITALS.search(event.place):
            kind = "admission"
        event.kind = kind
        event.details.append(token.text)

    def leave(self, token: Token, position: int) -> None:
        if self.event is not None and self.event.complete():
            self.flush()
        self._begin(token)

    def then(self, token: Token, position: int) -> None:
        if self.event is not None and self.event.complete():
            self.flush()
        self._begin(token)

    def ride(self, token: Token, position: int) -> None:
        if self.event is not None and self.event.complete():
            self.flush()
        self._begin(token)

    def part_of_day(self, token: Token, position: int) -> None:
        if self.event is not None and self.event.complete():
            self.flush()
        self._begin(token)

    def comma(self, token: Token, position: int) -> None:
        self._tell_symptoms()
        self.negated = False
        event = self.event
        if event is not None and (event.complete() or event.number):
            self.flush()
        elif event is not None and event.means:
            event.end = token.start

    def test(self, token: Token, position: int) -> None:
        self.tested = True
        if self.sampled:
            return
        if self.event is not None and self.event.acted() and not self.event.sampled:
            self.flush()
        event = self.going_on(token)
        event.sampled = self.sampled = True
        event.details.append(token.text)

    def result(self, token: Token, position: int) -> None:
        if "某" in self.text[self.sentence[0].start : token.start] and self.text[token.end : token.end + 1] == "后":
            self.event = None  # another person's
            return
        event, place = self.event, ""
        if event is not None and event.sampled:
            place, self.event = event.place, None
            self._ride_of(event)
        elif event is not None:
            self.flush()
        self._forget_sampling()
        start = event.start if event is not None and event.sampled else self._start(token)
        row = Row(
            kind="specimen", place=place, result=token.type, detail=token.text, span_from=start, span_to=token.end
        )
        self.book.add(row, self.book.ranges, daily=True)
        self.begins, self.sampled = None, False

    def _ride_of(self, event: Event) -> None:
        """The ride to where one was sampled stays a row."""
        if event.number:
            for row in Event(event.start, event.end, means=event.means, number=event.number).rows():
                self.book.add(row, self.book.ranges)

    def _forget_sampling(self) -> None:
        """The sampling told before its result in the same sentence is the same specimen."""
        rows = self.book.rows
        if rows and rows[-1].kind == "medical" and rows[-1].span_from >= self.sentence[0].start:
            told = set(rows[-1].detail.split("、"))
            if told & _tests() and not rows[-1].place:
                rows.pop()

    def diagnosed(self, token: Token, position: int) -> None:
        after = self.text[token.end : token.end + 2]
        if token.text in ("确诊", "被确诊") and after not in ("患者", "人员", "者的", "病人", "病例", "者"):
            self._diagnosis(token, "confirmed")
        else:
            self.diagnosing = token.start

    def type(self, token: Token, position: int) -> None:
        before = self.text[max(0, token.start - 24) : token.start]
        if self.diagnosing >= 0 or _IS_ILL.search(before):
            self._diagnosis(token, meanings()["type"][token.text])
            self.diagnosing = -1

    def _start(self, token: Token) -> int:
        return token.start if self.begins is None else self.begins

    def _diagnosis(self, token: Token, result: str) -> None:
        start = self.diagnosing if self.diagnosing >= 0 and self.begins is None else self._start(token)
        self.event = None if self.event is not None and not self.event.complete() else self.event
        self.flush()
        row = Row(kind="diagnosis", result=result, detail=token.text, span_from=start, span_to=token.end)
        self.book.add(row, self.book.ranges[-1:])
        self.begins = None

    def bracket(self, token: Token, position: int) -> None:
        stretch = _STRETCH.match(token.text)
        if stretch is None or self.event is None or self.event.means not in shared_means():
            self.severity(token, position)
        else:
            self.event.origin, self.event.place = stretch[1], self.event.place or stretch[2]

    def severity(self, token: Token, position: int) -> None:
        found = _any_of("severity").search(token.text)
        rows = self.book.rows
        if found is not None and rows and rows[-1].kind == "diagnosis" and found[0] not in rows[-1].detail:
            rows[-1].detail += f"（{found[0]}）"

    def remark(self, token: Token, position: int) -> None:
        if self.event is not None:
            self.event.details.append(token.text.strip("（）()"))

    def symptom(self, token: Token, position: int) -> None:
        if not self.negated:
            self.symptoms.append(token)

    def no_symptom(self, token: Token, position: int) -> None:
        self.negated = self.negated or token.text.startswith("无")

    def no_result(self, token: Token, position: int) -> None:
        """A result spoken of, such as a certificate: what was about to be a sampling is none."""
        if self.event is not None and self.event.sampled:
            self.event.sampled, self.event.details = False, []
        self.sampled = False

    def negation(self, token: Token, position: int) -> None:
        self.negated = True

    def _tell_symptoms(self) -> None:
        if self.symptoms:
            named = "、".join(dict.fromkeys(token.text for token in self.symptoms))
            row = Row(kind="symptom", detail=named, span_from=self.symptoms[0].start, span_to=self.symptoms[-1].end)
            self.book.add(row, self.book.ranges)
            self.symptoms = []


_HANDLERS: dict[str, Callable[[Sentence, Token, int], None]] = {
    "DAYS": Sentence.days, "relative": Sentence.relative, "now": Sentence.now, "CLOCKS": Sentence.clocks,
    "COMPANIONS": Sentence.company, "means": Sentence.means, "TRAIN": Sentence.vehicle,
    "FLIGHT": Sentence.vehicle, "BUS": Sentence.vehicle, "METRO": Sentence.vehicle, "SEAT": Sentence.seat,
    "PLATE": Sentence.plate, "from": Sentence.origin, "to": Sentence.place, "at": Sentence.place,
    "carried": Sentence.carried, "home": Sentence.home, "back_home": Sentence.home, "act": Sentence.act,
    "leave": Sentence.leave, "then": Sentence.then, "COMMA": Sentence.comma, "test": Sentence.test,
    "positive": Sentence.result, "negative": Sentence.result, "diagnosed": Sentence.diagnosed,
    "type": Sentence.type, "severity": Sentence.severity, "BRACKET": Sentence.bracket,
    "ride": Sentence.ride, "PART": Sentence.part_of_day,
    "REMARK": Sentence.remark, "symptom": Sentence.symptom,
    "no_symptom": Sentence.no_symptom, "no_result": Sentence.no_result, "not": Sentence.negation,
}  # fmt: skip
