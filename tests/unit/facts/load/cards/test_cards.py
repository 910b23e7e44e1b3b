"""Exports of report cards into the ledger: first reports, corrections, reviews, deletions, duplicates, in any order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import load as loading
from lianfang.facts.identities import sealed_value
from lianfang.facts.recorder import Recorder

from .made import card, export

pytestmark = pytest.mark.django_db

Loaded = Callable[..., Any]
AT = datetime(2021, 1, 10, 8, tzinfo=UTC)
KINDS = ("person", "case", "outcome", "action")
SAMPLES = Path(__file__).parent / "samples"

YESTERDAY = [
    card(),
    card(
        卡片ID="5000002",
        卡片编号="2301272021-00002",
        患者姓名="李四",
        有效证件号="",
        性别="女",
        联系电话="13900000002",
        出生日期="1990-05-06",
        年龄="30岁",
        病例分类="确诊病例",
    ),
]
REVIEWED = card(病例分类="确诊病例", 诊断时间="2021-01-06 16:00:00", 订正报告时间="2021-01-06 17:00:00",
                订正前诊断时间="2021-01-05 09:00:00", 县区审核时间="2021-01-05 11:00:00", 发病日期="2021-01-02",
                审核状态="县区已审核")  # fmt: skip
DELETED = YESTERDAY[1] | {
    "卡片状态": "已删除卡",
    "删除时间": "2021-01-07 09:00:00",
    "删除原因": "重卡",
}


def local(day: int, hour: int = 0) -> datetime:
    return datetime(2021, 1, day, hour, tzinfo=UTC) - timedelta(hours=8)


def known(kind: str, at: datetime = AT) -> pl.DataFrame:
    """The facts of a kind as the machine sees them: all areas'."""
    with machine_session():
        return facts.known_by(at, [kind])[kind]


def figures(answer: Any) -> tuple[int, int, int, int, int]:
    return answer.rows, answer.loaded, answer.unchanged, answer.corrected, answer.rejected


def ledger() -> dict[str, list[tuple[datetime, list[tuple[Any, ...]]]]]:
    """What is known of each kind from each moment at which that changed; subjects by the cards they have.

    Left out is what tells one writing from another: ids, and when, in which file and why a fact was written.
    """
    cards = known("card")
    case_of = {row["subject"]: row["card"] for row in cards.sort("card", descending=True).iter_rows(named=True)}
    person_of = {row["person"]: row["card"] for row in cards.sort("card", descending=True).iter_rows(named=True)}
    hidden = {"id", "recorded_at", "source", "reason", "request", "original", "supersedes"}
    names = {**case_of, **person_of}
    with machine_session():
        moments = sorted({moment for kind in KINDS for moment in _moments(kind)})
        told: dict[str, list[tuple[datetime, list[tuple[Any, ...]]]]] = {}
        for kind in KINDS:
            for moment in moments:
                frame = facts.known_by(moment, [kind])[kind]
                rows = sorted(
                    tuple((c, str(names.get(row[c], row[c]))) for c in frame.columns if c not in hidden)
                    for row in frame.iter_rows(named=True)
                )
                so_far = told.setdefault(kind, [])
                # A moment at which something was only put elsewhere in its thread changes nothing that was known.
                if rows != (so_far[-1][1] if so_far else []):
                    so_far.append((moment, rows))
    persons = sorted(person_of, key=lambda person: person_of[person])
    told["telephone"] = [(AT, [(person_of[p], sealed_value(p, "telephone")) for p in persons])]
    return told


def _moments(kind: str) -> list[datetime]:
    from lianfang.facts.tables import model_of

    return list(model_of(kind).objects.values_list("known_at", flat=True))


def test_first_reports_become_people_cases_and_reports(areas: None, loaded: Loaded) -> None:
    assert figures(loaded("cards", export(YESTERDAY))) == (2, 2, 0, 0, 0)
    cases = known("case").sort("number")
    assert cases["classification"].to_list() == ["suspected", "confirmed"]
    assert cases["number"].to_list() == ["2301272021-00001", "2301272021-00002"]
    assert cases["disease"].unique().to_list() == ["covid19"]
    assert cases["responsible"].to_list() == ["230127001", "230127001"]
    assert cases["known_at"].to_list() == [local(5, 10)] * 2
    assert known("person")["name"].sort().to_list() == sorted(["张三", "李四"])
    assert known("action")["action"].to_list() == ["network_report"] * 2
    assert figures(loaded("cards", export(YESTERDAY))) == (2, 0, 2, 0, 0)


def test_a_revision_a_review_and_a_deletion_are_corrections_known_at_their_own_times(
    areas: None, loaded: Loaded
) -> None:
    loaded("cards", export(YESTERDAY))
    assert figures(loaded("cards", export([REVIEWED, DELETED]))) == (2, 0, 0, 2, 0)
    cases = known("case").sort("occurred_from")
    assert cases["classification"].to_list() == ["suspected", "confirmed"], "of the deleted card nothing stands"
    assert cases["onset"].to_list()[1].isoformat() == "2021-01-02"
    assert known("case", local(6, 16)).height == 2, "before the deletion both stood, the second suspected one as such"
    actions = known("action")
    assert sorted(actions["action"].to_list()) == ["network_report", "network_report", "review"]
    assert actions.filter(pl.col("action") == "review")["note"].to_list() == ["县区审核"]
    assert known("person").height == 2, "whom a deleted card told of is a person still"


