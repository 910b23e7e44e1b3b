"""China's moving percentile: this week against the same weeks of former years.

Source: Yang et al. 2011, Western Pac Surveill Response J 2(2), 10, doi:10.5365/wpsar.2010.1.1.009: the cases of the
latest seven days against the seven-day blocks of the same time and two weeks around it in the past three to five years.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.calendar import same_time_years_before
from lianfang.analysis.series import Dates, Floats, Judged, counts_of, days_of, step_of


def moving_percentile(
    counts: ArrayLike,
    dates: Any,
    *,
    percentile: float = 80.0,
    years: int = 5,
    least_years: int = 3,
    weeks_around: int = 2,
    first: int = 0,
) -> Judged:
    """Counts of shape (..., time) by day or week, each step from ``first`` on with the six days (no week) before it.

    ``expected`` is the median of the blocks of the past, ``upper`` their ``percentile`` (linear between blocks), both
    in cases of seven days; an alarm is a current block above ``upper``. A block with a missing day is left out; a year
    counts where it has a block, and nothing is judged with fewer than ``least_years`` of them. With steps of a week a
    block is one step. A current block with a missing day is not judged.

    Raises ValueError for monthly dates, a percentile outside 0 to 100, or more years needed than looked at.
    """
    held = counts_of(counts)
    days = days_of(dates, held.shape[-1])
    week = steps_of_a_block(days)
    if not 0 <= percentile <= 100:
        raise ValueError("a percentile lies between 0 and 100")
    if not 1 <= least_years <= years:
        raise ValueError(f"at least {least_years} of {years} years cannot be")
    blocks = blocks_of(held, week)
    places = same_time_years_before(days, years, first)
    around = np.arange(-weeks_around, weeks_around + 1) * week
    length = held.shape[-1]
    expected, upper = np.full_like(held, np.nan), np.full_like(held, np.nan)
    for now in range(first, length):
        chosen = places[now][:, None] + around[None, :]
        usable = (places[now] >= 0)[:, None] & (chosen >= 0) & (chosen < length)
        past = np.where(usable, blocks[..., np.where(usable, chosen, 0)], np.nan)
        counted = (~np.isnan(past)).any(axis=-1).sum(axis=-1)
        enough = counted >= least_years
        if not np.any(enough):
            continue
        flat = past.reshape(*past.shape[:-2], -1)
        flat = np.where(enough[..., None], flat, 0.0)
        bounds = _percentiles_of_known(flat, [50.0, percentile])
        expected[..., now] = np.where(enough, bounds[0], np.nan)
        upper[..., now] = np.where(enough, bounds[1], np.nan)
    judged = ~np.isnan(upper) & ~np.isnan(blocks)
    # A bound between two blocks carries a rounding; that alone is no excess.
    return Judged(expected, upper, judged & (blocks > upper + 1e-9), judged)


def _percentiles_of_known(values: Floats, percentiles: list[float]) -> Floats:
    """Percentiles along the last axis, which goes first; only rows with a gap are gone through one by one."""
    gap = np.isnan(values).any(axis=-1)
    told = np.empty((len(percentiles), *gap.shape))
    told[:, ~gap] = np.percentile(values[~gap], percentiles, axis=-1)
    if np.any(gap):
        told[:, gap] = np.nanpercentile(values[gap], percentiles, axis=-1)
    return told


def steps_of_a_block(days: Dates) -> int:
    """How many steps make seven days: 7 by day, 1 by week. Raises ValueError for months."""
    step = step_of(days)
    if step == "month":
        raise ValueError("the moving percentile takes days or weeks, not months")
    return 7 if step == "day" else 1


def blocks_of(held: Floats, length: int) -> Floats:
    """The sum of each step and those before it that make a block; missing where one of them is."""
    if length == 1:
        return held
    blocks = np.full_like(held, np.nan)
    if held.shape[-1] >= length:
        windows = np.lib.stride_tricks.sliding_window_view(held, length, axis=-1)
        blocks[..., length - 1 :] = windows.sum(axis=-1)
    return blocks
