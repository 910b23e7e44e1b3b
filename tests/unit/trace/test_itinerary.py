"""Itineraries read whole: what each sentence tells, and what it does not. The texts are invented."""

import json
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from itineraries.scoring import CUE, SETS, labels, scores
from lianfang import cli
from lianfang.trace.itinerary import COLUMNS, KINDS, read
from lianfang.trace.itinerary.scanner import words
from lianfang.vocabulary.mistakes import Mistake

SHOWN = ("place", "transport", "number", "carriage", "seat", "origin", "destination", "result", "companions")


def told(text: str) -> list[str]:
    """A line a row: dates, times, kind, and what else there is."""
    lines = []
    for row in read(text).rows:
        days = row.date_from.lstrip("-") + (f"..{row.date_to.lstrip('-')}" if row.date_to != row.date_from else "")
        time = "-".join(time for time in (row.time_from, row.time_to) if time)
        more = [f"{name}={getattr(row, name)}" for name in SHOWN if getattr(row, name)]
        lines.append(" ".join(word for word in (days, time, row.kind, *more) if word))
    return lines


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1月3日至7日居家无外出。", ["01-03..01-07 stay place=家"]),
        (
            "1月9日居家，期间3日、5日2次核酸检测均为阴性。",
            ["01-09 stay place=家", "01-03 specimen result=negative", "01-05 specimen result=negative"],
        ),
        (
            "1月5日核酸检测呈阳性，当日由120负压救护车转运至平安市人民医院，诊断为无症状感染者。\n次日诊断为确诊病例（普通型）。",
            [
                "01-05 specimen result=positive",
                "01-05 admission place=平安市人民医院 transport=救护车",
                "01-05 diagnosis result=asymptomatic",
                "01-06 diagnosis result=confirmed",
            ],
        ),
        (
            "4月4日，乘坐XY1702航班，由甲国首都至乙城。",
            ["04-04 travel transport=飞机 number=XY1702 origin=甲国首都 destination=乙城"],
        ),
        (
            "1月8日20:57乘坐D6928次列车（2车厢004A号）到南站换乘11路公交车至湖畔小区。",
            [
                "01-08 20:57 travel transport=火车 number=D6928 carriage=2 seat=004A destination=南站",
                "01-08 travel transport=公交车 number=11 destination=湖畔小区",
            ],
        ),
        (
            "1月2日8时-11时，与妻子、儿子乘私家车到好日子饭店（东街店）参加婚宴，15时许返回家中未外出。",
            [
                "01-02 08:00-11:00 meal place=好日子饭店（东街店） transport=私家车 companions=妻子、儿子",
                "01-02 15:00 stay place=家",
            ],
        ),
        (
            "1月4日骑电动车到面粉厂上班，中午至本村诊所就诊。",
            ["01-04 work place=面粉厂 transport=电动车", "01-04 medical place=本村诊所"],
        ),
        (
            "1月6日到锦绣小区、信合商厦购物。",
            ["01-06 visit place=锦绣小区", "01-06 visit place=信合商厦"],
        ),
        ("1月7日出现发热、咳嗽症状，无头痛。", ["01-07 symptom"]),
        ("1月8日被转运至集中隔离点进行集中隔离医学观察。", ["01-08 isolation place=集中隔离点"]),
        ("1月9日到市医院采集咽拭子。", ["01-09 medical place=市医院"]),
        ("1月6日9时、9日14时到县医院换药。", ["01-06 09:00 medical place=县医院", "01-09 14:00 medical place=县医院"]),
        (
            "1月4日，8时5分、8时42分和12时57分先后三次至鲜果超市购物。",
            [f"01-04 {time} visit place=鲜果超市" for time in ("08:05", "08:42", "12:57")],
        ),
        (
            "12月24日核酸检测结果为阳性。\n主要行程轨迹如下：\n每天乘坐104路公交车上班。",
            [
                "12-24 specimen result=positive",
                "travel transport=公交车 number=104",
                "work",
            ],
        ),
        ("该患者行动轨迹如下：　　7月20日，13时23分至北街拉面馆就餐。", ["07-20 13:23 meal place=北街拉面馆"]),
        (
            "1月1日至9日居村无外出，期间4次检测结果均为阴性。",
            [
                "01-01..01-09 stay place=村",
                "01-01..01-09 specimen result=negative",
            ],
        ),
        ("1月1日至3日三次核酸检测均为阴性。", [f"01-0{day} specimen result=negative" for day in (1, 2, 3)]),
        ("1月4日-9日，经县疾控中心复核，核酸检测结果呈阳性。", ["01-04..01-09 specimen result=positive"]),
        ("1月9日至10日每日核酸检测结果均为阴性。", [f"01-{day} specimen result=negative" for day in ("09", "10")]),
        ("1月3日，在对重点地区人员进一步排查中，核酸检测结果为阳性。", ["01-03 specimen result=positive"]),
        ("1月3日转运至县医院进一步明确诊断。", ["01-03 admission place=县医院"]),
        ("1月3日在对面超市购物。", ["01-03 visit place=对面超市"]),
        ("1月4日接到县疾控中心电话通知，进行核酸检测。", ["01-04 medical"]),
        ("1月5日到县医院给妻子、姑姑送饭。", ["01-05 visit place=县医院"]),
        ("1月5日到县医院为住院的丈夫送餐。", ["01-05 medical place=县医院"]),
        ("1月6日骑电动车到22路公交车东关站上班。", ["01-06 work place=22路公交车东关站 transport=电动车"]),
        ("1月7日到县医院发热门诊就诊。", ["01-07 medical place=县医院发热门诊"]),
        ("1月8日到南关汽车装具洗车。", ["01-08 visit place=南关汽车装具"]),
        ("1月9日到过东街超市、回民饭店。", ["01-09 visit place=东街超市", "01-09 visit place=回民饭店"]),
        ("1月9日在东村照顾母亲，在门口接收外卖。", ["01-09 stay place=东村"]),
        ("1月9日去照相馆取照片。", ["01-09 visit place=照相馆"]),
        ("1月9日到人民医院就诊，再到天天旺饭店就餐。", ["01-09 medical place=人民医院", "01-09 meal place=天天旺饭店"]),
        ("1月9日自驾车到无极县北苏镇探亲。", ["01-09 visit place=无极县北苏镇 transport=私家车"]),
        (
            "1月9日步行北街市场购物，志勇烧饼店（东门）吃早餐。",
            [
                "01-09 visit place=北街市场 transport=步行",
                "01-09 meal place=志勇烧饼店（东门）",
            ],
        ),
        ("1月9日由120急救车送增村镇卫生院就诊。", ["01-09 medical place=增村镇卫生院 transport=救护车"]),
        ("1月9日在奶奶家未外出。", ["01-09 stay place=奶奶家"]),
        ("1月9日到过长城医院、兴和饭店。", ["01-09 medical place=长城医院", "01-09 visit place=兴和饭店"]),
        ("1月9日，与17日确诊无症状感染者祝某某到南街。", ["01-09 visit place=南街"]),
        ("1月9日转至12楼9-1号病房隔离观察。", ["01-09 admission place=12楼9-1号病房"]),
        (
            "1月9日，某人乘XY1700航班,自甲城直飞乙城，自述戴口罩。",
            ["01-09 travel transport=飞机 number=XY1700 origin=甲城 destination=乙城"],
        ),
        ("1月9日经抗体检测，结果为阴性。", ["01-09 specimen result=negative"]),
        ("1月9日转为确诊患者。", ["01-09 diagnosis result=confirmed"]),
        (
            "1月9日坐通勤车（17日换乘坐553路公交车）上班。",
            [
                "01-17 travel transport=公交车 number=553",
                "01-09 work transport=班车",
            ],
        ),
        (
            "1月9日打车返回医院（出租车司机已找到）。",
            [
                "01-09 travel transport=出租车 destination=医院",
                "01-09 medical place=医院 transport=出租车",
            ],
        ),
        (
            "1月4日，乘109大巴车至边城。\n1月5日乘坐黑ZZ5705大巴车至山下宾馆集中隔离。",
            [
                "01-04 travel transport=大巴 number=109 destination=边城",
                "01-05 travel transport=大巴 number=黑ZZ5705 destination=山下宾馆",
                "01-05 isolation place=山下宾馆",
            ],
        ),
        (
            "1月4日乘大巴（8:00班车，车牌粤N01956）到乙城，乘12路公交车（车牌号：冀A12345）回村。",
            [
                "01-04 travel transport=大巴 number=粤N01956 destination=乙城",
                "01-04 travel transport=公交车 number=12 destination=村",
                "01-04 stay place=村",
            ],
        ),
        (
            "1月4日驾驶私家车（鄂AND107）到农贸市场，乘坐闽JT3659返回南街家中。",
            [
                "01-04 visit place=农贸市场 transport=私家车 number=鄂AND107",
                "01-04 travel number=闽JT3659 destination=南街家中",
            ],
        ),
        (
            "1月4日到丙城G524次12车8B，转乘D1633次12车11D。",
            [
                "01-04 travel transport=火车 number=G524 carriage=12 seat=8B destination=丙城",
                "01-04 travel transport=火车 number=D1633 carriage=12 seat=11D",
            ],
        ),
        (
            "1月４日乘坐Ｇ１２３４次列车（３车厢）到丙城。",
            ["01-04 travel transport=火车 number=G1234 carriage=3 destination=丙城"],
        ),
        (
            "1月7日14时-8日5时，乘K7040次列车到丁城。1月9日晚至11日居家。",
            [
                "01-07..01-08 14:00-05:00 travel transport=火车 number=K7040 destination=丁城",
                "01-09..01-11 stay place=家",
            ],
        ),
        (
            "1月6日转机CZ9677（18:50-21:00）到乙城机场。",
            [
                "01-06 travel transport=飞机 number=CZ9677 destination=乙城机场",
            ],
        ),
    ],
)
def test_what_is_told(text, rows):
    assert told(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "目前所有同乘人员均按照有关规定集中隔离观察。",
        "对排查到的密切接触者正在实施集中隔离医学观察。",
        "该患者核酸检测阳性前3天以来行动轨迹如下：",
        "无外地旅行史。",
    ],
)
def test_what_is_told_of_others_is_not_told_of_the_person(text):
    assert told(text) == []


