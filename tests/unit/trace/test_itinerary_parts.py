"""The parts of the itinerary grammar by themselves: days, times, vehicles, names of places."""

from datetime import date

import pytest

from lianfang.trace.itinerary.clocks import clocks
from lianfang.trace.itinerary.days import Calendar
from lianfang.trace.itinerary.places import names_of
from lianfang.trace.itinerary.scanner import part, tokens
from lianfang.trace.itinerary.vehicles import VEHICLES, bus, carriage_and_seat, coach, flight, metro, train


def read(*phrases: str, text: str = "", published: str | None = None) -> str:
    """The last of the phrases, read after those before it."""
    calendar = Calendar(text, None if published is None else date.fromisoformat(published))
    for phrase in phrases:
        ranges = calendar.read(phrase) if phrase not in ("次日", "当日") else calendar.relative(int(phrase == "次日"))
    return " ".join("..".join(dict.fromkeys(one.texts())) for one in ranges)


@pytest.mark.parametrize(
    ("phrases", "days"),
    [
        (["7月22日"], "--07-22"),
        (["7月20日-21日"], "--07-20..--07-21"),
        (["12月28-30日"], "--12-28..--12-30"),
        (["1月3日、5日、7日"], "--01-03 --01-05 --01-07"),
        (["1月5日-9日、11日-17日"], "--01-05..--01-09 --01-11..--01-17"),
        (["12月31日至1月2日"], "--12-31..--01-02"),
        (["12月28日", "29日"], "--12-29"),
        (["12月31日", "2日"], "--01-02"),
        (["12月25日至1月6日", "3日"], "--01-03"),
        (["12月25日至1月6日", "28日"], "--12-28"),
        (["2月28日", "次日"], "--03-01"),
        (["1月3日至5日", "当日"], "--01-05"),
        (["1月3日", "2月30日"], ""),
        (["3日"], ""),
        (["2021-01-03"], "2021-01-03"),
        (["1月 5 日- 18日"], "--01-05..--01-18"),
    ],
)
def test_days(phrases, days):
    assert read(*phrases) == days


def test_a_year_comes_from_the_text_or_from_the_publication():
    text = "2020年12月28日至2021年1月2日居家。1月3日"
    assert read("2020年12月28日至2021年1月2日", "1月3日", text=text) == "2021-01-03"
    assert read("12月27日", text=text) == "2020-12-27"
    assert read("2020年12月30日至31日", text=text) == "2020-12-30..2020-12-31"
    assert read("12月31日至1月2日", published="2021-01-05") == "2020-12-31..2021-01-02"
    assert read("1月5日", published="2021-01-05") == "2021-01-05"
    assert read("2月29日", published="2021-03-01") == "2020-02-29"
    assert read("12月31日", "次日", published="2021-01-05") == "2021-01-01"


@pytest.mark.parametrize(
    ("phrase", "times"),
    [
        ("17时30分", ("17:30", "")),
        ("7:00", ("07:00", "")),
        ("15：30", ("15:30", "")),
        ("8时许", ("08:00", "")),
        ("9点半左右", ("09:30", "")),
        ("下午3点", ("15:00", "")),
        ("晚9时", ("21:00", "")),
        ("中午12点", ("12:00", "")),
        ("凌晨2时", ("02:00", "")),
        ("17时-20时许", ("17:00", "20:00")),
        ("8:00-17：30", ("08:00", "17:30")),
        ("下午2时至4时", ("14:00", "16:00")),
        ("25时", ("", "")),
    ],
)
def test_times(phrase, times):
    assert part("CLOCKS").fullmatch(phrase)
    assert clocks(phrase) == times


