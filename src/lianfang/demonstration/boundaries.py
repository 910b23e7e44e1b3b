"""Boundaries of the demonstration: a cell around each village, united by town and county. No real place lies so."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lianfang.demonstration.areas import COUNTY, NEIGHBOUR, PREFECTURE, Areas, town_of
from lianfang.demonstration.chance import chance

# Where the middle of the county lies, how long a step is, and how much wider a step to the east is in degrees.
_MIDDLE, _STEP, _WIDER = (127.2, 46.6), 0.16, 1.45
# In steps: the ring of towns around the seat, how far villages lie from their town, and from one another.
_RING, _SPREAD, _APART = 1.0, 0.3, 0.1
# The counties around by their order on the ring outside, and how many cells each is made of.
_AROUND, _CELLS = (NEIGHBOUR, "000123", "000102", "000103"), 40
_NEAR, _FAR, _RIM = 1.75, 2.8, 3.4
_DIGITS = 5


def invented_boundaries(areas: Areas, seed: int) -> dict[str, BaseGeometry]:
    """The outline of each village and town of the county, of it and the counties around, and of their prefecture."""
    generator = chance(seed, "boundaries")
    sites: list[tuple[float, float]] = []
    owners: list[str] = []
    for number, town in enumerate(areas.towns):
        villages = [village for village in areas.villages if town_of(village) == town]
        sites += _scattered(_middle_of(number, len(areas.towns), generator), len(villages), generator)
        owners += villages
    for place, county in enumerate(_AROUND):
        sites += _beyond(place, generator)
        owners += [county] * _CELLS
    turns = np.arange(72) * 2 * np.pi / 72
    rim = [(_RIM * np.cos(turn), _RIM * np.sin(turn)) for turn in turns]
    cells = _cells([*sites, *rim])[: len(sites)]
    made: dict[str, list[BaseGeometry]] = {}
    for owner, cell in zip(owners, cells, strict=True):
        within = (owner, town_of(owner), COUNTY) if owner.startswith(COUNTY) else (owner,)
        for code in (*within, PREFECTURE):
            made.setdefault(code, []).append(cell)
    return {code: shapely.union_all(held) for code, held in made.items()}


def _middle_of(number: int, towns: int, generator: np.random.Generator) -> tuple[float, float]:
    """The seat in the middle, the other towns in a ring around it."""
    if number == 0:
        return 0.0, 0.0
    turn = 2 * np.pi * (number + generator.uniform(-0.12, 0.12)) / (towns - 1)
    far = _RING + generator.uniform(-0.06, 0.1)
    return float(far * np.cos(turn)), float(far * np.sin(turn))


def _scattered(
    middle: tuple[float, float], count: int, generator: np.random.Generator
) -> list[tuple[float, float]]:  # fmt: skip
    """So many sites around a middle, none too near another."""
    found: list[tuple[float, float]] = []
    while len(found) < count:
        far, turn = _SPREAD * np.sqrt(generator.uniform()), generator.uniform(0, 2 * np.pi)
        site = (float(middle[0] + far * np.cos(turn)), float(middle[1] + far * np.sin(turn)))
        if all(np.hypot(site[0] - x, site[1] - y) >= _APART for x, y in found):
            found.append(site)
    return found


def _beyond(place: int, generator: np.random.Generator) -> list[tuple[float, float]]:
    """The sites of a county around: its quarter of the ring outside."""
    turns = 2 * np.pi * (place + generator.uniform(0.02, 0.98, _CELLS)) / len(_AROUND)
    far = generator.uniform(_NEAR, _FAR, _CELLS)
    return [(float(r * np.cos(turn)), float(r * np.sin(turn))) for r, turn in zip(far, turns, strict=True)]


def _cells(sites: Sequence[tuple[float, float]]) -> list[BaseGeometry]:
    """All that is nearer to a site than to any other, in the order of the sites, in degrees."""
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(sites), ordered=True))

    def degrees(points: np.ndarray) -> np.ndarray:
        return np.round(points * (_STEP * _WIDER, _STEP) + _MIDDLE, _DIGITS)

    return list(shapely.transform(cells, degrees))
