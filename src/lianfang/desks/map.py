"""A map of areas by their boundaries, drawn by the server: no script, no tiles, prints as it is.

Where scripts run, MapLibre draws the same shapes again from ``Map.told``, with what each says, so that one can move and
zoom. The figures of both are those of the table beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

WIDTH, MOST_HIGH = 420.0, 420.0
_EDGE = 6.0
# A name is written where there is room for so many characters of it on either side of the middle.
_CHARACTER = 11.5
# Where classes of figures begin: at most so many are told apart, for a reader holds no more.
_BEGINS = tuple(step * 10**power for power in range(7) for step in (1, 2, 5))
_CLASSES = 4
UNKNOWN, NOUGHT = "unknown", "c0"


@dataclass(frozen=True, slots=True)
class Told:
    """What a map says of an area: how it is filled, in words, the short label, and where a click leads."""

    fill: str
    words: str
    name: str
    figure: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area in the picture: the path of its outline, where its label stands, and whether its name has room there."""

    code: str
    told: Told
    path: str
    x: float
    y: float
    named: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The picture: shapes in their order, its size, what the fillings mean, and the same for the script."""

    shapes: tuple[Shape, ...]
    width: float
    height: float
    legend: tuple[tuple[str, str], ...]
    told: dict[str, Any]


def map_of(
    drawings: Mapping[str, Mapping[str, Any]], told: Mapping[str, Told], legend: Iterable[tuple[str, str]]
) -> Map | None:
    """The map of the areas told of, of those that have a boundary; None where none has.

    ``drawings`` as `places.boundaries.drawings` gives them. Areas told of first lie below.
    """
    held = [(code, said, drawings[code]) for code, said in told.items() if code in drawings]
    if not held:
        return None
    points = [point for _code, _said, drawing in held for ring in _rings(drawing) for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    low, high = min(_mercator(y) for _x, y in points), max(_mercator(y) for _x, y in points)
    scale = min((WIDTH - 2 * _EDGE) / max(east - west, 1e-9), (MOST_HIGH - 2 * _EDGE) / max(high - low, 1e-9))

    def at(x: float, y: float) -> tuple[float, float]:
        return round(_EDGE + (x - west) * scale, 1), round(_EDGE + (high - _mercator(y)) * scale, 1)

    shapes = []
    for code, said, drawing in held:
        x, y, room = drawing["label"]
        path = "".join(
            "M" + "L".join(f"{u:g} {v:g}" for u, v in (at(*p) for p in ring[:-1])) + "Z" for ring in _rings(drawing)
        )
        named = room * scale * 2 >= _CHARACTER * (len(said.name) - 1)
        shapes.append(Shape(code, said, path, *at(x, y), named))
    legend = tuple(legend)
    width, height = (east - west) * scale + 2 * _EDGE, (high - low) * scale + 2 * _EDGE
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    return Map(
        tuple(shapes), round(width, 1), round(height, 1), legend,
        {
            "bounds": [west, south, east, north],
            "features": [_feature(shape, drawings[shape.code]) for shape in shapes],
            "words": {"open": _("Move and zoom"), "close": _("Back to the picture"), "label": _("Map"),
                      "in": _("Zoom in"), "out": _("Zoom out")},
        },
    )  # fmt: skip


def _feature(shape: Shape, drawing: Mapping[str, Any]) -> dict[str, Any]:
    said = shape.told
    return {
        "type": "Feature",
        "properties": {
            "fill": said.fill, "words": said.words, "name": said.name, "figure": said.figure, "address": said.address,
            "at": drawing["label"][:2], "named": shape.named,
        },
        "geometry": {"type": drawing["type"], "coordinates": drawing["coordinates"]},
    }  # fmt: skip


def _rings(drawing: Mapping[str, Any]) -> list[list[list[float]]]:
    parts = [drawing["coordinates"]] if drawing["type"] == "Polygon" else drawing["coordinates"]
    return [ring for part in parts for ring in part]


def _mercator(latitude: float) -> float:
    """How far north a latitude lies in a picture of Mercator's, as the script draws it too; in degrees."""
    near = max(min(latitude, 85.0), -85.0)
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(near) / 2)))


def classes_of(figures: Iterable[int | None]) -> list[int]:
    """Where the classes of these figures begin, from 1 on; none where nothing is above nought."""
    most = max((figure for figure in figures if figure is not None), default=0)
    steps = [step for step in _BEGINS if step <= most]
    if len(steps) <= _CLASSES:
        return steps
    return [steps[math.ceil(place * (len(steps) - 1) / (_CLASSES - 1))] for place in range(_CLASSES)]


def filled(figure: int | None, begins: Sequence[int]) -> str:
    """The filling of a figure: nought and unknown are two things."""
    if figure is None:
        return UNKNOWN
    return f"c{sum(figure >= begin for begin in begins)}" if figure > 0 else NOUGHT


def legend_of(figures: Sequence[int | None]) -> list[tuple[str, str]]:
    """Each filling that a map of these figures has, with its numbers in words."""
    begins = classes_of(figures)
    words = [(NOUGHT, "0")] if any(figure == 0 for figure in figures) else []
    for place, begin in enumerate(begins):
        last = begins[place + 1] - 1 if place + 1 < len(begins) else None
        said = f"≥ {begin}" if last is None else str(begin) if last == begin else f"{begin}–{last}"
        words.append((f"c{place + 1}", said))
    return [*words, (UNKNOWN, _("not known"))] if None in figures else words
