"""Door addresses read and put in the order in which one walks."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.places.door_addresses import read_address

# An address, and what is read: street, number, estate, building, entrance, floor, room.
READ = [
    ("河东村1组8号", ("河东村1组", (8, 0), "", "", "", 0, "")),
    ("青禾县向阳镇河东村1组8号", ("河东村1组", (8, 0), "", "", "", 0, "")),
    ("幸福街12-3号", ("幸福街", (12, 3), "", "", "", 0, "")),
    ("幸福街12号之3", ("幸福街", (12, 3), "", "", "", 0, "")),
    ("幸福街１２号附3号", ("幸福街", (12, 3), "", "", "", 0, "")),
    ("2号楼1单元301", ("", (0, 0), "", "2", "1", 3, "301")),
    ("二号楼一单元301室", ("", (0, 0), "", "2", "1", 3, "301")),
    ("2-1-301", ("", (0, 0), "", "2", "1", 3, "301")),
    ("幸福小区2号楼1-301", ("幸福小区", (0, 0), "", "2", "1", 3, "301")),
    ("城关镇人民路18号锦绣家园12栋2单元15层1503室", ("人民路", (18, 0), "锦绣家园", "12", "2", 15, "1503")),
    ("人民路18号301室", ("人民路", (18, 0), "", "", "", 3, "301")),
    ("锦绣家园B座2梯1203号", ("锦绣家园", (0, 0), "", "B", "2", 12, "1203")),
    ("农贸市场3楼", ("农贸市场", (0, 0), "", "", "", 3, "")),
    ("和平里4栋地下1层", ("和平里", (0, 0), "", "4", "", -1, "")),
    ("河西村十二组二十号", ("河西村12组", (20, 0), "", "", "", 0, "")),
    ("河西村8", ("河西村", (8, 0), "", "", "", 0, "")),
    ("铁路家属楼", ("铁路家属楼", (0, 0), "", "", "", 0, "")),
    ("", ("", (0, 0), "", "", "", 0, "")),
]


@pytest.mark.parametrize(("written", "parts"), READ)
def test_an_address_is_read(written, parts):
    read = read_address(written)
    assert (read.street, read.number, read.estate, read.building, read.entrance, read.floor, read.room) == parts


def test_what_is_shown_leaves_out_the_chain_of_areas():
    assert read_address("青禾县向阳镇河东村 1 组 8 号").text == "河东村1组8号"
    assert read_address("幸福社区2号楼").text == "幸福社区2号楼"


def test_one_door_written_by_many_hands():
    doors = {read_address(text).door for text in ("2号楼1单元301", "二栋1单元3层301室", "2-1-301", "2号楼-1-301")}
    assert len(doors) == 1
    assert read_address("铁路家属楼").door != read_address("铁路家属楼后院").door


WALK = [
    "幸福街2号",
    "幸福街12号",
    "幸福街12-3号",
    "幸福街12-10号",
    "河东村1组8号",
    "河东村2组1号",
    "河东村10组1号",
    "锦绣家园2号楼1单元101",
    "锦绣家园2号楼1单元301",
    "锦绣家园2号楼1单元1002",
    "锦绣家园2号楼2单元101",
    "锦绣家园10号楼1单元101",
]


def test_one_walks_by_number_building_entrance_and_floor():
    shuffled = WALK[:]
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=lambda address: read_address(address).key) == WALK


texts = (
    st.text(st.sampled_from("河东村组号楼单元层室栋街区县镇甲B#-—之附负一二十百零0123456789１２ "), max_size=24)
    | st.text()
)


@given(texts, texts, texts)
def test_the_order_is_total(one, two, three):
    a, b, c = (read_address(text).key for text in (one, two, three))
    assert (a < b) + (b < a) + (a == b) == 1
    assert not (a <= b <= c) or a <= c
    assert (a == b) == (read_address(one).text == read_address(two).text)


@given(
    st.integers(1, 99_999),
    st.integers(1, 99_999),
    st.sampled_from(["河东村{}组8号", "幸福街{}号", "和平里{}栋2单元301"]),
)
def test_digits_compare_as_numbers(one, two, form):
    assert (read_address(form.format(one)).key < read_address(form.format(two)).key) == (one < two)


@given(st.integers(1, 40), st.integers(1, 99))
def test_a_rooms_number_tells_its_floor(floor, door):
    assert read_address(f"2号楼1单元{floor}{door:02d}").floor == floor
