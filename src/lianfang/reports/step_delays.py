"""四早: how long each step from falling ill to the outcome takes, of all cases and of each area or unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lianfang.reports.estimates import is_wide
from lianfang.situation.case_steps import STEPS, CaseSteps

STEP_PAIRS = tuple(pairwise(STEPS))
# By step the day of each case.
StepDays = Mapping[str, NDArray[np.datetime64]]
# The day from which arrays count days.
_FIRST_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a group (None: of all): cases counted, days seen and estimated, or the ``reason`` why they are not.

    ``number`` have both days, ``waiting`` have not come to the second, ``earlier`` came to it first. ``plain`` is the
    mean of the days seen; ``mean`` with its 95 % interval, ``median`` and ``ninety`` (the 90th percentile), of the
    ``distribution`` fitted, take those into account of whom it cannot be seen yet.
    """

    first: str
    second: str
    group: str | None
    number: int
    waiting: int
    earlier: int
    plain: float | None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    ninety: float | None = None
    reason: str = ""
    distribution: str = ""


def days_of_steps(cases: Sequence[CaseSteps]) -> StepDays:
    """By step the day of each case, not a time where it has none: by numbers, as arrays of dates take long to make."""
    none = np.iinfo(np.int64).min
    return {
        step: np.fromiter(
            (none if (day := case.day(step)) is None else day.toordinal() - _FIRST_DAY for case in cases),
            dtype=np.int64,
            count=len(cases),
        ).view("datetime64[D]")
        for step in STEPS
    }


def lines_of_steps(days: StepDays, today: date) -> list[StepLine]:
    """A line a step, of all cases whose days these are."""
    all_one = np.zeros(len(days[STEPS[0]]), dtype=np.int64)
    return [_lines(days, all_one, [None], pair, today, None)[0] for pair in STEP_PAIRS]


def lines_of_groups(
    cases: Sequence[CaseSteps],
    days: StepDays,
    whole: Sequence[StepLine],
    today: date,
    group: Callable[[CaseSteps, str], str | None],
    most: int | None = None,
) -> Iterator[tuple[str | None, list[StepLine]]]:
    """A line a step of each group, the groups of most cases first and at most so many of them.

    ``group`` says in which group a case is for a step, named by its second end; None is no group, and the last. Each is
    fitted with the distribution that is likeliest for all cases, as the lines of the ``whole`` tell; a step's groups
    all at once.
    """
    of_step = [[group(case, second) for case in cases] for _first, second in STEP_PAIRS]
    sizes: dict[str | None, int] = {}
    for keys in of_step:
        for key, number in Counter(keys).items():
            sizes[key] = max(sizes.get(key, 0), number)
    shown = sorted(sizes, key=lambda one: (one is None, -sizes[one], one or ""))[:most]
    place_of = {key: place for place, key in enumerate(shown)}
    columns = []
    for line, keys in zip(whole, of_step, strict=True):
        places = np.fromiter((place_of.get(key, -1) for key in keys), dtype=np.int64, count=len(keys))
        members = {step: day[places >= 0] for step, day in days.items()}
        pair, distribution = (line.first, line.second), line.distribution or "lognormal"
        columns.append(_lines(members, places[places >= 0], shown, pair, today, distribution))
    yield from zip(shown, ([column[place] for column in columns] for place in range(len(shown))), strict=True)


def _lines(
    days: StepDays,
    places: NDArray[np.int64],
    groups: Sequence[str | None],
    pair: tuple[str, str],
    today: date,
    distribution: str | None,
) -> list[StepLine]:
    """The line of a step of each group; ``places`` says of each case in which of the groups it is."""
    from lianfang import analysis

    begun, ended = (days[step] for step in pair)
    told = analysis.dated_delays_by_series(begun, ended, places, len(groups), today, distribution=distribution)
    fitted = told.fitted
    figures = (fitted.mean(), *fitted.interval("mean"), fitted.quantile(0.5), fitted.quantile(0.9))
    lines = []
    for place, group in enumerate(groups):
        number, waiting, earlier = (int(one[place]) for one in (told.number, told.waiting, told.earlier))
        plain = float(told.plain[place]) if number else None
        counted = (*pair, group, number, waiting, earlier, plain)
        mean, low, high, median, ninety = (float(one[place]) for one in figures)
        if not fitted.distribution[place]:
            lines.append(StepLine(*counted, reason="few-delays" if number else ""))
        elif low != low:
            lines.append(StepLine(*counted, reason="wide"))
        else:
            reason = "wide" if is_wide(low, high) else ""
            name = str(fitted.distribution[place])
            lines.append(StepLine(*counted, mean, low, high, median, ninety, reason, name))
    return lines
