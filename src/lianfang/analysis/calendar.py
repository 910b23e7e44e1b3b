"""Which step of a series stands at the same time of former years."""

from __future__ import annotations

from datetime import date

import numpy as np

from lianfang.analysis.series import Dates, Integers, step_of


def same_time_years_before(days: Dates, years: int, first: int = 0) -> Integers:
    """Places in ``days`` of the same time 1 to ``years`` years before each, shape (time, years); -1: there is none,
    or the step lies before ``first``, of which nobody asks.

    By day and month the same calendar date (29 February: 1 March where there is none), by week the same weekday nearest
    to it, as Salmon, Schumacher and Höhle 2016 (doi:10.18637/jss.v070.i10) choose their reference weeks.
    """
    weekly = step_of(days) == "week"
    places = np.full((len(days), years), -1, dtype=np.int64)
    known = {int(number): place for place, number in enumerate(days.astype(np.int64))}
    for place, day in enumerate(days[first:].astype(object), start=first):
        for back in range(1, years + 1):
            then = _years_before(day, back)
            number = (then - date(1970, 1, 1)).days
            if weekly:
                # Three days at most, either way, lead to the same weekday.
                number += (day.weekday() - then.weekday() + 3) % 7 - 3
            places[place, back - 1] = known.get(number, -1)
    return places


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)
