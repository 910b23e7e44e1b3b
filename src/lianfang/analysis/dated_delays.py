"""The delay from one date of a case to another, with those counted apart of whom it tells nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lianfang.analysis.delays import Delay, best_delay, delay
from lianfang.analysis.series import Dates

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


def dated_delay(
    first: Any, second: Any, until: date, *, most: int = MOST, distribution: str | None = None
) -> DatedDelay:
    """Delays in days between two dates a case (None or NaT: not told), as known on the day ``until``.

    What came after ``until`` has not come yet. Fitted is ``distribution``, or the likeliest of the three, with right
    truncation and whole days (`delay`). Raises ValueError where the columns differ in length.
    """
    begun, ended = _dates(first), _dates(second)
    if begun.shape != ended.shape:
        raise ValueError(f"{len(begun)} first dates and {len(ended)} second dates are not of the same cases")
    today = np.datetime64(until, "D")
    known = ~np.isnat(begun) & ~(begun > today)
    come = ~np.isnat(ended) & ~(ended > today)
    both = known & come
    days = np.where(both, (ended - begun).astype(np.int64), -1)
    seen = both & (days >= 0) & (days <= most)
    number, reason, fitted = int(seen.sum()), "", None
    could = np.minimum((today - begun[seen]).astype(np.int64), most)
    try:
        held = days[seen]
        fitted = best_delay(held, could) if distribution is None else delay(held, could, distribution)
    except ValueError as error:
        reason = str(error)
    return DatedDelay(
        number,
        int((both & (days < 0)).sum()),
        int((known & ~come).sum()),
        int((~known).sum()),
        int((both & (days > most)).sum()),
        float(days[seen].mean()) if number else None,
        fitted,
        reason,
    )


def _dates(days: Any) -> Dates:
    # A column of Arrow, Polars or pandas knows itself as an array; anything else is gone through.
    return np.asarray(np.asarray(days) if hasattr(days, "__array__") else list(days), dtype="datetime64[D]")
