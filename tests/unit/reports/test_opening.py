"""The opening sentence in every case that occurs, Chinese and English."""

from datetime import UTC, date, datetime

import pytest

from lianfang.places.short_names import short_name
from lianfang.reports.english_names import english_name
from lianfang.reports.figures import AreaName, Opening
from lianfang.reports.wording import opening_paragraph

CUT = datetime(2020, 1, 24, 16, tzinfo=UTC)


def named(name, level="prefecture"):
    return AreaName(name, level, name, short_name(name), english_name(name))


def said(language="zh", known_at=CUT, level="prefecture", affected=(), none=(), unknown=(), **more):
    parts = {"reported": 3, "confirmed": 2, "clinical": 0, "suspected": 1, "asymptomatic": 0, "suspected_known": True}
    parts |= more
    opening = Opening(
        area=parts.pop("area", named("四川省", "province")),
        day=date(2020, 1, 24),
        child_level=level,
        affected=tuple(map(named, affected)),
        none=tuple(map(named, none)),
        unknown=tuple(map(named, unknown)),
        **parts,
    )
    return opening_paragraph(opening, known_at, CUT, language)


def test_most_places_affected_names_those_without():
    assert said(affected=["成都市", "自贡市", "雅安市"], none=["攀枝花市", "阿坝藏族羌族自治州"]) == (
        "截至1月24日24时，四川省累计报告病例3例，其中确诊病例2例、疑似病例1例，分布在3个市（州），"
        "攀枝花、阿坝2市（州）暂无报告病例。"
    )


def test_few_places_affected_names_those():
    assert said(affected=["成都市", "自贡市"], none=["攀枝花市", "广元市", "宜宾市"]) == (
        "截至1月24日24时，四川省累计报告病例3例，其中确诊病例2例、疑似病例1例，分布在成都、自贡2个市（州），"
        "其余3个市（州）暂无报告病例。"
    )


def test_no_case():
    assert said(reported=0, confirmed=0, suspected=0, none=["成都市"]) == "截至1月24日24时，四川省无报告病例。"


def test_no_confirmed_case_and_suspected_not_published_is_not_no_case():
    sentence = said(reported=0, confirmed=0, suspected=None, none=["成都市"])
    assert sentence == "截至1月24日24时，四川省无报告确诊病例（疑似病例数未公布）。"


def test_one_case_in_one_place():
    assert said(reported=1, confirmed=1, suspected=0, affected=["成都市"], none=["自贡市", "宜宾市"]) == (
        "截至1月24日24时，四川省累计报告确诊病例1例，在成都市，其余2个市（州）暂无报告病例。"
    )


def test_several_cases_in_one_place():
    assert said(affected=["成都市"], none=["自贡市", "宜宾市"]).endswith("，均在成都市，其余2个市（州）暂无报告病例。")


def test_all_places():
    assert said(affected=["成都市", "自贡市"]).endswith("，分布在全部2个市（州）。")


def test_one_place_without_is_named_in_full():
    assert said(affected=["成都市", "自贡市"], none=["宜宾市"]).endswith("，分布在2个市（州），宜宾市暂无报告病例。")


def test_unknown_is_never_none():
    sentence = said(affected=["成都市", "自贡市"], none=["宜宾市"], unknown=["巴中市", "资阳市"])
    assert sentence.endswith("，宜宾市暂无报告病例，巴中、资阳2市（州）未公布。")
    assert said(reported=None, confirmed=None) == "截至1月24日24时，四川省病例数未公布。"


def test_without_suspected_published_places_have_no_confirmed_case():
    sentence = said(reported=2, suspected=None, affected=["成都市", "自贡市"], none=["宜宾市"], suspected_known=False)
    assert sentence == (
        "截至1月24日24时，四川省累计报告确诊病例2例（疑似病例数未公布），分布在2个市（州），宜宾市暂无报告确诊病例。"
    )


def test_clinical_cases_are_told():
    assert "其中确诊病例2例、临床诊断病例4例、疑似病例1例" in said(reported=7, clinical=4, affected=["成都市"])


@pytest.mark.parametrize(
    ("level", "word"),
    [
        ("province", "2个省（区、市）"), ("prefecture", "2个市（州）"), ("county", "2个县（市、区）"),
        ("town", "2个乡镇（街道）"),
        ("mixed", "2个市（州、县）"),
    ],
)  # fmt: skip
def test_measure_word_by_level(level, word):
    assert word in said(level=level, affected=["成都市", "自贡市"])


def test_a_day_not_over_is_told_to_the_hour_known():
    assert said(known_at=datetime(2020, 1, 24, 7, 30, tzinfo=UTC)).startswith("截至1月24日15时30分，")


def test_the_nation():
    assert said(area=named("中国", "nation")).startswith("截至1月24日24时，全国累计报告病例3例")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            {"affected": ["成都市", "自贡市"], "none": ["攀枝花市", "阿坝藏族羌族自治州"]},
            "As of 24:00 on 24 January 2020, Sichuan had reported 3 cases in all: 2 confirmed and 1 suspected, "
            "in 2 prefectures; Panzhihua and Aba (2 prefectures) had reported none.",
        ),
        (
            {"reported": 0, "confirmed": 0, "suspected": 0},
            "As of 24:00 on 24 January 2020, Sichuan had reported no case.",
        ),
        (
            {"reported": 1, "confirmed": 1, "suspected": 0, "affected": ["成都市"], "none": ["自贡市", "宜宾市"]},
            "As of 24:00 on 24 January 2020, Sichuan had reported 1 confirmed case in all, in Chengdu; "
            "the other 2 prefectures had reported none.",
        ),
    ],
)
def test_english(more, sentence):
    assert said("en", **more) == sentence
