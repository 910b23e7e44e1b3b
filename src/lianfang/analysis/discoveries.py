"""Which of many alarms are kept: each one's chance, and how many of those kept may be chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, ndtr, ndtri

from lianfang.analysis.series import Flags, Floats

# A series that never had a case is not sure to have none: a tenth of a case is expected at least.
LEAST_EXPECTED = 0.1


def chance_of_so_many(observed: ArrayLike, expected: ArrayLike, upper: ArrayLike, alpha: float) -> Floats:
    """How likely it is by chance that a count is as high as observed; arrays of one shape, NaN where not judged.

    The greater of two: the tail of a Poisson around what was expected, and the normal tail on the 2/3 power where the
    method's own upper bound is passed with chance ``alpha`` (Farrington et al. 1996, J R Stat Soc A 159(3), 547,
    section 3.5; the exceedance score of Noufaily et al. 2013, doi:10.1002/sim.5595, as a chance). So a method's spread
    counts, and a method that found none is not taken at its word. Raises ValueError for an ``alpha`` that is not
    between 0 and 1/2.
    """
    if not 0 < alpha < 0.5:
        raise ValueError("the chance that a method's bound is passed lies between 0 and 1/2")
    y, mean, bound = np.broadcast_arrays(
        *(np.asarray(values, dtype=np.float64) for values in (observed, expected, upper))
    )
    known = ~(np.isnan(y) | np.isnan(mean) | np.isnan(bound))
    y, mean, bound = (np.where(known, values, 0.0) for values in (y, mean, bound))
    mean = np.maximum(mean, 0.0)
    # P(X >= y) of a Poisson is the regularised lower incomplete gamma function of y.
    poisson = np.where(y > 0, gammainc(np.maximum(np.ceil(y), 1e-9), np.maximum(mean, LEAST_EXPECTED)), 1.0)
    spread = np.maximum(bound, 0.0) ** (2 / 3) - mean ** (2 / 3)
    above = y ** (2 / 3) - mean ** (2 / 3)
    score = np.divide(above, spread, out=np.where(above > 0, np.inf, 0.0), where=spread > 1e-9)
    tail = ndtr(-score * -ndtri(alpha))
    return np.where(known, np.maximum(poisson, tail), np.nan)


def discoveries(chances: ArrayLike, false_share: float) -> Flags:
    """Which of these are kept so that on average at most ``false_share`` of those kept are chance; NaN is not judged.

    Benjamini and Hochberg 1995, J R Stat Soc B 57(1), 289: of n chances in rising order the k smallest are kept, k the
    last for which the k-th is at most k / n times the share. Raises ValueError for a share outside 0 to 1.
    """
    if not 0 <= false_share <= 1:
        raise ValueError("a share lies between 0 and 1")
    p = np.asarray(chances, dtype=np.float64)
    flat = p.ravel()
    judged = np.flatnonzero(~np.isnan(flat))
    kept = np.zeros(flat.shape, dtype=bool)
    order = judged[np.argsort(flat[judged], kind="stable")]
    limits = false_share * np.arange(1, len(order) + 1) / max(len(order), 1)
    under = np.flatnonzero(flat[order] <= limits)
    if len(under):
        kept[order[: under[-1] + 1]] = True
    return kept.reshape(p.shape)
