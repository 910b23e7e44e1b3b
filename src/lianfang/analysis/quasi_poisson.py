"""The regression inside Farrington's method: counts by a level for each part of the year and a trend in time.

A level for each part of the year and one slope make normal equations that are a diagonal with a border, solved in one
pass over the weeks without a matrix; and since the trend is a power of one number, a step needs an exponential for each
part of the year only. The steps of the fit (start at count + 0.1, at most 25 steps, end when the
deviance moves by less than 1e-8 of itself) are those of McCullagh and Nelder 1989, section 2.5, as statistics programs
take them, so that results agree where a level falls towards zero cases and no best value exists.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from scipy.special import stdtr

from lianfang.analysis.series import Floats, Integers

MOST_STEPS = 25
TOLERANCE = 1e-8
SMALLEST_MEAN = 2.220446049250313e-16

# What a fit tells, by place in a row.
LEVEL, SE, DISPERSION, STATISTIC, FREEDOM, LARGEST, TREND, FIT_COLUMNS = range(8)


@njit(cache=True)
def _exp(x):  # type: ignore[no-untyped-def]
    """The exponential, endless where it is too large, compiled or not."""
    return math.exp(x) if x < 709.0 else math.inf


@njit(cache=True)
def _means(t, slope, weight, out):  # type: ignore[no-untyped-def]
    """weight · exp(slope · t) for each week; the next week in time is one multiplication away."""
    step = _exp(slope)
    power = 0.0
    for i in range(len(t)):
        power = power * step if i > 0 and t[i] - t[i - 1] == 1.0 else _exp(slope * t[i])
        out[i] = weight[i] * power


@njit(cache=True)
def _sums(t, values, run, group, sums):  # type: ignore[no-untyped-def]
    """Adds up values, values · t and values · t² of each group, whose weeks come in runs."""
    sums[:] = 0.0
    for r in range(len(group)):
        a, b, c = 0.0, 0.0, 0.0
        for i in range(run[r], run[r + 1]):
            a += values[i]
            b += values[i] * t[i]
            c += values[i] * t[i] * t[i]
        g = group[r]
        sums[0, g] += a
        sums[1, g] += b
        sums[2, g] += c


@njit(cache=True)
def _fit(y, log_start, y_log_y, t, people, weight, run, group, with_trend, level, former, sums):  # type: ignore[no-untyped-def]
    """Fits in place: ``level`` by group, ``former`` the levels one step before, ``sums`` the weights of that step.

    Answers (converged, slope, former slope, spread of time within the groups, whether a slope could be told). The
    errors of a fit belong to the weights of its last step, therefore what was before it is kept.
    """
    n, groups = len(y), len(level)
    work = np.empty(n)
    counted, wanted = np.empty((3, groups)), np.empty((3, groups))
    # What the counts themselves add up to stays the same from step to step.
    for i in range(n):
        work[i] = weight[i] * y[i]
    _sums(t, work, run, group, counted)
    constant, deviance_before = 0.0, 0.0
    for i in range(n):
        constant += weight[i] * (y_log_y[i] - y[i] - y[i] * people[i])
        deviance_before += 2 * weight[i] * (0.1 + y_log_y[i] - y[i] * log_start[i])
    base = np.empty(n)
    for i in range(n):
        base[i] = weight[i] * _exp(people[i]) if people[i] != 0.0 else weight[i]
        work[i] = weight[i] * ((y[i] + 0.1) * (log_start[i] - people[i]) - 0.1)
    _sums(t, work, run, group, wanted)
    for i in range(n):
        work[i] = weight[i] * (y[i] + 0.1)
    _sums(t, work, run, group, sums)
    slope, former_slope, spread, sloped = 0.0, 0.0, 0.0, False
    level[:] = 0.0
    for number in range(MOST_STEPS):
        if number > 0:
            _means(t, slope, base, work)
            _sums(t, work, run, group, sums)
            for g in range(groups):
                size = _exp(level[g])
                for power in range(3):
                    sums[power, g] *= size
                wanted[0, g] = sums[0, g] * level[g] + sums[1, g] * slope + counted[0, g] - sums[0, g]
                wanted[1, g] = sums[1, g] * level[g] + sums[2, g] * slope + counted[1, g] - sums[1, g]
        former[:] = level
        former_slope = slope
        spread, along, whole = 0.0, 0.0, 0.0
        if with_trend:
            for g in range(groups):
                if sums[0, g] > 0:
                    spread += sums[2, g] - sums[1, g] * sums[1, g] / sums[0, g]
                    along += wanted[1, g] - sums[1, g] * wanted[0, g] / sums[0, g]
                    whole += sums[2, g]
            # A time that does not vary within the groups tells of no slope.
            sloped = spread > 1e-12 * whole
            slope = along / spread if sloped else 0.0
        total, highest = 0.0, 0.0
        for g in range(groups):
            if sums[0, g] > 0:
                level[g] = (wanted[0, g] - slope * sums[1, g]) / sums[0, g]
                total += level[g] * counted[0, g]
                highest = max(highest, level[g])
            total += slope * counted[1, g]
        # Beyond this the means are no numbers any more: the fit runs away.
        if not highest + abs(slope) * max(abs(t[0]), abs(t[n - 1])) < 300.0:
            level[:] = math.inf
            return False, slope, former_slope, spread, sloped
        _means(t, slope, base, work)
        deviance = constant - total
        for r in range(len(group)):
            size = _exp(level[group[r]])
            held = 0.0
            for i in range(run[r], run[r + 1]):
                held += work[i]
            deviance += held * size
        deviance *= 2
        if not abs(deviance) < math.inf:
            return False, slope, former_slope, spread, sloped
        if abs(deviance - deviance_before) / (abs(deviance) + 0.1) < TOLERANCE:
            return True, slope, former_slope, spread, sloped
        deviance_before = deviance
    return False, slope, former_slope, spread, sloped


@njit(cache=True)
def _weeks(t, people, slope, level, run, group, out):  # type: ignore[no-untyped-def]
    """What a fit expects in each week."""
    for i in range(len(t)):
        out[i] = _exp(people[i]) if people[i] != 0.0 else 1.0
    _means(t, slope, out, out)
    for r in range(len(group)):
        size = _exp(level[group[r]])
        for i in range(run[r], run[r + 1]):
            out[i] = max(out[i] * size, SMALLEST_MEAN)


@njit(cache=True)
def _dispersion(y, mean, w, freedom):  # type: ignore[no-untyped-def]
    """Weighted squared working residuals by degrees of freedom; with working weights this is Pearson's."""
    held = 0.0
    for i in range(len(y)):
        residual = (y[i] - mean[i]) / mean[i]
        held += w[i] * residual * residual
    return held / freedom


