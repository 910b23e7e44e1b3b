"""Who may have infected whom, in plain loops: the definition, to hold the arrays against."""

import math


def infectors(onset: list[float], interval: list[float], weight: list[list[float]]) -> list[list[float]]:
    """By case and infector the chance, as Wallinga and Teunis have it."""
    rows = []
    for i, day in enumerate(onset):
        row = []
        for j, earlier in enumerate(onset):
            known = not (math.isnan(day) or math.isnan(earlier))
            lag = int(day - earlier) if known else 0
            row.append(interval[lag] * weight[i][j] if known and 0 < lag < len(interval) else 0.0)
        total = sum(row)
        rows.append([one / total if total > 0 else 0.0 for one in row])
    return rows


def found_among(chances: list[float], infector: int, first: int) -> float:
    """The share of all orders that ties allow in which the infector stands among the first."""
    if chances[infector] <= 0:
        return 0.0
    before = sum(one > chances[infector] for one in chances)
    places = [before + place for place in range(sum(one == chances[infector] for one in chances))]
    return sum(place < first for place in places) / len(places)
