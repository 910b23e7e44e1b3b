"""The investigation form: what facts hold is shown and not asked, the rest is typed once, and printed."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from lianfang.access.models import AuditLine
from lianfang.access.session import machine_session
from lianfang.facts import known_by
from lianfang.reports.investigation_paper import InvestigationPaper, Line, Listed, Section, document

from .conftest import NOON

TYPED = {
    "document": "无法出示",
    "occupation": "教师",
    "workplace": "不详",
    "address": "人民路1号",
    "other_symptoms": "无",
    "travel": "省城",
    "travel_back": "2020-12-30",
    "case_number": "QH-001",
    "last_contact": "2021-01-01",
    "setting": "拒答",
    "origin": "import_related",
    "contacts_told": "两个",
    "investigated": "1",
}


@pytest.mark.django_db
def test_only_what_is_missing_is_asked_and_what_was_asked_in_vain_is_asked_no_more(
    story: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    told = story(2)
    case, person = told["case"][0], str(told["person"][0])
    client = signed_in("cdc")
    address, fill = reverse("investigation:form", args=[case]), reverse("investigation:fill", args=[case])
    shown = client.get(address)
    missing = [line.question.column for line in shown.context["missing"]]
    assert missing == [
        "person.identity_number", "person.address", "person.occupation", "person.workplace", "symptom.symptom",
        "journey.origin_place", "exposure.case_number", "case.setting", "case.exposed_from", "case.exposed_until",
        "case.contacts_told",
    ]  # fmt: skip
    page = shown.content.decode()
    assert 'name="onset"' not in page and 'name="name"' not in page and "13800000000" not in page

    # One field that cannot be: nothing is recorded, what was typed stays in its place.
    refused = client.post(fill, TYPED)
    assert refused.status_code == 422 and "两个" in refused.content.decode() and "教师" in refused.content.decode()
    assert len(client.get(address).context["missing"]) == len(missing)

    done = client.post(fill, TYPED | {"contacts_told": "2"}, follow=True)
    # What the form did not ask (the origin is known) is not taken from it either.
    assert [line.question.column for line in done.context["missing"]] == []
    with machine_session():
        kinds = ("person", "case", "symptom", "journey", "exposure", "unanswered", "action")
        facts = known_by(NOON + timedelta(hours=1), kinds, {"case": [str(case)], "person": [person]})
    [who] = facts["person"].to_dicts()
    assert (who["name"], who["occupation"], who["workplace"]) == ("陈000", "教师", None)
    [now] = facts["case"].to_dicts()
    assert (now["contacts_told"], now["origin"], now["number"]) == (2, "local", "QH-000")
    vain = {row["question"]: row["answer"] for row in facts["unanswered"].to_dicts()}
    assert vain == {"person.workplace": "unknown", "symptom.symptom": "none", "case.setting": "refused"}
    own = [row for row in facts["exposure"].to_dicts() if row["person"] == person]
    assert [row["case_number"] for row in own] == ["QH-001"]
    assert facts["journey"]["origin_place"].to_list() == ["省城"]
    assert facts["action"]["action"].to_list() == ["case_investigation"]

    again = client.get(address + "?again=case.setting")
    assert [line.question.column for line in again.context["missing"]] == ["case.setting"]
    client.post(fill, {"again": "case.setting", "setting": "棋牌室"})
    values = {line.question.column: line.value for line in _lines(client, address)}
    assert values["case.setting"] == "棋牌室" and values["case.exposed_from"] == "2021-01-01"

    assert (
        reverse("investigation:form", args=[case]) in client.get(reverse("dossier:case", args=[case])).content.decode()
    )
    print_at = reverse("investigation:paper", args=[case])
    paper = docx.Document(io.BytesIO(client.post(print_at, {"form": "docx"}).content))
    cells = [cell.text for table in paper.tables for line in table.rows for cell in line.cells]
    assert {"陈000", "13800000000", "人民路1号", "不详", "棋牌室", "李0000", "13900000000", "S-0000"} <= set(cells)
    assert client.post(print_at, {"form": "pdf"}).content.startswith(b"%PDF")
    assert client.post(print_at, {"form": "exe"}).status_code == 404
    with machine_session():
        assert AuditLine.objects.filter(action="print investigation form").exists()
    # Who reads it and does not fill it in finds no fields.
    assert "<input name=" not in signed_in("commander").get(address).content.decode()
    assert signed_in("cdc", neighbour=True).get(address).status_code == 404


def _lines(client: Client, address: str) -> list[Any]:
    sections = client.get(address).context["sections"]
    return [row.line for _title, rows in sections for row in rows]


def test_what_is_missing_is_marked_on_paper_and_an_answer_in_vain_is_not() -> None:
    lines = (Line("姓名", "陈一", "told"), Line("职业", "", "missing"), Line("感染场所", "不详", "in_vain"),
             Line("转归", "", "open"))  # fmt: skip
    listed = Listed("密接", (("姓名", 1),), (("李二",),), more=3)
    paper = InvestigationPaper("QH-1", "陈一", "新冠肺炎", "县疾控", (Section("基本情况", lines),), (listed,), NOON)
    made = document(paper, "zh")
    form, contacts = made.tables
    assert [row[1] for row in form.rows] == ["陈一", "（缺，请询问）", "不详", ""]
    assert form.strong == frozenset({1})
    assert contacts.title == "密接（4）" and "3" in contacts.note
    assert "尚缺1项：职业" in str(made.blocks[0])
    assert "1 still to be asked" in str(document(paper, "en").blocks[0])