@njit(cache=True)
def _reweighted(y, y_two_thirds, t, run, group, mean, w, sums, spread, sloped, phi, threshold, weight):  # type: ignore[no-untyped-def]
    """Weights that count unusual weeks of the past less (Noufaily et al. 2013, section 3.5)."""
    n, held = len(y), 0.0
    for r in range(len(group)):
        g = group[r]
        middle = sums[1, g] / sums[0, g]
        for i in range(run[r], run[r + 1]):
            weight[i] = 1.0
            # Only what lies above the mean can be too large.
            if y[i] > mean[i]:
                leverage = w[i] / sums[0, g]
                if sloped:
                    away = t[i] - middle
                    leverage += w[i] * away * away / spread
                left = phi * (1 - leverage)
                residual = 1.5 * (y_two_thirds[i] * mean[i] ** (-1 / 6) - math.sqrt(mean[i]))
                residual = residual / math.sqrt(left) if left > 0 else 0.0
                if residual > threshold:
                    weight[i] = residual ** (-2)
            held += weight[i]
    for i in range(n):
        weight[i] *= n / held


@njit(cache=True)
def _model(  # type: ignore[no-untyped-def]
    y, log_start, y_log_y, y_two_thirds, t, people, run, group, groups, with_trend, reweight, threshold, now_t,
    now_people, told,
):  # fmt: skip
    """The whole fit of one week; fills ``told``; answers whether there is a result."""
    n, now = len(y), groups - 1
    mean, w, weight = np.empty(n), np.empty(n), np.ones(n)
    level, former, sums = np.empty(groups), np.empty(groups), np.empty((3, groups))
    converged, slope, former_slope, spread, sloped = _fit(
        y, log_start, y_log_y, t, people, weight, run, group, with_trend, level, former, sums
    )
    if not converged and with_trend:
        with_trend = False
        converged, slope, former_slope, spread, sloped = _fit(
            y, log_start, y_log_y, t, people, weight, run, group, False, level, former, sums
        )
    used = 0
    for g in range(groups):
        used += sums[0, g] > 0
    freedom = n - used - (1 if sloped else 0)
    if not converged or sums[0, now] <= 0 or freedom <= 0:
        return False
    _weeks(t, people, slope, level, run, group, mean)
    _weeks(t, people, former_slope, former, run, group, w)
    scale = _dispersion(y, mean, w, freedom)
    phi = max(scale, 1.0)
    if reweight:
        _reweighted(y, y_two_thirds, t, run, group, mean, w, sums, spread, sloped, phi, threshold, weight)
        _, slope, former_slope, spread, sloped = _fit(
            y, log_start, y_log_y, t, people, weight, run, group, with_trend, level, former, sums
        )
        if sums[0, now] <= 0 or not level[now] < 700:
            return False
        _weeks(t, people, slope, level, run, group, mean)
        # The reference program takes the error of its forecast from the weights of the past alone.
        scale = _dispersion(y, mean, weight, freedom)
        _weeks(t, people, former_slope, former, run, group, w)
        for i in range(n):
            w[i] *= weight[i]
        phi = max(_dispersion(y, mean, w, freedom), 1.0)
    variance = 1 / sums[0, now]
    if sloped:
        away = now_t - sums[1, now] / sums[0, now]
        variance += away * away / spread
        told[STATISTIC] = slope / math.sqrt(scale / spread) if scale > 0 else math.inf
    told[LEVEL] = level[now] + slope * now_t + now_people
    told[SE] = math.sqrt(scale * variance)
    told[DISPERSION] = phi
    told[FREEDOM] = freedom
    told[TREND] = 1.0 if sloped and with_trend else 0.0
    return True