def test_a_certificate_is_no_test_and_a_contact_of_a_case_is_no_case():
    assert told("1月9日凭核酸检测阴性证明到市医院做透析。") == ["01-09 medical place=市医院"]
    assert told("1月9日作为确诊病例的密切接触者转运至隔离点。") == ["01-09 isolation place=隔离点"]


def test_what_could_not_be_placed_is_said():
    text = "1月3日居家。\n1月5日某事。"
    assert [text[start:end] for start, end in read(text).unread] == ["1月5日"]


def test_every_kind_of_act_is_a_kind_of_row():
    assert set(words()["act"]) <= set(KINDS)
    assert set(words()["place_kind"]) <= set(KINDS)


def test_reading_loads_no_engine_of_tracing():
    """The pages read itineraries too; what they do not need costs each web process a second and tens of megabytes."""
    asked = "import sys, lianfang.trace.itinerary; print([name for name in ('duckdb', 'ibis') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True).stdout == "[]\n"


WORDS = """1月3日 12月31日至1月2日 次日 8时 乘坐 G1次列车 （3车厢） 到 在 由 至 市医院 家中 居家 未外出 购物 就诊
核酸检测 阳性 阴性 诊断为 确诊病例 隔离 转运至 ， 。 、 后 与妻子 🙂 - 7日14时 每天 步行 超市 G457/15/8B、8C
地铁四号线 （17日换乘553路） （车牌号：京AG6035） 粤D2F913 Ｇ１２ 公交车 本村 的 如下： 确诊 某某 号 12 3次 从"""
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join))
def test_any_text_is_read_and_spans_lie_within_it(text):
    read_ = read(text, date(2021, 1, 31))
    for row in read_.rows:
        assert 0 <= row.span_from < row.span_to <= len(text)
        assert row.kind in KINDS
        assert row.date_from <= row.date_to
    assert all(text[start:end] for start, end in read_.unread)


