"""Nowcast: cases by onset that have happened and are not reported yet, of one series or of many at once.

Source: Höhle and an der Heiden 2014, Biometrics 70(4), 993, doi:10.1111/biom.12194 (delays by reverse hazards from the
reporting triangle, section 3; unreported cases given the reported, section 4); Bastos et al. 2019, Stat Med 38(22),
4363, doi:10.1002/sim.8303 (a smoothed curve lends strength to the newest days; delays scatter more than by chance).
Delays and the level are drawn from approximate posteriors, not by a chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.reporting_triangle import WINDOW, hazard_counts, known_by, scatter_of, triangles_of
from lianfang.analysis.series import Floats

# The back-tests (docs/analysis.md): area-days, and how many 90 % intervals held what came. Their tests hold these
# figures to what they find.
BACK_TESTS = {"ebola": (246, 0.91), "covid19": (84, 0.99), "mers": (9, 1.0), "invented": (243, 0.93)}


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


@dataclass(frozen=True, slots=True)
class Nowcasts:
    """Of many series what `Nowcast` is of one: ``known``, ``reported`` of shape (series, days), ``scatter`` (series,).

    ``quantiles`` of the final numbers have the shape (chances, series, days). A series of which no case is known in the
    window has NaN in all but ``known``.
    """

    known: Floats
    reported: Floats
    quantiles: Floats
    scatter: Floats


def nowcast(
    triangle: ArrayLike,
    *,
    window: int = WINDOW,
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
    held = _learnt(np.asarray(triangle, dtype=float)[None], window, level_days, prior, prior_cases)
    if not held.cases[0]:
        raise ValueError(f"no case is known in the last {window} days: there is nothing to learn delays from")
    newest, reported = _drawn(held, 0, draws, seed)
    every = np.repeat(held.known, draws, axis=0)
    every[:, every.shape[1] - newest.shape[1] :] = newest
    return Nowcast(held.known[0], reported, every, float(held.scatter[0]))


def nowcasts(
    triangles: ArrayLike,
    chances: Sequence[float] = (0.05, 0.5, 0.95),
    *,
    window: int = WINDOW,
    level_days: int = 21,
    prior: ArrayLike | None = None,
    prior_cases: float = 3.0,
    draws: int = 1000,
    seed: int = 1,
) -> Nowcasts:
    """The same of many triangles of one shape, (series, days, delays): each as `nowcast` tells it by itself.

    Every series is drawn from the same ``seed``, so that what is told of one rests on nothing of the others. Raises
    ValueError where the triangles are none, or a chance is not between 0 and 1.
    """
    if not all(0 <= chance <= 1 for chance in chances):
        raise ValueError("a chance lies between 0 and 1")
    held = _learnt(np.asarray(triangles, dtype=float), window, level_days, prior, prior_cases)
    number, days = held.known.shape
    reported = np.full((number, days), np.nan)
    quantiles = np.full((len(chances), number, days), np.nan)
    # The place of the inverted distribution function among draws in rising order.
    places = [max(int(np.ceil(round(draws * chance, 9))) - 1, 0) for chance in chances]
    for one in np.flatnonzero(held.cases).tolist():
        newest, reported[one] = _drawn(held, one, draws, seed)
        quantiles[:, one] = held.known[one]
        quantiles[:, one, days - newest.shape[1] :] = np.sort(newest.T, axis=1)[:, places].T
    return Nowcasts(held.known, reported, quantiles, np.where(held.cases, held.scatter, np.nan))


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What the triangles tell before anything is drawn; ``cases`` are true where there is anything to learn from.

    ``hazard`` holds the two parameters of each delay's beta distribution, (2, series, delays); ``level`` the log-linear
    curve (series, 2), ``spread`` the Cholesky factor of its covariance, ``size`` how firmly days keep to it.
    """

    known: Floats
    cases: np.ndarray[tuple[int], np.dtype[np.bool_]]
    scatter: Floats
    hazard: Floats
    level: Floats
    spread: Floats
    size: Floats
    at: Floats


