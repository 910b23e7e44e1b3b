"""Nowcast: cases by onset that have happened and are not reported yet.

Source: Höhle and an der Heiden 2014, Biometrics 70(4), 993, doi:10.1111/biom.12194 (delays by reverse hazards from the
reporting triangle, section 3; unreported cases given the reported, section 4); Bastos et al. 2019, Stat Med 38(22),
4363, doi:10.1002/sim.8303 (a smoothed curve lends strength to the newest days; delays scatter more than by chance).
Delays and the level are drawn from approximate posteriors, not by a chain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.series import Flags, Floats, Integers

# The back-test on Ebola in Sierra Leone (docs/analysis.md): area-days, and how many 90 % intervals held what came. Its
# test holds these figures to what it finds.
BACK_TEST = (246, 0.92)


@dataclass(frozen=True, slots=True)
class Nowcast:
    """Cases by day of onset: ``known`` so far, ``reported`` the share that is expected to be known by now.

    ``draws`` of the final numbers have the shape (draws, days); ``scatter``: how much wider than chance reports come.
    """

    known: Floats
    reported: Floats
    draws: Floats
    scatter: float

    def quantile(self, chance: float) -> Floats:
        """The number that the final one of each day is at or below with this chance."""
        return np.asarray(np.quantile(self.draws, chance, axis=0, method="inverted_cdf"))


def reporting_triangle(onset: ArrayLike, delay: ArrayLike, days: int, most: int) -> Floats:
    """Cases by day of onset and delay, shape (days, most + 1), from onset days and delays in whole days.

    Day ``days`` - 1 is today; what could not be known by then is NaN. Cases of earlier days or longer delays are left
    out, as are those reported after today. Raises ValueError for negative delays.
    """
    first, later = np.asarray(onset, dtype=np.int64), np.asarray(delay, dtype=np.int64)
    if np.any(later < 0):
        raise ValueError("a delay is negative")
    held = np.zeros((days, most + 1))
    seen = (first >= 0) & (first + later < days) & (later <= most)
    np.add.at(held, (first[seen], later[seen]), 1)
    held[_not_yet(days, most + 1)] = np.nan
    return held


def nowcast(
    triangle: ArrayLike,
    *,
    window: int = 42,
    level_days: int = 21,
    prior: ArrayLike | None = None,
    prior_cases: float = 3.0,
    draws: int = 2000,
    seed: int = 1,
) -> Nowcast:
    """The final number of cases of each day of a reporting triangle (`reporting_triangle`), the last row being today.

    Delays are learnt from the last ``window`` rows, the level and its growth from the last ``level_days``. ``prior``
    are chances of the delays by day that are believed beforehand as much as ``prior_cases`` cases would be (as shipped
    all delays alike; for a small area give what `delay_chances` learns from all areas together). A day whose
    longest delay has passed is known: its draws are all the same. Raises ValueError where nothing is known in the
    window, or the triangle is none.
    """
    cells = np.asarray(triangle, dtype=float)
    days, columns = cells.shape if cells.ndim == 2 else (0, 0)
    if not days or columns < 2 or np.any(np.isnan(cells) != _not_yet(days, columns)) or np.any(cells < 0):
        raise ValueError("a reporting triangle has rows of days, columns of delays, and NaN where nothing can be known")
    known = np.nansum(cells, axis=1)
    came, before = _hazard_counts(cells, window)
    if came.sum() == 0:
        raise ValueError(f"no case is known in the last {window} days: there is nothing to learn delays from")
    scatter = _scatter(cells, window, came, before)
    chance = np.random.default_rng(seed)
    believed = np.full(columns, 1 / columns) if prior is None else np.asarray(prior, dtype=float)
    if believed.shape != (columns,) or not np.all(believed >= 0) or not believed.sum() > 0:
        raise ValueError(f"a prior has a chance for each of {columns} delays")
    believed = (believed + 1e-3 / columns) / (believed.sum() + 1e-3)
    hazard_before = prior_cases * believed / np.cumsum(believed)
    hazard = chance.beta(
        came / scatter + hazard_before,
        before / scatter + np.maximum(prior_cases - hazard_before, 1e-9),
        (draws, columns),
    )
    by_delay = _known_by(hazard)
    age = np.minimum(np.arange(days)[::-1], columns - 1)
    share = np.clip(by_delay[:, age], 1e-6, 1.0)
    level, size = _level(known, share.mean(axis=0), level_days, chance, draws)
    rate = chance.gamma(size + known, 1 / (size / level + share))
    coming = rate * (1 - share)
    if scatter > 1:
        coming = chance.gamma(np.maximum(coming, 1e-9) / (scatter - 1)) * (scatter - 1)
    unknown = chance.poisson(coming) * (age < columns - 1)
    return Nowcast(known, share.mean(axis=0), known + unknown, scatter)


def delay_chances(triangle: ArrayLike, window: int = 42) -> Floats:
    """Chances of each delay learnt from the last rows of a triangle, what cannot be known yet accounted for."""
    cells = np.asarray(triangle, dtype=float)
    came, before = _hazard_counts(cells, window)
    whole = came + before
    hazard = np.divide(came, whole, out=np.zeros_like(whole), where=whole > 0)
    return np.diff(_known_by(hazard[None, :])[0], prepend=0.0)


def _known_by(hazard: Floats) -> Floats:
    """Chances that a case is known by each delay: the hazards of all longer delays fail."""
    by_delay = np.ones_like(hazard)
    by_delay[:, :-1] = np.cumprod((1 - hazard)[:, :0:-1], axis=1)[:, ::-1]
    return by_delay


def _not_yet(days: int, columns: int) -> Flags:
    """Where in a triangle nothing can be known yet."""
    return np.arange(days)[:, None] + np.arange(columns) >= days


def _rows_seen(days: int, delay: int, window: int) -> slice:
    """The last rows of a triangle where a delay could be seen."""
    return slice(max(days - delay - window, 0), max(days - delay, 0))


def _hazard_counts(cells: Floats, window: int) -> tuple[Floats, Floats]:
    """For each delay, of the last rows where it could be seen: cases that came with it, and with a shorter one."""
    days, columns = cells.shape
    came, before = np.zeros(columns), np.zeros(columns)
    for delay in range(columns):
        rows = _rows_seen(days, delay, window)
        came[delay] = cells[rows, delay].sum()
        before[delay] = cells[rows, :delay].sum()
    return came, before


def _scatter(cells: Floats, window: int, came: Floats, before: Floats) -> float:
    """Pearson's dispersion of the cells around their hazards, 1 at least."""
    days, columns = cells.shape
    held, freedom = 0.0, 0
    for delay in range(1, columns):
        whole = came[delay] + before[delay]
        if came[delay] == 0 or before[delay] == 0:
            continue
        rows = _rows_seen(days, delay, window)
        hazard = came[delay] / whole
        number = cells[rows, : delay + 1].sum(axis=1)
        spread = number * hazard * (1 - hazard)
        usable = spread > 0
        held += float(np.sum((cells[rows, delay] - number * hazard)[usable] ** 2 / spread[usable]))
        freedom += int(usable.sum()) - 1
    return max(held / freedom, 1.0) if freedom > 0 else 1.0


