"""The reproduction number R: how many a case infects, by day, from the epidemic curve and the serial interval.

Source: Cori et al. 2013, Am J Epidemiol 178(9), 1505, doi:10.1093/aje/kwt133, web appendix 1; cases from elsewhere
apart: Thompson et al. 2019, Epidemics 29, 100356, doi:10.1016/j.epidem.2019.100356.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincinv, gammaln

from lianfang.analysis.serial_interval import checked, serial_interval
from lianfang.analysis.series import Floats, Integers, counts_of, mean_of_known


@dataclass(frozen=True)
class Reproduction:
    """R of each window, as a gamma distribution; arrays have the shape (..., windows), NaN where R cannot be told.

    ``start`` and ``end`` count days from 1 and belong to the window.
    """

    start: Integers
    end: Integers
    shape: Floats
    scale: Floats

    @property
    def mean(self) -> Floats:
        return self.shape * self.scale

    @property
    def sd(self) -> Floats:
        return np.sqrt(self.shape) * self.scale

    @cached_property
    def _unlike(self) -> tuple[Floats, Integers]:
        # Many windows have the same number of cases: each shape is inverted once.
        unlike, place = np.unique(self.shape, return_inverse=True)
        return unlike, place.reshape(self.shape.shape)

    def quantile(self, chance: float) -> Floats:
        """The value that R is below with this chance."""
        unlike, place = self._unlike
        return np.asarray(gammaincinv(unlike, chance)[place] * self.scale)


@dataclass(frozen=True)
class UncertainReproduction:
    """R where the serial interval is uncertain too: a mixture of one gamma distribution a serial interval.

    ``shape`` and ``scale`` have the shape (intervals, windows), NaN where that interval says nothing of the window.
    """

    start: Integers
    end: Integers
    shape: Floats
    scale: Floats

    @property
    def mean(self) -> Floats:
        return mean_of_known(self.shape * self.scale, axis=0)

    @property
    def sd(self) -> Floats:
        square = self.shape * self.scale**2 * (1 + self.shape)
        return np.sqrt(np.maximum(mean_of_known(square, axis=0) - self.mean**2, 0))

    def quantile(self, chance: float) -> Floats:
        """The value that R is below with this chance: Newton's steps, kept between the parts' own quantiles."""
        told = ~np.isnan(self.shape).all(axis=0)
        shape, scale = self.shape[:, told], self.scale[:, told]
        parts = gammaincinv(shape, chance) * scale
        low, high, x = np.nanmin(parts, axis=0), np.nanmax(parts, axis=0), np.nanmean(parts, axis=0)
        for _ in range(60):
            off = mean_of_known(np.asarray(gammainc(shape, x / scale)), axis=0) - chance
            low, high = np.where(off < 0, x, low), np.where(off < 0, high, x)
            density = np.exp((shape - 1) * np.log(x / scale) - x / scale - gammaln(shape)) / scale
            step = x - off / mean_of_known(density, axis=0)
            after = np.where((step > low) & (step < high), step, (low + high) / 2)
            moved, x = np.abs(after - x) > 1e-10 * x, after
            if not moved.any():
                break
        held = np.full(self.shape.shape[1], np.nan)
        held[told] = x
        return held


def windows(days: int, length: int = 7) -> tuple[Integers, Integers]:
    """First and last days of all windows of ``length`` days; the first starts on day 2, for day 1 has no past."""
    if length < 1:
        raise ValueError("a window has one day or more")
    start = np.arange(2, days - length + 2)
    return start, start + length - 1


def reproduction(
    incidence: ArrayLike,
    interval: ArrayLike,
    *,
    imported: ArrayLike | None = None,
    start: ArrayLike | None = None,
    end: ArrayLike | None = None,
    prior_mean: float = 5.0,
    prior_sd: float = 5.0,
) -> Reproduction:
    """R by Cori's method from all cases by day, shape (..., days), and the chances of the serial interval from day 0.

    ``imported`` are those of the cases that were infected elsewhere: they infect, but nobody here infected them; so are
    all of day 1. ``start`` and ``end`` name the windows (7 days as shipped). The prior of R is a gamma distribution. A
    window that ends before a serial interval has passed has no R, nor one that rests on a missing day, within it or
    within the reach of the serial interval before it: on three days of data there is no R.

    Raises ValueError for a serial interval that is none, more imported cases than cases, or windows outside the days.
    """
    chances = checked(interval)
    cases, local = _cases(incidence, imported)
    first, last = _windows(cases.shape[-1], start, end)
    shape, scale = _posterior(cases, local, chances, first, last, prior_mean, prior_sd)
    return Reproduction(first, last, shape, scale)


def parametric_reproduction(
    incidence: ArrayLike,
    mean: float,
    sd: float,
    *,
    imported: ArrayLike | None = None,
    start: ArrayLike | None = None,
    end: ArrayLike | None = None,
    prior_mean: float = 5.0,
    prior_sd: float = 5.0,
) -> Reproduction:
    """As `reproduction`, with a serial interval of this mean and standard deviation in days.

    As in EpiEstim the interval is cut off at the series' length, and so is the mean after which windows are told: on
    very few days R is told early, and wide.
    """
    cases, local = _cases(incidence, imported)
    first, last = _windows(cases.shape[-1], start, end)
    chances = serial_interval(mean, sd, cases.shape[-1])
    return Reproduction(first, last, *_posterior(cases, local, chances, first, last, prior_mean, prior_sd))


def uncertain_reproduction(
    incidence: ArrayLike,
    mean: tuple[float, float, float, float],
    sd: tuple[float, float, float, float],
    *,
    imported: ArrayLike | None = None,
    start: ArrayLike | None = None,
    end: ArrayLike | None = None,
    intervals: int = 200,
    seed: int = 1,
    prior_mean: float = 5.0,
    prior_sd: float = 5.0,
) -> UncertainReproduction:
    """R of one series, shape (days,), where mean and deviation of the serial interval are themselves known roughly.

    ``mean`` and ``sd`` are normal distributions cut off at both ends: (mean, deviation, least, most), in days. Of them
    ``intervals`` serial intervals are drawn with ``seed``; what follows for R is worked out, not drawn. Source: Cori et
    al. 2013, web appendix 4.
    """
    cases, local = _cases(incidence, imported)
    if cases.ndim != 1:
        raise ValueError("an uncertain serial interval takes one series at a time")
    first, last = _windows(len(cases), start, end)
    chance = np.random.default_rng(seed)
    means, sds = (_cut_normal(chance, intervals, *limits) for limits in (mean, sd))
    shape, scale = np.empty((intervals, len(first))), np.empty((intervals, len(first)))
    for place, (one_mean, one_sd) in enumerate(zip(means, sds, strict=True)):
        chances = serial_interval(float(one_mean), float(one_sd), len(cases))
        shape[place], scale[place] = _posterior(cases, local, chances, first, last, prior_mean, prior_sd)
        shape[place, last <= one_mean] = np.nan
    return UncertainReproduction(first, last, shape, scale)


def _cut_normal(chance: np.random.Generator, number: int, mean: float, sd: float, least: float, most: float) -> Floats:
    if not (least < most and least <= mean <= most):
        raise ValueError(f"{mean:g} does not lie between {least:g} and {most:g}")
    drawn = np.empty(0)
    while len(drawn) < number:
        more = chance.normal(mean, sd, 2 * number)
        drawn = np.concatenate([drawn, more[(more >= least) & (more <= most)]])
    return drawn[:number]


def _cases(incidence: ArrayLike, imported: ArrayLike | None) -> tuple[Floats, Floats]:
    cases = counts_of(incidence)
    elsewhere = np.zeros_like(cases) if imported is None else np.broadcast_to(counts_of(imported), cases.shape)
    if np.any(elsewhere > cases):
        where = np.argwhere(elsewhere > cases)[0]
        raise ValueError(f"more imported cases than cases on day {int(where[-1]) + 1}")
    local = cases - elsewhere
    local[..., 0] = 0
    return cases, local


def _windows(days: int, start: ArrayLike | None, end: ArrayLike | None) -> tuple[Integers, Integers]:
    if (start is None) != (end is None):
        raise ValueError("windows need both their starts and their ends")
    if start is None or end is None:
        return windows(days)
    first, last = np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
    if first.shape != last.shape or np.any(first < 2) or np.any(last < first) or np.any(last > days):
        raise ValueError(f"windows start on day 2 or later and end within the {days} days, not before they start")
    return first, last


def infectivity(cases: Floats, chances: Floats) -> Floats:
    """The cases of each day's past, by the chance of the serial interval; NaN on day 1 and where a day needed is."""
    total = np.zeros_like(cases)
    for lag in np.flatnonzero(chances[: cases.shape[-1]]):
        total[..., lag:] += chances[lag] * cases[..., : cases.shape[-1] - lag]
    total[..., 0] = np.nan
    return total


