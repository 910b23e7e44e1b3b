"""Delays between two events known by day, with what has not happened yet (right truncation) and whole days (censoring).

Source: Park et al. 2024, medRxiv 2024.01.12.24301247 (both events interval censored, truncation by the day of the
analysis); Charniga et al. 2024, PLoS Comput Biol 20(10), e1012520 (what to report).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lianfang.analysis.delay_distributions import (
    DISTRIBUTIONS,
    free_of,
    integral,
    moments,
    parameters_at,
    quantile,
    start_of,
)
from lianfang.analysis.minima import curvatures, minima
from lianfang.analysis.series import Floats, Integers

LEAST = 5
# Series are taken together as long as series times days stay below this, for the memory of one step.
_AT_ONCE = 400_000


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
        return float(moments(self.distribution, *self.parameters)[0])

    def sd(self) -> float:
        return float(moments(self.distribution, *self.parameters)[1])

    def quantile(self, chance: float) -> float:
        return float(quantile(self.distribution, *self.parameters, chance))

    def interval(self, figure: str, chance: float = 0.95, draws: int = 4000, seed: int = 1) -> tuple[float, float]:
        """The interval of ``mean``, ``sd`` or a quantile (``q50``), from draws of the parameters around the fit.

        NaN where the likelihood rises without end, as of a handful of delays that hardly differ.
        """
        low, high = self._alone().interval(figure, chance, draws, seed)
        return float(low[0]), float(high[0])

    def _alone(self) -> Delays:
        return Delays(
            np.array([self.distribution]), np.array([self.parameters]), self.covariance[None],
            np.array([self.likelihood]), np.array([self.number]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delays:
    """Fitted distributions of many series, the figures of a `Delay` each: arrays of shape (series,), (series, 2) and
    (series, 2, 2). Where there were too few delays the distribution is empty and the figures are NaN.
    """

    distribution: NDArray[np.str_]
    parameters: Floats
    covariance: Floats
    likelihood: Floats
    number: Integers

    def __len__(self) -> int:
        return len(self.number)

    def of(self, series: int) -> Delay | None:
        """What was fitted to one series; None where there were too few delays."""
        if not self.distribution[series]:
            return None
        first, second = self.parameters[series].tolist()
        number, likelihood = int(self.number[series]), float(self.likelihood[series])
        return Delay(str(self.distribution[series]), (first, second), self.covariance[series], likelihood, number)

    def mean(self) -> Floats:
        return self._figure("mean")

    def sd(self) -> Floats:
        return self._figure("sd")

    def quantile(self, chance: float) -> Floats:
        return self._figure(f"q{100 * chance:.12g}")

    def interval(self, figure: str, chance: float = 0.95, draws: int = 4000, seed: int = 1) -> tuple[Floats, Floats]:
        """The ends of the interval of ``mean``, ``sd`` or a quantile (``q50``) of each series: see `Delay.interval`.

        Every series is drawn with the same numbers, so that it has the interval that it would have by itself.
        """
        around = np.random.default_rng(seed).standard_normal((draws, 2))
        ends = np.full((2, len(self)), np.nan)
        for name, places in self._by_distribution(_AT_ONCE // draws):
            left, sizes, _right = np.linalg.svd(self.covariance[places])
            spread = left * np.sqrt(sizes)[:, None, :]
            free = free_of(name, self.parameters[places])[:, None, :] + around @ spread.transpose(0, 2, 1)
            with np.errstate(over="ignore", invalid="ignore"):
                values = _figure(name, parameters_at(name, free), figure)
            ends[:, places] = np.quantile(values, [(1 - chance) / 2, (1 + chance) / 2], axis=1)
        return ends[0], ends[1]

    def _figure(self, figure: str) -> Floats:
        held = np.full(len(self), np.nan)
        for name, places in self._by_distribution(len(self)):
            held[places] = _figure(name, self.parameters[places], figure)
        return held

    def _by_distribution(self, most: int) -> Iterator[tuple[str, Integers]]:
        for name in DISTRIBUTIONS:
            places = np.flatnonzero(self.distribution == name)
            for begin in range(0, len(places), max(most, 1)):
                yield name, places[begin : begin + max(most, 1)]


def _figure(distribution: str, parameters: Floats, figure: str) -> Floats:
    first, second = parameters[..., 0], parameters[..., 1]
    if figure in ("mean", "sd"):
        return moments(distribution, first, second)[figure == "sd"]
    return quantile(distribution, first, second, float(figure[1:]) / 100)


def delay(delays: ArrayLike, observable: ArrayLike, distribution: str = "lognormal") -> Delay:
    """The distribution of delays from whole days ``delays`` (second date less first) by greatest likelihood.

    ``observable`` is the day of the analysis less the first date: the longest delay that could have been seen. Leave
    out what has no second event yet; it is what ``observable`` accounts for. Raises ValueError for negative delays,
    delays longer than observable, fewer than five of them or no two that differ, or an unknown distribution.
    """
    return _alone(delays, observable, distribution)


def best_delay(delays: ArrayLike, observable: ArrayLike) -> Delay:
    """The likeliest of the three distributions; all have two parameters, so likelihoods compare as they are."""
    return _alone(delays, observable, None)


def _alone(delays: ArrayLike, observable: ArrayLike, distribution: str | None) -> Delay:
    k, t = (np.asarray(one, dtype=float).ravel() for one in np.broadcast_arrays(delays, observable))
    found = delays_by_series(k, t, np.zeros(k.size, dtype=np.int64), 1, distribution).of(0)
    if found is None:
        raise ValueError(f"{k.size} delays with {len(np.unique(k))} values are too few for a distribution")
    return found


def delays_by_series(
    delays: ArrayLike, observable: ArrayLike, series: ArrayLike, number: int, distribution: str | None = None
) -> Delays:
    """The distribution of the delays of each of ``number`` series, all at once; else as `delay`.

    ``delays``, ``observable`` and ``series`` have one entry a delay: its whole days, the longest that could have been
    seen, and the series (from 0) that it is of, so that series may be of any length. Fitted is ``distribution``, or of
    each series the likeliest of the three. A series with fewer than five delays, or none that differ, has no
    distribution. Raises ValueError for negative delays, delays longer than observable, a series beyond the number, or
    an unknown distribution.
    """
    if distribution is not None and distribution not in DISTRIBUTIONS:
        raise ValueError(f"delays are {', '.join(DISTRIBUTIONS)}, not {distribution}")
    k, t = (np.asarray(one, dtype=float).ravel() for one in np.broadcast_arrays(delays, observable))
    of = np.asarray(series, dtype=np.int64)
    if of.shape != k.shape or np.any((of < 0) | (of >= number)):
        raise ValueError(f"{k.size} delays need a series each, from 0 to {number - 1}")
    if np.any(np.isnan(k) | np.isnan(t)) or np.any(k < 0) or np.any(k > t):
        raise ValueError("a delay is missing, negative, or longer than could be seen")
    counted = np.bincount(of, minlength=number)
    least, most = np.full(number, np.inf), np.full(number, -np.inf)
    np.minimum.at(least, of, k)
    np.maximum.at(most, of, k)
    enough = np.flatnonzero((counted >= LEAST) & (most > least))
    told = Delays(
        np.full(number, "", dtype="<U9"), np.full((number, 2), np.nan), np.full((number, 2, 2), np.nan),
        np.full(number, np.nan), counted,
    )  # fmt: skip
    order = np.argsort(of, kind="stable")
    ends = np.cumsum(counted)
    width = len(_points(k, t))
    together = max(_AT_ONCE // max(width, 1), 1)
    for begin in range(0, len(enough), together):
        chosen = enough[begin : begin + together]
        entries = np.concatenate([order[ends[one] - counted[one] : ends[one]] for one in chosen])
        _fit(told, chosen, k[entries], t[entries], np.searchsorted(chosen, of[entries]), distribution)
    return told


def _fit(told: Delays, chosen: Integers, k: Floats, t: Floats, of: Integers, distribution: str | None) -> None:
    """Fits the chosen series and keeps of each the likeliest distribution asked for."""
    number = told.number[chosen]
    mean = np.bincount(of, k) / number
    deviation = np.sqrt(np.maximum(np.bincount(of, (k - mean[of]) ** 2) / number, 0))
    for name in DISTRIBUTIONS if distribution is None else (distribution,):
        cost = _cost(name, k, t, of, len(chosen))
        free, least = minima(cost, start_of(name, mean + 0.5, np.maximum(deviation, 0.5)))
        better = np.flatnonzero(~(told.likelihood[chosen] >= -least))
        places = chosen[better]
        told.distribution[places] = name
        told.parameters[places] = parameters_at(name, free[better])
        told.covariance[places] = np.linalg.pinv(curvatures(cost, better, free[better]))
        told.likelihood[places] = -least[better]


def _points(k: Floats, t: Floats) -> Floats:
    """The days at which the integral of the distribution is asked for."""
    return np.unique(np.concatenate([k - 1, k, k + 1, t, t + 1]))


def _cost(name: str, k: Floats, t: Floats, of: Integers, series: int) -> Any:
    """What the likelihood of series costs, less as it is likelier: of delays of k days, none of which could pass t."""
    days = _points(k, t)
    lengths, length = np.unique(k, return_inverse=True)
    longest, limit = np.unique(t, return_inverse=True)
    of_length = np.bincount(of * len(lengths) + length, minlength=series * len(lengths)).reshape(series, -1)
    of_limit = np.bincount(of * len(longest) + limit, minlength=series * len(longest)).reshape(series, -1)
    before, on, after = (np.searchsorted(days, lengths + step) for step in (-1, 0, 1))
    until, past = (np.searchsorted(days, longest + step) for step in (0, 1))

    def cost(which: Integers, free: Floats) -> Floats:
        with np.errstate(all="ignore"):
            parameters = parameters_at(name, free)
            held = integral(name, parameters[:, :1], parameters[:, 1:], days)
            chance = held[:, after] - 2 * held[:, on] + held[:, before]
            seen = held[:, past] - held[:, until]
            value = -(of_length[which] * np.log(np.maximum(chance, 1e-300))).sum(axis=1)
            value += (of_limit[which] * np.log(np.maximum(seen, 1e-300))).sum(axis=1)
        return np.where(np.isfinite(value), value, 1e300)

    return cost
