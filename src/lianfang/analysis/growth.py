"""Growth rate and doubling time of cases by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from lianfang.analysis.reproduction import windows
from lianfang.analysis.series import Floats, Integers, counts_of


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth by day (0.1: a tenth more each day, on the log scale) of each window, with the ends of its interval.

    NaN where it cannot be told: fewer than three known days, or fewer than two days with cases.
    """

    start: Integers
    end: Integers
    rate: Floats
    low: Floats
    high: Floats

    def doubling(self) -> tuple[Floats, Floats, Floats]:
        """Days to double (negative: to halve): estimate and the ends of its interval.

        Where the interval of the rate holds 0 the time may be endless either way: both ends are NaN.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            middle, one, two = (np.log(2) / rate for rate in (self.rate, self.high, self.low))
        told = self.low * self.high > 0
        return middle, np.where(told, one, np.nan), np.where(told, two, np.nan)


def growth(incidence: ArrayLike, length: int = 7, chance: float = 0.95) -> Growth:
    """Growth of cases by day, shape (..., days), in windows of ``length`` days, by regression of counts on time.

    Quasi-Poisson regression with log link (McCullagh and Nelder 1989, chapter 6): the spread around the line, if wider
    than chance, widens the interval. A missing day is left out of its window. Raises ValueError for windows below three
    days.
    """
    if length < 3:
        raise ValueError("growth needs windows of three days or more")
    cases = counts_of(incidence)
    first, last = windows(cases.shape[-1] + 1, length)
    first, last = first - 1, last - 1
    if not len(first):
        empty = np.empty((*cases.shape[:-1], 0))
        return Growth(first, last, empty, empty, empty)
    y = np.lib.stride_tricks.sliding_window_view(cases, length, axis=-1)
    known = ~np.isnan(y)
    y = np.where(known, y, 0.0)
    enough = (known.sum(axis=-1) >= 3) & ((y > 0).sum(axis=-1) >= 2)
    y = np.where(enough[..., None], y, 1.0)
    known = known | ~enough[..., None]
    t = np.arange(length) - (length - 1) / 2
    mean = y + 0.1
    eta = np.log(mean)
    for _ in range(50):
        w = known * mean
        z = eta + (y - mean) / mean
        weight = w.sum(axis=-1)
        middle = (w * t).sum(axis=-1) / weight
        away = t - middle[..., None]
        spread = (w * away**2).sum(axis=-1)
        rate = (w * away * z).sum(axis=-1) / spread
        eta = ((w * z).sum(axis=-1) / weight)[..., None] + rate[..., None] * away
        mean = np.exp(np.clip(eta, -50, 50))
    freedom = known.sum(axis=-1) - 2
    dispersion = (known * (y - mean) ** 2 / mean).sum(axis=-1) / np.maximum(freedom, 1)
    w = known * mean
    away = t - ((w * t).sum(axis=-1) / w.sum(axis=-1))[..., None]
    se = np.sqrt(np.maximum(dispersion, 1) / (w * away**2).sum(axis=-1))
    reach = stdtrit(np.maximum(freedom, 1), (1 + chance) / 2) * se
    rate, reach = np.where(enough, rate, np.nan), np.where(enough, reach, np.nan)
    return Growth(first, last, rate, rate - reach, rate + reach)
