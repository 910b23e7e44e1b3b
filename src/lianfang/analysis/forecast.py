"""The next days of many series: five simple models, their weighted ensemble, and whether it was any use so far.

Every figure at a day rests on the days before it only: the spread of a model is that of its own past errors at each
horizon, the weights of the ensemble come from past scores, and so does the verdict against the last value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from lianfang.analysis.growth import growth
from lianfang.analysis.scores import LEVELS, weighted_interval_score
from lianfang.analysis.series import Flags, Floats, Integers, counts_of

BASELINE = "last"
MODELS = ("last", "week", "weekday", "trend", "damped")
# Steps from which a trend is read, errors and scores that are looked back on, and the fewest that say anything.
TREND_STEPS, LOOK_BACK, LEAST = 14, 28, 7
# What is left of a trend after a step, where it is damped; and no trend is steeper than this a step.
DAMPING, STEEPEST = 0.9, 0.3
WEEK = 7
# What came of forecasts that passed their own test (docs/benchmarks.md): how many were shown, the shares of them that
# were better than repeating the last value, and of their days that 90 % intervals held. A test holds the page to it.
BACK_TEST = (344, 0.36, 0.89)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Forecasts of shape (series, horizon, levels), NaN where the past is too short.

    ``score`` and ``baseline_score`` are the mean weighted interval scores of the ensemble and of the last value at the
    same past origins, ``tested`` so many; ``held`` the share of what came that 90 % intervals held; ``weights`` have
    the shape (series, models). ``useful``: the ensemble scored better than the last value, whose own ``baseline``
    forecasts have the shape of ``quantiles``.
    """

    quantiles: Floats
    score: Floats
    baseline_score: Floats
    tested: Integers
    held: Floats
    weights: Floats
    useful: Flags
    baseline: Floats
    levels: tuple[float, ...] = LEVELS
    models: tuple[str, ...] = MODELS

    def quantile(self, level: float) -> Floats:
        """The forecasts at one of the levels, shape (series, horizon); raises ValueError for another level."""
        return self.quantiles[..., self.levels.index(level)]

    @property
    def relative_score(self) -> Floats:
        """The score over that of the last value: below 1 the ensemble was the better one."""
        ratio = np.full_like(self.score, np.nan)
        return np.divide(self.score, self.baseline_score, out=ratio, where=self.baseline_score > 0)


def forecast(counts: ArrayLike, horizon: int = 14, tests: int = 28) -> Forecast:
    """Forecasts of the ``horizon`` steps after counts of shape (series, time), or (time,) for one; by day or week.

    The models: ``last``, the last known value of seven steps, which is the baseline too; ``week``, the mean of the last
    seven goes on; ``weekday``, the last seven come again; ``trend``, the growth of the last 14 goes on; ``damped``, it
    slackens by a tenth a step. Around each stand normal quantiles of log(count + 1/2), as wide as the model's own
    errors of the last 28 origins at that horizon and never narrower than a Poisson. The ensemble is the mean of the
    models' quantiles, weighted by the inverse square of their mean weighted interval scores so far (Ray et al. 2020,
    doi:10.1101/2020.08.19.20177493, for such means; Bracher et al. 2021 for the score).

    It is tested on the last ``tests`` origins of which the whole horizon is known, each with what was known then; at
    least seven are needed, else nothing is said to be useful. A missing count is left out; a negative one is refused: a
    correction is no count. With under eight weeks of days nothing can be tested. Raises ValueError for a horizon
    or a number of tests below 1.
    """
    if horizon < 1 or tests < 1:
        raise ValueError("a forecast looks a step ahead at least, and is tested once at least")
    held = counts_of(counts)
    held = held.reshape(-1, held.shape[-1])
    length = held.shape[1]
    ahead = _ahead(held, horizon)
    # What the oldest test weighs by was scored so many origins before it.
    oldest = length - 1 - 2 * horizon - tests - LOOK_BACK
    scored, spreads, paths = {}, {}, {}
    for model, path in _paths(held, horizon).items():
        paths[model] = path
        spreads[model] = _spreads(path, ahead)
        scored[model] = _scores(path, spreads[model], ahead, max(oldest, 0))
    weights = _weights(np.stack([scored[model] for model in MODELS]), horizon)
    last = length - 1

    def ensemble(origin: int) -> Floats:
        each = np.stack([_quantiles(paths[model][:, origin], spreads[model][:, origin]) for model in MODELS])
        return np.asarray((each * weights[:, :, origin, None, None]).sum(axis=0))

    score, baseline, inside, number = (np.zeros(len(held)) for _ in range(4))
    within, seen = inside, np.zeros(len(held))
    low, high = LEVELS.index(0.05), LEVELS.index(0.95)
    for origin in range(max(last - horizon - tests + 1, 0), max(last - horizon + 1, 0)):
        quantiles, came = ensemble(origin), ahead[:, origin]
        own = _score(came, quantiles)
        known = ~(np.isnan(own) | np.isnan(scored[BASELINE][:, origin]))
        score += np.where(known, own, 0)
        baseline += np.where(known, scored[BASELINE][:, origin], 0)
        number += known
        there = ~np.isnan(came) & known[:, None]
        within += ((came >= quantiles[..., low]) & (came <= quantiles[..., high]) & there).sum(axis=1)
        seen += there.sum(axis=1)
    tested = number.astype(np.int64)
    with np.errstate(invalid="ignore", divide="ignore"):
        score, baseline, share = score / number, baseline / number, within / seen
    # What differs by rounding alone is no better.
    useful = (tested >= LEAST) & (score < baseline * (1 - 1e-9))
    repeated = _quantiles(paths[BASELINE][:, last], spreads[BASELINE][:, last])
    return Forecast(ensemble(last), score, baseline, tested, share, weights[:, :, last].T, useful, repeated)


