"""四早: how long each step from falling ill to the outcome takes, of all cases and of each area or unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from lianfang.reports.estimates import is_wide
from lianfang.situation.case_steps import STEPS, CaseSteps

if TYPE_CHECKING:
    from lianfang.analysis import DatedDelay

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


def lines_of_steps(cases: Sequence[CaseSteps], today: date) -> list[StepLine]:
    """A line a step, of all cases."""
    return [_line(cases, first, second, today, None, None) for first, second in STEP_PAIRS]


def lines_of_groups(
    cases: Sequence[CaseSteps],
    whole: Sequence[StepLine],
    today: date,
    group: Callable[[CaseSteps, str], str | None],
    most: int | None = None,
) -> Iterator[tuple[str | None, list[StepLine]]]:
    """A line a step of each group, the groups of most cases first and at most so many of them.

    ``group`` says in which group a case is for a step, named by its second end; None is no group, and the last. Each is
    fitted with the distribution that is likeliest for all cases, as the lines of the ``whole`` tell.
    """
    of_step = [_grouped(cases, second, group) for _first, second in STEP_PAIRS]
    sizes: dict[str | None, int] = {}
    for groups in of_step:
        for key, members in groups.items():
            sizes[key] = max(sizes.get(key, 0), len(members))
    for key in sorted(sizes, key=lambda one: (one is None, -sizes[one], one or ""))[:most]:
        yield (
            key,
            [
                _line(groups.get(key, ()), line.first, line.second, today, key, line.distribution or "lognormal")
                for line, groups in zip(whole, of_step, strict=True)
            ],
        )


def _grouped(
    cases: Sequence[CaseSteps], second: str, group: Callable[[CaseSteps, str], str | None]
) -> dict[str | None, list[CaseSteps]]:
    found: dict[str | None, list[CaseSteps]] = {}
    for case in cases:
        found.setdefault(group(case, second), []).append(case)
    return found


def _told(cases: Sequence[CaseSteps], first: str, second: str, today: date, distribution: str | None) -> DatedDelay:
    from lianfang import analysis

    begun, ended = ([case.day(step) for case in cases] for step in (first, second))
    return analysis.dated_delay(begun, ended, today, distribution=distribution)


def _line(
    cases: Sequence[CaseSteps], first: str, second: str, today: date, group: str | None, distribution: str | None
) -> StepLine:
    told = _told(cases, first, second, today, distribution)
    counted = (first, second, group, told.number, told.waiting, told.earlier, told.plain)
    if told.fitted is None:
        return StepLine(*counted, reason="few-delays" if told.number else "")
    mean, (low, high) = told.fitted.mean(), told.fitted.interval("mean")
    if low != low:
        return StepLine(*counted, reason="wide")
    reason = "wide" if is_wide(low, high) else ""
    median, ninety = told.fitted.quantile(0.5), told.fitted.quantile(0.9)
    return StepLine(*counted, mean, low, high, median, ninety, reason, told.fitted.distribution)
