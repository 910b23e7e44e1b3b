"""Meetings: the briefing from figures, decisions that become tasks, evidence and its acceptance by another."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape

from unit.desks.conftest import NOON

pytestmark = pytest.mark.django_db
# The clock of a test goes on: what a page records is known some seconds after noon.
SOON = NOON + timedelta(minutes=20)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def standing(*tasks: str) -> list[Any]:
    """How these tasks (all, where none is named) stand soon after noon."""
    from lianfang.access.session import machine_session
    from lianfang.facts.standing_tasks import standing_tasks

    with machine_session():
        return standing_tasks(SOON, tasks=tasks or None)


def meetings_held() -> list[Any]:
    """Every meeting known soon after noon."""
    from lianfang.access.session import machine_session
    from lianfang.facts.meetings import meetings

    with machine_session():
        return meetings(SOON)


def decisions(**more: str) -> dict[str, str]:
    """The form of a meeting with two decisions on its first and third line."""
    return {
        "title": "第一次调度会",
        "at": "2021-01-10T08:00",
        "chair": "周建民",
        "lines": "5",
        "0-title": "排查中高风险地区来返人员",
        "0-owner": "河东镇指挥部",
        "0-doer": "王海燕",
        "0-helpers": "公安局",
        "0-deadline": "2021-01-10T18:00",
        "2-title": "隔离点三区两通道改造",
        "2-owner": "QH-CDC",
        "2-deadline": "2021-01-10T11:00",
        **more,
    }


def held(commander: Client) -> str:
    """Records a meeting; the address of its page."""
    answer = commander.post("/meetings/new/", decisions())
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_decisions_of_a_meeting_become_tasks(signed_in: Callable[..., Client], story: Callable[..., Any]) -> None:
    story(1)
    commander = signed_in("commander")
    page = commander.get(held(commander)).content.decode()
    assert "排查中高风险地区来返人员" in page and "隔离点三区两通道改造" in page
    tasks = standing()
    assert [task.fact["origin"] for task in tasks] == ["meeting", "meeting"]
    assert {task.fact["leader"] for task in tasks} == {"刘芳", "赵建国"}
    assert {task.fact["number"] for task in tasks} == {"2021-001", "2021-002"}
    assert {task.state(NOON) for task in tasks} == {"open", "overdue"}
    # The town that owes sees its task and the meeting's name, though the county gave it.
    town = signed_in("town")
    listed = town.get("/tasks/").content.decode()
    assert "排查中高风险地区来返人员" in listed and "隔离点三区两通道改造" not in listed


def test_a_meeting_is_recorded_whole_or_not_at_all(signed_in: Callable[..., Client], story: Callable[..., Any]) -> None:

    story(1)
    commander = signed_in("commander")
    answer = commander.post("/meetings/new/", decisions(**{"2-owner": "没有这个单位"}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "没有这个单位" in page and "隔离点三区两通道改造" in page
    assert not standing() and not meetings_held()
    later = commander.post("/meetings/new/", decisions(at="2021-01-12T08:00"))
    assert later.status_code == 422 and not meetings_held()


def test_more_lines_keep_what_was_typed(signed_in: Callable[..., Client], story: Callable[..., Any]) -> None:
    story(1)
    page = signed_in("commander").post("/meetings/new/", decisions(more="1")).content.decode()
    assert 'name="9-title"' in page and "隔离点三区两通道改造" in page


def test_the_briefing_says_what_is_overdue_and_whose(
    signed_in: Callable[..., Client], story: Callable[..., Any]
) -> None:
    story(2)
    commander = signed_in("commander")
    held(commander)
    page = commander.get("/meetings/briefing/").content.decode()
    assert "第一次调度会" in page and "上次会议决定事项落实" in page
    assert escape("决定2项：超期1项，未到期1项") in page
    assert "/duties/?state=overdue" in page
    compared = commander.get("/meetings/briefing/?compare=1").content.decode()
    assert "累计确诊病例" in compared
    for form, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("txt", "【青禾县".encode())):
        paper = commander.get(f"/meetings/briefing/?form={form}")
        assert paper.status_code == 200 and paper.content.startswith(begins)
    assert commander.get("/meetings/briefing/?form=exe").status_code == 404


def test_a_sentence_opens_its_own_rows_on_a_day_without_new_cases(
    signed_in: Callable[..., Client], story: Callable[..., Any]
) -> None:
    from lianfang.facts import clock
    from lianfang.situation.refresh import rebuild

    story(2)
    quiet = NOON + timedelta(days=2)
    clock.set_to(quiet)
    rebuild(quiet)
    page = signed_in("commander").get("/meetings/briefing/").content.decode()
    said = re.findall(r'<a class="said" href="([^"]*)">([^<]*)</a>', page)
    assert not any("新增确诊病例" in text for _address, text in said if "会议" not in text)
    (contacts,) = [address for address, text in said if text.startswith("累计追踪到密切接触者")]
    assert "figure=cumulative_contacts" in contacts


def test_the_sentence_of_the_asymptomatic_opens_their_rows(
    account: Callable[..., Any], story: Callable[..., Any]
) -> None:
    from lianfang.access.session import machine_session
    from lianfang.desks.meetings.rows import opened_by
    from lianfang.reports.meeting_ledger import briefing
    from lianfang.reports.meeting_wording import parts

    story(2)
    with machine_session():
        made = briefing("231299", now=SOON, compare=False)
    made = replace(made, now=replace(made.now, opening=replace(made.now.opening, asymptomatic=3)))
    situation = parts(made, "zh")[0].sentences
    (asymptomatic,) = [sentence for sentence in situation if "3例无症状感染者" in sentence.text]
    assert "figure=current_asymptomatic" in opened_by(made, "")[asymptomatic.opens]


def test_evidence_has_a_file_and_another_accepts_it(
    signed_in: Callable[..., Client], story: Callable[..., Any]
) -> None:
    story(1)
    commander, town = signed_in("commander"), signed_in("town")
    held(commander)
    task = next(t for t in standing() if t.fact["owner"] == "HD-ZHB")
    bad = io.BytesIO(b"MZ program")
    bad.name = "proof.pdf"
    refused = town.post(f"/tasks/{task.id}/evidence/", {"text": "已排查", "file": bad})
    assert refused.status_code == 422 and "已排查" in refused.content.decode()
    assert not standing(str(task.id))[0].evidence
    good = io.BytesIO(PNG)
    good.name = "台账.pdf"
    assert town.post(f"/tasks/{task.id}/evidence/", {"text": "已排查", "file": good}).status_code == 302
    applied = standing(str(task.id))[0]
    assert applied.state(NOON) == "applied" and applied.evidence[-1]["file_name"] == "台账.png"
    file = commander.get(f"/tasks/{task.id}/evidence/{applied.evidence[-1]['id']}/")
    assert file.content == PNG and file["Content-Type"] == "image/png"
    assert file["Content-Disposition"].startswith("attachment")
    assert signed_in("commander", neighbour=True).get(f"/tasks/{task.id}/").status_code == 404
    commander.post(f"/tasks/{task.id}/acceptance/", {"accepted": "yes"})
    assert standing(str(task.id))[0].state(NOON) == "struck_off"


def test_the_ledger_itself_refuses_ones_own_acceptance(account: Callable[..., Any], story: Callable[..., Any]) -> None:
    from lianfang import facts
    from lianfang.facts.recorder import Recorder

    story(1)
    task = str(uuid4())
    commander = Recorder("commander", "231299", "QH-ZHB")
    given = {
        "task": task,
        "task.title": "排查",
        "task.owner": "QH-CDC",
        "task.deadline": "2021-01-11 08:00",
        "task.occurred_from": "2021-01-10 08:00",
    }
    applied = {"task": task, "evidence.text": "已办", "evidence.occurred_from": "2021-01-10 09:00"}
    accepted = {"task": task, "acceptance.accepted": "是", "acceptance.occurred_from": "2021-01-10 10:00"}

    def told(kind: str, row: dict[str, str], by: Recorder, source: str = "api") -> Any:
        return facts.record(kind, [row], by, source, uuid4(), NOON)

    assert told("task", given, commander).loaded == 1
    assert told("evidence", applied, commander).loaded == 1
    own = told("acceptance", accepted, commander)
    assert own.rejected == 1 and "somebody else" in own.rejections[0].reason
    # Neither by the unit that owes it, whoever applied.
    assert told("acceptance", accepted, Recorder("other", "231299", "QH-CDC")).rejected == 1
    # Who loads a file tells what others did.
    assert told("acceptance", accepted, Recorder("loader", "231299", None), "tasks.xlsx").loaded == 1


def test_files_are_known_by_their_content() -> None:
    from lianfang.facts.evidence_files import MOST_BYTES, told_file, type_of
    from lianfang.vocabulary import Mistake

    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as made:
        made.writestr("[Content_Types].xml", "")
        made.writestr("word/document.xml", "")
    assert str(type_of(word.getvalue())).endswith("wordprocessingml.document")
    with zipfile.ZipFile(word, "a") as made:
        made.writestr("word/vbaProject.bin", "")
    assert type_of(word.getvalue()) is None
    assert type_of(b"PK\x03\x04 no archive") is None
    assert told_file("../a/../b<script>.png", PNG)["evidence.file_name"] == "bscript.png"
    for content, said in ((b"", "empty"), (b"%PDF-" + b"0" * MOST_BYTES, "5"), (b"GIF89a", "by its content")):
        with pytest.raises(Mistake, match=said):
            told_file("x", content)
