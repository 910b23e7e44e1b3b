"""The first speech's meeting: a province dispatches every day; what is decided has a unit, a post, a name and an end.

On 25 January 2020 at eight the province meets. It sends seven supervision teams, has fever clinics and their triage
strengthened, the designated hospitals listed and the villages made to act. On the 26th at eight it meets again: what
changed, what was done, what is late and whose, who has not answered.
"""

import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import typer
from typer.testing import CliRunner

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.cli.report import register
from lianfang.facts import Recorder, clock
from lianfang.facts.load import Options, load
from lianfang.places.tree import install_units
from lianfang.reports.meeting_ledger import briefing, decision_list
from lianfang.reports.meeting_paper import decisions_document, document
from lianfang.reports.meeting_wording import parts
from lianfang.reports.render import document_written
from lianfang.vocabulary import Mistake
from scenarios.test_province_24_january import PREFECTURES, row, written

pytestmark = pytest.mark.django_db

NIGHT = datetime(2020, 1, 24, 16, 30, tzinfo=UTC)
MEETING = datetime(2020, 1, 25, 0, 0, tzinfo=UTC)  # 08:00
NEXT = MEETING + timedelta(days=1)
PROVINCE = Recorder("province", "510000", "SC-ZHB")
UNITS = [
    {"code": "SC-ZHB", "kind": "command", "name": "省联防联控领导小组办公室", "area": "510000", "leader": "杨主任"},
    {"code": "SC-WJW", "kind": "health_authority", "name": "省卫生健康委", "area": "510000", "leader": "沈主任"},
    {"code": "SC-DCZ", "kind": "health_authority", "name": "省督导组", "area": "510000", "leader": "陈组长"},
    {"code": "SC-NYT", "kind": "health_authority", "name": "省农业农村厅", "area": "510000"},
]
# What was decided: number, title, owner, deadline after the meeting in hours.
DECISIONS = (
    ("2020-001", "7个督导组赴市（州）督导，查找问题并督促整改", "SC-DCZ", 12),
    ("2020-002", "公布定点医院和后备医院名单", "SC-WJW", 10),
    ("2020-003", "发热门诊充实力量，强化预检分诊", "SC-WJW", 36),
    ("2020-004", "乡镇落实外出务工返乡人员登记和随访", "SC-NYT", 20),
)

__all__ = ["written"]


def record(kind: str, told: dict[str, Any], at: datetime, by: Recorder = PROVINCE) -> str:
    """Records a row at a moment; the subject it is about."""
    answer = facts.record(kind, [{**told, f"{kind}.occurred_from": at}], by, "page", uuid4(), at)
    assert not answer.rejections, answer.rejections
    subjects = answer.subjects.get("meeting") or answer.subjects.get("task") or (None,)
    return str(subjects[0])


@pytest.fixture
def meeting(written: Any) -> str:
    """The meeting of the 25th with its decisions, and what became of them until the 26th."""
    load("counts", written(*(row(*prefecture) for prefecture in PREFECTURES)), Options(), NIGHT)
    with machine_session():
        install_units(UNITS)
    held = record("meeting", {"meeting.number": "第4次", "meeting.title": "全省疫情防控调度会"}, MEETING)
    tasks = {}
    for number, title, owner, hours in DECISIONS:
        told = {
            "task.number": number,
            "task.title": title,
            "task.origin": "meeting",
            "task.meeting": held,
            "task.owner": owner,
            "task.deadline": MEETING + timedelta(hours=hours),
        }
        tasks[number] = record("task", told, MEETING + timedelta(minutes=30))
    teams = Recorder("teams", "510000", "SC-DCZ")
    health = Recorder("health", "510000", "SC-WJW")
    done = {"task": tasks["2020-001"], "evidence.text": "7个组到位，问题清单附后"}
    record("evidence", done, MEETING + timedelta(hours=9), teams)
    record("acceptance", {"task": tasks["2020-001"], "acceptance.accepted": True}, MEETING + timedelta(hours=10))
    listed = {"task": tasks["2020-002"], "evidence.text": "名单已公布"}
    record("evidence", listed, MEETING + timedelta(hours=9), health)
    # In the course of the day one prefecture tells later of the 24th, and all of the 25th.
    load("counts", written(row("成都市", "510100", 18, 17), name="later.csv"), Options(), MEETING + timedelta(hours=3))
    next_day = [row(*each, day=datetime(2020, 1, 25).date()) for each in PREFECTURES]  # noqa: DTZ001 (a day)
    next_day[0] = row("成都市", "510100", 22, 17, day=datetime(2020, 1, 25).date())  # noqa: DTZ001
    load("counts", written(*next_day, name="next.csv"), Options(), NEXT - timedelta(hours=7))
    return held


