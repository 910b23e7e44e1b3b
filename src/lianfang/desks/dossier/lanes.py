"""The timeline of a case drawn by the server: a lane a place, days across, a bar a visit.

A bar is filled where a close contact was met, hatched where others only, empty where nobody: so it reads in print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.desks.dossier.movements import Stay
from lianfang.desks.moments import day_words, local

WIDTH, LANE = 900, 24
_LEFT, _RIGHT, _MARK = 190, 84, 18
# So many letters of a place's name fit before its lane; the whole stands in the table and on hover.
_LETTERS = 13
_SHORTEST = 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A visit in its lane, and what fills it: ``close``, ``others``, ``nobody``."""

    x: float
    width: float
    fill: str
    stay: Stay


@dataclass(frozen=True, slots=True)
class Lane:
    """A place: its name, shortened, where its lane lies, its bars, and how many people were met there in all."""

    place: str
    short: str
    y: float
    bars: tuple[Bar, ...]
    close: int
    others: int

    @property
    def text(self) -> float:
        return self.y + LANE * 0.66

    @property
    def rule(self) -> float:
        return self.y + LANE


@dataclass(frozen=True, slots=True)
class Lanes:
    """The picture: its lanes, the days as (word, x), the marks of the case as (word, x, y) and its measures."""

    lanes: tuple[Lane, ...]
    days: tuple[tuple[str, float], ...]
    marks: tuple[tuple[str, float, float], ...]
    top: float
    height: float
    width: int = WIDTH
    left: int = _LEFT
    right: int = WIDTH - _RIGHT


def lanes_of(stays: Sequence[Stay], marks: Sequence[tuple[str, datetime]]) -> Lanes | None:
    """The places in the order in which the case first came there; None where nothing is on record."""
    if not stays:
        return None
    told = [stay.begins for stay in stays] + [at for _word, at in marks]
    first = local(min(told)).replace(hour=0, minute=0, second=0, microsecond=0)
    last = local(max([stay.ends for stay in stays] + told))
    days = max(1, -(-(last - first) // timedelta(days=1)))
    inside = WIDTH - _LEFT - _RIGHT

    def x(moment: datetime) -> float:
        return round(_LEFT + inside * ((moment - first) / timedelta(days=days)), 1)

    top = _MARK * (len(marks) + 1) + 6.0
    places: dict[str, list[Stay]] = {}
    for stay in stays:
        places.setdefault(stay.place, []).append(stay)
    lanes = []
    for number, (place, there) in enumerate(places.items()):
        close = set().union(*(stay.close for stay in there))
        others = set().union(*(stay.others for stay in there)) - close
        bars = tuple(
            Bar(x(stay.begins), max(_SHORTEST, round(x(stay.ends) - x(stay.begins), 1)), _fill(stay), stay)
            for stay in there
        )
        short = place if len(place) <= _LETTERS else place[: _LETTERS - 1] + "…"
        lanes.append(Lane(place, short, top + number * LANE, bars, len(close), len(others)))
    every = max(1, -(-days // 10))
    shown = tuple((first + timedelta(days=day)) for day in range(0, days, every))
    # Each mark has a line of its own, so that none lies over another.
    marked = tuple((word, x(at), _MARK * (number + 1) - 4.0) for number, (word, at) in enumerate(marks))
    return Lanes(
        tuple(lanes), tuple((day_words(day.date()), x(day)) for day in shown), marked, top, top + len(lanes) * LANE + 4
    )


def _fill(stay: Stay) -> str:
    return "close" if stay.close else "others" if stay.others else "nobody"
