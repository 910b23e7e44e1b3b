"""Who may have infected whom: for each case the chance of every case that fell ill before it.

Source: Wallinga and Teunis 2004, Am J Epidemiol 160(6), 509, doi:10.1093/aje/kwh255: the chance that case i was
infected by case j is that of the serial interval between them, over the sum of the same of all who may have been. What
is known beside the days (one hospital, one household, a told contact) weighs each pair.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.serial_interval import checked
from lianfang.analysis.series import Floats


def infectors(
    onset: ArrayLike, interval: ArrayLike, weight: ArrayLike | None = None, of: ArrayLike | None = None
) -> Floats:
    """Chances by case and infector, shape (cases, cases): row i adds up to 1, or is 0 where nobody may have been.

    ``onset`` are days (whole, from any day on; NaN where it is not known, which makes row and column 0), ``interval``
    the chances of a serial interval of 0, 1, … days, ``weight`` (cases, cases) how much more likely each pair is for
    what is known beside; all the same where it is left out. ``of`` are the rows wanted, in their order, where not all
    are: of many cases the whole takes their number squared. Who was infected from outside is not known here: the most
    likely case of those given is named all the same. Raises ValueError for an interval that is none, days that are not
    whole, or weights that are negative, missing or of another shape.
    """
    chances, days = checked(interval), np.asarray(onset, dtype=float)
    if days.ndim != 1 or np.any(days != np.floor(days), where=~np.isnan(days)):
        raise ValueError("onsets are one series of whole days")
    asked = np.arange(len(days)) if of is None else np.asarray(of, dtype=int)
    lag = days[asked][:, None] - days[None, :]
    usable = (lag > 0) & (lag < len(chances))
    pairs = np.where(usable, chances[np.where(usable, lag, 0).astype(int)], 0.0)
    if weight is not None:
        weights = np.asarray(weight, dtype=float)
        if weights.shape != (len(days), len(days)) or not np.all(weights >= 0):
            raise ValueError("weights are one number from 0 up for each pair of cases")
        pairs = pairs * weights[asked]
    every = pairs.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(pairs, every, out=np.zeros_like(pairs), where=every > 0)
    return shares


def found_among(chances: ArrayLike, infector: ArrayLike, first: int) -> Floats:
    """For each case the chance that its true infector stands among the ``first`` most likely.

    ``infector`` is its row, or -1 where it is not known (NaN then). Of those equally likely any may stand first, so
    that a case may count for less than one; an infector whom the chances rule out is not found.
    """
    told, true = np.asarray(chances, dtype=float), np.asarray(infector, dtype=int)
    own = np.take_along_axis(told, np.maximum(true, 0)[:, None], axis=1)
    before, same = (told > own).sum(axis=1), (told == own).sum(axis=1)
    found = np.where(own[:, 0] > 0, np.clip((first - before) / np.maximum(same, 1), 0, 1), 0.0)
    return np.where(true >= 0, found, np.nan)
