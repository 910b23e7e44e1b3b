"""Faults of published cumulative figures, found by themselves: each with its days, so that a page can say it.

Nothing is mended here. What the other methods do with such days stands with each fault in docs/analysis.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrc

from lianfang.analysis.series import Dates, Floats

# A day is a jump where it is so many times each of the seven days before and of the three after it, and so many cases.
TIMES, LEAST_JUMP = 2.5, 50.0
# Weekends are low where that many of them being so has less than this chance, and by that much: Saturday is day 5.
WEEKEND_CHANCE, WEEKEND_SHARE = 0.01, 0.7
RESTS = {"weekend": (5, 6), "sunday": (6,), "sunday_monday": (6, 0)}
# So many days are needed to say that parts come a day late, and so many of those that differ.
LEAST_LATE, LATE_SHARE = 5, 0.7
# The same amount in whole and parts on two dates is told of from so many on.
LEAST_APART = 20.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a series: its ``kind``, its first and last day as places in time, and its ``size``.

    ``fall`` (by how much), ``missing`` (how many days), ``jump`` (how many that day), ``weekend``, ``sunday``,
    ``sunday_monday`` (the mean of these days as a share of that of others), ``late`` (on how many days the parts are
    those of the day before), ``apart`` (how much the whole books a day before its parts, less than nothing where they
    book it first), ``unequal`` (on how many days the parts do not add up to the whole for any other reason).
    """

    kind: str
    first: int
    last: int
    size: float


def faults_of(cumulative: ArrayLike, days: Dates) -> list[Fault]:
    """Falls, gaps, jumps and low weekends of one cumulative series by day, NaN where nobody told, in order of days.

    Gaps are those between known days. Raises ValueError where there are not as many days as figures.
    """
    held = np.asarray(cumulative, dtype=np.float64)
    if held.ndim != 1 or len(held) != len(days):
        raise ValueError("one figure a day: as many days as figures")
    known = np.flatnonzero(~np.isnan(held))
    if not len(known):
        return []
    new = np.diff(held)
    found = [Fault("fall", int(at) + 1, int(at) + 1, float(-new[at])) for at in np.flatnonzero(new < 0)]
    gaps = [int(at) for at in np.flatnonzero(np.isnan(held)) if known[0] < at < known[-1]]
    for _run, places in groupby(enumerate(gaps), lambda one: one[1] - one[0]):
        run = [at for _, at in places]
        found.append(Fault("missing", run[0], run[-1], float(len(run))))
    found += _jumps(new)
    found += _weekends(new, days[1:])
    return sorted(found, key=lambda one: (one.first, one.kind))


def _jumps(new: Floats) -> list[Fault]:
    """Days that stand out from those before and after: another definition, or much reported at once."""
    found = []
    for at in np.flatnonzero(new >= LEAST_JUMP):
        around = np.concatenate([new[max(at - 7, 0) : at], new[at + 1 : at + 4]])
        around = around[~np.isnan(around)]
        if len(around) >= 4 and new[at] > TIMES * max(float(around.max()), 1.0):
            found.append(Fault("jump", int(at) + 1, int(at) + 1, float(new[at])))
    return found


def _weekends(new: Floats, days: Dates) -> list[Fault]:
    """Days of rest far below the weeks around them: Saturday and Sunday, else Sunday, else Sunday with Monday.

    Each is held against the seven days of which it is the middle one, so that a rise or fall hides nothing.
    """
    if len(new) < 7:
        return []
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    around = np.full(len(new), np.nan)
    around[3 : len(new) - 3] = np.convolve(new, np.ones(7) / 7, "valid")
    # A week with a correction or without cases tells nothing of how its days differ.
    fallen = np.convolve(new < 0, np.ones(7), "same") > 0
    told = ~np.isnan(around) & ~fallen & (around >= 1)
    for kind, rest in RESTS.items():
        held = [at for at in np.flatnonzero(weekday == rest[0]) if at + len(rest) <= len(new)]
        periods = [np.arange(at, at + len(rest)) for at in held if told[at : at + len(rest)].all()]
        if not periods:
            continue
        shares = np.array([new[one].mean() / around[one].mean() for one in periods])
        share = np.mean([new[one].mean() for one in periods]) / np.mean([around[one].mean() for one in periods])
        others = (7 - len(rest) * share) / (7 - len(rest))
        # The sign test: without any rule of weekdays a day is below its week as often as not; three were looked at.
        chance = bdtrc(int((shares < 1).sum()) - 1, len(shares), 0.5) * len(RESTS)
        if share < WEEKEND_SHARE * others and chance <= WEEKEND_CHANCE:
            return [Fault(kind, int(periods[0][0]) + 1, int(periods[-1][-1]) + 1, float(share / others))]
    return []


def faults_between(own: ArrayLike, parts: ArrayLike) -> list[Fault]:
    """Where the sum of the parts is not the whole: a day behind it as a habit (``late``), or once for one amount
    (``apart``), or for no reason that shows (``unequal``).

    ``own`` and ``parts`` are cumulative figures of the whole and of all its parts together by day, NaN where unknown.
    Raises ValueError for arrays of other shapes.
    """
    whole, summed = np.asarray(own, dtype=np.float64), np.asarray(parts, dtype=np.float64)
    if whole.ndim != 1 or whole.shape != summed.shape:
        raise ValueError("whole and parts have one figure for each of the same days")
    differ = np.flatnonzero((whole[1:] != summed[1:]) & ~np.isnan(whole[1:] + summed[1:] + whole[:-1])) + 1
    late = differ[summed[differ] == whole[differ - 1]]
    found: list[Fault] = []
    if len(late) >= LEAST_LATE and len(late) >= LATE_SHARE * len(differ):
        found.append(Fault("late", int(late[0]), int(late[-1]), float(len(late))))
    late_days = (found[0].first, found[0].last) if found else None
    new, new_parts = np.diff(whole), np.diff(summed)
    # Within such a habit every day is booked apart: only what stands out is worth a word of its own.
    standing_out = {one.first for one in _jumps(new)}
    extra = new - new_parts
    for at in np.flatnonzero(np.abs(extra[:-1]) >= LEAST_APART):
        habit = late_days is not None and late_days[0] <= at + 1 <= late_days[1]
        if (not habit or at + 1 in standing_out) and extra[at + 1] == -extra[at]:
            found.append(Fault("apart", int(at) + 1, int(at) + 2, float(extra[at])))
    explained = {one.first for one in found if one.kind == "apart"} | (set(late.tolist()) if late_days else set())
    unequal = [int(at) for at in differ if int(at) not in explained]
    if unequal:
        found.append(Fault("unequal", unequal[0], unequal[-1], float(len(unequal))))
    return found
