"""A fixed threshold: for a disease so rare that one case is a signal."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.series import Judged, counts_of


def fixed_threshold(counts: ArrayLike, threshold: float = 1.0) -> Judged:
    """Counts of shape (..., time): an alarm wherever there are ``threshold`` cases or more.

    ``upper`` is the largest whole count that does not alarm. Nothing is expected, so ``expected`` is missing. This is
    the fixed threshold of China's automated alert system for its first type of diseases (Yang et al. 2011, Western Pac
    Surveill Response J 2(2), 10). Raises ValueError where the threshold is not above 0.
    """
    if not threshold > 0:
        raise ValueError("a threshold is above 0 cases")
    held = counts_of(counts)
    judged = ~np.isnan(held)
    upper = np.full_like(held, np.ceil(threshold) - 1)
    return Judged(np.full_like(held, np.nan), upper, judged & (held >= threshold), judged)
