"""EARS: each step against the seven just before it, for diseases without history.

Source: Hutwagner et al. 2003, J Urban Health 80(2 Suppl 1), i89 (C1, C2, C3); bounds as Salmon, Schumacher and Höhle
2016, J Stat Softw 70(10), section 3.2, doi:10.18637/jss.v070.i10.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from lianfang.analysis.series import Floats, Judged, counts_of

# Steps between the baseline and the step judged.
LAG = {"C1": 0, "C2": 2, "C3": 2}


def ears(
    counts: ArrayLike, method: str = "C1", *, alpha: float = 0.001, baseline: int = 7, minimum_sigma: float = 0.0
) -> Judged:
    """Counts of shape (..., time) judged by EARS ``C1``, ``C2`` or ``C3``.

    C1 compares with mean + z·sd of the ``baseline`` steps before; C2 leaves two steps between, so that a slow rise does
    not raise its own bound; C3 adds what C2 found in the two steps before. ``alpha`` is the chance of a false alarm in
    one normal step. A baseline with a missing value is taken from the rest, from three values on. C3 cannot say
    anything after a baseline that does not vary: its bound is then missing, unless ``minimum_sigma`` is above 0.

    Raises ValueError for an unknown method, a baseline below 3, or an alpha outside (0, 1).
    """
    if method not in LAG:
        raise ValueError(f"EARS has C1, C2 and C3, not {method}")
    if baseline < 3:
        raise ValueError("the baseline of EARS is at least 3 steps")
    if not 0 < alpha < 1:
        raise ValueError("alpha lies between 0 and 1")
    held = counts_of(counts)
    mean, sigma = _baseline(held, baseline, LAG[method])
    sigma = np.where(np.isnan(sigma), np.nan, np.maximum(sigma, minimum_sigma))
    z = float(ndtri(1 - alpha))
    upper = mean + z * sigma
    if method == "C3":
        with np.errstate(divide="ignore", invalid="ignore"):
            excess = (held - mean) / sigma - 1
            # A step that is missing had no excess; one whose baseline does not vary has none that could be told.
            excess = np.where(np.isnan(held) & ~np.isnan(sigma), 0.0, np.maximum(excess, 0))
            before = np.full_like(held, np.nan)
            before[..., 2:] = excess[..., 1:-1] + excess[..., :-2]
            upper = np.maximum(held + sigma * (z - before), 0)
    judged = ~np.isnan(upper) & ~np.isnan(held)
    return Judged(np.where(np.isnan(upper), np.nan, mean), upper, judged & (held > upper), judged)


def _baseline(held: Floats, length: int, lag: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation (n - 1) of the ``length`` steps that end ``lag`` + 1 steps before each."""
    mean, sigma = np.full_like(held, np.nan), np.full_like(held, np.nan)
    steps = held.shape[-1] - length - lag
    if steps <= 0:
        return mean, sigma
    known = ~np.isnan(held)
    whole = bool(known.all())
    values = held if whole else np.where(known, held, 0.0)

    def window(of: NDArray[Any], place: int) -> NDArray[Any]:
        return of[..., place : place + steps]

    # Slices of the whole table added up one by one: many series at once, and no window is copied.
    number: NDArray[Any] = np.asarray(float(length))
    if not whole:
        number = np.sum([window(known, place) for place in range(length)], axis=0, dtype=float)
    enough = number >= 3
    average = window(values, 0).copy()
    for place in range(1, length):
        average += window(values, place)
    average /= np.maximum(number, 1)
    squares = np.zeros_like(average)
    for place in range(length):
        away = window(values, place) - average
        away *= away
        squares += away if whole else np.where(window(known, place), away, 0.0)
    squares /= np.maximum(number - 1, 1)
    mean[..., length + lag :] = np.where(enough, average, np.nan)
    sigma[..., length + lag :] = np.where(enough, np.sqrt(squares), np.nan)
    return mean, sigma