def _ahead(held: Floats, horizon: int) -> Floats:
    """What came after each origin, shape (series, origins, horizon); NaN where it has not come or is missing."""
    padded = np.concatenate([held, np.full((len(held), horizon), np.nan)], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, horizon, axis=1)
    return np.asarray(windows[:, 1:])


def _paths(held: Floats, horizon: int) -> dict[str, Floats]:
    """What each model expects after each origin, shape (series, origins, horizon); NaN where the past is too short."""
    length = held.shape[1]
    steps = np.arange(1, horizon + 1)
    last = _last_known(held)
    week = _mean_of_last(held, WEEK)
    rate, level = np.full_like(held, np.nan), np.full_like(held, np.nan)
    if length >= TREND_STEPS:
        told = growth(held, TREND_STEPS)
        # Where nothing grows that could be told, as in a row of zeros, the level goes on as it is.
        slope = np.clip(np.where(np.isnan(told.rate), 0.0, told.rate), -STEEPEST, STEEPEST)
        away = (TREND_STEPS - 1) / 2
        middle = _mean_of_last(held, TREND_STEPS)[:, TREND_STEPS - 1 :]
        spread = np.mean(np.exp(slope[..., None] * (np.arange(TREND_STEPS) - away)), axis=-1)
        rate[:, TREND_STEPS - 1 :] = slope
        # The line through the window has the window's sum: its end is the level from which the trend goes on.
        level[:, TREND_STEPS - 1 :] = middle / spread * np.exp(slope * away)
    damped = DAMPING * (1 - DAMPING**steps) / (1 - DAMPING)
    again = np.full((*held.shape, horizon), np.nan)
    for place, step in enumerate(steps):
        back = WEEK - 1 - (step - 1) % WEEK
        again[:, back:, place] = held[:, : max(length - back, 0)]
    return {
        BASELINE: np.repeat(last[..., None], horizon, axis=2),
        "week": np.repeat(week[..., None], horizon, axis=2),
        "weekday": np.where(np.isnan(again) | np.isnan(week)[..., None], week[..., None], again),
        "trend": level[..., None] * np.exp(rate[..., None] * steps),
        "damped": level[..., None] * np.exp(rate[..., None] * damped),
    }


def _last_known(held: Floats) -> Floats:
    """The last known value up to each step, of the last seven steps; NaN where none is known."""
    found = held.copy()
    for back in range(1, WEEK):
        before = np.full_like(held, np.nan)
        before[:, back:] = held[:, : max(held.shape[1] - back, 0)]
        found = np.where(np.isnan(found), before, found)
    return found


