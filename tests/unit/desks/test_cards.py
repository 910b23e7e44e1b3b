"""The page that compares the national system with what stands here, by name; and a case as a report card."""

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianfang.access.models import AuditLine
from lianfang.access.session import machine_session
from lianfang.facts import load as loading
from lianfang.facts.load.cards import HEADERS
from lianfang.situation.refresh import rebuild

from .conftest import NOON

pytestmark = pytest.mark.django_db

MADE = {
    "卡片编号": "2312992021-00001",
    "卡片状态": "未终审卡",
    "有效证件号": "000127198003041230",
    "性别": "男",
    "出生日期": "1980-03-04",
    "联系电话": "13900000001",
    "现住地址国标": "23129901",
    "现住详细地址": "青禾县河东镇人民路1号",
    "人群分类": "教师",
    "病例分类": "确诊病例",
    "发病日期": "2021-01-03",
    "诊断时间": "2021-01-05 09:00",
    "疾病名称": "新型冠状病毒感染的肺炎",
    "报告单位": "县人民医院",
    "报告卡录入时间": "2021-01-05 10:00",
    "填卡医生": "王医生",
}


@pytest.fixture
def export(tmp_path: Path) -> Callable[[Iterable[dict[str, str]]], None]:
    """Loads cards that say this beside what is made up, and derives what follows."""

    def load(cards: Iterable[dict[str, str]]) -> None:
        rows = [",".join((MADE | card).get(name, "") or "." for name in HEADERS) for card in cards]
        path = tmp_path / "export.csv"
        path.write_text(
            "\n".join(["传染病报告卡", "导出时间：2021-01-10", ",".join(HEADERS), *rows]), encoding="gb18030"
        )
        assert loading.load("cards", path, loading.Options(area="231299"), NOON).rejected == 0
        with machine_session():
            rebuild(NOON)

    return load


def sections(client: Client) -> dict[str, list[str]]:
    """The names of each section of the page."""
    found = client.get(reverse("cards:today"))
    assert found.status_code == 200
    return {
        section: [line.name for line in lines] for section, _title, _note, _shown, lines in found.context["sections"]
    }


def test_who_is_in_one_and_not_in_the_other_stands_there_by_name(
    story: Callable[..., Any], signed_in: Callable[..., Client], export: Callable[..., None]
) -> None:
    story()
    export(
        [
            {"卡片ID": "1", "患者姓名": "张三"},
            {"卡片ID": "2", "患者姓名": "李四", "有效证件号": "", "联系电话": "13900000002", "出生日期": "1990-05-06",
             "卡片编号": "", "病例分类": "疑似病例"},
            {"卡片ID": "3", "患者姓名": "张三", "卡片编号": "", "报告卡录入时间": "2021-01-05 12:00"},
        ]
    )  # fmt: skip
    client = signed_in("cdc")
    assert sections(client) == {
        "not_reported": ["陈000"], "differs": [], "deleted": [], "not_here": [], "twice": ["张三", "张三"],
    }  # fmt: skip
    # One of the two is deleted there; of the other, the onset was corrected here.
    export(
        [
            {
                "卡片ID": "3",
                "患者姓名": "张三",
                "卡片编号": "",
                "卡片状态": "已删除卡",
                "删除时间": "2021-01-06 09:00",
                "删除原因": "重卡",
            }
        ]
    )
    case = client.get(reverse("cards:today") + "?export=csv")
    assert "陈000" in case.content.decode("utf-8-sig")
    assert sections(client)["twice"] == []


def _numbered(n: int) -> dict[str, str]:
    who = {"患者姓名": f"张{n:03}", "有效证件号": "", "联系电话": f"139000{n:05}", "出生日期": f"19{50 + n}-01-01"}
    return {"卡片ID": f"{n}", "卡片编号": f"N{n}", "死亡日期": "2021-01-07"} | who


def test_as_many_questions_for_twenty_cards_as_for_ten(
    signed_in: Callable[..., Client], export: Callable[..., None]
) -> None:
    client, counts = signed_in("cdc"), []
    for first in (0, 10):
        export(_numbered(n) for n in range(first, first + 10))
        sections(client)
        with CaptureQueriesContext(connection) as asked:
            sections(client)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_case_is_printed_and_copied_as_a_report_card(
    story: Callable[..., Any], signed_in: Callable[..., Client], export: Callable[..., None]
) -> None:
    told = story()
    client = signed_in("cdc")
    address = reverse("cards:card", args=[told["case"][0]])
    shown = client.get(address)
    assert shown.status_code == 200
    assert "13800000000" not in shown.content.decode()
    assert set(shown.context["missing"]) == {"有效证件号", "现住详细地址", "人群分类"}
    opened = client.post(address)
    row = opened.context["row"].split("\t")
    assert row[0] == "陈000"
    assert "13800000000" in row
    with machine_session():
        assert AuditLine.objects.filter(action="open report card").exists()
    paper = client.post(address, {"form": "docx"})
    cells = [cell.text for line in docx.Document(io.BytesIO(paper.content)).tables[0].rows for cell in line.cells]
    assert "陈000" in cells
    assert "（缺，请补填）" in cells
    assert client.post(address, {"form": "pdf"}).content.startswith(b"%PDF")
    assert client.post(address, {"form": "exe"}).status_code == 404
    assert signed_in("cdc", neighbour=True).get(address).status_code == 404
    assert signed_in("laboratory").get(address).status_code == 404


def test_a_section_shows_its_first_lines_and_pages_the_rest(
    story: Callable[..., Any], signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    story(5)
    monkeypatch.setattr("lianfang.desks.cards.views.ROWS", 2)
    client = signed_in("cdc")
    names = sections(client)["not_reported"]
    assert "?section=not_reported" in client.get(reverse("cards:today")).content.decode()
    found = []
    for number in (1, 2, 3):
        answer = client.get(reverse("cards:today") + f"?section=not_reported&page={number}")
        [(only, _title, _note, shown, lines)] = answer.context["sections"]
        assert only == "not_reported" and shown.number == number
        found += [line.name for line in lines]
    assert found[:2] == names and sorted(found) == [f"陈{number:03d}" for number in range(5)]
    everything = client.get(reverse("cards:today") + "?export=csv").content.decode("utf-8-sig")
    assert all(name in everything for name in found)
