"""CUSUM for counts: many small excesses add up.

Source: Rossi, Lampugnani and Marchi 1999, Stat Med 18(16), 2111, equations 1 to 5; upper bounds as Höhle 2007, Comput
Stat 22, 571.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.series import Judged, counts_of, mean_of_known

TRANSFORMS = ("standard", "rossi")


def cusum(
    counts: ArrayLike,
    start: int,
    *,
    reference: float = 1.04,
    decision: float = 2.26,
    mean: ArrayLike | None = None,
    transform: str = "standard",
) -> Judged:
    """Counts of shape (..., time) judged from step ``start`` (from 0) on; the steps before give the expected mean.

    The counts are made standard (``standard``: (x - m)/√m; ``rossi``: (x - 3m + 2√(xm))/(2√m)), what lies above
    ``reference`` is added up, and the sum alarms at ``decision``. ``mean`` of shape (...) takes the place of that of
    the steps before. ``upper`` is the smallest count that would bring the sum to the decision (rounded up by
    ``standard``). A missing step leaves the sum as it is. Where the mean is 0 or unknown nothing is judged.

    Raises ValueError for a start outside the series or an unknown transform.
    """
    held = counts_of(counts)
    if not 1 <= start < held.shape[-1]:
        raise ValueError(f"CUSUM starts within the series, after at least one step: not at {start}")
    if transform not in TRANSFORMS:
        raise ValueError(f"CUSUM knows {', '.join(TRANSFORMS)}, not {transform}")
    before = mean_of_known(held[..., :start], axis=-1) if mean is None else np.asarray(mean, float)
    expected = np.broadcast_to(before, held.shape[:-1])
    usable = np.nan_to_num(expected) > 0
    m = np.where(usable, expected, np.nan)
    total = np.zeros(held.shape[:-1])
    upper, alarm = np.full_like(held, np.nan), np.zeros(held.shape, bool)
    for step in range(start, held.shape[-1]):
        x = held[..., step]
        needed = decision + reference - total
        if transform == "standard":
            upper[..., step] = np.maximum(np.ceil(np.sqrt(m) * needed + m), 0)
            score = (x - m) / np.sqrt(m)
        else:
            square = 4 * m**2 + 2 * m**1.5 * needed
            bound = 2 * needed * np.sqrt(m) + 5 * m - 2 * np.sqrt(np.maximum(square, 0))
            # Past a certain sum every count keeps it above the decision.
            upper[..., step] = np.where(square < 0, 0.0, np.maximum(bound, 0))
            score = (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m))
        total = np.where(np.isnan(score), total, np.maximum(0, total + score - reference))
        alarm[..., step] = ~np.isnan(score) & (total >= decision)
    judged = ~np.isnan(upper) & ~np.isnan(held)
    told = np.where(np.isnan(upper), np.nan, np.asarray(m)[..., None])
    return Judged(told, upper, alarm, judged)