@pytest.mark.parametrize(
    ("reads", "text", "number", "carriage", "seat"),
    [
        (train, "G8087次列车", "G8087", "", ""),
        (train, "2257次火车", "2257", "", ""),
        (train, "G457/15/8B/8C", "G457", "15", "8B、8C"),
        (train, "K206/9", "K206", "9", ""),
        (train, "T254/11车", "T254", "11", ""),
        (train, "G1271/03车厢", "G1271", "3", ""),
        (train, "G1882次/4车/13F", "G1882", "4", "13F"),
        (train, "K102/9/31/32", "K102", "9", "31、32"),
        (train, "G5607/2/D", "G5607", "2", "D"),
        (train, "T182火车/座次04车/085号", "T182", "4", "085"),
        (train, "K7113L列车", "K7113L", "", ""),
        (train, "Z204/Z203次", "Z204/Z203", "", ""),
        (train, "K1303/2次列车", "K1303/2", "", ""),
        (flight, "SU1700-B航班", "SU1700-B", "", ""),
        (flight, "JD5137/7E", "JD5137", "", "7E"),
        (flight, "SU1702航班", "SU1702", "", ""),
        (flight, "S7-6210次航班", "S7-6210", "", ""),
        (bus, "267路公交车", "267", "", ""),
        (bus, "1001路公交车", "1001", "", ""),
        (bus, "郊6路", "郊6", "", ""),
        (bus, "231公交车", "231", "", ""),
        (bus, "3线公交车", "3", "", ""),
        (metro, "地铁3号线", "3", "", ""),
        (metro, "S1号线", "S1", "", ""),
        (metro, "地铁四号线", "四", "", ""),
        (coach, "机场大巴3号线", "3", "", ""),
        (coach, "AB228大巴车", "AB228", "", ""),
    ],
)
def test_vehicles(reads, text, number, carriage, seat):
    """Each is one token of its kind, and read into its parts."""
    assert [VEHICLES[token.type] for token in tokens(f"乘坐{text}")[1:]] == [reads]
    assert reads(text)[1:] == (number, carriage, seat)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("（3车厢）", ("3", "")),
        ("(2车厢004A号)", ("2", "004A")),
        ("14车厢4号上铺", ("14", "4")),
        ("2车12A座", ("2", "12A")),
        ("座位号34L", ("", "34L")),
        ("（40L座位）", ("", "40L")),
        ("（1车厢8A、8C）", ("1", "8A、8C")),
        ("9车厢硬卧13下铺和14下铺", ("9", "13、14")),
        ("座位号5F5E", ("", "5F、5E")),
        ("座位号07.11", ("", "07.11")),
        ("软卧10车箱", ("10", "")),
        ("（10车10排）", ("10", "10排")),
        ("7车厢(无座)", ("7", "无座")),
    ],
)
def test_carriage_and_seat(text, told):
    assert part("SEAT").fullmatch(text)
    assert carriage_and_seat(text) == told


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("某超市", ["超市"]),
        ("2元店、日杂摊位（室外）、面包店", ["2元店", "日杂摊位（室外）", "面包店"]),
        ("甲超市和乙医院", ["甲超市", "乙医院"]),
        ("呼和浩特市和林格尔县", ["呼和浩特市和林格尔县"]),
        ("定点医院进行进一步", ["定点医院"]),
        ("3天", []),
        ("早点铺2-3次", ["早点铺"]),
        ("姨母家9人", ["姨母家"]),
        ("幼儿园的", ["幼儿园"]),
        ("医院再次", ["医院"]),
        ("门口", []),
        ("其他公共场所", []),
        ("丈夫陪同下", []),
        ("后", []),
    ],
)
def test_names_of_places(text, names):
    assert list(names_of(text)) == names


def types(text: str) -> list[str]:
    return [token.type for token in tokens(text)]


def test_the_longest_word_is_taken_and_none_that_names_a_place():
    assert types("理发") == ["act"]
    assert types("理发店") == []
    assert "act" not in types("到集中隔离点")
    assert types("到家")[-1] == "back_home"
    assert "back_home" not in types("到家乐福")
    assert types("阳性") == ["positive"]
    assert types("阴性证明") == ["no_result"]


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("在对重点人员进一步排查中", "AMONG"),
        ("接到县疾控中心电话", "TOLD"),
        ("给其妻子", "FOR"),
        ("为住院的父亲", "FOR"),
        ("109大巴车", "COACH"),
        ("黑A-T05705", "PLATE"),
        ("(黑ZTT07)", "PLATE"),
        ("车牌号RQ1880", "PLATE"),
        ("4134次列车", "TRAIN"),
        ("小吃", "in_a_name"),
        ("驾校", "in_a_name"),
        ("仓买", "in_a_name"),
        ("往返于", "to"),
        ("明确诊断", "not_a_way"),
        ("去过", "to"),
    ],
)
def test_a_token_by_itself(text, type):
    assert [(token.type, token.text) for token in tokens(text)] == [(type, text)]


@pytest.mark.parametrize("text", ["在对面", "给两人", "接到朋友", "45座大巴"])
def test_what_begins_like_a_part_and_is_none(text):
    assert not {"AMONG", "FOR", "TOLD", "COACH"} & set(types(text))


def test_a_heading_ends_at_its_colon_and_a_stop_may_be_named_by_its_line():
    assert types("轨迹如下：7月20日") == ["heading", "STOP", "DAYS"]
    assert "HALT" in types("到22路公交车东关站")
    assert "HALT" not in types("到22路公交车换乘去东关站")


@pytest.mark.parametrize(("text", "is_one"), [("乘坐D18返回", True), ("D18次", True), ("阳光小区D18姨母家", False)])
def test_a_letter_and_digits_are_a_train_where_a_ride_is_told(text, is_one):
    assert ("TRAIN" in types(text)) == is_one


def test_a_motorway_is_no_flight():
    assert "FLIGHT" in types("乘坐SZ9902")
    assert "FLIGHT" not in types("于SZ9902东乡高速出口")


def test_what_has_the_form_of_two_means_is_what_the_words_beside_it_say():
    assert "TRAIN" in types("乘坐G1272，G1274返回")
    assert "FLIGHT" in types("乘坐G51274次航班")
    assert "BUS" in types("转乘K516公交车")
    assert types("汽车AB232") == ["means", "COACH"]
    assert types("乘车牌835汽车")[1] == "PLATE"


@pytest.mark.parametrize("text", ["第54号确诊病例", "1号楼", "9-1号病房", "安静街82号居住", "地铁3号线", "10路公交车"])
def test_numbers_that_are_no_days(text):
    assert "DAYS" not in types(text)


def test_tokens_stand_where_they_say():
    text = "1月3日8时30分乘坐G8087次列车（3车厢）到大连，次日核酸检测阴性。"
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
    assert types(text) == [
        "DAYS", "CLOCKS", "ride", "TRAIN", "SEAT", "to", "COMMA", "relative", "test", "negative", "STOP"
    ]  # fmt: skip
