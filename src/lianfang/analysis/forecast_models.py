"""What simple models expect of the next steps, on a scale on which counts scatter evenly."""

from __future__ import annotations

import numpy as np

from lianfang.analysis.series import Floats

BASELINE = "last"
MODELS = (BASELINE, "level", "quick", "slow", "weekday")
# Smoothing of the level and of the trend, and what is left of a trend after a step (Gardner and McKenzie 1985).
SMOOTHED = {"level": (0.5, 0.0, 1.0), "quick": (0.8, 0.5, 0.5), "slow": (0.3, 0.3, 0.9)}
WEEK, WEEKS = 7, 4
# What is left of the growth from week to week after a step; and a weekday counts as if so many more had been as others.
WEEKDAY_DAMPING, WEEKDAY_SHRUNK = 0.9, 4
# Counts are taken to scatter as x + SCATTER x²: as a Poisson when few, by a third of themselves when many.
SCATTER = 0.1


def evened(counts: Floats) -> Floats:
    """Counts on a scale on which those of variance x + x²/10 scatter alike, between the root of few and the logarithm
    of many (Anscombe 1948, Biometrika 35, 246-254, section 4)."""
    return np.asarray(np.arcsinh(np.sqrt(SCATTER * counts)) / np.sqrt(SCATTER))


def uneven(values: Floats) -> Floats:
    """The counts of which these are ``evened``; below nothing is nothing."""
    # Nobody counts e^50 cases.
    return np.asarray(np.sinh(np.clip(values * np.sqrt(SCATTER), 0.0, 25.0)) ** 2 / SCATTER)


def poisson_deviation(values: Floats) -> Floats:
    """The deviation that a Poisson count around such a value has on the evened scale, by its slope there."""
    return np.asarray(0.5 / np.sqrt(1 + SCATTER * uneven(values)))


def expected(counts: Floats, horizon: int) -> dict[str, Floats]:
    """What each model expects after each step, evened, shape (series, time, horizon); NaN where the past is too short.

    ``last``: the last known value of seven steps goes on (the COVID-19 Forecast Hub's baseline, Cramer et al. 2022,
    PNAS 119(15), e2113561119). ``level``: simple exponential smoothing. ``quick`` and ``slow``: Holt's linear trend,
    damped (Gardner and McKenzie 1985, Management Science 31(10), 1237-1246), one for waves of weeks and one for noisy
    days. ``weekday``: the mean of seven steps goes on with its damped growth on the seven before, each weekday as far
    from it as it was in four weeks.
    """
    y = evened(counts)
    flat = np.ones(horizon)
    paths = {BASELINE: _last_known(y)[..., None] * flat}
    for name, (level, trend, left) in SMOOTHED.items():
        paths[name] = _smoothed(y, horizon, level, trend, left)
    paths["weekday"] = _by_weekday(y, horizon)
    return paths


def _earlier(values: Floats, steps: int) -> Floats:
    """The values of so many steps before, NaN at the start."""
    before = np.full_like(values, np.nan)
    before[:, steps:] = values[:, : max(values.shape[1] - steps, 0)]
    return before


def _last_known(y: Floats) -> Floats:
    """The last known value up to each step, of the last seven steps; NaN where none is known."""
    found = y
    for back in range(1, WEEK):
        found = np.where(np.isnan(found), _earlier(y, back), found)
    return found


def _smoothed(y: Floats, horizon: int, level: float, trend: float, left: float) -> Floats:
    """Holt's damped trend from the first known value on; a missing step goes as expected. NaN for the first week."""
    path = np.full((*y.shape, horizon), np.nan)
    reach = np.cumsum(left ** np.arange(1, horizon + 1))
    height, slope = np.full(len(y), np.nan), np.zeros(len(y))
    for step in range(y.shape[1]):
        slope = left * slope
        foreseen = height + slope
        error = np.where(np.isnan(y[:, step]), 0.0, y[:, step] - foreseen)
        fresh = np.isnan(height)
        height = np.where(fresh, y[:, step], foreseen + level * error)
        slope = np.where(fresh, 0.0, slope + level * trend * error)
        if step >= WEEK:
            path[:, step] = height[:, None] + slope[:, None] * reach
    return path


def _by_weekday(y: Floats, horizon: int) -> Floats:
    """The mean of seven steps, its damped growth, and how far each weekday stood from it."""
    mean = _mean_of_week(y)
    growth = (mean - _earlier(mean, WEEK)) / WEEK
    growth = np.where(np.isnan(growth), 0.0, growth)
    path = np.full((*y.shape, horizon), np.nan)
    away = y - mean
    for place in range(horizon):
        # How many steps back the last such weekday lies.
        back = -(place + 1) % WEEK
        same = np.stack([_earlier(away, back + WEEK * week) for week in range(WEEKS)])
        number = (~np.isnan(same)).sum(axis=0)
        weekday = np.nansum(same, axis=0) / (number + WEEKDAY_SHRUNK)
        reach = np.sum(WEEKDAY_DAMPING ** np.arange(1, place + 2))
        path[..., place] = mean + growth * reach + weekday
    return path


def _mean_of_week(y: Floats) -> Floats:
    """The mean of the last seven steps up to each one, of those known; NaN before there are so many, or if none is."""
    mean = np.full_like(y, np.nan)
    if y.shape[1] >= WEEK:
        windows = np.lib.stride_tricks.sliding_window_view(y, WEEK, axis=1)
        known = (~np.isnan(windows)).sum(axis=2)
        mean[:, WEEK - 1 :] = np.where(known > 0, np.nansum(windows, axis=2) / np.maximum(known, 1), np.nan)
    return mean
