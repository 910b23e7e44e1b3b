"""Which outlines touch, the slow and obvious way: every side of one held against every side of the other."""

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
Ring = Sequence[Point]


def touching(outlines: Sequence[Sequence[Ring]], distance: float) -> list[tuple[int, int]]:
    """The pairs of outlines, each given by its rings, of which some two sides are no farther apart; each pair once."""
    return [
        (one, two)
        for one in range(len(outlines))
        for two in range(one + 1, len(outlines))
        if any(
            _apart(a, b, c, d) <= distance
            for first in outlines[one]
            for second in outlines[two]
            for a, b in pairwise(first)
            for c, d in pairwise(second)
        )
    ]


def _apart(a: Point, b: Point, c: Point, d: Point) -> float:
    """How far two sides are apart: nothing where they cross, else the least of an end of one from the other."""
    if _left(a, b, c) * _left(a, b, d) < 0 and _left(c, d, a) * _left(c, d, b) < 0:
        return 0.0
    return min(_from_side(a, c, d), _from_side(b, c, d), _from_side(c, a, b), _from_side(d, a, b))


def _left(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _from_side(p: Point, a: Point, b: Point) -> float:
    x, y = b[0] - a[0], b[1] - a[1]
    long = x * x + y * y
    along = 0.0 if long == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * x + (p[1] - a[1]) * y) / long))
    return float(((p[0] - a[0] - along * x) ** 2 + (p[1] - a[1] - along * y) ** 2) ** 0.5)