SPOKEN_OF = {"家", "村"}


def test_every_row_of_the_published_notices_can_be_pointed_at(texts):
    """A number, a place or a seat stands within its row's span as it is printed; home is often only meant."""
    for one in map(json.loads, texts.read_text("utf-8").splitlines()):
        for row in read(one["text"]).rows:
            printed = one["text"][row.span_from : row.span_to]
            told = {row.number, row.carriage, row.place, row.origin, row.destination, *row.seat.split("、")}
            assert all(name in printed for name in told - SPOKEN_OF), (one["id"], row, printed)


@pytest.fixture(scope="module")
def texts(shared_data: Path) -> Path:
    return shared_data / "itineraries/itineraries.jsonl"


@pytest.mark.parametrize(
    ("field", "precision", "recall"),
    [("test", 0.97, 0.97), ("diagnosis", 0.97, 0.97), ("number", 0.97, 0.95), ("place", 0.93, 0.93)],
)
def test_labelled_itineraries_are_read_well(texts, field, precision, recall):
    """All sets together; docs/benchmarks.md has those held out apart."""
    both = [scores(texts, which)[field] for which in SETS]
    right, found, wanted = (sum(counts) for counts in zip(*both, strict=True))
    assert right / found >= precision
    assert right / wanted >= recall