def test_yesterday_and_today_in_any_order_and_in_one_file_give_the_same_ledger(areas: None, loaded: Loaded) -> None:
    files = [export(YESTERDAY), export([REVIEWED]), export([DELETED, card(卡片ID="5000003", 死亡日期="2021-01-08")])]
    told = []
    orders = list(permutations(files))
    for order in (orders[0], orders[2], orders[5]):
        with transaction.atomic():
            for text in order:
                loaded("cards", text)
            told.append(ledger())
            transaction.set_rollback(True)
    assert told[1] == told[0]
    assert told[2] == told[0]


STATES = st.lists(
    st.builds(
        card,
        卡片ID=st.sampled_from(["5000001", "5000002"]),
        病例分类=st.sampled_from(["疑似病例", "确诊病例"]),
        诊断时间=st.sampled_from(["2021-01-05 09:00", "2021-01-06 09:00"]),
        订正报告时间=st.sampled_from(["", "2021-01-06 12:00", "2021-01-07 12:00"]),
        县区审核时间=st.sampled_from(["", "2021-01-05 13:00"]),
        删除时间=st.sampled_from(["", "", "2021-01-08 12:00"]),
        死亡日期=st.sampled_from(["", "2021-01-07"]),
        发病日期=st.sampled_from(["", "2021-01-02", "2021-01-03"]),
        联系电话=st.sampled_from(["", "13900000001", "13900000003"]),
    ),
    min_size=2,
    max_size=3,
)


# Without shrinking: each try takes the database a second, and test_threads.py finds the smallest example.
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(states=STATES, random=st.randoms(use_true_random=False))
def test_the_order_of_files_makes_no_difference(
    areas: None, loaded: Loaded, states: list[dict[str, str]], random: Any
) -> None:
    """On the database itself; test_threads.py tries many more on a ledger in memory."""
    shuffled = list(states)
    random.shuffle(shuffled)
    told = []
    for files in ([states], [[each] for each in shuffled]):
        with transaction.atomic():
            for cards in files:
                assert loaded("cards", export(cards)).rejected == 0
            told.append(ledger())
            transaction.set_rollback(True)
    for kind in told[0]:
        assert told[0][kind] == told[1][kind], kind


def test_a_card_seen_only_when_it_was_deleted_is_of_the_same_case_in_either_order(areas: None, loaded: Loaded) -> None:
    deleted = card(卡片ID="5000001", 诊断时间="2021-01-06 09:00", 删除时间="2021-01-08 12:00", 死亡日期="2021-01-07")
    other = card(卡片ID="5000002", 病例分类="确诊病例", 订正报告时间="2021-01-06 12:00", 发病日期="2021-01-02")
    told = []
    for files in ([[deleted, other]], [[deleted], [other]], [[other], [deleted]]):
        with transaction.atomic():
            for cards in files:
                loaded("cards", export(cards))
            told.append(ledger())
            transaction.set_rollback(True)
    assert told[1] == told[0]
    assert told[2] == told[0]


def test_two_cards_of_one_person_and_disease_are_one_case(areas: None, loaded: Loaded) -> None:
    again = card(
        卡片ID="5000009",
        卡片编号="2301272021-00009",
        报告单位="哈尔滨市第一医院",
        报告卡录入时间="2021-01-05 15:00",
        诊断时间="2021-01-05 14:00",
    )
    loaded("cards", export([card(), again]))
    assert known("case")["subject"].n_unique() == 1
    assert known("case")["number"].unique().to_list() == ["2301272021-00001"]
    assert known("action").height == 2
    loaded("cards", export([again | {"卡片状态": "已删除卡", "删除时间": "2021-01-06 08:00", "删除原因": "重卡"}]))
    assert known("case").height == 1, "the first card stands"
    later = card(
        卡片ID="5000010", 发病日期="2021-03-20", 诊断时间="2021-03-21 09:00", 报告卡录入时间="2021-03-21 10:00"
    )
    with pytest.raises(AssertionError):
        assert loaded("cards", export([later])).rejected == 0, "it lies in the future of this test's clock"


def test_a_case_that_a_desk_had_recorded_gets_its_card_and_keeps_its_number(areas: None, loaded: Loaded) -> None:
    text = "病例编号,姓名,证件号码,病例分类,诊断时间,来源\nM7,张三,000127198003041230,疑似,2021-01-05 08:00,本地\n"
    loaded("linelist", text, disease="covid19")
    loaded("cards", export([card()]))
    cases = known("case")
    assert cases["subject"].n_unique() == 1
    assert set(cases["number"]) == {"M7"}
    assert cases["origin"].drop_nulls().to_list() == ["local"]