def _posterior(
    cases: Floats, local: Floats, chances: Floats, first: Integers, last: Integers, prior_mean: float, prior_sd: float
) -> tuple[Floats, Floats]:
    """Shape and scale of R's distribution (web appendix 1, equation 7)."""
    if not (prior_mean > 0 and prior_sd > 0):
        raise ValueError("mean and deviation of the prior are above 0")
    shape, scale = (prior_mean / prior_sd) ** 2, prior_sd**2 / prior_mean
    told = _window_sums(local, first, last)
    past = _window_sums(infectivity(cases, chances), first, last)
    passed = last > float(np.sum(chances * np.arange(len(chances))))
    known = passed & ~np.isnan(told) & ~np.isnan(past)
    return np.where(known, shape + told, np.nan), np.where(known, 1 / (1 / scale + past), np.nan)


def _window_sums(values: Floats, first: Integers, last: Integers) -> Floats:
    """Sums of days ``first`` to ``last``, NaN where one of them is."""
    lengths = last - first + 1
    if len(first) and np.all(lengths == lengths[0]) and np.all(np.diff(first) == 1):
        every = np.lib.stride_tricks.sliding_window_view(values, int(lengths[0]), axis=-1)
        return np.asarray(every[..., first[0] - 1 : first[0] - 1 + len(first), :].sum(axis=-1))
    sums = [values[..., begin - 1 : end].sum(axis=-1) for begin, end in zip(first, last, strict=True)]
    return np.stack(sums, axis=-1) if sums else np.empty((*values.shape[:-1], 0))
