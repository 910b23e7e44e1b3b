"""The epidemic curve as a small picture drawn by the server: no script, prints as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 520, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 8, 26, 26
_STEPS = tuple(step * 10**power for power in range(7) for step in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: where its bar stands (units of the picture), its figure, whether it may still grow."""

    day: date
    value: int
    x: float
    y: float
    width: float
    height: float
    may_grow: bool
    labelled: bool

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Curve:
    """The picture: bars, the ticks of the upright axis as (value, y), and its frame."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]
    total: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    base: int = HEIGHT - _BOTTOM


def curve(by_day: Mapping[date, int], until: date, incomplete: int, most: int = 60) -> Curve | None:
    """The curve of cases by day, up to ``until``; the last ``incomplete`` days may still grow. None without a case.

    At most ``most`` days are shown, the latest.
    """
    known = {day: value for day, value in by_day.items() if day <= until}
    if not known:
        return None
    first = max(min(known), until - timedelta(days=most - 1))
    first = min(first, until - timedelta(days=9))
    days = [first + timedelta(days=number) for number in range((until - first).days + 1)]
    highest = max(known.get(day, 0) for day in days) or 1
    ticks = ticks_to(highest, 4)
    top = ticks[-1]
    inside, tall = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    pace = inside / len(days)
    every = max(1, -(-len(days) // 8))
    bars = []
    for number, day in enumerate(days):
        value = known.get(day, 0)
        height = tall * value / top
        bars.append(
            Bar(
                day,
                value,
                round(_LEFT + number * pace + pace * 0.14, 1),
                round(HEIGHT - _BOTTOM - height, 1),
                round(pace * 0.72, 1),
                round(height, 1),
                day > until - timedelta(days=incomplete),
                number % every == 0,
            )
        )
    heights = tuple((value, round(HEIGHT - _BOTTOM - tall * value / top, 1)) for value in ticks)
    return Curve(tuple(bars), heights, sum(bar.value for bar in bars))


def ticks_to(highest: float, most: int) -> range:
    """The ticks of an upright axis: round steps, so many at most, the last at or above the highest figure."""
    step = next((step for step in _STEPS if highest / step <= most), _STEPS[-1])
    return range(step, step * int(-(-highest // step)) + 1, step)
