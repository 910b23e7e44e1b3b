"""What lies near: cases that make one zone, and the zone in which something was measured; by a k-d tree.

`oracle/groups.py` says the same by trying every pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from lianfang.derive.keys import EARTH, point_text
from lianfang.derive.oracle.statuses import BEFORE_ALL

# The tree measures through the Earth, we along it: whoever may be near is looked at again.
SLACK = 1 + 1e-9


def near(each: pl.DataFrame, apart: float, closed_after: timedelta, order: Sequence[str]) -> pl.DataFrame:
    """The cases with a place, as runs: `subject, place, run` and the columns of `order`, by which each run is sorted.

    Two are of one run where they lie at most `apart` metres from each other with less than `closed_after` between
    them, or another is with both.
    """
    cases = each.drop_nulls(["longitude", "latitude"]).sort(order)
    points = cases.select("longitude", "latitude").to_numpy()
    runs = np.arange(cases.height)
    if cases.height > 1:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components
        from scipy.spatial import KDTree

        pairs = KDTree(_on_sphere(points)).query_pairs(_chord(apart), output_type="ndarray")
        one, other = pairs[:, 0], pairs[:, 1]
        moments = cases["counted"].dt.epoch("us").to_numpy()
        close = _metres(points[one], points[other]) <= apart
        close &= np.abs(moments[one] - moments[other]) < closed_after / timedelta(microseconds=1)
        edges = coo_array((np.ones(close.sum()), (one[close], other[close])), shape=(cases.height, cases.height))
        runs = connected_components(edges, directed=False)[1]
    cases = cases.with_columns(number=pl.Series(runs, dtype=pl.Int64))
    first = cases.unique("number", keep="first", maintain_order=True).select("number", "longitude", "latitude")
    texts = [point_text(*row) for row in first.select("longitude", "latitude").iter_rows()]
    first = first.select("number").with_columns(place=pl.Series(texts, dtype=pl.String))
    cases = cases.join(first, on="number", how="left").with_columns(
        run=pl.concat_str([pl.lit("distance"), pl.col("number").cast(pl.String)], separator="|")
    )
    return cases.select("subject", "place", "run", *order).sort("run", *order)


def zones_of(facts: pl.DataFrame, points: pl.DataFrame) -> pl.Series:
    """The group in which each fact with a place lies: of those that had begun the nearest; of two the one begun last.

    `points` are `group, first, reaches, longitude, latitude`, a row a case of a group.
    """
    found: list[str | None] = [None] * facts.height
    placed = facts.with_row_index("at").drop_nulls(["longitude", "latitude", "occurred_from"])
    if placed.height and points.height:
        from scipy.spatial import KDTree

        of_cases = points.select("longitude", "latitude").to_numpy()
        here = placed.select("longitude", "latitude").to_numpy()
        longest = float(points["reaches"].max())  # type: ignore[arg-type]
        groups, first, reaches = (points[name].to_list() for name in ("group", "first", "reaches"))
        around = KDTree(_on_sphere(of_cases)).query_ball_point(_on_sphere(here), _chord(longest))
        rows = zip(placed["at"], placed["occurred_from"], here, around, strict=True)
        for at, moment, point, indices in rows:
            apart = _metres(np.broadcast_to(point, (len(indices), 2)), of_cases[indices])
            begun = [
                (far, BEFORE_ALL - first[index], groups[index])
                for far, index in zip(apart.tolist(), indices, strict=True)
                if far <= reaches[index] and first[index] <= moment
            ]
            found[at] = min(begun)[2] if begun else None
    return pl.Series("group", found, dtype=pl.String)


def _on_sphere(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    x, y = np.radians(points).T
    return EARTH * np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def _chord(along: float) -> float:
    return float(2 * EARTH * np.sin(min(along / EARTH, np.pi) / 2) * SLACK + 1e-6)


def _metres(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The distances of points, pair by pair: the haversine formula."""
    (x, y), (u, v) = np.radians(one).T, np.radians(other).T
    half = np.sin((v - y) / 2) ** 2 + np.cos(y) * np.cos(v) * np.sin((u - x) / 2) ** 2
    made: np.ndarray[Any, Any] = 2 * EARTH * np.arcsin(np.sqrt(half))
    return made
