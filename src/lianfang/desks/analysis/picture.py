"""The curve of an area drawn by the server: bars for what is known, hatched for what is expected, a band ahead.

Told apart by shape and not by colour alone, so that it reads in print and by whoever sees no red.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lianfang.desks.curve import ticks_to
from lianfang.reports.estimates import Ahead, DayLine, WeekLine

WIDTH, HEIGHT = 720, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 16, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A day or week: its known cases, where these (``y``) and those expected (``top``) end, the ends of a whisker.

    ``since`` are those of the known that became known in the last week though the day was over before it, and
    ``since_height`` how much of the bar's top they are.
    """

    day: date
    known: float | None
    x: float
    width: float
    y: float
    height: float
    top: float
    more: float
    low: float | None
    high: float | None
    label: str
    since: float
    since_height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture's bars, ticks as (value, y), and the bands of the forecast as points of polygons."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]
    wide: str
    narrow: str
    line: str
    total: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    base: int = HEIGHT - _BOTTOM


def picture(days: Sequence[DayLine], ahead: Sequence[Ahead], by_onset: bool, most: int = 60) -> Picture | None:
    """The curve of the last days, or weeks, by onset or by report, the forecast after it; None without a case."""
    shown = days[-most:]
    values = [(line.ill if by_onset else line.told) for line in shown]
    if not any(values):
        return None
    ahead = () if by_onset else ahead
    highest = max(
        [value or 0 for value in values]
        + [line.high or 0 for line in shown if by_onset]
        + [one.high50 for one in ahead]
        + [1]
    )  # fmt: skip
    heights = ticks_to(highest, 5)
    top = heights[-1]
    inside, tall = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    pace = inside / (len(shown) + len(ahead))
    base = HEIGHT - _BOTTOM

    def y(value: float) -> float:
        return round(base - tall * min(value, top) / top, 1)

    every = max(1, -(-(len(shown) + len(ahead)) // 9))
    bars = []
    for number, (line, value) in enumerate(zip(shown, values, strict=True)):
        known = value or 0.0
        expected = line.expected if by_onset and line.expected is not None else known
        since = min((line.ill_since if by_onset else line.told_since) or 0.0, known)
        whisker = by_onset and line.high is not None and line.low is not None and line.high > line.low
        bars.append(
            Bar(
                line.day, value, round(_LEFT + number * pace + pace * 0.12, 1), round(pace * 0.76, 1),
                y(known), round(base - y(known), 1), y(expected), round(max(y(known) - y(expected), 0), 1),
                y(line.low) if whisker and line.low is not None else None,
                y(line.high) if whisker and line.high is not None else None,
                label_of(line) if number % every == 0 else "",
                since, round(y(known - since) - y(known), 1),
            )
        )  # fmt: skip
    places = [round(_LEFT + (len(shown) + number + 0.5) * pace, 1) for number in range(len(ahead))]

    def band(low: str, high: str) -> str:
        above = [f"{x},{y(getattr(one, high))}" for x, one in zip(places, ahead, strict=True)]
        below = [f"{x},{y(getattr(one, low))}" for x, one in zip(places, ahead, strict=True)]
        return " ".join([*above, *reversed(below)])

    line_ahead = " ".join(f"{x},{y(one.median)}" for x, one in zip(places, ahead, strict=True))
    ticks = tuple((value, y(value)) for value in heights)
    total = int(sum(value or 0 for value in values))
    return Picture(tuple(bars), ticks, band("low90", "high90"), band("low50", "high50"), line_ahead, total)


def label_of(line: DayLine) -> str:
    """The day, or the number of a week as it is written."""
    return f"W{line.number:02d}" if isinstance(line, WeekLine) else f"{line.day.month}-{line.day.day}"
