"""Delays fitted one series at a time by the simplex, fatality one series at a time: the slow twins of the arrays."""

from datetime import date

import numpy as np
from scipy.optimize import minimize

from lianfang.analysis.delay_distributions import DISTRIBUTIONS, integral, parameters_at, start_of


def fitted(delays, observable, distribution):
    """Parameters, the logarithm of the likelihood and the covariance of the parameters on their scale."""
    k, t = np.asarray(delays, dtype=float), np.broadcast_to(np.asarray(observable, dtype=float), np.shape(delays))

    def cost(free):
        with np.errstate(all="ignore"):
            first, second = parameters_at(distribution, np.asarray(free))
            below = [integral(distribution, first, second, k + step) for step in (-1, 0, 1)]
            chance = np.maximum(below[2] - 2 * below[1] + below[0], 1e-300)
            seen = integral(distribution, first, second, t + 1) - integral(distribution, first, second, t)
            total = -float((np.log(chance) - np.log(np.maximum(seen, 1e-300))).sum())
        return total if np.isfinite(total) else 1e300

    start = start_of(distribution, np.asarray(k.mean() + 0.5), np.asarray(max(k.std(), 0.5)))
    found = minimize(cost, start, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-9, "maxiter": 4000})
    step, bend = 1e-3, np.empty((2, 2))
    for one in range(2):
        for two in range(2):
            a, b, at = np.eye(2)[one] * step, np.eye(2)[two] * step, found.x
            bend[one, two] = cost(at + a + b) - cost(at + a - b) - cost(at - a + b) + cost(at - a - b)
    return parameters_at(distribution, found.x), -found.fun, np.linalg.pinv(bend / (4 * step**2))


def best(delays, observable):
    """The likeliest distribution's name and what `fitted` says of it."""
    told = {name: fitted(delays, observable, name) for name in DISTRIBUTIONS}
    name = max(told, key=lambda one: told[one][1])
    return name, *told[name]


def counted(first: list[date | None], second: list[date | None], until: date, most: int) -> dict[str, int]:
    """How many cases have a delay, and how many of the others have none for which reason, one by one."""
    held = dict.fromkeys(("number", "earlier", "waiting", "unknown", "longer"), 0)
    for begun, ended in zip(first, second, strict=True):
        if begun is None or begun > until:
            held["unknown"] += 1
        elif ended is None or ended > until:
            held["waiting"] += 1
        elif ended < begun:
            held["earlier"] += 1
        elif (ended - begun).days > most:
            held["longer"] += 1
        else:
            held["number"] += 1
    return held


def without_falls(increments):
    """Every fall taken off the days before it, the latest first, fall by fall in their order."""
    held = np.array(increments, dtype=float)
    falls = np.flatnonzero(held < 0)
    for day in falls:
        owed, held[day] = -held[day], 0.0
        for before in range(day - 1, -1, -1):
            taken = min(owed, max(float(np.nan_to_num(held[before])), 0.0))
            held[before] -= taken
            owed -= taken
    return held, len(falls)
