"""What a watch of a plan finds unusual: counts by area and day judged by one method, nothing read and nothing recorded.

The methods are imported when something is judged: web processes import this for what was found, and judge nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from lianfang.plan.model import Watch, Week

if TYPE_CHECKING:
    from lianfang.analysis.series import Floats, Judged

# Days of the past that each method looks at, the years of the slow ones with their windows.
_YEARS = 5 * 366 + 40
PAST = {"moving-percentile": _YEARS, "farrington": _YEARS, "cusum": 366, "scan": 90}
FEW_DAYS = 35
# The chance with which each method's own bound is passed by one count.
EARS_ALPHA = 0.001
CUSUM_ALPHA = 0.01
WEEK = 7
# The scan looks at an area and so many around it, and stops where so many permutations were as striking.
MOST_NEIGHBOURS, ENOUGH = 50, 25


@dataclass(frozen=True, slots=True)
class Found:
    """An alarm that is kept: where, over which days, what was seen and expected, and its chance.

    Of the scan the chance is that of the whole cluster, whose areas ``cluster`` names by their codes.
    """

    area: str
    first_day: date
    last_day: date
    observed: float
    expected: float
    upper: float
    chance: float
    cluster: str = ""


def days_judged(days: Any, watch: Watch, week: Week) -> tuple[int, ...]:
    """Up to which day a watch judges: today so far, then yesterday. Weeks are judged twice only on a week's last day,
    for on others the last that is over is the same."""
    from lianfang import analysis

    both = (len(days), len(days) - 1)
    if watch.method != "farrington":
        return both
    tomorrow = days[-1].astype(object) + timedelta(days=1)
    return both if tomorrow.isoweekday() == analysis.WEEK_STARTS[week] else both[:1]


def unusual(
    areas: tuple[str, ...],
    days: Any,
    counts: Floats,
    watch: Watch,
    pairs: Iterable[tuple[str, str]] = (),
    week: Week = "iso",
) -> list[Found]:
    """Which areas are unusual on the last of these days: enough cases, above the bound, and kept among all alarms.

    ``pairs`` are areas beside one another; without any the scan has nothing to look for. ``week`` says which days are
    the whole weeks by which Farrington's method goes: the last that is over by the last day.
    """
    from lianfang import analysis

    if not areas or not len(days):
        return []
    if watch.method == "scan":
        return _clustered(areas, days, counts, watch, pairs)
    last, length, observed, judged, alpha = _judged(days, counts, watch, week)
    seen, expected, upper = observed[:, -1], judged.expected[:, -1], judged.upper[:, -1]
    alarm = judged.alarm[:, -1] & (seen >= watch.least)
    if watch.method == "threshold":
        chances, kept = np.where(judged.judged[:, -1], 0.0, np.nan), alarm
    else:
        chances = analysis.chance_of_so_many(np.where(judged.judged[:, -1], seen, np.nan), expected, upper, alpha)
        kept = alarm & analysis.discoveries(chances, watch.false_discoveries)
    first = last - timedelta(days=length - 1)
    return [
        Found(
            areas[place], first, last, float(seen[place]), float(np.nan_to_num(expected[place])), float(upper[place]),
            float(chances[place]),
        )
        for place in np.flatnonzero(kept)
    ]  # fmt: skip


def _clustered(
    areas: tuple[str, ...], days: Any, counts: Floats, watch: Watch, pairs: Iterable[tuple[str, str]]
) -> list[Found]:
    """The areas with cases of every cluster that is kept among all clusters and has enough cases."""
    from lianfang import analysis

    since = _begin(~np.isnan(counts))
    whole = np.flatnonzero(~np.isnan(counts[:, since:]).any(axis=1))
    held = counts[whole, since:]
    place_of = {areas[area]: place for place, area in enumerate(whole)}
    beside = [(place_of[one], place_of[two]) for one, two in pairs if one in place_of and two in place_of]
    if not beside or held.shape[1] <= WEEK:
        return []
    order = _order(len(whole), tuple(beside))
    clusters = [one for one in analysis.scan(held, order, most_days=WEEK, enough=ENOUGH) if one.cases >= watch.least]
    kept = analysis.discoveries([one.p for one in clusters], watch.false_discoveries)
    last, found = days[-1].astype(object), []
    for cluster in (one for one, keep in zip(clusters, kept, strict=True) if keep):
        first = last - timedelta(days=cluster.days - 1)
        named = " ".join(areas[whole[place]] for place in cluster.areas)
        share = held[:, -cluster.days :].sum() / held.sum()
        for place in cluster.areas:
            seen, expected = float(held[place, -cluster.days :].sum()), float(held[place].sum() * share)
            if seen > 0:
                code = areas[whole[place]]
                found.append(Found(code, first, last, seen, expected, float("nan"), cluster.p, named))
    return found


@lru_cache(maxsize=4)
def _order(areas: int, beside: tuple[tuple[int, int], ...]) -> Any:
    """The areas from each one outwards: the same for every disease of a run."""
    from lianfang import analysis

    return analysis.order_by_neighbours(areas, beside, MOST_NEIGHBOURS)


def _begin(known: Any) -> int:
    """The day from which on, on every day, half of the areas known at the end are known."""
    here = known[known[:, -1]]
    if not len(here):
        return 0
    short = np.flatnonzero(here.mean(axis=0) < 0.5)
    return int(short[-1]) + 1 if len(short) else 0


def _judged(days: Any, counts: Floats, watch: Watch, week: Week) -> tuple[date, int, Floats, Judged, float]:
    """The last day judged and how many days a count covers, the counts, what the method says, its bound's chance."""
    from lianfang import analysis
    from lianfang.analysis.moving_percentile import blocks_of

    last: date = days[-1].astype(object)
    if watch.method == "moving-percentile":
        told = analysis.moving_percentile(counts, days, percentile=watch.percentile, first=len(days) - 1)
        return last, WEEK, blocks_of(counts[:, -WEEK:], WEEK), told, min(1 - watch.percentile / 100, 0.49)
    if watch.method == "farrington":
        begins, weeks = analysis.counts_by_week(counts, days, analysis.WEEK_STARTS[week])
        ends = begins + (WEEK - 1)
        over = int((ends <= days[-1]).sum())
        options = analysis.FARRINGTON_OPTIONS["noufaily"]
        told = analysis.farrington(weeks[:, :over], ends[:over], options, first=over - 1)
        return ends[over - 1].astype(object), WEEK, weeks[:, :over], told, options.alpha
    if watch.method == "cusum":
        return last, 1, counts, analysis.cusum(counts, max(counts.shape[1] // 2, 1)), CUSUM_ALPHA
    if watch.method == "threshold":
        return last, 1, counts, analysis.fixed_threshold(counts, watch.least), 0.0
    return last, 1, counts, analysis.ears(counts, watch.method[-2:].upper(), alpha=EARS_ALPHA), EARS_ALPHA


class Memory:
    """What the last run of this process found unusual, by a digest of what it judged: most diseases of most hours have
    no new case, and what is judged alike is found alike. What a run did not ask for is forgotten after it."""

    _of_last_run: ClassVar[dict[bytes, list[Found]]] = {}

    def __init__(self) -> None:
        self._asked: dict[bytes, list[Found]] = {}

    def unusual(
        self,
        areas: tuple[str, ...],
        days: Any,
        counts: Floats,
        watch: Watch,
        pairs: list[tuple[str, str]],
        week: Week,
    ) -> list[Found]:
        """As ``unusual``, which it asks where the last run has not."""
        of = blake2b(repr((areas, counts.shape, days[-1:], watch, pairs, week)).encode())
        of.update(np.ascontiguousarray(counts).data)
        key = of.digest()
        found = self._of_last_run.get(key)
        self._asked[key] = found = unusual(areas, days, counts, watch, pairs, week) if found is None else found
        return found

    def keep(self) -> None:
        """Makes this run the last one."""
        type(self)._of_last_run = self._asked
