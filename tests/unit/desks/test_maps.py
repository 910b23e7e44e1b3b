"""Maps: classes with their numbers, nought apart from unknown, the pages with and without boundaries."""

import gzip
import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from shapely import box

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.desks.commander.queries import Tile
from lianfang.desks.commander.towns import ranked
from lianfang.desks.dossier.movements import Stay
from lianfang.desks.dossier.placed import days_words, map_of_stays, placed
from lianfang.desks.map import MOST_HIGH, WIDTH, Told, classes_of, filled, legend_of, map_of
from lianfang.facts import Recorder
from lianfang.places.boundaries import drawings
from lianfang.places.bounding import install_boundaries
from lianfang.places.models import Area
from lianfang.places.outlines import drawn
from lianfang.places.tree import install_areas
from unit.desks.conftest import NOON

COUNTY = "/CN/230000/231200/231299/"
CELLS = {"231299001": box(127, 46, 127.5, 46.4), "231299002": box(127.5, 46, 128, 46.4)}


@pytest.fixture
def bounded(county: None) -> None:
    """The two towns with their boundaries."""
    install_boundaries(CELLS, "towns.geojson", "chen", NOON)


def told_of(html: str, name: str) -> dict[str, Any]:
    """What stands beside a picture for the script."""
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', html)
    assert found, name
    return dict(json.loads(found[1]))


@pytest.mark.parametrize(
    ("figures", "begins", "words"),
    [
        ([], [], []),
        ([0, 0], [], ["0"]),
        ([None, 0, 1], [1], ["0", "≥ 1", "not known"]),
        ([3, 2, 1, 0], [1, 2], ["0", "1", "≥ 2"]),
        ([37, None], [1, 5, 10, 20], ["1–4", "5–9", "10–19", "≥ 20", "not known"]),
        ([100_000], [1, 50, 2000, 100_000], ["1–49", "50–1999", "2000–99999", "≥ 100000"]),
    ],
)
def test_classes_are_few_and_say_their_numbers(figures: list[Any], begins: list[int], words: list[str]) -> None:
    from django.utils.translation import override

    assert classes_of(figures) == begins
    with override("en"):
        legend = legend_of(figures)
    assert [said for _fill, said in legend] == words
    assert {filled(figure, begins) for figure in figures} <= {fill for fill, _said in legend}


def test_nought_is_filled_otherwise_than_unknown() -> None:
    assert [filled(figure, [1, 5, 10, 20]) for figure in (None, 0, 1, 4, 5, 19, 20, 99)] == [
        "unknown", "c0", "c1", "c1", "c2", "c3", "c4", "c4"
    ]  # fmt: skip


def test_a_map_fits_its_frame_and_names_what_has_room() -> None:
    cells = [box(120, 30, 124, 34), box(124, 30, 124.1, 34)]
    shapes = {code: json.loads(text) for code, text in zip("AB", drawn(cells), strict=True)}
    told = {code: Told("c0", f"{code}: 0", "一个很长的名字", "0") for code in "ABC"}
    made = map_of(shapes, told, [("c0", "0")])
    assert made is not None and [shape.code for shape in made.shapes] == ["A", "B"], "C has no boundary"
    assert [shape.named for shape in made.shapes] == [True, False]
    numbers = [float(one) for shape in made.shapes for one in re.findall(r"[\d.]+", shape.path)]
    assert min(numbers) >= 0 and max(numbers) <= max(made.width, made.height)
    assert made.width <= WIDTH + 0.1 and made.height <= MOST_HIGH + 0.1
    # North is above: a degree is longer to the north than to the east at this latitude.
    assert made.height > made.width
    assert [one["properties"]["figure"] for one in made.told["features"]] == ["0", "0"]
    assert map_of({}, told, []) is None


def test_without_boundaries_the_page_is_as_it_was_and_says_so(county: None, signed_in: Any) -> None:
    html = signed_in("commander").get("/commander/").content.decode()
    assert 'class="tiles"' in html and "data-map" not in html and "没有导入边界；导入后这里有地图。" in html


