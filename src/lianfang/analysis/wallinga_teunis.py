"""The reproduction number of cohorts: how many those who fell ill in a window went on to infect.

Source: Wallinga and Teunis 2004, Am J Epidemiol 160(6), 509, doi:10.1093/aje/kwh255. The authors draw who infected
whom; since each case has one infector, drawn by itself, the number of infected is a sum of independent chances, and its
distribution is worked out here instead (Hong 2013, Comput Stat Data Anal 59, 41).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.reproduction import windows
from lianfang.analysis.serial_interval import checked
from lianfang.analysis.series import Floats, Integers, counts_of


@dataclass(frozen=True, slots=True)
class CohortReproduction:
    """R of those who fell ill in each window; NaN where nobody did. ``chances[i][n]``: n infected by window i."""

    start: Integers
    end: Integers
    mean: Floats
    sd: Floats
    cases: Floats
    chances: tuple[Floats, ...]

    def quantile(self, chance: float) -> Floats:
        """The smallest R that is not exceeded with this chance."""
        told = [
            np.searchsorted(np.cumsum(one), chance - 1e-12) / cases if cases > 0 else np.nan
            for one, cases in zip(self.chances, self.cases, strict=True)
        ]
        return np.array(told, dtype=float)


def cohort_reproduction(
    incidence: ArrayLike, interval: ArrayLike, start: ArrayLike | None = None, end: ArrayLike | None = None
) -> CohortReproduction:
    """R by Wallinga and Teunis of one series of cases by day, shape (days,), from the chances of the serial interval.

    The last days look small, because whom those cases infect has not fallen ill yet. A missing day makes every R that
    could rest on it wrong: fill or cut the series first. Raises ValueError where a day is missing, no whole number, or
    the serial interval is none.
    """
    chances, cases = checked(interval), counts_of(incidence)
    if cases.ndim != 1 or np.any(np.isnan(cases)) or np.any(cases != np.floor(cases)):
        raise ValueError("Wallinga and Teunis need one series of whole numbers without a missing day")
    days = len(cases)
    first, last = windows(days) if start is None or end is None else (np.asarray(start), np.asarray(end))
    lag = np.arange(days)[:, None] - np.arange(days)[None, :]
    padded = np.append(chances, np.zeros(max(days - len(chances), 0)))
    # by[t, s]: the chance that one who fell ill on day t was infected by those of day s
    by = np.where(lag >= 0, padded[np.maximum(lag, 0)], 0) * cases[None, :]
    all_days = by.sum(axis=1, keepdims=True)
    by = np.divide(by, all_days, out=np.zeros_like(by), where=all_days > 0)
    mean, sd, number = np.full(len(first), np.nan), np.full(len(first), np.nan), np.zeros(len(first))
    held: list[Floats] = []
    for place, (begin, until) in enumerate(zip(first, last, strict=True)):
        number[place] = cases[begin - 1 : until].sum()
        chance = by[:, begin - 1 : until].sum(axis=1)
        held.append(_sum_of_chances(chance, cases) if number[place] > 0 else np.ones(1))
        if number[place] > 0:
            mean[place] = (chance * cases).sum() / number[place]
            sd[place] = np.sqrt((chance * (1 - chance) * cases).sum()) / number[place]
    return CohortReproduction(first, last, mean, sd, number, tuple(held))


def _sum_of_chances(chance: Floats, cases: Floats) -> Floats:
    """Chances of 0, 1, 2 … successes among ``cases`` of each ``chance``, from their characteristic function."""
    usable = (chance > 0) & (cases > 0)
    most = int(cases[usable].sum())
    angle = np.exp(2j * np.pi * np.arange(most + 1) / (most + 1))
    product = np.ones(most + 1, dtype=complex)
    for p, n in zip(chance[usable], cases[usable], strict=True):
        product *= (1 - p + p * angle) ** n
    return np.maximum(np.real(np.fft.fft(product)) / (most + 1), 0)
