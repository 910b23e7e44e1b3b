"""The space-time permutation scan by plain loops over every centre, circle and window."""

from __future__ import annotations

import math
import random


def best(counts: list[list[int]], order: list[list[int]], most_days: int, share: float) -> tuple[float, set[int], int]:
    """The greatest log likelihood ratio, its areas and its days."""
    total = sum(map(sum, counts))
    days = len(counts[0])
    found: tuple[float, set[int], int] = (0.0, set(), 0)
    for near in order:
        for size in range(1, len(near) + 1):
            areas = near[:size]
            if sum(sum(counts[area]) for area in areas) > share * total:
                break
            for length in range(1, most_days + 1):
                window = range(days - length, days)
                cases = sum(counts[area][day] for area in areas for day in window)
                expected = sum(
                    sum(counts[area]) * sum(row[day] for row in counts) / total for area in areas for day in window
                )
                if cases <= expected:
                    continue
                ratio = cases * math.log(cases / expected)
                if cases < total:
                    ratio += (total - cases) * math.log((total - cases) / (total - expected))
                if ratio > found[0] + 1e-9:
                    found = ratio, set(areas), length
    return found


def p(counts: list[list[int]], order: list[list[int]], most_days: int, share: float, times: int) -> float:
    """How often cases with each other's days are as striking."""
    value = best(counts, order, most_days, share)[0]
    cases = [(area, day) for area, row in enumerate(counts) for day, number in enumerate(row) for _ in range(number)]
    days = [day for _, day in cases]
    chance, as_great = random.Random(1), 0
    for _ in range(times):
        chance.shuffle(days)
        mixed = [[0] * len(counts[0]) for _ in counts]
        for (area, _), day in zip(cases, days, strict=True):
            mixed[area][day] += 1
        as_great += best(mixed, order, most_days, share)[0] >= value - 1e-9
    return (1 + as_great) / (times + 1)