def test_the_commander_sees_the_towns_and_their_figures(bounded: None, story: Any, signed_in: Any) -> None:
    story(3)
    html = signed_in("commander").get("/commander/").content.decode()
    told = told_of(html, "map-of-towns")
    figures = {one["properties"]["name"]: one["properties"]["figure"] for one in told["features"]}
    assert len(figures) == 2 and sum(int(figure) for figure in figures.values()) == 3
    assert told["bounds"] == [127, 46, 128, 46.4] and html.count('<path class="area') == 2
    assert 'class="tiles"' not in html and "没有导入边界" not in html
    newly = signed_in("commander").get("/commander/?map=new").content.decode()
    assert re.search('aria-current="true">新增</a>', newly) and "1月9日新增，确诊与无症状感染者合计" in newly


def test_a_town_without_a_boundary_is_named_beside_the_map(county: None, signed_in: Any) -> None:
    install_boundaries({"231299001": CELLS["231299001"]}, "towns.geojson", "chen", NOON)
    html = signed_in("commander").get("/commander/").content.decode()
    assert re.search("没有导入边界： *新民镇", html) and html.count('<path class="area') == 1


def test_beside_counties_that_report_one_that_does_not_is_unknown_and_not_nought(county: None, signed_in: Any) -> None:
    install_areas([{"code": "231297", "name": "又一县", "level": "county", "parent": "231200"}])
    counties = {"231299": box(127, 46, 128, 47), "231298": box(128, 46, 129, 47), "231297": box(129, 46, 130, 47)}
    install_boundaries(counties, "counties.geojson", "chen", NOON)
    rows = [
        {"reported_count.counted": code, "reported_count.day": "2021-01-09", "reported_count.confirmed": confirmed,
         "reported_count.cured": 1, "reported_count.dead": 0, "reported_count.asymptomatic": 2,
         "reported_count.occurred_from": "2021-01-09"}
        for code, confirmed in (("231298", 5), ("231299", 1))
    ]  # fmt: skip
    with machine_session():
        done = facts.record(
            "counts", rows, Recorder("test", "231200"), "test", uuid4(), NOON, defaults={"disease": "covid19"}
        )
    assert done.loaded == 2, done.rejections
    html = signed_in("prefecture").get("/commander/?disease=covid19").content.decode()
    told = {one["properties"]["name"]: one["properties"] for one in told_of(html, "map-of-towns")["features"]}
    assert {name: (one["figure"], one["fill"]) for name, one in told.items()} == {
        "邻县": ("6", "c3"), "青禾县": ("2", "c2"), "又一县": ("?", "unknown")
    }  # fmt: skip
    assert "未知" in html


def test_where_cases_are_counted_above_the_areas_below_are_unknown_and_not_nought(
    county: None, story: Any, signed_in: Any
) -> None:
    story(3)
    villages = {f"23129900{town}201": f"{town}村" for town in (1, 2)}
    install_areas(
        [{"code": code, "name": name, "level": "village", "parent": code[:9]} for code, name in villages.items()]
    )
    install_boundaries({"231299001201": CELLS["231299001"]}, "villages.geojson", "chen", NOON)
    html = signed_in("town").get("/commander/").content.decode()
    (told,) = told_of(html, "map-of-towns")["features"]
    assert (told["properties"]["figure"], told["properties"]["fill"]) == ("?", "unknown")
    assert "3 名感染者计在本辖区，未计到下级。" in html
    assert "未计到下级" not in signed_in("commander").get("/commander/").content.decode()


def test_areas_are_ranked_with_the_unknown_last(county: None) -> None:
    one, two, three = (Area(code=str(number), order=number, name=str(number)) for number in range(3))
    tiles = [Tile(one, None, None, None, "", ""), Tile(two, 0, 2, 3, "", ""), Tile(three, 4, 0, 9, "", "")]
    assert [tile.area.code for tile in ranked(tiles, "current")] == ["2", "1", "0"]
    assert [tile.area.code for tile in ranked(tiles, "new")] == ["1", "2", "0"]