def _learnt(given: Floats, window: int, level_days: int, prior: ArrayLike | None, prior_cases: float) -> _Learnt:
    cells = triangles_of(given)
    _number, days, columns = cells.shape
    known = np.nansum(cells, axis=2)
    came, before = hazard_counts(cells, window)
    scatter = scatter_of(cells, window, came, before)
    believed = np.full(columns, 1 / columns) if prior is None else np.asarray(prior, dtype=float)
    if believed.shape != (columns,) or not np.all(believed >= 0) or not believed.sum() > 0:
        raise ValueError(f"a prior has a chance for each of {columns} delays")
    believed = (believed + 1e-3 / columns) / (believed.sum() + 1e-3)
    hazard_before = prior_cases * believed / np.cumsum(believed)
    hazard = np.stack(
        [
            came / scatter[:, None] + hazard_before,
            before / scatter[:, None] + np.maximum(prior_cases - hazard_before, 1e-9),
        ]
    )
    # Of the level the mean of the delays is enough.
    share = np.clip(known_by(hazard[0] / hazard.sum(axis=0))[:, _ages(days, columns)], 1e-6, 1.0)
    level, spread, size = _level(known, share, level_days)
    recent = np.arange(max(days - level_days, 0), days)
    at = np.column_stack([np.ones(days), (np.arange(days) - recent.mean()) / max(level_days, 1)])
    return _Learnt(known, came.sum(axis=1) > 0, scatter, hazard, level, spread, size, at)


def _ages(days: int, columns: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How old each day is, no older than the longest delay."""
    return np.minimum(np.arange(days)[::-1], columns - 1)


def _drawn(held: _Learnt, one: int, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Draws (draws, newest days) of the final numbers of the days of a series that may still grow; its shares known."""
    chance = np.random.default_rng(seed)
    days, columns = held.known.shape[1], held.hazard.shape[2]
    by_delay = known_by(chance.beta(held.hazard[0, one], held.hazard[1, one], (draws, columns)))
    age = _ages(days, columns)
    newest = days - min(columns - 1, days)
    share = np.clip(by_delay[:, age[newest:]], 1e-6, 1.0)
    reported = np.ones(days)
    reported[newest:] = share.mean(axis=0)
    beta = held.level[one] + chance.standard_normal((draws, 2)) @ held.spread[one].T
    level = np.exp(np.clip(beta @ held.at[newest:].T, -20, 20))
    size, known, scatter = held.size[one], held.known[one, newest:], held.scatter[one]
    rate = chance.standard_gamma(size + known, level.shape) / (size / level + share)
    coming = rate * (1 - share)
    # A scatter that is 1 but for rounding is 1.
    if scatter > 1 + 1e-9:
        coming = chance.standard_gamma(np.maximum(coming, 1e-9) / (scatter - 1)) * (scatter - 1)
    return known + chance.poisson(coming), reported


def _level(known: Floats, share: Floats, level_days: int) -> tuple[Floats, Floats, Floats]:
    """The expected final number of each series' days, log-linear in the last ones: the curve, its spread, its firmness.

    Newton's method over all series at once; one that has come to rest is left alone.
    """
    days = known.shape[1]
    recent = np.arange(max(days - level_days, 0), days)
    y, offset, t = known[:, recent], np.log(share[:, recent]), (recent - recent.mean()) / max(level_days, 1)
    x = np.column_stack([np.ones(len(t)), t])
    # A prior keeps growth within what epidemics do (0.06 a day is its deviation) where a handful of cases is all there
    # is.
    prior = np.diag([1e-3, 1 / (0.06 * level_days) ** 2])
    beta = np.column_stack([np.log((y.sum(axis=1) + 0.5) / share[:, recent].sum(axis=1)), np.zeros(len(y))])
    moving = np.arange(len(y))
    for _ in range(50):
        mean = np.exp(np.clip(beta[moving] @ x.T + offset[moving], -30, 30))
        curvature = np.einsum("st,ti,tj->sij", mean, x, x) + prior
        slope = (y[moving] - mean) @ x - beta[moving] @ prior
        move = np.linalg.solve(curvature, slope[..., None])[..., 0]
        beta[moving] += np.clip(move, -1, 1)
        moving = moving[np.abs(move).max(axis=1) >= 1e-9]
        if not len(moving):
            break
    mean = np.exp(np.clip(beta @ x.T + offset, -30, 30))
    wide = np.clip(np.sum((y - mean) ** 2 - mean, axis=1) / np.sum(mean**2, axis=1), 0.02, 1.0)
    information = np.einsum("st,ti,tj->sij", mean / (1 + mean * wide[:, None]), x, x) + prior
    return beta, np.linalg.cholesky(np.linalg.inv(information)), 1 / wide
