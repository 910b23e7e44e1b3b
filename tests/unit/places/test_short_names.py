"""The short names of areas, over every prefecture and county there is."""

import csv
from collections import defaultdict

import pytest

from lianfang.places.short_names import short_name, short_names
from lianfang.reports.english_names import english_name


@pytest.fixture(scope="module")
def areas(shared_data):
    with (shared_data / "areas/gbt2260_2019.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("四川省", "四川"), ("内蒙古自治区", "内蒙古"), ("广西壮族自治区", "广西"),
        ("新疆维吾尔自治区", "新疆"), ("香港特别行政区", "香港"), ("北京市", "北京"), ("攀枝花市", "攀枝花"),
        ("阿坝藏族羌族自治州", "阿坝"), ("博尔塔拉蒙古自治州", "博尔塔拉"), ("海西蒙古族藏族自治州", "海西"),
        ("大兴安岭地区", "大兴安岭"), ("阿拉善盟", "阿拉善"), ("东乡族自治县", "东乡"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"), ("龙胜各族自治县", "龙胜"), ("神农架林区", "神农架"),
        ("清新区", "清新"), ("万柏林区", "万柏林"), ("浦东新区", "浦东"), ("东城区", "东城"),
        ("赵县", "赵县"), ("矿区", "矿区"), ("阿鲁科尔沁旗", "阿鲁科尔沁旗"), ("河东镇", "河东"),
        ("城关街道", "城关"), ("水族乡", "水族乡"), ("中国", "全国"), ("市辖区", "市辖区"),
    ],
)  # fmt: skip
def test_short_name(name, short):
    assert short_name(name) == short


def test_of_all_prefectures(areas):
    """Each short name begins its full one, has two characters or more, and neither level nor people in it."""
    prefectures = [area["name"] for area in areas if area["level"] == "prefecture"]
    assert len(prefectures) == 333
    for name in prefectures:
        short = short_name(name)
        assert name.startswith(short) and 2 <= len(short) < len(name)
        assert not short.endswith(("市", "地区", "盟", "自治州", "族"))
        if name.endswith("市"):
            assert short == name[:-1]
    assert len({short_name(name) for name in prefectures}) == 333


def test_of_all_provinces(areas):
    provinces = {area["name"] for area in areas if area["level"] == "province"}
    assert {short_name(name) for name in provinces} == {
        *(
            "北京",
            "天津",
            "河北",
            "山西",
            "内蒙古",
            "辽宁",
            "吉林",
            "黑龙江",
            "上海",
            "江苏",
            "浙江",
            "安徽",
            "福建",
            "江西",
        ),
        *(
            "山东",
            "河南",
            "湖北",
            "湖南",
            "广东",
            "广西",
            "海南",
            "重庆",
            "四川",
            "贵州",
            "云南",
            "西藏",
            "陕西",
            "甘肃",
        ),
        *("青海", "宁夏", "新疆", "台湾", "香港", "澳门"),
    }


def test_counties_side_by_side_never_read_alike(areas):
    beside = defaultdict(dict)
    for area in areas:
        beside[area["parent"]][area["code"]] = area["name"]
    for names in beside.values():
        short = short_names(names)
        assert len(set(short.values())) == len(names)


def test_alike_siblings_stay_whole():
    assert short_names({"1": "伊宁市", "2": "伊宁县", "3": "霍城县"}) == {"1": "伊宁市", "2": "伊宁县", "3": "霍城"}


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("攀枝花市", "Panzhihua"), ("阿坝藏族羌族自治州", "Aba"), ("陕西省", "Shaanxi"), ("山西省", "Shanxi"),
        ("重庆市", "Chongqing"), ("西安市", "Xi'an"), ("延安市", "Yan'an"), ("乌鲁木齐市", "Urumqi"),
        ("Bo", "Bo"), ("吕梁市", "Lüliang"),
    ],
)  # fmt: skip
def test_english_name(name, latin):
    assert english_name(name) == latin