def _level(
    known: Floats, share: Floats, level_days: int, chance: np.random.Generator, draws: int
) -> tuple[Floats, float]:
    """Draws of the expected final number of each day (log-linear in the last days), and how firmly days keep to it."""
    days = len(known)
    recent = np.arange(max(days - level_days, 0), days)
    y, offset, t = known[recent], np.log(share[recent]), (recent - recent.mean()) / max(level_days, 1)
    x = np.column_stack([np.ones(len(t)), t])
    # A prior keeps growth within what epidemics do (0.06 a day is its deviation) where a handful of cases is all there
    # is.
    prior = np.diag([1e-3, 1 / (0.06 * level_days) ** 2])
    beta = np.array([np.log((y.sum() + 0.5) / share[recent].sum()), 0.0])
    for _ in range(50):
        mean = np.exp(np.clip(x @ beta + offset, -30, 30))
        curvature = x.T @ (x * mean[:, None]) + prior
        move = np.linalg.solve(curvature, x.T @ (y - mean) - prior @ beta)
        beta = beta + np.clip(move, -1, 1)
        if np.max(np.abs(move)) < 1e-9:
            break
    mean = np.exp(np.clip(x @ beta + offset, -30, 30))
    wide = float(np.clip(np.sum((y - mean) ** 2 - mean) / np.sum(mean**2), 0.02, 1.0))
    size = 1 / wide
    information = x.T @ (x * (mean / (1 + mean * wide))[:, None]) + prior
    drawn = chance.multivariate_normal(beta, np.linalg.inv(information), draws, method="cholesky")
    every: Integers = np.arange(days)
    at = np.column_stack([np.ones(days), (every - recent.mean()) / max(level_days, 1)])
    return np.exp(np.clip(drawn @ at.T, -20, 20)), size