def said(part: str, language: Any = "zh", at: datetime = NEXT) -> str:
    """The sentences of a part of the briefing of the 26th."""
    with machine_session():
        made = briefing("510000", now=at)
    return "".join(sentence.text for each in parts(made, language) if each.name == part for sentence in each.sentences)


def test_the_meeting_is_told_what_changed_since_the_last_as_known_then(meeting: str) -> None:
    assert said("changes") == (
        "与上次会议（1月25日08:00所知）相比，新增确诊病例4（当时未知）、现有确诊病例34（+6）、累计确诊病例34（+6）、现有疑似病例23（−2）。"
        "上次会议所报数字中有3项后来订正，见表。"
    )
    assert "累计报告病例57例，其中确诊病例34例、疑似病例23例" in said("situation")


def test_what_was_decided_stands_with_state_and_leader(meeting: str) -> None:
    assert said("decided") == (
        "全省疫情防控调度会（1月25日08:00）决定4项：已销号1项，待验收1项，超期1项，未到期1项。"
        "督办事项未销号共3项，其中超期1项。"
    )
    with machine_session():
        made = briefing("510000", now=NEXT)
    # The department of agriculture has no leader of its own: that of the command above it answers.
    assert [(task.number, task.leader) for task in made.overdue_tasks] == [("2020-004", "杨主任")]
    assert made.overdue_by_leader == (("杨主任", 0, 1),)
    assert said("today") == "今日24时前到期：待办0项，督办事项1项。"


def test_the_same_in_english(meeting: str) -> None:
    assert said("decided", "en") == (
        "全省疫情防控调度会 (25 Jan 08:00): 4 decisions, of them 1 struck off, 1 awaiting acceptance, 1 overdue, "
        "1 not yet due.In all 3 tasks are not struck off, 1 of them overdue."
    )
    assert said("changes", "en").startswith(
        "Since the last meeting (as known at 25 Jan 08:00): Confirmed cases, new 4 (not known then); "
        "Confirmed cases, current 34 (+6);"
    )


def test_the_list_before_and_after(meeting: str) -> None:
    from uuid import UUID

    with machine_session():
        made = decision_list(UUID(meeting), NEXT)
    assert [task.number for task in made.decided] and made.before == ()
    assert {task.number: task.state for task in made.decided} == {
        "2020-001": "struck_off",
        "2020-002": "applied",
        "2020-003": "open",
        "2020-004": "overdue",
    }
    paper = document_written(decisions_document(made), "docx", NEXT)
    text = zipfile.ZipFile(BytesIO(paper)).read("word/document.xml").decode()
    assert all(title in text for _number, title, _owner, _hours in DECISIONS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ending", ["docx", "html", "txt", "pdf"])
def test_every_paper_is_of_the_same_figures(meeting: str, language: Any, ending: str) -> None:
    with machine_session():
        made = briefing("510000", now=NEXT)
    paper = document_written(document(made, language), ending, NEXT)
    if ending == "pdf":
        assert paper.startswith(b"%PDF")
        return
    text = zipfile.ZipFile(BytesIO(paper)).read("word/document.xml").decode() if ending == "docx" else paper.decode()
    for part in parts(made, language):
        for sentence in part.sentences:
            assert sentence.text in text


def test_the_briefing_of_an_earlier_hour_knows_no_more_than_was_known(meeting: str) -> None:
    with machine_session():
        made = briefing("510000", now=NEXT, at=MEETING + timedelta(hours=2))
    assert made.now.row("confirmed").cumulative == 28
    assert [task.state for task in made.decided] == ["open"] * 4


def test_the_command(meeting: str, tmp_path: Any) -> None:
    clock.set_to(NEXT)
    app = typer.Typer()
    register(app)
    out = tmp_path / "briefing.docx"
    asked = ["report", "meeting", "--area", "510000"]
    done = CliRunner().invoke(app, [*asked, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert zipfile.is_zipfile(out)
    assert "决定4项" in CliRunner().invoke(app, asked).stdout
    for more, why in (
        (["--out", str(tmp_path / "briefing.xlsx")], ".docx"),
        (["--at", "2020-02-01T08:00"], "still to come"),
        (["--at", "eight"], "--at 'eight' is no moment"),
    ):
        refused = CliRunner().invoke(app, [*asked, *more])
        assert isinstance(refused.exception, Mistake) and why in str(refused.exception)
    nowhere = CliRunner().invoke(app, ["report", "meeting", "--area", "999999"])
    assert isinstance(nowhere.exception, Mistake) and "999999" in str(nowhere.exception)
