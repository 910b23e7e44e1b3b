"""The epidemic curve: cases by day or by week of onset or report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lianfang.analysis.series import Dates, Integers
from lianfang.analysis.weeks import WEEK_STARTS, week_begin


@dataclass(frozen=True, slots=True)
class EpidemicCurve:
    """``counts`` of the cases of each step; ``begins`` its first day. ``undated`` cases have no day and are in none."""

    begins: Dates
    counts: Integers
    undated: int
    step: Literal["day", "week"]


def epidemic_curve(
    days: Any,
    step: Literal["day", "week"] = "day",
    *,
    first: Any = None,
    last: Any = None,
    week_starts: int = WEEK_STARTS["iso"],
) -> EpidemicCurve:
    """Cases by day or week from a date a case (NaT or None: undated), from ``first`` to ``last`` or those of the cases.

    A step without a case is zero: cases are who there is. Weeks are those of ISO 8601 (from Monday, ``week_starts`` 1,
    to Sunday, 7); systems differ, so a plan may say another first day, and a page says which. Cases outside the span
    are left out. Raises ValueError for another step or first day of the week, a span that ends before it begins, or no
    span where no case has a day.
    """
    if step not in ("day", "week"):
        raise ValueError(f"a curve goes by day or week, not {step}")
    if week_starts not in range(1, 8):
        raise ValueError("a week starts on day 1 (Monday) to 7 (Sunday)")
    # A column of Arrow, Polars or pandas knows itself as an array; anything else is gone through.
    held = np.asarray(np.asarray(days) if hasattr(days, "__array__") else list(days), dtype="datetime64[D]")
    known = held[~np.isnat(held)]
    if not len(known) and (first is None or last is None):
        raise ValueError("no case has a day: say the first and the last day of the curve")
    begin = np.datetime64(first, "D") if first is not None else known.min()
    end = np.datetime64(last, "D") if last is not None else known.max()
    if end < begin:
        raise ValueError(f"the curve ends on {end}, before it begins on {begin}")
    if step == "week":
        begin, end = week_begin(begin, week_starts), week_begin(end, week_starts)
    length = 7 if step == "week" else 1
    begins = np.arange(begin, end + 1, length)
    place = (known - begin).astype(np.int64) // length
    inside = (place >= 0) & (place < len(begins))
    counts = np.bincount(place[inside], minlength=len(begins)).astype(np.int64)
    return EpidemicCurve(begins, counts, int(np.isnat(held).sum()), step)
