"""Today's visits on paper, and the paper typed back in its order, by the recording of the phone."""

import io
import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from django.test import Client

import cast
from lianfang.access.models import AuditLine
from lianfang.access.session import machine_session
from lianfang.desks.grid.answers import Unclear
from lianfang.desks.grid.sheet import answer_of
from lianfang.facts import clock
from lianfang.reports.document import Code
from lianfang.reports.visit_sheet import VisitLine, VisitSheet, boxes, document
from unit.desks import grid_story as story
from unit.desks.test_grid_today import facts_of, text_of

SHEET_DAY = date(2021, 1, 10)


@pytest.mark.django_db
def test_a_sheet_is_printed_in_walking_order_and_typed_back_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    story.install()
    worker = Client()
    worker.force_login(cast.account("grid_worker"), backend="django.contrib.auth.backends.ModelBackend")
    made = []
    monkeypatch.setattr(
        "lianfang.desks.grid.sheet_views.document", lambda *told: made.append(document(*told)) or made[0]
    )
    paper = docx.Document(io.BytesIO(worker.post("/grid/sheet/", {"form": "docx"}).content))
    printed = [[cell.text for cell in row.cells] for row in paper.tables[0].rows[1:]]
    doors = [line[1] for line in printed]
    assert doors == ["河东村2号楼1单元301室"] * 4 + ["河东村2组1号"] + ["河东村10组2号"] * 2
    boxed = {(line[2].split()[0], line[5].split()[0]): line[0].split()[1] for line in printed}
    assert len(boxed) == 7
    [code] = [block for block in made[0].blocks if isinstance(block, Code)]
    address = urlsplit(code.address)
    assert parse_qs(address.query)["printed"]
    with machine_session():
        assert AuditLine.objects.filter(action="print visits").exists()
        # Two hours later, when the line is up again.
        clock.step(timedelta(hours=2))
    page = f"{address.path}?{address.query}"
    text = text_of(worker, page)
    codes = re.findall(r'name="answer-(\w+)"', text)
    assert [line[0].split()[1] for line in printed] == codes

    measured, nobody_home = boxed["孙大海", "＿＿＿＿℃"], boxed["孙小海", "＿＿＿＿℃"]
    told, shown = boxed["马玉芬", "□0已告知"], boxed["钱新到", "□阴性，＿月＿日采样"]
    form = {f"answer-{measured}": "365", f"answer-{nobody_home}": "1", f"answer-{told}": "0", f"answer-{shown}": "1-8"}
    # The first of the household that is filled in has its time, and so have the lines below it until the next time.
    times = {f"time-{codes[2]}": "930", f"time-{told}": "9点50"}

    wrong = worker.post(page, form | times | {f"answer-{told}": "9"})
    assert wrong.status_code == 422 and "马玉芬" in wrong.content.decode() and 'value="365"' in wrong.content.decode()
    early = worker.post(page, form | times | {f"time-{codes[2]}": "7:00"})
    assert early.status_code == 422 and facts_of("healthcheck") == [] and facts_of("attempt") == []

    assert worker.post(page, form | times).status_code == 302
    story.follow()
    [check] = facts_of("healthcheck")
    [nobody] = facts_of("attempt")
    assert (check.temperature, check.setting, str(check.person)) == (36.5, "home", cast.subject("孙大海"))
    assert check.occurred_from.isoformat() == "2021-01-10T01:30:00+00:00"
    # Where no time stood it is that of the line above.
    assert (nobody.result, nobody.occurred_from) == ("no_answer", check.occurred_from)
    assert [str(notice.person) for notice in facts_of("notice")] == [cast.subject("马玉芬")]
    assert facts_of("journey")[-1].evidence_result == "negative"
    after = text_of(worker, page)
    # What was done has no field any more; whom nobody met still has one.
    left = re.findall(r'name="answer-(\w+)"', after)
    assert measured not in left and nobody_home in left
    assert worker.get("/grid/typed/?printed=2031-01-01T00:00").status_code == 400
    assert worker.get("/grid/typed/").status_code == 302


@pytest.mark.django_db
def test_a_town_prints_the_list_of_one_of_its_grids_and_types_it_back() -> None:
    story.install()
    town, neighbour = Client(), Client()
    for client, who in ((town, "town_leader"), (neighbour, "neighbour")):
        client.force_login(cast.account(who), backend="django.contrib.auth.backends.ModelBackend")
    page = text_of(town, "/grid/sheets/")
    assert "河东村第1网格" in page and "赵秀英" in page and 'data-label="待办">7</td>' in page
    paper = docx.Document(io.BytesIO(town.post("/grid/sheet/", {"form": "docx", "unit": cast.GRID_UNIT}).content))
    assert paper.paragraphs[1].text.startswith("河东村第1网格")
    [told] = [row.cells[0].text.split()[1] for row in paper.tables[0].rows if "已告知" in row.cells[5].text]
    address = town.get(f"/grid/typed/?unit={cast.GRID_UNIT}")["Location"]
    assert "河东村2组1号，马玉芬 82岁 " in text_of(town, address), "as text, for whoever goes there"
    with machine_session():
        clock.step(timedelta(minutes=30))
    assert town.post(address, {f"answer-{told}": "0", f"time-{told}": "9:10"}).status_code == 302
    # Typed by the town, told by whoever went there.
    [notice] = facts_of("notice")
    assert (notice.told_by, notice.recorded_by) == ("赵秀英", "town_leader")
    assert neighbour.get("/grid/sheets/").status_code == 404
    assert town.get("/grid/typed/?unit=XYZHB").status_code == 404, "a command is no grid"


@pytest.mark.parametrize(
    ("asks", "typed", "answer"),
    [
        ("temperature", "36.5", {"answer": "temperature", "temperature": "36.5"}),
        ("temperature", "２", {"answer": "attempt refused"}),
        ("told", "√", {"answer": "told"}),
        ("found", "0", {"answer": "found"}),
        ("evidence", "4", {"answer": "booked"}),
        ("evidence", "1月8日", {"answer": "evidence", "sampled": "2021-01-08"}),
        ("evidence", "12-30", {"answer": "evidence", "sampled": "2020-12-30"}),
        ("other", "3", {"answer": "attempt gone"}),
        ("told", "4", None),
        ("other", "0", None),
        ("evidence", "soon", None),
    ],
)
def test_what_is_typed_of_a_line_is_what_the_phone_would_say(
    asks: str, typed: str, answer: dict[str, str] | None
) -> None:
    if answer is None:
        with pytest.raises(Unclear, match=typed):
            answer_of(asks, typed, SHEET_DAY)
    else:
        assert answer_of(asks, typed, SHEET_DAY) == answer


def test_the_paper_says_who_which_boxes_and_how_to_type_it_back() -> None:
    line = VisitLine("1 K3A", "河东村1号", "李二 41岁", "早体温", "12:00 前", "temperature")
    sheet = VisitSheet("河东村第1网格", (line,), story.NOW, "https://here/grid/typed/?printed=x")
    made = document(sheet, "zh")
    [table] = made.tables
    assert table.rows[0][0] == "1 K3A" and "□1不在" in str(table.rows[0][5])
    assert made.subtitle == "河东村第1网格" and "所知" in made.known
    assert boxes("other", chinese=False) == "□1not home □2refuses □3gone"
    assert "Nobody is to be visited" in document(VisitSheet("", (), story.NOW, "https://here"), "en").tables[0].note
