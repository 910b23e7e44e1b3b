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

from lianfang.analysis.forecast_models import BASELINE, MODELS, evened, expected, poisson_deviation, uneven
from lianfang.analysis.scores import LEVELS, chance_of_no_gain, weighted_interval_score
from lianfang.analysis.series import Flags, Floats, Integers, counts_of

# Steps whose errors and scores are looked back on, and the fewest that say anything.
LOOK_BACK, LEAST = 56, 7
# How much a score that is better than the last value's by its whole counts in the exponent of a weight, for each
# horizon's length of origins; and how many such lengths are needed until the other models share half of the weight.
SHARPNESS, HALF_TRUSTED = 2.0, 2.0
# A gain on the past is believed where chance alone would bring it this rarely.
CHANCE = 0.05
# What came of forecasts that passed their own test, on data held out of the design (docs/benchmarks.md): how many were
# shown, the shares of them that were better than repeating the last value, and of their days that 90 % intervals held.
# A test holds the page to it.
BACK_TEST = (92, 0.81, 0.91)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Forecasts of shape (series, horizon, levels), NaN where the past is too short.

    ``score`` and ``baseline_score`` are the mean weighted interval scores of the ensemble and of the last value at the
    same past origins, ``tested`` so many; ``held`` the share of what came that 90 % intervals held; ``weights`` have
    the shape (series, models). ``chance``: how probable so much better a score were, if the ensemble were no better.
    ``useful``: the ensemble scored better than the last value by more than chance; the last value's own ``baseline``
    forecasts have the shape of ``quantiles``.
    """

    quantiles: Floats
    score: Floats
    baseline_score: Floats
    tested: Integers
    held: Floats
    weights: Floats
    chance: Floats
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

    The models are those of ``forecast_models``, the last value one of them, which is the baseline too. Around each
    stand normal quantiles on the scale of ``evened``, as wide as the model's own errors of the last 56 origins at that
    horizon and never narrower than a Poisson's. The ensemble is the weighted mean of the models' quantiles on that
    scale (Ray et al. 2023, Int J Forecast 39(3), doi:10.1016/j.ijforecast.2022.06.005, for trained means; Bosse et al.
    2023, PLoS Comput Biol 19(8), e1011393, for scores on a scale that evens growth). A model weighs
    exp(-2 n (s - 1)), with s its mean score of the last 56 origins over the last value's and n how many horizons of
    origins that rests on, for forecasts of neighbouring days share what came; what the models weigh together is
    shrunk towards the last value alone by n / (n + 2): without evidence the ensemble is the baseline.

    It is tested on the last ``tests`` origins of which the whole horizon is known, each with what was known then, by
    weighted interval scores of counts (Bracher et al. 2021). It is useful where at least seven could be tested and
    ``chance_of_no_gain`` is below 0.05. A missing count is left out; a negative one is refused: a correction is no
    count. Raises ValueError for a horizon or a number of tests below 1.
    """
    if horizon < 1 or tests < 1:
        raise ValueError("a forecast looks a step ahead at least, and is tested once at least")
    held = counts_of(counts)
    held = held.reshape(-1, held.shape[-1])
    last = held.shape[1] - 1
    ahead = _ahead(held, horizon)
    # What the oldest test weighs by was scored so many origins before it.
    oldest = max(last - 2 * horizon - tests - LOOK_BACK, 0)
    paths = expected(held, horizon)
    came = evened(ahead)
    spreads = {model: _spreads(path, came) for model, path in paths.items()}
    scored = np.stack([_scores(paths[model], spreads[model], came, oldest) for model in MODELS])
    ready = np.stack([~np.isnan(paths[model] + spreads[model]).any(axis=2) for model in MODELS])
    weights = _weights(scored, ready, horizon)
    middle, spread = (
        np.asarray(
            sum(
                np.where(weights[place, :, :, None] > 0, weights[place, :, :, None] * of[model], 0.0)
                for place, model in enumerate(MODELS)
            )
        )
        for of in (paths, spreads)
    )
    middle[~ready[0]] = np.nan

    own, other = (np.full((len(held), tests), np.nan) for _ in range(2))
    within, seen = np.zeros(len(held)), np.zeros(len(held))
    low, high = LEVELS.index(0.05), LEVELS.index(0.95)
    for place, origin in enumerate(range(last - horizon - tests + 1, last - horizon + 1)):
        if origin < 0:
            continue
        of_counts = uneven(_quantiles(middle[:, origin], spread[:, origin]))
        repeated = uneven(_quantiles(paths[BASELINE][:, origin], spreads[BASELINE][:, origin]))
        own[:, place], other[:, place] = _score(ahead[:, origin], of_counts), _score(ahead[:, origin], repeated)
        there = ~np.isnan(ahead[:, origin]) & ~np.isnan(own[:, place])[:, None]
        inside = (ahead[:, origin] >= of_counts[..., low]) & (ahead[:, origin] <= of_counts[..., high])
        within += (inside & there).sum(axis=1)
        seen += there.sum(axis=1)
    tested = (~np.isnan(own)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        score, baseline, share = np.nansum(own, axis=1) / tested, np.nansum(other, axis=1) / tested, within / seen
    chance = chance_of_no_gain(own - other, horizon)
    # What differs by rounding alone is no better.
    useful = (tested >= LEAST) & (score < baseline * (1 - 1e-9)) & (chance < CHANCE)
    now = uneven(_quantiles(middle[:, last], spread[:, last]))
    repeated = uneven(_quantiles(paths[BASELINE][:, last], spreads[BASELINE][:, last]))
    return Forecast(now, score, baseline, tested, share, weights[:, :, last].T, chance, useful, repeated)


def _ahead(held: Floats, horizon: int) -> Floats:
    """What came after each origin, shape (series, origins, horizon); NaN where it has not come or is missing."""
    padded = np.concatenate([held, np.full((len(held), horizon), np.nan)], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, horizon, axis=1)
    return np.asarray(windows[:, 1:])


def _spreads(path: Floats, came: Floats) -> Floats:
    """The deviation of what comes around a model after each origin, by its errors known by then; evened."""
    errors = came - path
    spread = np.full_like(path, np.nan)
    for place in range(path.shape[2]):
        # At an origin the error of the forecast made `place + 1` steps before has just become known.
        known = np.full(path.shape[:2], np.nan)
        known[:, place + 1 :] = errors[:, : max(path.shape[1] - place - 1, 0), place]
        squares, number = _rolling(known**2)
        spread[..., place] = np.where(number >= LEAST, np.sqrt(squares / np.maximum(number, 1)), np.nan)
    return np.asarray(np.maximum(spread, poisson_deviation(path)))


def _rolling(values: Floats) -> tuple[Floats, Floats]:
    """Sum and number of what is known in the last ``LOOK_BACK`` steps up to each one."""
    known = ~np.isnan(values)

    def summed(of: Any) -> Floats:
        total = np.cumsum(np.concatenate([np.zeros((len(of), 1)), of], axis=1), axis=1)
        start = np.maximum(np.arange(1, total.shape[1]) - LOOK_BACK, 0)
        return np.asarray(total[:, 1:] - total[:, start])

    return np.maximum(summed(np.where(known, values, 0.0)), 0.0), summed(known.astype(float))


def _quantiles(middle: Floats, spread: Floats) -> Floats:
    """Quantiles around a path, shape (..., levels), on the evened scale; never below nothing."""
    return np.asarray(np.maximum(middle[..., None] + spread[..., None] * ndtri(np.array(LEVELS)), 0.0))


def _scores(path: Floats, spread: Floats, came: Floats, oldest: int) -> Floats:
    """The mean score over the horizon of the forecast made at each origin from the oldest on; NaN elsewhere, and until
    its whole horizon has come."""
    score = np.full(path.shape[:2], np.nan)
    for origin in range(oldest, max(path.shape[1] - path.shape[2], 0)):
        score[:, origin] = _score(came[:, origin], _quantiles(path[:, origin], spread[:, origin]))
    return score


def _score(came: Floats, quantiles: Floats) -> Floats:
    """The mean score over a horizon of which at least half is known; NaN elsewhere, and where nothing was forecast."""
    scores = weighted_interval_score(came, quantiles)
    known = (~np.isnan(came)).sum(axis=-1)
    enough = (known * 2 >= came.shape[-1]) & ~np.isnan(quantiles).any(axis=(-2, -1))
    return np.where(enough, np.nansum(scores, axis=-1) / np.maximum(known, 1), np.nan)


def _weights(scores: Floats, ready: Flags, horizon: int) -> Floats:
    """Weights of shape (models, series, origins) from scores of that shape: what was known by each origin."""
    known = np.full_like(scores, np.nan)
    known[..., horizon:] = scores[..., : max(scores.shape[2] - horizon, 0)]
    likely = np.ones_like(scores)
    for place, of_model in enumerate(known):
        unknown = np.isnan(of_model + known[0])
        own, number = _rolling(np.where(unknown, np.nan, of_model))
        last, _ = _rolling(np.where(unknown, np.nan, known[0]))
        told = (number > 0.5) & (last > 0) & ready[place]
        worse = np.where(told, own / np.where(told, last, 1.0) - 1, 0.0)
        likely[place] = np.where(told, np.exp(np.clip(-SHARPNESS * number / horizon * worse, -50, 50)), 0.0)
    likely[0] = 1.0
    evidence = _rolling(known[0])[1] / horizon
    weights = likely / likely.sum(axis=0) * evidence / (evidence + HALF_TRUSTED)
    weights[0] = 1 - weights[1:].sum(axis=0)
    return np.asarray(weights)
