"""EARS, CUSUM, moving percentile and Farrington by plain loops, one series at a time; None is missing."""

from __future__ import annotations

import math
import statistics
from datetime import date, timedelta

import numpy as np
from scipy import stats

Counts = list[float | None]


def ears(counts: Counts, method: str, alpha: float = 0.001) -> list[float | None]:
    """The upper bound of each step."""
    z = statistics.NormalDist().inv_cdf(1 - alpha)
    lag = 0 if method == "C1" else 2

    def baseline(now: int) -> tuple[float, float] | None:
        if now - lag - 7 < 0:
            return None
        known = [x for x in counts[now - lag - 7 : now - lag] if x is not None]
        return (statistics.mean(known), statistics.stdev(known)) if len(known) >= 3 else None

    def excess(now: int) -> float | None:
        base = baseline(now)
        if base is None:
            return None
        if counts[now] is None:
            return 0.0
        if base[1] == 0:
            return math.inf if counts[now] > base[0] else None if counts[now] == base[0] else 0.0
        return max(0.0, (counts[now] - base[0]) / base[1] - 1)

    bounds: list[float | None] = []
    for now, count in enumerate(counts):
        base = baseline(now)
        if base is None:
            bounds.append(None)
        elif method != "C3":
            bounds.append(base[0] + z * base[1])
        else:
            former = [excess(now - 1), excess(now - 2)] if now >= 2 else [None]
            if count is None or any(one is None for one in former):
                bounds.append(None)
            elif math.inf in former:
                bounds.append(None if base[1] == 0 else 0.0)
            else:
                bounds.append(max(0.0, count + base[1] * (z - sum(former))))
    return bounds


def cusum(counts: Counts, start: int, k: float = 1.04, h: float = 2.26) -> list[tuple[float | None, bool]]:
    """Bound and alarm of each step, standard residuals."""
    known = [x for x in counts[:start] if x is not None]
    m = statistics.mean(known) if known else 0
    told: list[tuple[float | None, bool]] = [(None, False)] * start
    total = 0.0
    for x in counts[start:]:
        if m == 0:
            told.append((None, False))
            continue
        bound = max(0, math.ceil(math.sqrt(m) * (h + k - total) + m))
        if x is None:
            told.append((bound, False))
            continue
        total = max(0.0, total + (x - m) / math.sqrt(m) - k)
        told.append((bound, total >= h))
    return told


def moving_percentile(days: list[date], counts: Counts, percentile: float = 80) -> list[tuple[float | None, bool]]:
    """The bound and the alarm of each day: the latest seven days against the same seven days of the past five years
    and one and two weeks before and after them."""
    by_day = dict(zip(days, counts, strict=True))

    def block(last: date) -> float | None:
        week = [by_day.get(last - timedelta(days=back)) for back in range(7)]
        return None if any(one is None for one in week) else sum(week)

    told: list[tuple[float | None, bool]] = []
    for day in days:
        past, years = [], 0
        for back in range(1, 6):
            try:
                same = day.replace(year=day.year - back)
            except ValueError:
                same = date(day.year - back, 3, 1)
            if same not in by_day:
                continue
            blocks = [block(same + timedelta(weeks=shift)) for shift in (-2, -1, 0, 1, 2)]
            held = [one for one in blocks if one is not None]
            past += held
            years += bool(held)
        if years < 3:
            told.append((None, False))
            continue
        past.sort()
        place = (len(past) - 1) * percentile / 100
        low = math.floor(place)
        high = min(low + 1, len(past) - 1)
        bound = past[low] + (place - low) * (past[high] - past[low])
        now = block(day)
        told.append((bound, now is not None and now > bound + 1e-9))
    return told


def _regression(y: np.ndarray, x: np.ndarray, offset: np.ndarray, weight: np.ndarray):
    """Poisson regression by whole matrices: coefficients, means, covariance without dispersion, working weights."""

    def deviance(mean: np.ndarray) -> float:
        logs = np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mean), 0)
        return float(2 * np.sum(weight * (logs - (y - mean))))

    mean = y + 0.1
    eta, before = np.log(mean), deviance(mean)
    for _ in range(25):
        w = weight * mean
        z = eta - offset + (y - mean) / mean
        root = np.sqrt(w)
        beta = np.linalg.lstsq(x * root[:, None], z * root, rcond=1e-13)[0]
        cov = np.linalg.pinv((x * root[:, None]).T @ (x * root[:, None]), rcond=1e-17)
        eta = x @ beta + offset
        mean = np.maximum(np.exp(eta), 2.22e-16)
        now = deviance(mean)
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            return True, beta, mean, cov, w
        before = now
    return False, beta, mean, cov, w


def farrington(y: np.ndarray, time: np.ndarray, part: np.ndarray, now_time: float, now_part: int, options):
    """(expected, bound) of one week from its past weeks ``y`` by whole matrices, or None."""
    known = ~np.isnan(y)
    y, time, part = y[known], time[known], part[known]
    parts = sorted(set(part.tolist()))
    if now_part not in parts:
        return None

    def fit(trend: bool):
        def design(times: np.ndarray, groups: np.ndarray) -> np.ndarray:
            columns = [(groups == one).astype(float) for one in parts]
            return np.column_stack([*columns, times] if trend else columns)

        x, offset = design(time, part), np.zeros(len(y))
        converged, beta, mean, cov, w = _regression(y, x, offset, np.ones(len(y)))
        if not converged:
            return fit(False) if trend else None
        freedom = len(y) - x.shape[1]
        phi = max(float(np.sum(w * ((y - mean) / mean) ** 2)) / freedom, 1)
        omega = w
        if options.reweight:
            leverage = np.einsum("ij,jk,ik->i", x, cov, x) * w
            s = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean)) / np.sqrt(phi * (1 - leverage))
            omega = np.where(s > options.weights_threshold, np.where(s == 0, 1, s) ** -2.0, 1.0)
            omega = omega * len(y) / omega.sum()
            _, beta, mean, cov, w = _regression(y, x, offset, omega)
            phi = max(float(np.sum(w * ((y - mean) / mean) ** 2)) / freedom, 1)
        scale = float(np.sum(omega * ((y - mean) / mean) ** 2)) / freedom
        at = design(np.array([now_time]), np.array([now_part]))[0]
        eta, se = float(at @ beta), math.sqrt(scale * float(at @ cov @ at))
        p = 2 * stats.t.sf(abs(beta[-1]) / math.sqrt(scale * cov[-1, -1]), freedom) if trend else 0.0
        return eta, se, phi, p

    told = fit(options.trend)
    if told is not None and options.trend and (told[3] >= options.trend_p or math.exp(told[0]) > y.max()):
        told = fit(False)
    if told is None:
        return None
    eta, se, phi, _ = told
    mean = math.exp(eta)
    if options.threshold == "delta":
        spread = math.sqrt(4 / 9 * mean ** (1 / 3) * (phi + se**2 * mean))
        return mean, (mean ** (2 / 3) + stats.norm.ppf(1 - options.alpha) * spread) ** 1.5
    if phi > 1:
        return mean, float(stats.nbinom.ppf(1 - options.alpha, mean / (phi - 1), 1 / phi))
    return mean, float(stats.poisson.ppf(1 - options.alpha, mean))
