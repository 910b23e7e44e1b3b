"""Tests, diagnoses and symptoms in a sentence: a specimen a day and result, once."""

from __future__ import annotations

import re
from functools import cache

from lianfang.trace.itinerary.event import Event
from lianfang.trace.itinerary.going import Going
from lianfang.trace.itinerary.rows import Row
from lianfang.trace.itinerary.scanner import Token, any_of, meanings, part, words

# 会诊，为新冠肺炎确诊病例; not 作为确诊病例的密切接触者, 因亲属为确诊病例.
_IS_ILL = re.compile(
    r"(?:专家|会诊|评估|诊断|复核|临床)[^。；\n]{0,12}(?<!作)为(?:境外输入[型性]?)?(?:新型冠状病毒肺炎|新冠肺炎|新冠病毒|新冠)?$"
)
# 确诊无症状感染者祝某某: somebody else is.
_ANOTHER = re.compile("的?(?:无症状感染者|病例|患者|者)[一-龥]某")
_EVERY_DAY = re.compile("每[日天]|逐日")
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


def _number(times: str) -> int:
    """`三次`, `3次`: three."""
    told = times.removesuffix("次")
    return _NUMERALS[told] if told in _NUMERALS else int(told)


@cache
def _tests() -> frozenset[str]:
    return frozenset(words()["test"])


class Findings(Going):
    """What was found in the person."""

    __slots__ = ()

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
        self.book.add(row, self.book.ranges, daily=self._each_day(token))
        self.begins, self.sampled = None, False

    def _each_day(self, token: Token) -> bool:
        """Whether a result is one of each of the days told: of a range where it says so, or tells as many tests."""
        if all(one.first == one.last for one in self.book.ranges):
            return True
        begin = self.sentence[0].start
        told = part("times").findall(self.text, begin, token.start)
        if not told:
            return _EVERY_DAY.search(self.text, begin, token.start) is not None
        return _number(told[-1]) == sum(len(one.days()) for one in self.book.ranges)

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
        if _ANOTHER.match(self.text, token.end) is not None:
            return
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

    def _diagnosis(self, token: Token, result: str) -> None:
        start = self.diagnosing if self.diagnosing >= 0 and self.begins is None else self._start(token)
        self.event = None if self.event is not None and not self.event.complete() else self.event
        self.flush()
        row = Row(kind="diagnosis", result=result, detail=token.text, span_from=start, span_to=token.end)
        self.book.add(row, self.book.ranges[-1:])
        self.begins = None

    def severity(self, token: Token, position: int) -> None:
        found = any_of("severity").search(token.text)
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
