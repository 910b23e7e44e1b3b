"""Fatality: deaths among cases as they stand, and among cases whose outcome could be known by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from lianfang.analysis.series import Floats, counts_of


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the ends of its interval, NaN where nothing can be said."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Severity:
    """``naive`` fatality; ``known``, the share of cases whose outcome is due by now; ``adjusted`` fatality."""

    cases: float
    deaths: float
    naive: Share
    known: float
    adjusted: Share


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares with the ends of their intervals, arrays of one shape, NaN where nothing can be said."""

    value: Floats
    low: Floats
    high: Floats

    def of(self, series: int) -> Share:
        """One of them."""
        return Share(float(self.value[series]), float(self.low[series]), float(self.high[series]))


@dataclass(frozen=True, slots=True)
class Severities:
    """The figures of a `Severity` of each series: arrays of shape (series,)."""

    cases: Floats
    deaths: Floats
    naive: Shares
    known: Floats
    adjusted: Shares

    def of(self, series: int) -> Severity:
        """What is told of one series."""
        cases, deaths, known = (float(one[series]) for one in (self.cases, self.deaths, self.known))
        return Severity(cases, deaths, self.naive.of(series), known, self.adjusted.of(series))


def share(part: float, whole: float, chance: float = 0.95) -> Share:
    """A share with its exact interval (Clopper and Pearson 1934, Biometrika 26, 404); ``whole`` need not be whole.

    With more part than whole the share is 1 at most.
    """
    return shares([part], [whole], chance).of(0)


def shares(part: ArrayLike, whole: ArrayLike, chance: float = 0.95) -> Shares:
    """Many shares at once, of any one shape: see `share`."""
    parts, wholes = (np.asarray(one, dtype=np.float64) for one in np.broadcast_arrays(part, whole))
    can = (parts >= 0) & (wholes > 0)
    n = np.where(can, wholes, 1.0)
    k = np.minimum(np.where(can, parts, 0.0), n)
    tail = (1 - chance) / 2
    low = np.where(k > 0, betaincinv(np.where(k > 0, k, 1.0), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.where(k < n, n - k, 1.0), 1 - tail), 1.0)
    return Shares(*(np.where(can, one, np.nan) for one in (k / n, low, high)))


def severity(cases: ArrayLike, deaths: float, delay: ArrayLike, chance: float = 0.95) -> Severity:
    """Fatality from new cases by day, shape (days,), all deaths so far, and the chances of the delay to death by day.

    Nishiura et al. 2009, PLoS ONE 4(8), e6852, doi:10.1371/journal.pone.0006852: deaths so far are a binomial part of
    all cases, by fatality times the share of cases whose outcome is due; the interval is exact for that product. While
    cases grow the naive share is too low; this one is not, so far as the delay is right and deaths and cases are found
    alike. A missing day of cases counts as none, for the sum is what is known.

    Raises ValueError for chances that are negative or add up to more than 1, or for negative deaths.
    """
    if np.ndim(cases) != 1:
        raise ValueError("severity takes one series of cases by day: severities takes many")
    return severities(np.asarray(cases, dtype=np.float64)[None], [deaths], delay, chance).of(0)


def severities(cases: ArrayLike, deaths: ArrayLike, delay: ArrayLike, chance: float = 0.95) -> Severities:
    """The same of many series at once: cases (series, days), which all end on the same day, and deaths (series,).

    A series that begins later has NaN or 0 before. ``delay`` are the chances of all, (chances,), or of each, (series,
    chances). Raises ValueError as `severity`, and where the numbers of series differ.
    """
    new, f = np.atleast_2d(counts_of(cases)), np.asarray(delay, dtype=np.float64)
    died = np.asarray(deaths, dtype=np.float64)
    if new.ndim != 2 or died.shape != (len(new),) or f.ndim not in (1, 2) or (f.ndim == 2 and len(f) != len(new)):
        raise ValueError(f"cases {new.shape}, deaths {died.shape} and delays {f.shape} are not of the same series")
    if np.any(~(f >= 0)) or np.any(f.sum(axis=-1) > 1.01):
        raise ValueError("the delay to death has chances by day that are not negative and add up to 1 at most")
    if np.any(~(died >= 0)):
        raise ValueError("deaths are 0 or more")
    new = np.nan_to_num(new)
    days = new.shape[1]
    total = new.sum(axis=1)
    within = np.cumsum(np.concatenate([f, np.zeros((*f.shape[:-1], max(days - f.shape[-1], 0)))], axis=-1), axis=-1)
    due = (new * within[..., days - 1 :: -1]).sum(axis=1)
    known = np.where(total > 0, due / np.maximum(total, 1e-300), np.nan)
    naive = shares(died, total, chance)
    # A share that is hardly due divides beyond what a number holds: it is at most 1 all the same.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        parts = (
            np.where(known > 0, np.minimum(one / known, 1), np.nan) for one in (naive.value, naive.low, naive.high)
        )
        adjusted = Shares(*parts)
    return Severities(total, died, naive, known, adjusted)


def without_falls(increments: ArrayLike) -> tuple[Floats, Any]:
    """Increments of cumulative figures, shape (..., days), without negative ones, and how many there were of each.

    A fall says that earlier days were counted too high: it is taken off the days before it, the latest first, so the
    sum stays. What no earlier day can bear is dropped. A missing day bears nothing. The number is an int of one series
    and else an array.
    """
    held = np.array(increments, dtype=np.float64)
    rows = held.reshape(-1, held.shape[-1])
    number = (rows < 0).sum(axis=1)
    owed = np.zeros(len(rows))
    # From the last day back: what days after it owe is taken off a day as far as it bears it.
    for day in range(rows.shape[1] - 1, -1, -1):
        value = np.nan_to_num(rows[:, day])
        owed += np.maximum(-value, 0)
        bears = np.minimum(owed, np.maximum(value, 0))
        rows[:, day] = np.where(np.isnan(rows[:, day]), np.nan, np.maximum(value, 0) - bears)
        owed -= bears
    return rows.reshape(held.shape), int(number[0]) if held.ndim == 1 else number.reshape(held.shape[:-1])