@njit(cache=True)
def _fits(counts, logs, people, chosen, groups_of, times, now_t, groups, now, with_trend, reweight, threshold, told):  # type: ignore[no-untyped-def]
    """Fits every series for one week; a missing count of the past is left out."""
    number = len(chosen)
    y, t, offset = np.empty(number), np.empty(number), np.empty(number)
    log_start, y_log_y, y_two_thirds = np.empty(number), np.empty(number), np.empty(number)
    run, group = np.empty(number + 1, np.int64), np.empty(number, np.int64)
    for s in range(counts.shape[0]):
        if not with_trend[s]:
            continue
        told[s, :] = math.nan
        n, runs, largest = 0, 0, 0.0
        for i in range(number):
            week = chosen[i]
            count = counts[s, week]
            if math.isnan(count) or math.isnan(people[s, week]):
                continue
            if runs == 0 or group[runs - 1] != groups_of[i]:
                run[runs], group[runs] = n, groups_of[i]
                runs += 1
            y[n], t[n], offset[n] = count, times[i], people[s, week]
            log_start[n], y_log_y[n], y_two_thirds[n] = logs[0, s, week], logs[1, s, week], logs[2, s, week]
            largest = max(largest, count)
            n += 1
        run[runs] = n
        if n == 0 or math.isnan(people[s, now]):
            continue
        held = _model(
            y[:n], log_start[:n], y_log_y[:n], y_two_thirds[:n], t[:n], offset[:n], run[: runs + 1], group[:runs],
            groups, with_trend[s] == 1, reweight, threshold, now_t, people[s, now], told[s],
        )  # fmt: skip
        if not held:
            told[s, :] = math.nan
        told[s, LARGEST] = largest


def prepared(counts: Floats) -> Floats:
    """log(y + 0.1), y·log(y) and y^(2/3) of counts (series, time), which every week's fit asks for again."""
    with np.errstate(divide="ignore", invalid="ignore"):
        y_log_y = np.where(counts > 0, counts * np.log(counts), 0.0)
        return np.stack([np.log(counts + 0.1), y_log_y, counts ** (2 / 3)])


def fitted(
    counts: Floats,
    logs: Floats,
    people: Floats,
    chosen: Integers,
    groups_of: Integers,
    times: Floats,
    now: int,
    now_time: float,
    *,
    trend: bool,
    trend_p: float,
    trend_allowed: bool,
    reweight: bool,
    threshold: float,
) -> Floats:
    """One row a series, its columns named by LEVEL (log of what is expected), SE, DISPERSION …; NaN without a result.

    ``counts`` and ``people`` (log of population, or 0) have shape (series, time), ``logs`` is `prepared` of the counts;
    ``chosen`` are the places of the past weeks in order, ``groups_of`` their part of the year (the last is that of the
    week judged), ``times`` their time. The trend stays where it is allowed, significant at ``trend_p`` and does not
    reach above all that was ever seen.
    """
    told = np.full((len(counts), FIT_COLUMNS), np.nan)
    arguments = (counts, logs, people, chosen, groups_of, times, now_time, int(groups_of.max()) + 1, now)
    _fits(*arguments, np.full(len(counts), 1 if trend else 2), reweight, threshold, told)
    if trend:
        with np.errstate(over="ignore", invalid="ignore"):
            p = 2 * stdtr(told[:, FREEDOM], -np.abs(told[:, STATISTIC]))
            kept = (p < trend_p) & (np.exp(told[:, LEVEL]) <= told[:, LARGEST]) & trend_allowed
        again = np.where((told[:, TREND] == 1) & ~kept, 2, 0)
        if np.any(again):
            _fits(*arguments, again, reweight, threshold, told)
    return told
