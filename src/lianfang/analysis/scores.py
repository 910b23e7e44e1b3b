"""How good a forecast was: the weighted interval score, and whether one forecaster is better by more than chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from lianfang.analysis.series import Floats

# The quantiles that forecasts are told and scored by: eleven central intervals and the median (Bracher et al. 2021).
LEVELS = (
    0.01, 0.025, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50,
    0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 0.975, 0.99,
)  # fmt: skip


def weighted_interval_score(observed: ArrayLike, quantiles: ArrayLike, levels: ArrayLike = LEVELS) -> Floats:
    """The score of forecasts of shape (..., levels) by what came, shape (...), in its unit; lower is better.

    Bracher, Ray, Gneiting and Reich 2021, PLoS Comput Biol 17(2), e1008618, doi:10.1371/journal.pcbi.1008618, equation
    (1): of K central intervals the widths and what lies outside them, weighted, and the distance of the median. A
    missing observation or quantile gives NaN.

    Raises ValueError for levels that do not rise, are not in pairs around a median of 0.5, or are as many as not the
    quantiles.
    """
    tau, q, y = np.asarray(levels, float), np.asarray(quantiles, float), np.asarray(observed, float)
    if tau.ndim != 1 or len(tau) % 2 == 0 or np.any(np.diff(tau) <= 0) or not np.allclose(tau + tau[::-1], 1):
        raise ValueError("levels rise, and stand in pairs around the median: 0.25, 0.5, 0.75")
    if q.shape[-1:] != tau.shape:
        raise ValueError(f"{len(tau)} levels need as many quantiles, not {q.shape[-1:]}")
    pairs = len(tau) // 2
    total = 0.5 * np.abs(y - q[..., pairs])
    for place in range(pairs):
        alpha, low, high = 2 * tau[place], q[..., place], q[..., -1 - place]
        outside = np.maximum(low - y, 0) + np.maximum(y - high, 0)
        total = total + alpha / 2 * ((high - low) + 2 / alpha * outside)
    return np.asarray(total / (pairs + 0.5))


def chance_of_no_gain(differences: ArrayLike, horizon: int) -> Floats:
    """How probable so low a mean of score differences, shape (..., origins), were if its expectation were nought.

    The test of Diebold and Mariano 1995 (J Bus Econ Stat 13(3), 253-263), one-sided, as Harvey, Leybourne and Newbold
    1997 correct it for few origins (Int J Forecast 13(2), 281-291, equation 9, and Student's t), with Bartlett's
    weights for the autocovariances below the horizon (Newey and West 1987), which leave no variance negative. A missing
    difference is left out. Where no more origins than the horizon is long are known nothing can be told: 1.
    """
    values = np.asarray(differences, float)
    known = ~np.isnan(values)
    number = known.sum(axis=-1)
    mean = np.where(known, values, 0.0).sum(axis=-1) / np.maximum(number, 1)
    away = np.where(known, values - mean[..., None], 0.0)
    variance = (away**2).sum(axis=-1)
    for lag in range(1, min(horizon, values.shape[-1])):
        variance += 2 * (1 - lag / horizon) * (away[..., lag:] * away[..., :-lag]).sum(axis=-1)
    told = number > horizon
    corrected = np.sqrt((number - horizon) * (number - horizon + 1.0), where=told, out=np.zeros(number.shape))
    # Where the differences are all the same there is no doubt about their sign. The roots of n are in `corrected`.
    doubt = np.sqrt(np.maximum(variance, 0.0))
    student = np.divide(mean * corrected, doubt, out=np.where(mean < 0, -np.inf, np.inf), where=doubt > 0)
    chance = stdtr(np.maximum(number - 1.0, 1.0), student)
    return np.asarray(np.where(told, chance, 1.0))