def _mean_of_last(held: Floats, length: int) -> Floats:
    """The mean of the last steps up to each one, of those known; NaN before there are so many, or where none is."""
    mean = np.full_like(held, np.nan)
    if held.shape[1] >= length:
        windows = np.lib.stride_tricks.sliding_window_view(held, length, axis=1)
        known = (~np.isnan(windows)).sum(axis=2)
        mean[:, length - 1 :] = np.where(known > 0, np.nansum(windows, axis=2) / np.maximum(known, 1), np.nan)
    return mean


def _spreads(path: Floats, ahead: Floats) -> Floats:
    """The deviation of log(count + 1/2) around a model after each origin, by its errors known by then."""
    errors = np.log(ahead + 0.5) - np.log(path + 0.5)
    horizon = path.shape[2]
    spread = np.full_like(path, np.nan)
    for place in range(horizon):
        # At an origin the error of the forecast made `place + 1` steps before has just become known.
        known = np.full(path.shape[:2], np.nan)
        known[:, place + 1 :] = errors[:, : max(path.shape[1] - place - 1, 0), place]
        squares, number = _rolling(known**2)
        spread[..., place] = np.where(number >= LEAST, np.sqrt(squares / np.maximum(number, 1)), np.nan)
    return np.asarray(np.sqrt(np.maximum(spread**2, 1 / (path + 0.5))))


def _rolling(values: Floats) -> tuple[Floats, Floats]:
    """Sum and number of what is known in the last ``LOOK_BACK`` steps up to each one."""
    known = ~np.isnan(values)

    def summed(of: Any) -> Floats:
        total = np.cumsum(np.concatenate([np.zeros((len(of), 1)), of], axis=1), axis=1)
        start = np.maximum(np.arange(1, total.shape[1]) - LOOK_BACK, 0)
        return np.asarray(total[:, 1:] - total[:, start])

    return np.maximum(summed(np.where(known, values, 0.0)), 0.0), summed(known.astype(float))


def _quantiles(path: Floats, spread: Floats) -> Floats:
    """Quantiles around a path, shape (..., levels): normal on log(count + 1/2), never below nothing."""
    z = ndtri(np.array(LEVELS))
    return np.asarray(np.maximum((path[..., None] + 0.5) * np.exp(np.minimum(spread[..., None] * z, 50)) - 0.5, 0.0))


def _scores(path: Floats, spread: Floats, ahead: Floats, oldest: int) -> Floats:
    """The mean score over the horizon of the forecast made at each origin from the oldest on; NaN elsewhere, and until
    its whole horizon has come."""
    score = np.full(path.shape[:2], np.nan)
    whole = path.shape[1] - path.shape[2]
    for origin in range(oldest, max(whole, 0)):
        score[:, origin] = _score(ahead[:, origin], _quantiles(path[:, origin], spread[:, origin]))
    return score


def _score(came: Floats, quantiles: Floats) -> Floats:
    """The mean score over a horizon of which at least half is known; NaN elsewhere, and where nothing was forecast."""
    scores = weighted_interval_score(came, quantiles)
    known = (~np.isnan(came)).sum(axis=-1)
    enough = (known * 2 >= came.shape[-1]) & ~np.isnan(quantiles).any(axis=(-2, -1))
    return np.where(enough, np.nansum(scores, axis=-1) / np.maximum(known, 1), np.nan)


def _weights(scores: Floats, horizon: int) -> Floats:
    """Weights of shape (models, series, origins) from scores of that shape: what was known by each origin."""
    mean = np.full_like(scores, np.nan)
    for place, of_model in enumerate(scores):
        known = np.full_like(of_model, np.nan)
        known[:, horizon:] = of_model[:, : max(of_model.shape[1] - horizon, 0)]
        total, number = _rolling(known)
        mean[place] = np.where(number >= LEAST, total / np.maximum(number, 1), np.nan)
    # Before anything was scored the models weigh alike; a model that never erred is not divided by.
    inverse = 1 / np.maximum(mean, 1e-6) ** 2
    inverse = np.where(np.isnan(inverse).any(axis=0), 1.0, inverse)
    return np.asarray(inverse / inverse.sum(axis=0))
