"""Outlines of areas: which touch, equal to the slow twin on tilings; drawn with fewer points, common borders common."""

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.geometry import shape

from lianfang.places.outlines import TOUCHING, Unfit, drawn, outline_of, touching
from naive import neighbours as naive

SQUARE = [[120.0, 30.0], [121.0, 30.0], [121.0, 31.0], [120.0, 31.0], [120.0, 30.0]]
BOW = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
CHINA = (73.0, 3.0, 136.0, 54.0)


def _rings(outline: Any) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in ring.coords]
        for part in shapely.get_parts(outline)
        for ring in (part.exterior, *part.interiors)
    ]


def _tiling(owners: list[list[int]], slant: float, gap: float) -> list[Any]:
    """Areas of the cells of a board by their owners, slanted; each cell drawn in by half the gap on every side."""
    cells: dict[int, list[Any]] = {}
    for row, line in enumerate(owners):
        for column, owner in enumerate(line):
            x, y, half = column * 0.1, row * 0.1, gap / 2
            corners = [(x + half, y + half), (x + 0.1 - half, y + half), (x + 0.1 - half, y + 0.1 - half),
                       (x + half, y + 0.1 - half)]  # fmt: skip
            cells.setdefault(owner, []).append(shapely.polygons([(120 + u + slant * v, 30 + v) for u, v in corners]))
    return [shapely.union_all(held) for _owner, held in sorted(cells.items())]


@given(
    owners=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 3), min_size=width, max_size=width), min_size=1, max_size=4)
    ),
    slant=st.sampled_from([0.0, 0.5, -1.25]),
    gap=st.sampled_from([0.0, TOUCHING / 4, TOUCHING * 4]),
)
@example(owners=[[0, 1], [1, 0]], slant=0.0, gap=0.0)
@example(owners=[[0, 0, 0], [0, 1, 0], [0, 0, 0]], slant=0.0, gap=0.0)
@example(owners=[[0, 1, 2]], slant=0.0, gap=TOUCHING * 4)
def test_areas_of_a_tiling_touch_as_the_slow_twin_says(owners, slant, gap):
    outlines = _tiling(owners, slant, gap)
    found = touching(outlines)
    assert found == naive.touching([_rings(one) for one in outlines], TOUCHING)
    if gap == 0:
        names = sorted({owner for line in owners for owner in line})
        beside = {
            tuple(sorted((owners[y][x], owners[v][u])))
            for y in range(len(owners)) for x in range(len(owners[0]))
            for v in range(len(owners)) for u in range(len(owners[0]))
            if max(abs(x - u), abs(y - v)) == 1 and owners[y][x] != owners[v][u]
        }  # fmt: skip
        assert {(names[one], names[two]) for one, two in found} == beside, "a side or a corner in common"
    if gap > TOUCHING:
        assert not found, "a ditch wider than the tolerance parts all"


def test_what_crosses_or_lies_within_touches_too():
    square, inner = shapely.box(0, 0, 1, 1), shapely.box(0.4, 0.4, 0.6, 0.6)
    assert touching([square, shapely.box(0.9, 0.9, 2, 2), shapely.box(5, 5, 6, 6)]) == [(0, 1)]
    assert touching([square, inner]) == [(0, 1)] and touching([square]) == touching([]) == []


@pytest.mark.parametrize(
    ("geometry", "key"),
    [
        (None, "boundary_kind"),
        ({"type": "Point", "coordinates": [120, 30]}, "boundary_kind"),
        ({"type": "Polygon", "coordinates": []}, "boundary_empty"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "boundary_empty"),
        ({"type": "Polygon", "coordinates": [SQUARE[:3]]}, "boundary_few_points"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:2], ["x", 3], SQUARE[0]]]}, "boundary_numbers"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:2], [None, 3], SQUARE[0]]]}, "boundary_numbers"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:2], [float("nan"), 3], SQUARE[0]]]}, "boundary_numbers"),
        ({"type": "Polygon", "coordinates": [[[120], [121], [122], [120]]]}, "boundary_numbers"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:2], [10**400, 3], SQUARE[0]]]}, "boundary_numbers"),
        ({"type": "Polygon", "coordinates": [SQUARE[:4]]}, "boundary_open"),
        ({"type": "Polygon", "coordinates": [[[x * 1e4, y * 1e5] for x, y in SQUARE]]}, "boundary_projected"),
        ({"type": "Polygon", "coordinates": [[point[::-1] for point in SQUARE]]}, "boundary_exchanged"),
        ({"type": "Polygon", "coordinates": [[[y, x - 40] for x, y in SQUARE]]}, "boundary_exchanged"),
        ({"type": "Polygon", "coordinates": [BOW]}, "boundary_crosses"),
        ({"type": "Polygon", "coordinates": [SQUARE, [[x + 5, y] for x, y in SQUARE]]}, "boundary_invalid"),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, "boundary_crosses"),
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused_with_its_reason(geometry, key):
    with pytest.raises(Unfit) as refused:
        outline_of(geometry, CHINA)
    assert refused.value.key == key


def test_where_a_ring_crosses_itself_is_told():
    with pytest.raises(Unfit) as refused:
        outline_of({"type": "Polygon", "coordinates": [BOW]})
    assert refused.value.named == {"point": "120.5, 30.5"}


def test_the_same_outline_begun_elsewhere_or_with_heights_is_the_same():
    told = outline_of({"type": "Polygon", "coordinates": [SQUARE]})
    turned = [*SQUARE[2:4], *SQUARE[:3]]
    again = outline_of({"type": "MultiPolygon", "coordinates": [[[[*point, 12.5] for point in turned[::-1]]]]})
    assert shapely.to_wkb(told) == shapely.to_wkb(again)


def test_outlines_are_drawn_with_fewer_points_and_their_borders_stay_common():
    wavy = [(121 + 0.0002 * np.sin(step), 30 + step / 2000) for step in range(2001)]
    west = shapely.polygons([(120, 30), *wavy, (120, 31)])
    east = shapely.polygons([(122, 31), *wavy[::-1], (122, 30)])
    one, two = (shape(json.loads(text)) for text in drawn([west, east]))
    assert shapely.get_num_coordinates(one) < 100 and shapely.coverage_is_valid([one, two])
    assert one.area == pytest.approx(west.area, rel=0.001)
    x, y, room = json.loads(drawn([west])[0])["label"]
    assert (x, y, room) == (pytest.approx(120.5, abs=0.01), pytest.approx(30.5, abs=0.01), pytest.approx(0.5, abs=0.01))


def test_an_outline_too_small_for_the_picture_is_drawn_all_the_same():
    far, small = shapely.box(100, 20, 130, 50), shapely.box(131, 30, 131.001, 30.001)
    assert all(shape(json.loads(text)).area > 0 for text in drawn([far, small]))
