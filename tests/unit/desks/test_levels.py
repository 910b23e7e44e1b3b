"""Levels: what follows for each area stands on the page, and a commander declares from it."""

import re

import pytest

from lianfang.access.session import machine_session
from lianfang.desks.levels.queries import Line
from lianfang.desks.levels.tiles import PROVINCES, blocks_of
from lianfang.facts import clock, known_by
from lianfang.places.models import Area
from lianfang.situation.models import Level, LevelFigure
from lianfang.situation.plans import shipped_plans

FORM = {
    "level": "medium",
    "number": "青指〔2021〕1号",
    "signer": "周建民",
    "from": "2021-01-10T11:00",
    "note": "加强排查",
}
ADDRESS = "/levels/place_risk/231299001/"


@pytest.fixture
def towns(story):
    """Cases in one town, nothing in the other."""
    story(3)


def declarations():
    with machine_session():
        return known_by(clock.now(), ["declaration"])["declaration"].to_dicts()


@pytest.mark.usefixtures("towns")
def test_the_towns_level_stands_with_its_figures():
    with machine_session():
        (level,) = Level.objects.filter(area="231299001")
        figures = {one.figure: one for one in LevelFigure.objects.filter(area="231299001")}
    assert (level.scale, level.plan) == ("place_risk", "covid19_2020")
    assert figures["new_cases"].value > 0 and figures["new_cases"].basis == "persons"
    assert level.lowest == level.highest == "medium"


@pytest.mark.usefixtures("towns")
def test_the_page_shows_map_table_and_what_makes_each_level(signed_in):
    page = signed_in("commander").get("/levels/").content.decode()
    assert re.findall(r'class="level-tile ([^"]*)"', page) == ["medium"]
    assert "河东镇" in page and "待公告" in page and "14天内新增确诊病例为0例" in page
    assert "新民镇" not in page, "nothing is known of it: it has no level"
    assert ADDRESS in page
    # Only a commander or who stands above declares.
    assert ADDRESS not in signed_in("town").get("/levels/").content.decode()
    assert signed_in("town").get(ADDRESS).status_code == 404


@pytest.mark.usefixtures("towns")
def test_a_commander_declares_from_the_proposal(signed_in):
    client = signed_in("commander")
    form = client.get(ADDRESS).content.decode()
    assert '<option value="medium" selected>' in form, "the level proposed is chosen already"
    assert "外防输入、内防扩散" in form, "with the measures that it orders"
    answer = client.post(ADDRESS, FORM)
    assert answer.status_code == 302
    (told,) = declarations()
    assert (told["declared"], told["level"], told["about"], told["number"]) == (
        "231299001", "medium", "risk", "青指〔2021〕1号",
    )  # fmt: skip
    page = client.get("/levels/").content.decode()
    assert "青指〔2021〕1号" in page and "待公告" not in page
    exported = client.get("/levels/?export=csv").content.decode("utf-8-sig")
    assert "青指〔2021〕1号" in exported


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize(
    "wrong", [{"level": "highest"}, {"number": ""}, {"from": "soon"}, {"until": "2021-01-09T00:00"}]
)
def test_a_form_refused_keeps_what_was_typed(signed_in, wrong):
    answer = signed_in("commander").post(ADDRESS, FORM | wrong)
    assert answer.status_code == 422
    assert "加强排查" in answer.content.decode()
    assert declarations() == []


@pytest.mark.usefixtures("towns")
def test_a_neighbour_sees_none_of_it(signed_in):
    neighbour = signed_in("commander", neighbour=True)
    assert "河东镇" not in neighbour.get("/levels/").content.decode()
    assert neighbour.get(ADDRESS).status_code == 404
    assert neighbour.post(ADDRESS, FORM).status_code == 404
    assert declarations() == []


def test_with_nothing_known_the_page_says_so(signed_in):
    assert "尚无可据以判定的数字" in signed_in("commander").get("/levels/").content.decode()


def test_a_province_that_gets_a_level_itself_stands_where_its_prefectures_do():
    areas = [
        Area(code=code, path=path, level=level, order=order)
        for order, (code, path, level) in enumerate(
            [("420000", "/420000/", "province"), ("420100", "/420000/420100/", "prefecture"),
             ("430000", "/430000/", "province"), ("430100", "/430000/430100/", "prefecture")]
        )
    ]  # fmt: skip
    scale = next(plan for plan in shipped_plans() if plan.disease == "covid19").levels[0]
    lines = [Line(area, scale, "low", "low", None, None, None, None, "persons", None, {}) for area in areas]
    above = {area.path: area for area in areas}
    told = [([line.area.code for line in one.lines], one.column) for one in blocks_of(lines, above, placed=True)]
    assert told == [(["420000", "420100"], PROVINCES["42"][0]), (["430000", "430100"], PROVINCES["43"][0])]
    alone = blocks_of(lines[::2], above, placed=False)
    assert [one.area.code for one in alone] == ["420000", "430000"]
