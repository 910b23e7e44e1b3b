"""The outline of an area as GeoJSON tells it: read, found fit or not, drawn with fewer points, held against others.

Degrees of longitude and latitude throughout; distances are small enough to be told in degrees.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# Borders no farther apart than about ten metres are one: files are drawn by hand, and cut off at some digit.
TOUCHING = 0.0001
# A picture shows no more than so many steps across.
_STEPS = 1000
# Within these degrees (west, south, east, north) lies China: two numbers exchanged are seen by it.
CHINA = (73.0, 3.0, 136.0, 54.0)
_LEAST_POINTS = 4


class Unfit(Exception):
    """Why a geometry is no outline: the key of a reason, and what the reason names."""

    def __init__(self, key: str, **named: object) -> None:
        super().__init__(key)
        self.key, self.named = key, named


def outline_of(geometry: Any, within: tuple[float, float, float, float] | None = None) -> BaseGeometry:
    """The outline that a GeoJSON geometry tells. Raises Unfit where it is none.

    It must be a Polygon or MultiPolygon in degrees, its rings closed and crossing neither themselves nor one another.
    ``within`` is where it is known to lie (west, south, east, north): by it longitude and latitude exchanged are seen.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Unfit("boundary_kind", found=kind or "none")
    told = geometry.get("coordinates")
    parts = [told] if kind == "Polygon" else told
    if not isinstance(parts, list) or not parts or not all(isinstance(part, list) and part for part in parts):
        raise Unfit("boundary_empty")
    polygons = []
    for part in parts:
        rings = [_ring(ring, within) for ring in part]
        polygons.append(shapely.polygons(rings[0], holes=rings[1:] or None))
    outline: BaseGeometry = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
    if not shapely.is_valid(outline):
        _say_invalid(str(shapely.is_valid_reason(outline)))
    # The outer ring one way round and the holes the other, each from its least point: equal areas are equal bytes.
    fit: BaseGeometry = shapely.orient_polygons(shapely.normalize(outline))
    return fit


def _ring(told: Any, within: tuple[float, float, float, float] | None) -> np.ndarray[Any, np.dtype[np.float64]]:
    if not isinstance(told, list) or len(told) < _LEAST_POINTS:
        raise Unfit("boundary_few_points", points=len(told) if isinstance(told, list) else 0)
    try:
        # A height beside them says nothing of where a border runs.
        ring = np.array([[float(number) for number in point[:2]] for point in told])
    except (TypeError, ValueError, OverflowError):
        ring = np.empty((0, 0))
    if ring.ndim != 2 or ring.shape[1] != 2 or not np.isfinite(ring).all():
        raise Unfit("boundary_numbers")
    _check_degrees(ring, within)
    if (ring[0] != ring[-1]).any():
        raise Unfit("boundary_open", first=_point(ring[0]), last=_point(ring[-1]))
    return ring


def _check_degrees(
    ring: np.ndarray[Any, np.dtype[np.float64]], within: tuple[float, float, float, float] | None
) -> None:
    """Raises Unfit for metres of a projection, and for latitude before longitude."""
    x, y = ring[:, 0], ring[:, 1]
    outside = (np.abs(x) > 180) | (np.abs(y) > 90)
    if outside.any():
        at = ring[int(outside.argmax())]
        exchanged = bool((np.abs(x) <= 90).all() and (np.abs(y) <= 180).all())
        raise Unfit("boundary_exchanged" if exchanged else "boundary_projected", point=_point(at))
    if within is not None:
        west, south, east, north = within
        here = bool(((x >= west) & (x <= east) & (y >= south) & (y <= north)).all())
        there = bool(((y >= west) & (y <= east) & (x >= south) & (x <= north)).all())
        if there and not here:
            raise Unfit("boundary_exchanged", point=_point(ring[0]))


def _say_invalid(said: str) -> None:
    """Raises Unfit for what GEOS says of an invalid geometry: "Self-intersection[127.5 46.25]"."""
    what, _bracket, where = said.partition("[")
    where = ", ".join(f"{float(number):.5g}" if "." not in number else number[:10] for number in where[:-1].split())
    if "Self-intersection" in what or "Ring Self-intersection" in what:
        raise Unfit("boundary_crosses", point=where)
    raise Unfit("boundary_invalid", what=what.casefold(), point=where)


def _point(point: Sequence[float]) -> str:
    return f"{point[0]:.8g}, {point[1]:.8g}"


def drawn(outlines: Sequence[BaseGeometry]) -> list[str]:
    """Outlines of areas beside one another, as GeoJSON for a picture of all: fewer points, common borders still common.

    What lies within a thousandth of their extent is not told apart. ``label`` is the middle of the widest part of each,
    and how far it is from there to the border.
    """
    held = np.array(outlines, dtype=object)
    west, south, east, north = shapely.total_bounds(held)
    step = max(east - west, north - south) / _STEPS
    digits = max(int(np.ceil(-np.log10(step))) + 1, 0) if step > 0 else 6
    fewer = shapely.coverage_simplify(held, step)
    kept = shapely.orient_polygons(np.where(shapely.is_empty(fewer) | ~shapely.is_valid(fewer), held, fewer))
    radii = [shapely.maximum_inscribed_circle(one, max(step, 1e-9)) for one in kept]
    told = zip(shapely.to_geojson(kept), radii, strict=True)
    return [_rounded(text, [*radius.coords[0], float(radius.length)], digits) for text, radius in told]


def _rounded(text: str, label: list[float], digits: int) -> str:
    def fewer(part: Any) -> Any:
        return [fewer(each) for each in part] if isinstance(part, list) else round(part, digits)

    told = json.loads(text)
    told = {"type": told["type"], "coordinates": fewer(told["coordinates"]), "label": fewer(label)}
    return json.dumps(told, separators=(",", ":"))


def touching(outlines: Sequence[BaseGeometry]) -> list[tuple[int, int]]:
    """The pairs of outlines, by their places, that touch or overlap; a corner is enough. Each pair once."""
    held = np.array(outlines, dtype=object)
    if len(held) < 2:
        return []
    shapely.prepare(held)
    one, two = shapely.STRtree(held).query(held, predicate="dwithin", distance=TOUCHING)
    return sorted((int(a), int(b)) for a, b in zip(one, two, strict=True) if a < b)
