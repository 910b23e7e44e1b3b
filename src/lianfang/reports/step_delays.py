"""四早: how long each step from falling ill to the outcome takes, of all cases and of each area or unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lianfang.reports.estimates import is_wide
from lianfang.situation.case_steps import STEPS

STEP_PAIRS = tuple(pairwise(STEPS))


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


def lines_of_steps(steps: pl.DataFrame, today: date) -> list[StepLine]:
    """A line a step, of all cases whose ``case_steps`` these are."""
    all_one = np.zeros(steps.height, dtype=np.int64)
    return [_lines(steps, all_one, [None], pair, today, None)[0] for pair in STEP_PAIRS]


def lines_of_groups(
    steps: pl.DataFrame,
    whole: Sequence[StepLine],
    today: date,
    group: Callable[[str], str],
    most: int | None = None,
) -> Iterator[tuple[str | None, list[StepLine]]]:
    """A line a step of each group, the groups of most cases first and at most so many of them.

    ``group`` names the column that says in which group a case is for a step, named by its second end; null is no group,
    and the last. Each is fitted with the distribution that is likeliest for all cases, as the lines of the ``whole``
    tell; a step's groups all at once.
    """
    of_step = [steps[group(second)] for _first, second in STEP_PAIRS]
    sizes: dict[str | None, int] = {}
    for keys in of_step:
        for key, number in keys.value_counts().iter_rows():
            sizes[key] = max(sizes.get(key, 0), number)
    shown = sorted(sizes, key=lambda one: (one is None, -sizes[one], one or ""))[:most]
    columns = []
    for line, keys in zip(whole, of_step, strict=True):
        places = keys.replace_strict(shown, range(len(shown)), default=-1, return_dtype=pl.Int64).to_numpy()
        members = steps.filter(pl.Series(places >= 0))
        pair, distribution = (line.first, line.second), line.distribution or "lognormal"
        columns.append(_lines(members, places[places >= 0], shown, pair, today, distribution))
    yield from zip(shown, ([column[place] for column in columns] for place in range(len(shown))), strict=True)


def _lines(
    steps: pl.DataFrame,
    places: NDArray[np.int64],
    groups: Sequence[str | None],
    pair: tuple[str, str],
    today: date,
    distribution: str | None,
) -> list[StepLine]:
    """The line of a step of each group; ``places`` says of each case in which of the groups it is."""
    from lianfang import analysis

    begun, ended = (steps[step].to_numpy().astype("datetime64[D]") for step in pair)
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
