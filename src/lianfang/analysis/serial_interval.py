"""The serial interval: days from a case's onset to the onset of those whom it infected."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc

from lianfang.analysis.series import Floats


def serial_interval(mean: float, sd: float, days: int) -> Floats:
    """Chances of a serial interval of 0, 1, … ``days`` - 1 days: a gamma distribution shifted by a day, cut into days.

    Source: Cori et al. 2013, Am J Epidemiol 178(9), 1505, web appendix 11. ``mean`` is above 1 day, ``sd`` above 0.
    What lies beyond the last day is left out, so that a short series gets chances that add up to less than 1. Raises
    ValueError for other means and deviations.
    """
    if not mean > 1:
        raise ValueError(f"the mean serial interval is above 1 day, not {mean:g}")
    if not sd > 0:
        raise ValueError(f"the standard deviation of the serial interval is above 0, not {sd:g}")
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)

    def below(day: Floats, more: int) -> Floats:
        return np.asarray(gammainc(shape + more, np.maximum(day, 0) / scale))

    k = np.arange(days, dtype=float)
    held = k * below(k, 0) + (k - 2) * below(k - 2, 0) - 2 * (k - 1) * below(k - 1, 0)
    held += shape * scale * (2 * below(k - 1, 1) - below(k - 2, 1) - below(k, 1))
    return np.maximum(held, 0)


def checked(chances: ArrayLike) -> Floats:
    """Chances by day from day 0. Raises ValueError where day 0 has one, one is negative, or they do not add up to 1."""
    held = np.asarray(chances, dtype=float)
    if held.ndim != 1 or len(held) < 2:
        raise ValueError("a serial interval has a chance for each day from day 0 on")
    if not np.all(held >= 0):
        raise ValueError("a chance of the serial interval is negative or missing")
    if held[0] != 0:
        raise ValueError("the serial interval starts at day 0, whose chance is 0")
    if abs(held.sum() - 1) > 0.01:
        raise ValueError(f"the chances of the serial interval add up to {held.sum():.3f}, not to 1")
    return held
