"""The nowcast of one triangle by plain loops: delays, scatter, level and draws as the paper's words have them."""

import math

import numpy as np


def nowcast(cells, chances, *, window, level_days, prior, prior_cases, draws, seed):
    """Quantiles of the final number of each day; None where no case is known in the window."""
    days, columns = len(cells), len(cells[0])
    today = days - 1
    known = [sum(cells[day][k] for k in range(columns) if day + k <= today) for day in range(days)]

    def rows(delay):
        last = today - delay
        return [day for day in range(last - window + 1, last + 1) if day >= 0]

    came = [sum(cells[day][k] for day in rows(k)) for k in range(columns)]
    before = [sum(cells[day][j] for day in rows(k) for j in range(k)) for k in range(columns)]
    if sum(came) == 0:
        return None
    squares, freedom = 0.0, 0
    for k in range(1, columns):
        if came[k] == 0 or before[k] == 0:
            continue
        hazard, used = came[k] / (came[k] + before[k]), 0
        for day in rows(k):
            number = sum(cells[day][j] for j in range(k + 1))
            spread = number * hazard * (1 - hazard)
            if spread > 0:
                squares, used = squares + (cells[day][k] - number * hazard) ** 2 / spread, used + 1
        freedom += used - 1
    scatter = max(squares / freedom, 1.0) if freedom > 0 else 1.0

    believed = [(one + 1e-3 / columns) / (sum(prior) + 1e-3) for one in prior]
    first, second = [], []
    for k in range(columns):
        thought = prior_cases * believed[k] / sum(believed[: k + 1])
        first.append(came[k] / scatter + thought)
        second.append(before[k] / scatter + max(prior_cases - thought, 1e-9))

    def share(hazards, day):
        """The chance to be known by now: every longer delay fails."""
        held = 1.0
        for k in range(min(today - day, columns - 1) + 1, columns):
            held *= 1 - hazards[k]
        return min(max(held, 1e-6), 1.0)

    mean_hazard = [a / (a + b) for a, b in zip(first, second, strict=True)]
    level, spread, size, at = _level(known, [share(mean_hazard, day) for day in range(days)], level_days)
    chance = np.random.default_rng(seed)
    hazards = chance.beta(first, second, (draws, columns))
    turns = chance.standard_normal((draws, 2))
    newest = [day for day in range(days) if today - day < columns - 1]
    shares = np.array([[share(hazards[draw], day) for day in newest] for draw in range(draws)])
    rates = np.empty((draws, len(newest)))
    for draw in range(draws):
        a, b = level + spread @ turns[draw]
        for place, day in enumerate(newest):
            expected = math.exp(min(max(a + b * at[day], -20), 20))
            rates[draw, place] = 1 / (size / expected + shares[draw, place])
    rates *= chance.standard_gamma([size + known[day] for day in newest], rates.shape)
    coming = rates * (1 - shares)
    if scatter > 1 + 1e-9:
        coming = chance.standard_gamma(np.maximum(coming, 1e-9) / (scatter - 1)) * (scatter - 1)
    unknown = chance.poisson(coming)
    told = np.empty((len(chances), days))
    for day in range(days):
        final = sorted(known[day] + (unknown[:, newest.index(day)] if day in newest else np.zeros(draws)))
        told[:, day] = [final[max(math.ceil(round(draws * one, 9)) - 1, 0)] for one in chances]
    return told


def _level(known, share, level_days):
    """Newton's method for the log-linear level of one series, with the prior of its growth."""
    days = len(known)
    recent = range(max(days - level_days, 0), days)
    middle = sum(recent) / len(recent)
    at = [(day - middle) / max(level_days, 1) for day in range(days)]
    prior = np.diag([1e-3, 1 / (0.06 * level_days) ** 2])
    beta = np.array([math.log((sum(known[day] for day in recent) + 0.5) / sum(share[day] for day in recent)), 0.0])

    def means():
        return {day: share[day] * math.exp(beta[0] + beta[1] * at[day]) for day in recent}

    def information(weights):
        return prior + sum(w * np.outer([1, at[day]], [1, at[day]]) for day, w in weights.items())

    for _ in range(50):
        mean = means()
        slope = sum((known[day] - mean[day]) * np.array([1, at[day]]) for day in recent) - prior @ beta
        move = np.linalg.solve(information(mean), slope)
        beta = beta + np.clip(move, -1, 1)
        if max(abs(move)) < 1e-9:
            break
    mean = means()
    off = sum((known[day] - mean[day]) ** 2 - mean[day] for day in recent)
    wide = min(max(off / sum(one**2 for one in mean.values()), 0.02), 1.0)
    held = information({day: one / (1 + one * wide) for day, one in mean.items()})
    return beta, np.linalg.cholesky(np.linalg.inv(held)), 1 / wide, at
