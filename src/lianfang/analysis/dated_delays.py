"""The delay from one date of a case to another, with those counted apart of whom it tells nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lianfang.analysis.delays import Delay, Delays, delays_by_series
from lianfang.analysis.series import Dates, Flags, Floats, Integers

# Longer ones are taken for mistakes.
MOST = 60


@dataclass(frozen=True, slots=True)
class DatedDelay:
    """``number`` delays seen, their ``plain`` mean in days (None of none), and what was fitted to them.

    Of the other cases ``earlier`` had the second event before the first, ``waiting`` have the first alone, ``unknown``
    no first date, ``longer`` a delay past the longest. ``fitted`` is None where there is none, and ``reason`` says why.
    """

    number: int
    earlier: int
    waiting: int
    unknown: int
    longer: int
    plain: float | None
    fitted: Delay | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DatedDelays:
    """The figures of a `DatedDelay` of each series: arrays of shape (series,), ``plain`` NaN where no delay was seen,
    and the `Delays` fitted, empty where there were too few."""

    number: Integers
    earlier: Integers
    waiting: Integers
    unknown: Integers
    longer: Integers
    plain: Floats
    fitted: Delays

    def __len__(self) -> int:
        return len(self.number)

    def of(self, series: int) -> DatedDelay:
        """What is told of one series."""
        fitted, number = self.fitted.of(series), int(self.number[series])
        return DatedDelay(
            number,
            int(self.earlier[series]),
            int(self.waiting[series]),
            int(self.unknown[series]),
            int(self.longer[series]),
            float(self.plain[series]) if number else None,
            fitted,
            "" if fitted else f"{number} delays are too few, or too much alike, for a distribution",
        )


def dated_delay(
    first: Any, second: Any, until: date, *, most: int = MOST, distribution: str | None = None
) -> DatedDelay:
    """Delays in days between two dates a case (None or NaT: not told), as known on the day ``until``.

    What came after ``until`` has not come yet. Fitted is ``distribution``, or the likeliest of the three, with right
    truncation and whole days (`delay`). Raises ValueError where the columns differ in length.
    """
    begun = _dates(first)
    alone = np.zeros(len(begun), dtype=np.int64)
    return dated_delays_by_series(begun, second, alone, 1, until, most=most, distribution=distribution).of(0)


def dated_delays_by_series(
    first: Any,
    second: Any,
    series: ArrayLike,
    number: int,
    until: date,
    *,
    most: int = MOST,
    distribution: str | None = None,
) -> DatedDelays:
    """The same of ``number`` series at once: ``series`` says of each case (from 0) which one it is of.

    Raises ValueError where the columns differ in length, or a series is beyond the number.
    """
    begun, ended, of = _dates(first), _dates(second), np.asarray(series, dtype=np.int64)
    if begun.shape != ended.shape:
        raise ValueError(f"{len(begun)} first dates and {len(ended)} second dates are not of the same cases")
    if of.shape != begun.shape or np.any((of < 0) | (of >= number)):
        raise ValueError(f"{len(begun)} cases need a series each, from 0 to {number - 1}")
    today = np.datetime64(until, "D")
    known = ~np.isnat(begun) & ~(begun > today)
    come = ~np.isnat(ended) & ~(ended > today)
    both = known & come
    days = np.where(both, (ended - begun).astype(np.int64), -1)
    seen = both & (days >= 0) & (days <= most)

    def counted(which: Flags) -> Integers:
        return np.bincount(of[which], minlength=number).astype(np.int64)

    could = np.minimum((today - begun[seen]).astype(np.int64), most)
    total = np.bincount(of[seen], days[seen], minlength=number)
    held = counted(seen)
    return DatedDelays(
        held,
        counted(both & (days < 0)),
        counted(known & ~come),
        counted(~known),
        counted(both & (days > most)),
        np.where(held > 0, total / np.maximum(held, 1), np.nan),
        delays_by_series(days[seen], could, of[seen], number, distribution),
    )


def _dates(days: Any) -> Dates:
    # A column of Arrow, Polars or pandas knows itself as an array; anything else is gone through.
    return np.asarray(np.asarray(days) if hasattr(days, "__array__") else list(days), dtype="datetime64[D]")