def test_no_itinerary_is_in_two_sets():
    assert len({id for which in SETS for id in labels(which)}) == sum(len(labels(which)) for which in SETS)


def test_the_second_set_is_what_the_lot_drew(texts):
    by_id = {str(one["id"]): one["text"] for one in map(json.loads, texts.read_text("utf-8").splitlines())}
    free = sorted(set(by_id) - set(labels("tuned")) - set(labels("held")), key=int)
    whole = random.Random(20261126).sample(free, 60)
    with_rides = [id for id in free if id not in set(whole) and re.search(CUE, by_id[id])]
    assert list(labels("fresh")) == whole + random.Random(20261127).sample(with_rides, 60)


@pytest.mark.parametrize("which", SETS)
def test_a_labelled_place_stands_after_its_day(texts, which):
    """A name that comes back is labelled where it is told of that day, not where it stands first."""
    by_id = {str(one["id"]): one["text"] for one in map(json.loads, texts.read_text("utf-8").splitlines())}
    for id, marked in labels(which).items():
        for label in (label for label in marked if label["field"] == "place" and label["date"]):
            before, day = by_id[id][: int(label["span_from"])], int(label["date"][-2:])
            assert re.search(rf"(?<!\d)0?{day}(?!\d)", before), label


@pytest.fixture
def run(tmp_path: Path):
    def run(content: bytes, *more: str, name: str = "in.txt"):
        if not cli.app.registered_commands:
            cli.discover()
        file = tmp_path / name
        file.write_bytes(content)
        arguments = ["itinerary", str(file), "--out", str(tmp_path / "out.csv"), *more]
        answer = CliRunner().invoke(cli.app, arguments, standalone_mode=False)
        made = tmp_path / "out.csv"
        return answer, pl.read_csv(made, infer_schema=False) if made.exists() else None

    return run


def test_a_text_is_one_itinerary(run):
    answer, rows = run("1月5日核酸检测呈阳性。".encode("gb18030"), "--published", "2021-01-09")
    assert answer.return_value == 0
    assert rows.columns == list(COLUMNS)
    assert rows.select("id", "date_from", "kind", "result", "span_from", "span_to").rows() == [
        ("0", "2021-01-05", "specimen", "positive", "0", "11")
    ]


def test_lines_of_json_keep_their_id_and_bad_ones_are_told(run):
    lines = [{"id": 7, "text": "1月5日居家。"}, {"id": 8, "text": "1月6日居家。", "published": "2021-02-01"}, {"id": 9}]
    content = "\n".join([*(json.dumps(line, ensure_ascii=False) for line in lines), "{x"]).encode()
    answer, rows = run(content, "--json", name="in.jsonl")
    assert answer.return_value == 1
    assert rows.select("id", "date_from").rows() == [("7", "--01-05"), ("8", "2021-01-06")]
    assert [json.loads(line)["id"] for line in answer.stdout.splitlines()] == ["7", "8"]
    told = [line.rpartition("in.jsonl, ")[2] for line in answer.stderr.splitlines()]
    assert told[0].startswith("line 3 has no text") and told[1] == "line 4 is no JSON"


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"", (), "holds no text"),
        (bytes(range(256)), (), "is no text"),
        (b"{x", (), "no line of the file can be used"),
        ("1月5日居家。".encode(), ("--published", "soon"), "write a day as"),
    ],
)
def test_what_cannot_be_used_is_refused(run, content, more, said):
    answer, rows = run(content, *more)
    assert isinstance(answer.exception, Mistake) and said in str(answer.exception)
    assert rows is None
