"""Fatality: deaths among cases as they stand, and among cases whose outcome could be known by now."""

from __future__ import annotations

from dataclasses import dataclass

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


def share(part: float, whole: float, chance: float = 0.95) -> Share:
    """A share with its exact interval (Clopper and Pearson 1934, Biometrika 26, 404); ``whole`` need not be whole.

    With more part than whole the share is 1 at most.
    """
    if not (part >= 0 and whole > 0):
        return Share(np.nan, np.nan, np.nan)
    tail = (1 - chance) / 2
    part = min(part, whole)
    low = float(betaincinv(part, whole - part + 1, tail)) if part > 0 else 0.0
    high = float(betaincinv(part + 1, whole - part, 1 - tail)) if part < whole else 1.0
    return Share(part / whole, low, high)


def severity(cases: ArrayLike, deaths: float, delay: ArrayLike, chance: float = 0.95) -> Severity:
    """Fatality from new cases by day, shape (days,), all deaths so far, and the chances of the delay to death by day.

    Nishiura et al. 2009, PLoS ONE 4(8), e6852, doi:10.1371/journal.pone.0006852: deaths so far are a binomial part of
    all cases, by fatality times the share of cases whose outcome is due; the interval is exact for that product. While
    cases grow the naive share is too low; this one is not, so far as the delay is right and deaths and cases are found
    alike. A missing day of cases counts as none, for the sum is what is known.

    Raises ValueError for chances that are negative or add up to more than 1, or for negative deaths.
    """
    new, f = counts_of(cases), np.asarray(delay, dtype=float)
    if new.ndim != 1:
        raise ValueError("fatality takes one series of cases at a time")
    if f.ndim != 1 or np.any(~(f >= 0)) or f.sum() > 1.01:
        raise ValueError("the delay to death has chances by day that are not negative and add up to 1 at most")
    if not deaths >= 0:
        raise ValueError("deaths are 0 or more")
    new = np.nan_to_num(new)
    total = float(new.sum())
    within = np.cumsum(np.append(f, np.zeros(max(len(new) - len(f), 0))))[: len(new)]
    due = float(new @ within[::-1])
    known = due / total if total > 0 else np.nan
    naive = share(deaths, total, chance)
    if not known > 0:
        return Severity(total, float(deaths), naive, known, Share(np.nan, np.nan, np.nan))
    adjusted = (min(value / known, 1.0) for value in (naive.value, naive.low, naive.high))
    return Severity(total, float(deaths), naive, known, Share(*adjusted))


def without_falls(increments: ArrayLike) -> tuple[Floats, int]:
    """Increments of a cumulative figure without negative ones, and how many there were.

    A fall says that earlier days were counted too high: it is taken off the days before it, the latest first, so the
    sum stays. What no earlier day can bear is dropped. A missing day bears nothing.
    """
    held = np.array(increments, dtype=float)
    if held.ndim != 1:
        raise ValueError("falls are taken off one series at a time")
    falls = np.flatnonzero(held < 0)
    for day in falls:
        owed, held[day] = -held[day], 0.0
        for before in range(day - 1, -1, -1):
            if owed <= 0:
                break
            taken = min(owed, max(float(np.nan_to_num(held[before])), 0.0))
            held[before] -= taken
            owed -= taken
    return held, len(falls)
