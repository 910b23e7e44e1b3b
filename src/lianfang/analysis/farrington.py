"""Farrington's method, flexible: a week against the same time of former years, with trend and past outbreaks weighed.

Source: Farrington et al. 1996, J R Stat Soc A 159(3), 547 (reference weeks, reweighting, bound on the 2/3 power);
Noufaily et al. 2013, Stat Med 32(7), 1206, doi:10.1002/sim.5595 (ten parts of the year, threshold 2.58, trend always,
negative binomial bound); as joined by Salmon, Schumacher, Höhle 2016, J Stat Softw 70(10), doi:10.18637/jss.v070.i10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, pdtrik
from scipy.stats import nbinom

from lianfang.analysis.calendar import same_time_years_before
from lianfang.analysis.quasi_poisson import DISPERSION, LEVEL, SE, fitted, prepared
from lianfang.analysis.series import Floats, Integers, Judged, counts_of, days_of

POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}
THRESHOLDS = ("delta", "negative-binomial", "muan")


@dataclass(frozen=True, slots=True)
class FarringtonOptions:
    """How Farrington's method is set; the standard values are those of Farrington 1996.

    ``years`` and ``half_window`` name the reference weeks (the same week of each year and so many around it),
    ``periods`` into how many parts the year is cut (1: reference weeks only), ``left_out`` how many weeks before the
    one judged are not looked at (None: ``half_window``), ``least_cases`` in ``least_weeks`` what makes a series worth
    an alarm.
    """

    years: int = 5
    half_window: int = 3
    periods: int = 1
    left_out: int | None = None
    reweight: bool = True
    weights_threshold: float = 2.58
    trend: bool = True
    trend_p: float = 0.05
    alpha: float = 0.05
    least_cases: float = 5
    least_weeks: int = 4
    power: str = "2/3"
    threshold: str = "delta"

    def __post_init__(self) -> None:
        if self.years < 1 or self.half_window < 0 or self.periods < 1 or self.least_weeks < 1 or self.least_cases < 0:
            raise ValueError("years, periods and weeks are 1 or more, half window and cases 0 or more")
        if not 0 < self.alpha < 1:
            raise ValueError("alpha lies between 0 and 1")
        if self.power not in POWERS:
            raise ValueError(f"power is one of {', '.join(POWERS)}, not {self.power}")
        if self.threshold not in THRESHOLDS:
            raise ValueError(f"threshold is one of {', '.join(THRESHOLDS)}, not {self.threshold}")


DEFAULT = FarringtonOptions()
NOUFAILY = FarringtonOptions(
    periods=10, left_out=26, trend_p=1.0, least_cases=0, threshold="negative-binomial", weights_threshold=2.58
)
FARRINGTON_OPTIONS = {"default": DEFAULT, "noufaily": NOUFAILY}


def farrington(
    counts: ArrayLike,
    dates: Any,
    options: FarringtonOptions = NOUFAILY,
    *,
    population: ArrayLike | None = None,
    first: int = 0,
) -> Judged:
    """Counts of shape (..., time) judged from step ``first`` on, each against its own past; ``dates`` has one a step.

    ``population`` of the counts' shape makes them rates. A missing count is left out of the past and not judged; it
    does not count towards ``least_cases``. A step without ``years`` years and ``half_window`` weeks before it is not
    judged, nor one whose regression does not converge; one with too few cases is judged no alarm and has no bound.
    On three days of data the answer is: nothing judged.

    Raises ValueError for dates that do not rise by equal steps, a population that is not above 0, or more parts of the
    year than weeks in it.
    """
    held = counts_of(counts)
    days = days_of(dates, held.shape[-1])
    flat = np.ascontiguousarray(held.reshape(-1, held.shape[-1]))
    offsets = _offsets(population, held).reshape(flat.shape)
    expected, upper = np.full_like(flat, np.nan), np.full_like(flat, np.nan)
    alarm, judged = np.zeros(flat.shape, bool), np.zeros(flat.shape, bool)
    years_before = same_time_years_before(days, options.years, first)
    logs = prepared(flat)
    recent = _recent(flat, options.least_weeks)
    unit = (days - days[0]).astype(np.float64) / max(float((days[1:2] - days[:1]).astype(np.float64).sum()), 1.0)
    for now in range(max(first, 1), flat.shape[1]):
        past = past_of(now, years_before[now], options)
        if past is None:
            continue
        chosen, groups = past
        # Time is counted from its middle: the same fit, with less lost to rounding.
        middle = float(unit[chosen].mean())
        told = fitted(
            flat, logs, offsets, chosen, groups, unit[chosen] - middle, now, float(unit[now] - middle),
            trend=options.trend, trend_p=options.trend_p, trend_allowed=options.years >= 3,
            reweight=options.reweight, threshold=float(options.weights_threshold),
        )  # fmt: skip
        mean, bound = _bound(told, options)
        enough = (recent[:, now] >= options.least_cases) & ~np.isnan(bound)
        y = flat[:, now]
        judged[:, now] = ~np.isnan(y) & ~np.isnan(bound)
        expected[:, now] = np.where(enough, mean, np.nan)
        upper[:, now] = np.where(enough, bound, np.nan)
        alarm[:, now] = judged[:, now] & enough & (y > bound) & (y > 0)
    shape = held.shape
    return Judged(expected.reshape(shape), upper.reshape(shape), alarm.reshape(shape), judged.reshape(shape))


def past_of(now: int, years_before: Integers, options: FarringtonOptions) -> tuple[Integers, Integers] | None:
    """Places of the past weeks and the part of the year of each (the last part is that of the week judged).

    None where the past does not reach back far enough. Raises ValueError where the year has too few weeks for the
    parts.
    """
    w, parts = options.half_window, options.periods
    if np.any(years_before < 0) or years_before[-1] - w < 0:
        return None
    part = np.full(now + 1, -1, dtype=np.int64)
    part[max(now - w, 0) :] = parts - 1
    for later, week in zip((now, *years_before[:-1]), years_before, strict=True):
        part[week - w : week + w + 1] = parts - 1
        if parts > 1:
            begin, between = week + w + 1, int(later - week - 2 * w - 1)
            if between < parts - 1:
                raise ValueError(f"{parts} parts are too many for a year of {between + 2 * w + 1} steps")
            length, rest = divmod(between, parts - 1)
            for number in range(parts - 1):
                end = begin + length + (number < rest)
                part[begin:end] = number
                begin = end
    left_out = w if options.left_out is None else options.left_out
    part[max(now - left_out, 0) :] = -1
    chosen = np.flatnonzero(part >= 0)
    return (chosen, part[chosen]) if len(chosen) else None


def _bound(told: Floats, options: FarringtonOptions) -> tuple[Floats, Floats]:
    """What is expected, and the bound above which a count is unusual."""
    with np.errstate(over="ignore", invalid="ignore"):
        mean, phi = np.exp(told[:, LEVEL]), told[:, DISPERSION]
        z = float(ndtri(1 - options.alpha))
        if options.threshold == "delta":
            power = POWERS[options.power]
            tau = phi + told[:, SE] ** 2 * mean
            se = np.sqrt(power**2 * mean ** (2 * power - 1) * tau)
            return mean, (mean**power + z * se) ** (1 / power)
        centre = mean if options.threshold == "negative-binomial" else np.exp(told[:, LEVEL] + z * told[:, SE])
        return mean, _quantile(centre, phi, 1 - options.alpha)


def _quantile(mean: Floats, phi: Floats, chance: float) -> Floats:
    """The quantile of a negative binomial with variance ``phi`` times the mean, of a Poisson where phi is 1."""
    bound = np.full_like(mean, np.nan)
    usable = np.isfinite(mean) & np.isfinite(phi) & (mean > 0)
    poisson = usable & (phi <= 1)
    bound[poisson] = np.maximum(np.ceil(pdtrik(chance, mean[poisson]) - 1e-10), 0)
    wide = usable & (phi > 1)
    if np.any(wide):
        bound[wide] = nbinom.ppf(chance, mean[wide] / (phi[wide] - 1), 1 / phi[wide])
    return bound


def _recent(flat: Floats, weeks: int) -> Floats:
    """Cases known of in each step and those before it."""
    total = np.cumsum(np.nan_to_num(flat), axis=1)
    total[:, weeks:] -= total[:, :-weeks].copy()
    return total


def _offsets(population: ArrayLike | None, held: Floats) -> Floats:
    if population is None:
        return np.zeros_like(held)
    people = np.broadcast_to(np.asarray(population, dtype=np.float64), held.shape)
    if np.any(people <= 0):
        raise ValueError("a population is above 0, or missing")
    return np.ascontiguousarray(np.log(people))