def _stay(place: str, day: int, area: str = "", vehicle: str = "", close: int = 0, hours: int = 2) -> Stay:
    begins = datetime.fromisoformat(f"2021-01-{day:02d} 10:00+08:00")
    ends = begins + timedelta(hours=hours)
    return Stay(uuid4(), place, begins, ends, "statement", vehicle, "", "", {uuid4() for _ in range(close)}, area=area)


def test_stays_are_placed_by_their_unit_or_by_the_name_they_bear(bounded: None) -> None:
    stays = [
        _stay("县人民医院", 3, "231299"), _stay("河东镇早市", 4, close=2), _stay("河东镇茶馆", 6, hours=40),
        _stay("某超市", 5), _stay("K350", 5, vehicle="K350河东镇"),
    ]  # fmt: skip
    found, nowhere = placed(stays, COUNTY)
    assert [(one.number, one.area.name, len(one.stays), one.fill) for one in found] == [
        (1, "青禾县", 1, "nobody"), (2, "河东镇", 2, "close")
    ]  # fmt: skip
    assert [stay.place for stay in nowhere] == ["某超市", "K350"]
    assert found[1].days == [date(2021, 1, 4), date(2021, 1, 6), date(2021, 1, 7), date(2021, 1, 8)]
    assert days_words(found[1].days).count("–") == 1
    only, _nowhere = placed(stays, COUNTY, date(2021, 1, 7))
    assert [(one.number, one.area.name) for one in only] == [(1, "河东镇")]
    assert placed(stays[1:2], "") == ([], stays[1:2]), "without a county no name is looked for"


@pytest.mark.parametrize(
    ("place", "meant"),
    [
        ("河东镇上庄村早市", "231299001201"), ("上庄村小卖部", None), ("新民镇上庄村", "231299002201"),
        ("大上庄村卫生室", "231299002202"), ("河东镇", "231299001"), ("青禾县医院", None),
    ],
)  # fmt: skip
def test_a_place_as_told_lies_in_the_smallest_area_that_it_names(county: None, place: str, meant: str | None) -> None:
    villages = (("231299001201", "上庄村"), ("231299002201", "上庄村"), ("231299002202", "大上庄村"))
    install_areas([{"code": code, "name": name, "level": "village", "parent": code[:9]} for code, name in villages])
    found, _nowhere = placed([_stay(place, 4)], COUNTY)
    assert [one.area.code for one in found] == ([meant] if meant else [])


def test_the_map_of_stays_lies_over_the_areas_around(bounded: None) -> None:
    found, _nowhere = placed([_stay("河东镇早市", 4, close=1)], COUNTY)
    made = map_of_stays(found)
    assert made is not None
    assert [(shape.code, shape.told.fill, shape.told.figure) for shape in made.shapes] == [
        ("231299002", "around", ""), ("231299001", "close", "1")
    ]  # fmt: skip
    assert [fill for fill, _words in made.legend] == ["close"]
    elsewhere, _nowhere = placed([_stay("邻县饭店", 4, "231298")], COUNTY)
    assert map_of_stays(elsewhere) is None and map_of_stays([]) is None and drawings([]) == {}


@pytest.mark.parametrize(
    "name", ["maplibre-gl-csp.js", "maplibre-gl-csp-worker.js", "maplibre-gl.css", "echarts.min.js"]
)
def test_scripts_are_given_packed_to_whoever_takes_them_so(name: str) -> None:
    address = f"/static/vendor/{name}"
    packed, plain = (Client().get(address, headers={"accept-encoding": how}) for how in ("gzip", "identity"))
    assert packed.status_code == plain.status_code == 200
    assert packed["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain
    sent, whole = (b"".join(answer.streaming_content) for answer in (packed, plain))
    assert gzip.decompress(sent) == whole and len(sent) * 2 < len(whole)