def test_what_an_investigator_corrected_is_not_overwritten_by_a_review(areas: None, loaded: Loaded) -> None:
    loaded("cards", export([card()]))
    case = known("case").row(0, named=True)
    corrected = {"case": case["subject"], "person": case["person"], "case.supersedes": case["id"],
                 "case.onset": "2021-01-01", "case.reason": "流调核实"}  # fmt: skip
    by = Recorder("cdc", "230127", None)
    assert facts.record("case", [corrected], by, "page", uuid4(), datetime(2021, 1, 5, 7, tzinfo=UTC)).corrected == 1
    loaded("cards", export([card(县区审核时间="2021-01-05 11:00")]))
    assert known("case")["onset"].to_list()[0].isoformat() == "2021-01-01"
    loaded(
        "cards", export([card(县区审核时间="2021-01-05 11:00", 发病日期="2020-12-31", 订正报告时间="2021-01-06 09:00")])
    )
    assert known("case")["onset"].to_list()[0].isoformat() == "2020-12-31"


def test_a_preview_says_what_each_row_would_do_and_records_nothing(areas: None, loaded: Loaded) -> None:
    loaded("cards", export(YESTERDAY))
    shown = loaded(
        "cards", export([REVIEWED, YESTERDAY[1], card(卡片ID="5000004", 患者姓名="王五", 有效证件号="")]), dry=True
    )
    assert {row.row: row.state for row in shown.rows} == {4: "corrected", 5: "unchanged", 6: "loaded"}
    assert known("case").height == 2


def test_the_two_sample_files_load_in_the_layout_of_the_real_export(areas: None) -> None:
    """GB18030, two lines above the header, dots for blanks: those reported here, and residents reported elsewhere."""
    here = loading.load("cards", SAMPLES / "reported_here.csv", loading.Options(), AT)
    elsewhere = loading.load("cards", SAMPLES / "residents_reported_elsewhere.csv", loading.Options(), AT)
    assert figures(here) == (6, 6, 0, 0, 0)
    assert figures(elsewhere) == (3, 2, 1, 0, 0), "one of them stands in both files"
    assert not here.remarks
    assert sorted(known("case")["disease"].unique().to_list()) == ["covid19", "hand_foot_mouth", "influenza"]
    assert known("outcome").height == 1
    assert known("case").filter(pl.col("responsible").is_null()).height == 1, "who lives elsewhere is of no area here"


def test_every_cell_of_a_card_is_kept_sealed(areas: None, loaded: Loaded) -> None:
    import json

    from lianfang.access.ciphers import decrypted
    from lianfang.facts.models import Card

    loaded("cards", export([card()]))
    with machine_session():
        kept = Card.objects.get()
    assert b"13900000001" not in bytes(kept.cells)
    cells = json.loads(decrypted([kept.cells])[0])
    assert cells == {name: value for name, value in card().items() if value}


BAD: tuple[tuple[dict[str, str], str, str], ...] = (
    ({"疾病名称": "怪病"}, "疾病名称", "is no disease here"),
    ({"病例分类": "也许"}, "病例分类", "is none of"),
    ({"病例分类": ""}, "病例分类", "病例分类 / Classification is missing"),
    ({"诊断时间": "昨天"}, "诊断时间", "is not a date"),
    ({"诊断时间": ""}, "诊断时间", "诊断时间 / Classified is missing"),
    ({"诊断时间": "2021-02-30"}, "诊断时间", "is not a day of the calendar"),
    ({"报告卡录入时间": ""}, "报告卡录入时间", "报告卡录入时间 / Entered is missing"),
    ({"报告卡录入时间": "2031-01-05 10:00"}, "报告卡录入时间", "lies in the future"),
    ({"订正报告时间": "2021-01-05 08:00"}, "订正报告时间", "is before the card was entered"),
    ({"卡片状态": "已删除卡"}, "删除时间", "删除时间 / Deleted is missing"),
    ({"有效证件号": "000127198003041235"}, "有效证件号", "has the wrong check digit"),
    ({"有效证件号": "13900000001"}, "有效证件号", "has 11 characters"),
    ({"联系电话": "没有号码可填写此处"}, "联系电话", "is not a telephone number"),
    ({"患者姓名": ""}, "患者姓名", "患者姓名 / Name is missing"),
    ({"患者姓名": "张三、李四"}, "患者姓名", "holds more than one value"),
    ({"发病日期": "2021-01-09"}, "发病日期", "is after the report"),
    ({"卡片ID": ""}, "卡片ID", "卡片ID / Card is missing"),
    ({"年龄": "很大"}, "年龄", "is not a number"),
)


def test_bad_cards_come_back_with_what_is_wrong_and_the_good_one_is_loaded(areas: None, loaded: Loaded) -> None:
    answer = loaded("cards", export([YESTERDAY[1], *(card(**said) for said, _, _ in BAD)]))
    assert figures(answer) == (len(BAD) + 1, 1, 0, 0, len(BAD))
    for found, (place, (said, column, why)) in zip(answer.rejections, enumerate(BAD, start=5), strict=True):
        assert (found.row, found.column) == (place, column), said
        assert found.reason.startswith(why), said
    assert known("person").height == 1
    assert "reason" in answer.rejects.columns
