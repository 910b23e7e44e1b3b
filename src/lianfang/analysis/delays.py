"""Delays between two events known by day, with what has not happened yet (right truncation) and whole days (censoring).

Source: Park et al. 2024, medRxiv 2024.01.12.24301247 (both events interval censored, truncation by the day of the
analysis); Charniga et al. 2024, PLoS Comput Biol 20(10), e1012520 (what to report).

The first event falls uniformly within its day. With H the integral of the distribution function from 0, a delay of k
whole days has chance H(k+1) - 2H(k) + H(k-1), and a second event up to t days after the first day's start has been
seen with chance H(t) - H(t-1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import gamma, gammainc, gammaincinv, ndtr, ndtri

from lianfang.analysis.series import Floats

DISTRIBUTIONS = ("lognormal", "gamma", "weibull")


@dataclass(frozen=True, slots=True)
class Delay:
    """A fitted distribution of delays in days. ``parameters``: log-mean and log-deviation, or shape and scale.

    ``covariance`` is that of the first parameter (lognormal) or its logarithm, and the logarithm of the second;
    ``likelihood`` is the logarithm at the best fit, for the choice between distributions; ``number`` of delays.
    """

    distribution: str
    parameters: tuple[float, float]
    covariance: Floats
    likelihood: float
    number: int

    def mean(self) -> float:
        return float(_moments(self.distribution, *self.parameters)[0])

    def sd(self) -> float:
        return float(_moments(self.distribution, *self.parameters)[1])

    def quantile(self, chance: float) -> float:
        return float(_quantile(self.distribution, *self.parameters, chance))

    def interval(self, figure: str, chance: float = 0.95, draws: int = 4000, seed: int = 1) -> tuple[float, float]:
        """The interval of ``mean``, ``sd`` or a quantile (``q50``), from draws of the parameters around the fit.

        NaN where the likelihood rises without end, as of a handful of delays that hardly differ.
        """
        free = np.random.default_rng(seed).multivariate_normal(
            _free(self.distribution, self.parameters), self.covariance, draws, method="svd"
        )
        with np.errstate(over="ignore", invalid="ignore"):
            first, second = _parameters(self.distribution, free.T)
            if figure in ("mean", "sd"):
                values = _moments(self.distribution, first, second)[figure == "sd"]
            else:
                values = _quantile(self.distribution, first, second, float(figure[1:]) / 100)
        low, high = np.quantile(values, [(1 - chance) / 2, (1 + chance) / 2])
        return float(low), float(high)


def delay(delays: ArrayLike, observable: ArrayLike, distribution: str = "lognormal") -> Delay:
    """The distribution of delays from whole days ``delays`` (second date less first) by greatest likelihood.

    ``observable`` is the day of the analysis less the first date: the longest delay that could have been seen. Leave
    out what has no second event yet; it is what ``observable`` accounts for. Raises ValueError for negative delays,
    delays longer than observable, fewer than five of them or no two that differ, or an unknown distribution.
    """
    if distribution not in DISTRIBUTIONS:
        raise ValueError(f"delays are {', '.join(DISTRIBUTIONS)}, not {distribution}")
    k, t = (np.asarray(one, dtype=float) for one in np.broadcast_arrays(delays, observable))
    if np.any(np.isnan(k) | np.isnan(t)) or np.any(k < 0) or np.any(k > t):
        raise ValueError("a delay is missing, negative, or longer than could be seen")
    if k.size < 5 or len(np.unique(k)) < 2:
        raise ValueError(f"{k.size} delays with {len(np.unique(k))} values are too few for a distribution")
    pairs, weight = np.unique(np.column_stack([k.ravel(), t.ravel()]), axis=0, return_counts=True)

    def cost(free: Floats) -> float:
        with np.errstate(all="ignore"):
            first, second = _parameters(distribution, free)
            chance = daily_chance(distribution, float(first), float(second), pairs[:, 0])
            seen = _integral(distribution, first, second, pairs[:, 1] + 1)
            seen = seen - _integral(distribution, first, second, pairs[:, 1])
            value = -float(weight @ (np.log(np.maximum(chance, 1e-300)) - np.log(np.maximum(seen, 1e-300))))
        return value if np.isfinite(value) else 1e300

    start = _start(distribution, float(k.mean()) + 0.5, max(float(k.std()), 0.5))
    found = minimize(cost, start, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-9, "maxiter": 4000})
    covariance = np.asarray(np.linalg.pinv(_curvature(cost, found.x)), dtype=np.float64)
    first, second = _parameters(distribution, found.x)
    return Delay(distribution, (float(first), float(second)), covariance, -float(found.fun), int(k.size))


def best_delay(delays: ArrayLike, observable: ArrayLike) -> Delay:
    """The likeliest of the three distributions; all have two parameters, so likelihoods compare as they are."""
    return max((delay(delays, observable, name) for name in DISTRIBUTIONS), key=lambda one: one.likelihood)


def daily_chance(distribution: str, first: float, second: float, days: ArrayLike) -> Floats:
    """Chances of a delay of so many whole days between two dates."""
    k = np.asarray(days, dtype=float)
    held = _integral(distribution, first, second, k + 1) - 2 * _integral(distribution, first, second, k)
    return np.maximum(held + _integral(distribution, first, second, k - 1), 0)


def parameters_of(distribution: str, mean: float, sd: float) -> tuple[float, float]:
    """The parameters of a lognormal or gamma distribution with this mean and deviation."""
    if not (mean > 0 and sd > 0):
        raise ValueError("mean and standard deviation of a delay are above 0")
    if distribution == "lognormal":
        wide = np.log(1 + (sd / mean) ** 2)
        return float(np.log(mean) - wide / 2), float(np.sqrt(wide))
    if distribution == "gamma":
        return (mean / sd) ** 2, sd**2 / mean
    raise ValueError(f"mean and deviation are taken for lognormal and gamma, not {distribution}")


def _integral(distribution: str, first: Floats | float, second: Floats | float, x: Floats) -> Floats:
    """H(x): the integral of the distribution function from 0, that is x·F(x) less the mean of what lies below x."""
    at = np.maximum(x, 1e-12)
    if distribution == "lognormal":
        z = (np.log(at) - first) / second
        held = at * ndtr(z) - np.exp(first + second**2 / 2) * ndtr(z - second)
    elif distribution == "gamma":
        held = at * gammainc(first, at / second) - first * second * gammainc(first + 1, at / second)
    else:
        power = (at / second) ** first
        held = at * -np.expm1(-power) - second * gamma(1 + 1 / first) * gammainc(1 + 1 / first, power)
    return np.where(x > 0, held, 0.0)


def _moments(distribution: str, first: Floats | float, second: Floats | float) -> tuple[Floats, Floats]:
    if distribution == "lognormal":
        mean = np.exp(first + np.square(second) / 2)
        return mean, mean * np.sqrt(np.expm1(np.square(second)))
    if distribution == "gamma":
        return np.asarray(first * second), np.sqrt(first) * second
    mean = second * gamma(1 + 1 / first)
    return mean, np.sqrt(np.maximum(np.square(second) * gamma(1 + 2 / first) - mean**2, 0))


def _quantile(distribution: str, first: Floats | float, second: Floats | float, chance: float) -> Floats:
    if distribution == "lognormal":
        return np.asarray(np.exp(first + second * ndtri(chance)))
    if distribution == "gamma":
        return np.asarray(gammaincinv(first, chance) * second)
    return np.asarray(second * (-np.log1p(-chance)) ** (1 / np.asarray(first)))


def _free(distribution: str, parameters: tuple[float, float]) -> Floats:
    first, second = parameters
    return np.array([first if distribution == "lognormal" else np.log(first), np.log(second)])


def _parameters(distribution: str, free: Floats) -> tuple[Floats, Floats]:
    return (free[0] if distribution == "lognormal" else np.exp(free[0])), np.exp(free[1])


def _start(distribution: str, mean: float, sd: float) -> Floats:
    if distribution == "weibull":
        shape = (mean / sd) ** 1.086
        return _free(distribution, (shape, mean / float(gamma(1 + 1 / shape))))
    return _free(distribution, parameters_of(distribution, mean, sd))


def _curvature(cost, at: Floats) -> Floats:  # type: ignore[no-untyped-def]
    """Second derivatives by central differences."""
    step, size = 1e-3, len(at)
    held = np.empty((size, size))
    for one in range(size):
        for two in range(size):
            a, b = np.eye(size)[one] * step, np.eye(size)[two] * step
            held[one, two] = (cost(at + a + b) - cost(at + a - b) - cost(at - a + b) + cost(at - a - b)) / (4 * step**2)
    return held
