"""Counts by series and time, as every method of this room takes and gives them.

A series is one area, disease, age group or any mixture; time steps are equal (days, weeks or months). A missing value
(NaN) is a step nobody told of: it is never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Dates = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a warning method says of counts; every array has the shape of the counts it was given.

    ``expected`` and ``upper`` are in the unit of the counts, NaN where the method cannot say. ``alarm`` is true where
    the count is unusual. ``judged`` is true where the method could judge at all: an alarm that is false there means
    "not unusual", elsewhere it means nothing.
    """

    expected: Floats
    upper: Floats
    alarm: Flags
    judged: Flags


def counts_of(counts: ArrayLike) -> Floats:
    """The counts as floats of shape (..., time); NaN is missing.

    Takes lists, NumPy arrays, and the columns of Arrow, Polars or pandas. Raises ValueError where a count is negative
    (a correction is no case: take increments apart from corrections first) or infinite, or where there is no time.
    """
    held = np.asarray(counts, dtype=np.float64)
    if held.ndim == 0 or held.shape[-1] == 0:
        raise ValueError("counts need at least one step of time")
    if np.any(held < 0):
        where = tuple(int(place) for place in np.argwhere(held < 0)[0])
        raise ValueError(f"a count is negative: {held[where]:g} at {where}; counts are 0 or more, or missing")
    if np.any(np.isinf(held)):
        raise ValueError("a count is infinite")
    return held


def mean_of_known(values: Floats, axis: int) -> Floats:
    """The mean along an axis of what is not missing; NaN where everything is."""
    known = ~np.isnan(values)
    number = known.sum(axis=axis)
    total = np.where(known, values, 0).sum(axis=axis)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def days_of(dates: Any, length: int) -> Dates:
    """The dates as days, rising by equal steps (or by calendar months).

    Raises ValueError where their number is not ``length`` or the steps differ.
    """
    held = np.asarray(dates, dtype="datetime64[D]")
    if held.shape != (length,):
        raise ValueError(f"{length} steps of time need as many dates, not {held.shape}")
    step_of(held)
    return held


def step_of(days: Dates) -> str:
    """``day``, ``week`` or ``month``: the step by which the dates rise. Raises ValueError for any other."""
    gaps = np.diff(days).astype(np.int64)
    if len(gaps) == 0 or np.all(gaps == 7):
        return "week"
    if np.all(gaps == 1):
        return "day"
    months = days.astype("datetime64[M]")
    if (
        np.all(np.diff(months).astype(np.int64) == 1)
        and len({int(day) for day in (days - months).astype(np.int64)}) == 1
    ):
        return "month"
    raise ValueError("dates must rise by equal steps of one day, one week or one month; a step nobody told of is a NaN")
