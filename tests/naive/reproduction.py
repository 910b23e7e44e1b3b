"""Cori's R and the cohort R by plain loops over days, close to the words of the papers; None is missing."""

from __future__ import annotations

import itertools
import math


def reproduction(
    cases: list[float | None], imported: list[float], w: list[float], start: int, end: int
) -> tuple[float, float] | None:
    """Shape and scale of R in the window of days ``start`` to ``end`` (from 1), prior mean 5 and deviation 5."""
    shape, rate = 1.0, 1 / 5
    if end <= sum(day * chance for day, chance in enumerate(w)):
        return None
    for day in range(start, end + 1):
        count = cases[day - 1]
        if count is None:
            return None
        shape += count - imported[day - 1]
        for back, chance in enumerate(w):
            if chance > 0 and day - back >= 1:
                source = cases[day - back - 1]
                if source is None:
                    return None
                rate += chance * source
    return shape, 1 / rate


def cohort(cases: list[int], w: list[float], start: int, end: int) -> list[float] | None:
    """Chances that 0, 1, 2 … people were infected by those of the window: every way who infected whom, weighed."""
    onsets = [day for day, count in enumerate(cases, 1) for _ in range(count)]
    choices = []
    for day in onsets:
        sources = [(other, w[day - other] if 0 <= day - other < len(w) else 0.0) for other in onsets]
        total = math.fsum(chance for _, chance in sources)
        choices.append([(other, chance / total) for other, chance in sources if chance > 0] or [(0, 1.0)])
    if not any(start <= day <= end for day in onsets):
        return None
    told = [0.0] * (len(onsets) + 1)
    for way in itertools.product(*choices):
        told[sum(start <= source <= end for source, _ in way)] += math.prod(chance for _, chance in way)
    return told
