"""Chains drawn by the server: a line a case, from left to right by generation or by day, from infector to infected.

Each line has one label and a height of its own, so that no label lies over another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lianfang.desks.chains.folding import Line
from lianfang.desks.chains.linking import Chains, Evidence
from lianfang.desks.moments import day_words

By = Literal["generation", "day"]
WIDTH, ROW, LETTER = 900, 22, 12
_TOP, _LEFT, _LABELS = 30, 12, 250
# As much of a name as is shown; the whole stands in the table and on hover.
_NAME = 120.0
_FAR_APART = 64.0
# Several cases of one generation are a short bar; by day it reaches from the first to the last.
_SEVERAL = 10.0
# Letters of the East take a square, others less: Liberation and Noto Sans stay below this at every size.
_NARROW = 0.62


@dataclass(frozen=True, slots=True)
class Mark:
    """A line as drawn: where it begins (``x``) and, of several cases, ends, its label, and what leads to it."""

    line: Line
    x: float
    until: float
    y: float
    label: str
    beside: str
    whole: str
    known_onset: bool
    chosen: bool
    evidence: Evidence | None
    link: str

    @property
    def text(self) -> float:
        """Where the label begins."""
        return self.until + 9

    @property
    def base(self) -> float:
        """On which height the label stands."""
        return self.y + LETTER * 0.36

    @property
    def words(self) -> str:
        return f"{self.label} {self.beside}".strip()


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture: its marks, what stands above as (words, x), and its measures."""

    marks: tuple[Mark, ...]
    above: tuple[tuple[str, float], ...]
    height: float
    width: int = WIDTH
    top: float = _TOP - 6.0


@dataclass(frozen=True, slots=True)
class Labels:
    """What the picture says of a case (``label``), of several (``several``), and beside one with others folded."""

    label: Callable[[int], str]
    several: Callable[[Line], str]
    more: Callable[[int], str]
    generation: Callable[[int], str]


def drawn(chains: Chains, lines: Sequence[Line], by: By, labels: Labels, chosen: frozenset[int]) -> Drawn | None:
    """The picture of these lines; None where there is none."""
    if not lines:
        return None
    across = _by_day(chains, lines) if by == "day" else _by_generation(lines, labels)
    marks: list[Mark] = []
    for number, line in enumerate(lines):
        begins, ends = across.ends(line)
        y = _TOP + number * ROW + ROW / 2
        one = len(line.cases) == 1
        name = labels.label(line.cases[0]) if one else labels.several(line)
        parent = marks[line.parent] if line.parent >= 0 else None
        ill = chains.ill[line.cases[0]]
        beside = [day_words(ill.day)] if one and ill.day else []
        beside += [labels.more(line.folded)] if one and line.folded else []
        marks.append(
            Mark(
                line,
                begins,
                ends,
                y,
                shortened(name, _NAME if one else _LABELS - 12),
                " ".join(beside),
                name,
                not one or ill.onset is not None,
                any(case in chosen for case in line.cases),
                chains.kept[line.cases[0]].evidence if parent else None,
                _way(parent, begins, y) if parent else "",
            )
        )
    return Drawn(tuple(marks), across.above, _TOP + len(lines) * ROW + 4)


def _way(parent: Mark, x: float, y: float) -> str:
    """From the infector down, then across to the infected."""
    return f"M{parent.x:g} {parent.y + 4:g}V{y:g}H{x - 4 if x > parent.x else x + 4:g}"


@dataclass(frozen=True, slots=True)
class _Across:
    ends: Callable[[Line], tuple[float, float]]
    above: tuple[tuple[str, float], ...]


def _by_generation(lines: Sequence[Line], labels: Labels) -> _Across:
    last = max(line.generation for line in lines)
    step = min(150.0, (WIDTH - _LEFT - _LABELS) / max(last, 1))

    def ends(line: Line) -> tuple[float, float]:
        x = _LEFT + step * line.generation
        return round(x, 1), round(x + (_SEVERAL if len(line.cases) > 1 else 0), 1)

    every = max(1, -(-_FAR_APART // step)) if last else 1
    heads = tuple(
        (labels.generation(number + 1), round(_LEFT + step * number, 1)) for number in range(0, last + 1, int(every))
    )
    return _Across(ends, heads)


def _by_day(chains: Chains, lines: Sequence[Line]) -> _Across:
    days = [chains.ill[case].day for line in lines for case in line.cases]
    known = sorted(day for day in days if day is not None)
    first = known[0] if known else date.min
    count = (known[-1] - first).days if known else 0
    step = (WIDTH - _LEFT - _LABELS) / max(count, 1)

    def x(day: date) -> float:
        return round(_LEFT + step * (day - first).days, 1)

    def ends(line: Line) -> tuple[float, float]:
        own = sorted(day for case in line.cases if (day := chains.ill[case].day) is not None)
        return (x(own[0]), x(own[-1])) if own else (float(_LEFT), float(_LEFT))

    every = max(1, int(-(-_FAR_APART // step)))
    shown = [first + timedelta(days=number) for number in range(0, count + 1, every)] if known else []
    return _Across(ends, tuple((day_words(day), x(day)) for day in shown))


def width_of(text: str) -> float:
    """How wide a text is at most, in units of the picture."""
    return sum(LETTER if unicodedata.east_asian_width(letter) in "FW" else LETTER * _NARROW for letter in text)


def shortened(text: str, width: float) -> str:
    """The text, cut with an ellipsis where it is wider."""
    if width_of(text) <= width:
        return text
    while text and width_of(text) > width - LETTER:
        text = text[:-1]
    return f"{text}…"
