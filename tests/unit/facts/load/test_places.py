"""Areas and units from files, and areas named as a chain of text."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts.load.area_chains import Chains
from lianfang.places.boundaries import neighbours
from lianfang.places.models import Area, Unit
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db

Loaded = Callable[..., Any]
AT = datetime(2021, 1, 10, 8, tzinfo=UTC)


def known(kind: str) -> Any:
    """The facts of a kind as the machine sees them: all areas'."""
    with machine_session():
        return facts.known_by(AT, [kind])[kind]


TREE = (
    "code,name,level,parent\n220000,吉林省,province,\n220200,吉林市,prefecture,220000\n"
    "500000,重庆市,province,\n500103,渝中区,county,500000\n"
)


def test_a_nation_is_put_above_the_provinces_and_again_nothing_changes(db: None, loaded: Loaded) -> None:
    answer = loaded("areas", TREE)
    assert (answer.loaded, answer.rejected) == (4, 0)
    assert Area.objects.get(code="220200").path == "/CN/220000/220200/"
    assert Area.objects.get(code="220000").short_name == "吉林"
    assert loaded("areas", TREE).unchanged == 4


def test_bad_areas_come_back_with_those_below_them(db: None, loaded: Loaded) -> None:
    answer = loaded("areas", TREE + "1,甲,县,2\n2,乙,州际,\n3,丙,县,9\n220000,吉林省,province,\n")
    assert (answer.rows, answer.loaded, answer.rejected) == (8, 4, 4)
    assert [(r.row, r.column) for r in answer.rejections] == [(6, "parent"), (7, "level"), (8, "parent"), (9, "code")]


def test_population_of_counties_and_their_sums(db: None, loaded: Loaded) -> None:
    loaded("areas", TREE)
    answer = loaded("areas", "code,name,pop_2010\n500103,渝中区,630090\n500104,大渡口区,301042\n")
    assert (answer.loaded, answer.rejected) == (1, 1)
    assert dict(Area.objects.filter(code__in=["500103", "500000"]).values_list("code", "population")) == {
        "500103": 630090,
        "500000": 931132,
    }


def test_units_by_the_name_of_their_area(areas: None, loaded: Loaded) -> None:
    text = (
        "代码,名称,类型,辖区,包保领导\nH1,木兰县医院,医院,木兰县,赵某\nH2,无处医院,医院,没有县,\nH3,奇怪,城堡,木兰县,\n"
    )
    answer = loaded("units", text)
    assert (answer.loaded, answer.rejected) == (1, 2)
    assert Unit.objects.get().path == "/CN/230000/230100/230127/"
    assert loaded("units", text).unchanged == 1


def test_a_chain_of_names_is_read_from_the_front(db: None, loaded: Loaded) -> None:
    loaded("areas", TREE)
    chains = Chains()
    assert chains.found(["吉林省吉林市", "某街道"], "CN") == ("220200", "某街道")
    assert chains.found(["吉林"], "CN") == ("220000", "")
    assert chains.found(["重庆市重庆市渝中区"], "CN") == ("500103", "")
    assert chains.found(["火星市"], "CN") == (None, "火星市")


def test_a_risk_list_keeps_its_text_beside_the_area(db: None, loaded: Loaded) -> None:
    loaded("areas", TREE)
    text = "date,level,province,city,county,community\n2020-04-18,H,重庆市,渝中区,七星岗街道,某小区\n"
    assert loaded("risk-areas", text).loaded == 1
    row = known("declaration").row(0, named=True)
    assert (row["declared"], row["place"], row["level"]) == ("500103", "七星岗街道某小区", "high")


def test_who_lies_beside_whom_is_told_of_areas_that_are_here(db: None, loaded: Loaded) -> None:
    loaded("areas", TREE + "500105,江北区,county,500000\n500106,沙坪坝区,county,500000\n")
    answer = loaded("areas", "代码,相邻区划\n500103,500105\n500103,500106\n500105,500103、500199\n9,500103\n")
    assert (answer.loaded, [(bad.row, bad.column, bad.value) for bad in answer.rejections]) == (
        2, [(4, "相邻区划", "500199"), (5, "代码", "9")]
    )  # fmt: skip
    assert neighbours("county") == [("500103", "500105"), ("500103", "500106")]
    again = loaded("areas", "代码,相邻区划\n500103,500106\n500106,500105\n")
    assert (again.corrected, again.loaded) == (1, 1)
    assert neighbours("county") == [("500103", "500106"), ("500105", "500106")]
    assert loaded("areas", TREE).unchanged == 4, "a file of the tree without neighbours takes none away"
    with pytest.raises(Mistake, match="a file each"):
        loaded("areas", "code,pop_2010,neighbours\n500103,5,500105\n")
