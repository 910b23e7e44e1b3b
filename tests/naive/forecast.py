"""The forecast by plain loops, one series: the same paths, spreads, weights and verdict."""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from lianfang import analysis

LOOK_BACK, LEAST = 28, 7
LEVELS = (
    0.01, 0.025, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50,
    0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 0.975, 0.99,
)  # fmt: skip


def score(observed, quantiles):
    """Twice the mean pinball loss: what the weighted interval score is equal to (Bracher et al. 2021, section 2.2)."""
    losses = [
        (level - (observed < quantile)) * (observed - quantile)
        for level, quantile in zip(LEVELS, quantiles, strict=True)
    ]
    return 2 * sum(losses) / len(losses)


def known(values):
    return [value for value in values if not math.isnan(value)]


@lru_cache(maxsize=4096)
def paths(counts, origin, horizon):
    """What each model expects after an origin, None where its past is too short."""
    past = counts[: origin + 1]
    recent = known(past[-7:])
    week = sum(recent) / len(recent) if len(past) >= 7 and recent else None
    made = {"last": [recent[-1]] * horizon if recent else None, "week": None if week is None else [week] * horizon}
    made["weekday"], made["trend"], made["damped"] = None, None, None
    if week is not None:
        same = [past[-7 + step % 7] for step in range(horizon)]
        made["weekday"] = [week if math.isnan(value) else value for value in same]
    window = past[-14:]
    if len(past) >= 14 and known(window):
        told = analysis.growth(np.array(window), 14).rate
        rate = 0.0 if not len(told) or math.isnan(told[0]) else min(max(float(told[0]), -0.3), 0.3)
        level = sum(known(window)) / len(known(window))
        level /= sum(math.exp(rate * (step - 6.5)) for step in range(14)) / 14
        level *= math.exp(rate * 6.5)
        made["trend"] = [level * math.exp(rate * step) for step in range(1, horizon + 1)]
        made["damped"] = [
            level * math.exp(rate * sum(0.9**each for each in range(1, step + 1))) for step in range(1, horizon + 1)
        ]
    return made


def quantiles(counts, model, origin, horizon):
    """Quantiles at each step ahead, None where the model or its errors are not known; uses only what was known then."""
    path = paths(counts, origin, horizon)[model]
    if path is None:
        return None
    rows = []
    for ahead in range(1, horizon + 1):
        errors = []
        for came in range(max(origin - LOOK_BACK + 1, 0), origin + 1):
            before = paths(counts, came - ahead, horizon)[model] if came - ahead >= 0 else None
            if before is not None and not math.isnan(counts[came]):
                errors.append(math.log(counts[came] + 0.5) - math.log(before[ahead - 1] + 0.5))
        if len(errors) < LEAST:
            return None
        middle = path[ahead - 1] + 0.5
        spread = max(math.sqrt(sum(error**2 for error in errors) / len(errors)), math.sqrt(1 / middle))
        normal = NormalDist()
        rows.append([max(middle * math.exp(spread * normal.inv_cdf(level)) - 0.5, 0) for level in LEVELS])
    return rows


def mean_score(counts, rows, origin, horizon):
    """The mean score of a forecast over its horizon, None where that has not come or less than half of it is known."""
    if rows is None or origin + horizon >= len(counts):
        return None
    scores = [
        score(counts[origin + step + 1], rows[step])
        for step in range(horizon)
        if not math.isnan(counts[origin + step + 1])
    ]
    return sum(scores) / len(scores) if 2 * len(scores) >= horizon else None


def forecast(counts, horizon, tests):
    """(quantiles or None, mean score of the ensemble, of the last value, number of tests) of one series."""
    counts = tuple(float(value) for value in counts)
    models = ("last", "week", "weekday", "trend", "damped")
    kept = {}

    def of(model, origin):
        if (model, origin) not in kept:
            rows = quantiles(counts, model, origin, horizon)
            kept[model, origin] = rows, mean_score(counts, rows, origin, horizon)
        return kept[model, origin]

    def ensemble(origin):
        each = [of(model, origin)[0] for model in models]
        means = []
        for model in models:
            scores = [
                of(model, origin - horizon - back)[1] for back in range(LOOK_BACK) if origin - horizon - back >= 0
            ]
            scores = [one for one in scores if one is not None]
            means.append(sum(scores) / len(scores) if len(scores) >= LEAST else None)
        if any(mean is None for mean in means):
            weights = [1 / len(models)] * len(models)
        else:
            inverse = [1 / max(mean, 1e-6) ** 2 for mean in means]
            weights = [one / sum(inverse) for one in inverse]
        if any(rows is None for rows in each):
            return None
        return [
            [sum(w * rows[step][level] for w, rows in zip(weights, each, strict=True)) for level in range(len(LEVELS))]
            for step in range(horizon)
        ]

    last = len(counts) - 1
    own, baseline = [], []
    for origin in range(max(last - horizon - tests + 1, 0), max(last - horizon + 1, 0)):
        one = mean_score(counts, ensemble(origin), origin, horizon)
        other = of("last", origin)[1]
        if one is not None and other is not None:
            own.append(one)
            baseline.append(other)
    means = [sum(each) / len(each) if each else math.nan for each in (own, baseline)]
    return ensemble(last), means[0], means[1], len(own)
