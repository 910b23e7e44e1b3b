"""Lognormal, gamma and Weibull distributions of delays: their integrals, moments and quantiles, elementwise on arrays.

The first event falls uniformly within its day. With H the integral of the distribution function from 0, a delay of k
whole days has chance H(k+1) - 2H(k) + H(k-1), and a second event up to t days after the first day's start has been
seen with chance H(t) - H(t-1).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gamma, gammainc, gammaincinv, ndtr, ndtri

from lianfang.analysis.series import Floats

DISTRIBUTIONS = ("lognormal", "gamma", "weibull")


def daily_chance(distribution: str, first: float, second: float, days: ArrayLike) -> Floats:
    """Chances of a delay of so many whole days between two dates."""
    k = np.asarray(days, dtype=float)
    held = integral(distribution, first, second, k + 1) - 2 * integral(distribution, first, second, k)
    return np.maximum(held + integral(distribution, first, second, k - 1), 0)


def parameters_of(distribution: str, mean: float, sd: float) -> tuple[float, float]:
    """The parameters of a lognormal or gamma distribution with this mean and deviation."""
    if not (mean > 0 and sd > 0):
        raise ValueError("mean and standard deviation of a delay are above 0")
    if distribution not in ("lognormal", "gamma"):
        raise ValueError(f"mean and deviation are taken for lognormal and gamma, not {distribution}")
    first, second = _of_moments(distribution, mean, sd)
    return float(first), float(second)


def _of_moments(distribution: str, mean: Floats | float, sd: Floats | float) -> tuple[Any, Any]:
    """The same of a lognormal or a gamma distribution, elementwise."""
    if distribution == "gamma":
        return (mean / sd) ** 2, sd**2 / mean
    wide = np.log(1 + (sd / mean) ** 2)
    return np.log(mean) - wide / 2, np.sqrt(wide)


def integral(distribution: str, first: Floats | float, second: Floats | float, x: Floats) -> Floats:
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


def moments(distribution: str, first: Floats | float, second: Floats | float) -> tuple[Floats, Floats]:
    """Mean and standard deviation."""
    if distribution == "lognormal":
        mean = np.exp(first + np.square(second) / 2)
        return mean, mean * np.sqrt(np.expm1(np.square(second)))
    if distribution == "gamma":
        return np.asarray(first * second), np.sqrt(first) * second
    mean = second * gamma(1 + 1 / first)
    return mean, np.sqrt(np.maximum(np.square(second) * gamma(1 + 2 / first) - mean**2, 0))


def quantile(distribution: str, first: Floats | float, second: Floats | float, chance: float) -> Floats:
    """The days within which this share of delays lies."""
    if distribution == "lognormal":
        return np.asarray(np.exp(first + second * ndtri(chance)))
    if distribution == "gamma":
        return np.asarray(gammaincinv(first, chance) * second)
    return np.asarray(second * (-np.log1p(-chance)) ** (1 / np.asarray(first)))


def free_of(distribution: str, parameters: ArrayLike) -> Floats:
    """Parameters (..., 2) on a scale without bounds: logarithms of all but a lognormal's first."""
    held = np.asarray(parameters, dtype=np.float64)
    first = held[..., 0] if distribution == "lognormal" else np.log(held[..., 0])
    return np.stack([first, np.log(held[..., 1])], axis=-1)


def parameters_at(distribution: str, free: Floats) -> Floats:
    """The parameters (..., 2) that stand so on the scale without bounds."""
    first = free[..., 0] if distribution == "lognormal" else np.exp(free[..., 0])
    return np.stack([first, np.exp(free[..., 1])], axis=-1)


def start_of(distribution: str, mean: Floats, sd: Floats) -> Floats:
    """A first guess on the scale without bounds, of shape (..., 2), from plain means and deviations above 0."""
    if distribution == "weibull":
        shape = (mean / sd) ** 1.086
        return free_of(distribution, np.stack([shape, mean / gamma(1 + 1 / shape)], axis=-1))
    return free_of(distribution, np.stack(_of_moments(distribution, mean, sd), axis=-1))
