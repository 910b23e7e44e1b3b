"""Reporting triangles: cases by day of onset and by how long it took until they were known, and what delays they tell.

Source: Höhle and an der Heiden 2014, Biometrics 70(4), 993, doi:10.1111/biom.12194, section 3 (reverse hazards).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.series import Flags, Floats

WINDOW = 42


def reporting_triangle(onset: ArrayLike, delay: ArrayLike, days: int, most: int) -> Floats:
    """Cases by day of onset and delay, shape (days, most + 1), from onset days and delays in whole days.

    Day ``days`` - 1 is today; what could not be known by then is NaN. Cases of earlier days or longer delays are left
    out, as are those reported after today. Raises ValueError for negative delays.
    """
    first = np.asarray(onset, dtype=np.int64)
    (held,) = reporting_triangles(np.zeros_like(first), first, delay, 1, days, most)
    return np.asarray(held)


def reporting_triangles(
    series: ArrayLike, onset: ArrayLike, delay: ArrayLike, number: int, days: int, most: int
) -> Floats:
    """The triangles of ``number`` series, shape (number, days, most + 1); ``series`` says which one a case is of."""
    of, first, later = (np.asarray(one, dtype=np.int64) for one in (series, onset, delay))
    if np.any(later < 0):
        raise ValueError("a delay is negative")
    seen = (first >= 0) & (first + later < days) & (later <= most)
    place = (of[seen] * days + first[seen]) * (most + 1) + later[seen]
    held = np.bincount(place, minlength=number * days * (most + 1)).astype(float).reshape(number, days, most + 1)
    held[:, not_yet(days, most + 1)] = np.nan
    return held


def triangles_of(cells: ArrayLike) -> Floats:
    """The cells of shape (series, days, delays). Raises ValueError where they are no reporting triangles."""
    held = np.asarray(cells, dtype=float)
    days, columns = held.shape[1:] if held.ndim == 3 else (0, 0)
    if not days or columns < 2 or np.any(np.isnan(held) != not_yet(days, columns)) or np.any(held < 0):
        raise ValueError("a reporting triangle has rows of days, columns of delays, and NaN where nothing can be known")
    return held


def not_yet(days: int, columns: int) -> Flags:
    """Where in a triangle nothing can be known yet."""
    return np.arange(days)[:, None] + np.arange(columns) >= days


def delay_chances(triangle: ArrayLike, window: int = WINDOW) -> Floats:
    """Chances of each delay learnt from the last rows of a triangle, what cannot be known yet accounted for."""
    came, before = hazard_counts(triangles_of(np.asarray(triangle, dtype=float)[None]), window)
    whole = came + before
    hazard = np.divide(came, whole, out=np.zeros_like(whole), where=whole > 0)
    return np.diff(known_by(hazard)[0], prepend=0.0)


def known_by(hazard: Floats) -> Floats:
    """Chances that a case is known by each delay (the last axis): the hazards of all longer delays fail."""
    by_delay = np.ones_like(hazard)
    by_delay[..., :-1] = np.cumprod((1 - hazard)[..., :0:-1], axis=-1)[..., ::-1]
    return by_delay


def hazard_counts(cells: Floats, window: int) -> tuple[Floats, Floats]:
    """For each series and delay, of the last rows where it could be seen: cases with it, and with a shorter one."""
    number, days, columns = cells.shape
    came, before = np.zeros((number, columns)), np.zeros((number, columns))
    shorter = np.cumsum(cells, axis=2)
    for delay in range(columns):
        rows = _rows_seen(days, delay, window)
        came[:, delay] = cells[:, rows, delay].sum(axis=1)
        if delay:
            before[:, delay] = shorter[:, rows, delay - 1].sum(axis=1)
    return came, before


def scatter_of(cells: Floats, window: int, came: Floats, before: Floats) -> Floats:
    """Pearson's dispersion of each series' cells around their hazards, 1 at least."""
    number, days, columns = cells.shape
    held, freedom = np.zeros(number), np.zeros(number)
    by_delay = np.cumsum(cells, axis=2)
    for delay in range(1, columns):
        rows = _rows_seen(days, delay, window)
        told = (came[:, delay] > 0) & (before[:, delay] > 0)
        whole = came[:, delay] + before[:, delay]
        hazard = np.divide(came[:, delay], whole, out=np.zeros(number), where=told)[:, None]
        seen = by_delay[:, rows, delay]
        spread = seen * hazard * (1 - hazard)
        usable = spread > 0
        off = np.divide((cells[:, rows, delay] - seen * hazard) ** 2, spread, out=np.zeros_like(spread), where=usable)
        held += off.sum(axis=1)
        freedom += np.where(told, usable.sum(axis=1) - 1, 0)
    return np.maximum(np.divide(held, freedom, out=np.ones(number), where=freedom > 0), 1.0)


def _rows_seen(days: int, delay: int, window: int) -> slice:
    """The last rows of a triangle where a delay could be seen."""
    return slice(max(days - delay - window, 0), max(days - delay, 0))
