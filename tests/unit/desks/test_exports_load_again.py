"""Every list that a desk exports: loaded again as it is it changes nothing, edited it corrects just what was edited."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest

from lianfang import facts
from lianfang.facts import load
from lianfang.facts.load import Options
from lianfang.facts.recorder import Recorder

from .conftest import NOON

LATER = NOON + timedelta(hours=1)
# Seconds and less, as a page records them.
ODD = NOON - timedelta(hours=3, seconds=17, microseconds=123_457)
BY = Recorder("cdc", "231299", "QH-CDC")


def exported(client, page, form="xlsx"):
    answer = client.get(f"{page}{'&' if '?' in page else '?'}export={form}")
    assert answer.status_code == 200
    return answer.content


def previewed(tmp_path, kind, content, form="xlsx"):
    path = tmp_path / f"list.{form}"
    path.write_bytes(content)
    return load.preview(kind, path, Options(area="231299", account="cdc"), LATER)


def edited(content, row, header, value):
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    rows[row][rows[0].index(header)] = value
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def record(kind, row):
    answer = facts.record(kind, [row], BY, "test", uuid4(), NOON, defaults={"disease": "covid19"})
    assert not answer.rejections, answer.rejections
    return answer


@pytest.fixture
def told(story):
    from lianfang.situation.refresh import rebuild

    told = story(3)
    case, person = str(told["case"][0]), str(told["person"][0])
    # What pages record beside files: moments with seconds, a case without its columns told anew, a second exposure.
    shared = {"case": case, "person": person}
    record("case", shared | {"case.classification": "asymptomatic", "case.disease": "covid19",
                             "case.occurred_from": ODD})  # fmt: skip
    record("severity", shared | {"severity.severity": "severe", "severity.occurred_from": ODD})
    record("outcome", {"case": str(told["case"][1]), "person": str(told["person"][1]), "outcome.outcome": "discharged",
                       "outcome.occurred_from": ODD})  # fmt: skip
    contact = str(told["contact"][0])
    record("exposure", {"person": contact, "exposure.case": case, "exposure.grade": "general",
                        "exposure.occurred_from": ODD})  # fmt: skip
    rebuild(NOON)
    return told


@pytest.fixture
def task(county):
    record("task", {"task.number": "2021-001", "task.title": "方舱", "task.owner": "HD-ZHB", "task.origin": "meeting",
                    "task.deadline": NOON + timedelta(days=2), "task.occurred_from": ODD})  # fmt: skip


@pytest.fixture
def of_command(county):
    """A meeting, somebody on the rota and who is responsible for a town."""
    record("meeting", {"meeting.number": "2021年第1次", "meeting.title": "调度会", "meeting.unit": "QH-ZHB",
                       "meeting.occurred_from": ODD})  # fmt: skip
    record("shift", {"shift.unit": "QH-ZHB", "shift.name": "孙立", "shift.telephone": "13800000001",
                     "shift.leading": True, "shift.occurred_from": ODD, "shift.occurred_until": NOON})  # fmt: skip
    record("responsibility", {"responsibility.unit": "HD-ZHB", "responsibility.role": "leader",
                              "responsibility.name": "钱进", "responsibility.post": "副县长",
                              "responsibility.occurred_from": ODD})  # fmt: skip


@pytest.fixture
def signed(county):
    record("sign_off", {"sign_off.unit": "HD-ZHB", "sign_off.day": "2021-01-09", "sign_off.zero": True,
                        "sign_off.signed_by": "赵建国", "sign_off.occurred_from": ODD})  # fmt: skip


LISTS = [
    ("cdc", "/cdc/cases/", "linelist", "told", 3),
    ("cdc", "/cdc/contacts/", "exposures", "told", 7),
    ("commander", "/tasks/", "tasks", "task", 1),
    ("cdc", "/areas/sign-offs/?day=2021-01-09&disease=covid19", "sign-offs", "signed", 1),
    ("commander", "/meetings/", "meeting", "of_command", 1),
    ("commander", "/handover/rota/?from=2021-01-09", "shift", "of_command", 1),
    ("commander", "/responsible/?kind=command", "responsibility", "of_command", 1),
]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("role", "page", "kind", "given", "rows"), LISTS)
def test_left_as_it_is_it_changes_nothing(signed_in, tmp_path, request, role, page, kind, given, rows, form):
    request.getfixturevalue(given)
    found = previewed(tmp_path, kind, exported(signed_in(role), page, form), form)
    assert [(row.row, row.changes, row.reason) for row in found.rows if row.state != "unchanged"] == []
    assert found.answer.rows == found.answer.unchanged == rows


@pytest.mark.parametrize(
    ("place", "header", "value", "column", "after"),
    [
        (0, "发病日期", "2021-01-02", "case.onset", "2021-01-02"),
        (0, "姓名", "陈改", "person.name", "陈改"),
        (0, "责任辖区", "231299002", "case.responsible", "231299002"),
        (1, "接触者类型", "次密接", "exposure.grade", "secondary"),
        (1, "与病例关系", "邻居", "exposure.relation", "邻居"),
        (2, "时限", "2021-01-13 18:00", "task.deadline", "2021-01-13T10:00:00+00:00"),
        (2, "事项", "方舱二期", "task.title", "方舱二期"),
        (3, "签发人", "何伟", "sign_off.signed_by", "何伟"),
    ],
)
def test_an_edited_cell_corrects_its_fact_alone(signed_in, tmp_path, request, place, header, value, column, after):
    role, page, kind, given, rows = LISTS[place]
    request.getfixturevalue(given)
    content = exported(signed_in(role), page, "csv")
    line = next(n for n, text in enumerate(content.decode("utf-8-sig").splitlines()) if n and ODD_DAY in text)
    found = previewed(tmp_path, kind, edited(content, line, header, value), "csv")
    (change,) = [row for row in found.rows if row.state != "unchanged"]
    assert change.state == "corrected"
    assert [(name, new) for name, _old, new in change.changes] == [(column, after)]
    assert found.answer.corrected == 1 and found.answer.unchanged == rows - 1


# The local time of ODD: the row whose moment only its seconds tell.
ODD_DAY = "2021-01-10 08:59:42"


@pytest.mark.parametrize("page", ["/duties/", "/commander/rows/?figure=new_confirmed&day=2021-01-09&disease=covid19"])
def test_a_computed_list_says_that_it_is_not_loaded(signed_in, told, page):
    header = exported(signed_in("commander"), page, "csv").decode("utf-8-sig").splitlines()[0]
    assert header.endswith(("由事实算出，不能导入", "computed from facts; not to be loaded again"))


@pytest.mark.parametrize("title", ["=cmd|'/C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_a_spreadsheet_would_compute_is_text_and_loads_again(signed_in, tmp_path, task, title, form):
    record("task", {"task.number": "2021-002", "task.title": title, "task.owner": "HD-ZHB", "task.origin": "meeting",
                    "task.deadline": NOON + timedelta(days=2), "task.occurred_from": ODD})  # fmt: skip
    content = exported(signed_in("commander"), "/tasks/", form)
    if form == "csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if cell and cell[0] in "=+-@\t\r"] == []
    else:
        told = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in told} <= {"s", "n"}
        cells = [cell.value for cell in told if isinstance(cell.value, str)]
    assert title.strip() in [cell.removeprefix("'").strip() for cell in cells]
    found = previewed(tmp_path, "tasks", content, form)
    assert [(row.row, row.changes, row.reason) for row in found.rows if row.state != "unchanged"] == []


def test_no_export_tells_what_is_sealed(signed_in, told):
    text = (
        exported(signed_in("cdc"), "/cdc/contacts/", "csv").decode()
        + exported(signed_in("cdc"), "/cdc/cases/", "csv").decode()
    )
    assert "138000" not in text and "139000" not in text
