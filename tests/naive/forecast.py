"""The forecast by plain loops, one series: the same paths, spreads, weights and verdict."""

import math
from functools import lru_cache
from statistics import NormalDist

from scipy.stats import t as student

LOOK_BACK, LEAST = 56, 7
SMOOTHED = {"level": (0.5, 0.0, 1.0), "quick": (0.8, 0.5, 0.5), "slow": (0.3, 0.3, 0.9)}
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


def evened(count):
    return math.asinh(math.sqrt(0.1 * count)) / math.sqrt(0.1)


def uneven(value):
    return math.sinh(max(value, 0) * math.sqrt(0.1)) ** 2 / 0.1


@lru_cache(maxsize=4096)
def paths(counts, origin, horizon):
    """What each model expects after an origin, evened; None where its past is too short."""
    past = [evened(count) for count in counts[: origin + 1]]
    recent = known(past[-7:])
    made = {"last": [recent[-1]] * horizon if recent else None}
    for name, (level, trend, left) in SMOOTHED.items():
        made[name] = smoothed(past, horizon, level, trend, left) if len(past) > 7 and known(past) else None
    made["weekday"] = None
    if len(past) >= 7 and recent:

        def week(end):
            return sum(known(past[end - 6 : end + 1])) / len(known(past[end - 6 : end + 1]))

        before = origin - 7
        growth = (week(origin) - week(before)) / 7 if before >= 6 and known(past[before - 6 : before + 1]) else 0.0
        made["weekday"] = []
        for step in range(1, horizon + 1):
            same = [day for day in range(origin, 5, -1) if (day - origin - step) % 7 == 0 and day > origin - 28]
            away = [past[day] - week(day) for day in same if not math.isnan(past[day])]
            reach = sum(0.9**each for each in range(1, step + 1))
            made["weekday"].append(week(origin) + growth * reach + sum(away) / (len(away) + 4))
    return made


def smoothed(past, horizon, level, trend, left):
    """Holt's damped trend in error-correction form."""
    height, slope = None, 0.0
    for value in past:
        if height is None:
            height = None if math.isnan(value) else value
            continue
        foreseen, slope = height + left * slope, left * slope
        error = 0.0 if math.isnan(value) else value - foreseen
        height, slope = foreseen + level * error, slope + level * trend * error
    return [height + slope * sum(left**each for each in range(1, step + 1)) for step in range(1, horizon + 1)]


def middles_and_spreads(counts, model, origin, horizon):
    """The middle and the deviation at each step ahead, None where the model or its errors are not known."""
    path = paths(counts, origin, horizon)[model]
    if path is None:
        return None
    spreads = []
    for ahead in range(1, horizon + 1):
        errors = []
        for came in range(max(origin - LOOK_BACK + 1, ahead), origin + 1):
            before = paths(counts, came - ahead, horizon)[model]
            if before is not None and not math.isnan(counts[came]):
                errors.append(evened(counts[came]) - before[ahead - 1])
        if len(errors) < LEAST:
            return None
        least = 0.5 / math.sqrt(1 + 0.1 * uneven(path[ahead - 1]))
        spreads.append(max(math.sqrt(sum(error**2 for error in errors) / len(errors)), least))
    return path, spreads


def quantiles(told):
    """Normal quantiles, evened, of middles and deviations."""
    if told is None:
        return None
    normal = NormalDist()
    return [
        [max(middle + spread * normal.inv_cdf(level), 0) for level in LEVELS]
        for middle, spread in zip(*told, strict=True)
    ]


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


def chance(differences, horizon):
    """Diebold and Mariano's test as Harvey, Leybourne and Newbold corrected it, Bartlett's weights, None left out."""
    there = [one for one in differences if one is not None]
    number = len(there)
    if number <= horizon:
        return 1.0
    mean = sum(there) / number
    away = [0.0 if one is None else one - mean for one in differences]
    variance = sum(one * one for one in away) / number
    for lag in range(1, horizon):
        pairs = zip(away[lag:], away[:-lag], strict=True)
        variance += 2 * (1 - lag / horizon) * sum(one * other for one, other in pairs) / number
    if variance <= 0:
        return 0.0 if mean < 0 else 1.0
    correction = (number + 1 - 2 * horizon + horizon * (horizon - 1) / number) / number
    return float(student.cdf(mean / math.sqrt(variance / number) * math.sqrt(correction), number - 1))


def forecast(counts, horizon, tests):
    """(quantiles or None, mean scores of the ensemble and of the last value, number of tests, chance) of one series."""
    counts = tuple(float(value) for value in counts)
    raised = tuple(evened(value) for value in counts)
    models = ("last", *SMOOTHED, "weekday")
    kept = {}

    def of(model, origin):
        if (model, origin) not in kept:
            told = middles_and_spreads(counts, model, origin, horizon)
            kept[model, origin] = told, mean_score(raised, quantiles(told), origin, horizon)
        return kept[model, origin]

    def weights(origin):
        before = [origin - horizon - back for back in range(LOOK_BACK) if origin - horizon - back >= 0]
        evidence = len([one for one in before if of("last", one)[1] is not None]) / horizon
        likely = {"last": 1.0}
        for model in models[1:]:
            both = [one for one in before if of(model, one)[1] is not None and of("last", one)[1] is not None]
            likely[model] = 0.0
            if both and of(model, origin)[0] is not None:
                ratio = sum(of(model, one)[1] for one in both) / sum(of("last", one)[1] for one in both)
                likely[model] = math.exp(min(max(-2 * len(both) / horizon * (ratio - 1), -50), 50))
        shared = {model: one / sum(likely.values()) * evidence / (evidence + 2) for model, one in likely.items()}
        shared["last"] += 1 - sum(shared.values())
        return shared

    def ensemble(origin):
        if of("last", origin)[0] is None:
            return None
        mixed = [[0.0] * horizon, [0.0] * horizon]
        for model, weight in weights(origin).items():
            if weight > 0:
                for part, values in zip(mixed, of(model, origin)[0], strict=True):
                    for step in range(horizon):
                        part[step] += weight * values[step]
        return counted(quantiles(mixed))

    def counted(rows):
        return None if rows is None else [[uneven(value) for value in row] for row in rows]

    last = len(counts) - 1
    pairs = []
    for origin in range(max(last - horizon - tests + 1, 0), max(last - horizon + 1, 0)):
        one = mean_score(counts, ensemble(origin), origin, horizon)
        other = mean_score(counts, counted(quantiles(of("last", origin)[0])), origin, horizon)
        pairs.append(None if one is None or other is None else (one, other))
    there = [pair for pair in pairs if pair is not None]
    means = [sum(pair[place] for pair in there) / len(there) if there else math.nan for place in (0, 1)]
    doubt = chance([None if pair is None else pair[0] - pair[1] for pair in pairs], horizon)
    return ensemble(last), means[0], means[1], len(there), doubt
