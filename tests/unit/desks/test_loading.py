"""The page on which a file is loaded: sent, mapped, previewed, recorded once."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang.access.session import machine_session
from lianfang.desks.loading import queries, tasks, work
from lianfang.facts import known_by

from .conftest import NOON

HEADER = "姓名,出生日期,病例编号,病例分类,诊断时间,联系电话"
NEW = "王新,1990-01-01,N-1,确诊,2021-01-09 10:00,13912345678"
KNOWN = "陈改,1950-03-01,QH-000,确诊,2021-01-09 15:20,13800000000"
BAD = "坏,1990-01-01,N-2,大概,2021-01-09 10:00,13912345679"

FIGURES = ("rows", "loaded", "corrected", "unchanged", "rejected")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.UPLOADS_FOLDER = tmp_path / "uploads"


def send(client, content, kind="linelist", name="名单.csv"):
    content = "\n".join(content).encode() if isinstance(content, list) else content
    return client.post("/loading/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def page_of(client, content, **more):
    answer = send(client, content, **more)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def cases(number):
    """How many facts the ledger holds of a case."""
    with machine_session():
        return known_by(NOON + timedelta(days=1), ["case"], where={"number": [number]})["case"].height


def form_of(text):
    """The hidden fields of the form that records."""
    form = text.split('record/"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def shown(client, address):
    answer = client.get(address)
    return answer, answer.content.decode()


@pytest.fixture
def recorded(django_capture_on_commit_callbacks):
    def record(client, address, **more):
        fields = form_of(client.get(address).content.decode()) | more
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"{address.partition('?')[0]}record/", fields)
        return answer, fields

    return record


def test_a_file_is_previewed_row_by_row_and_nothing_is_recorded(signed_in, story):
    story(1)
    cdc = signed_in("cdc")
    answer, text = shown(cdc, page_of(cdc, [HEADER, NEW, KNOWN, BAD]))
    assert answer.status_code == 200
    found = answer.context["found"]
    assert (found["rows"], found["loaded"], found["corrected"], found["unchanged"], found["rejected"]) == (
        3,
        1,
        1,
        0,
        1,
    )
    states = [(row.row, row.state) for row in answer.context["rows"]]
    assert states == [(2, "loaded"), (3, "corrected"), (4, "rejected")]
    assert answer.context["rows"][1].changes == (("姓名", "陈000", "陈改"),)
    assert "病例分类 &#x27;大概&#x27;: 不在可选项之内：疑似病例、临床诊断病例" in text
    assert "13912345678" not in text and "139****5678" in text
    assert cases("N-1") == 0


def test_rows_are_chosen_by_what_becomes_of_them(signed_in, story):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, [HEADER, NEW, KNOWN, BAD])
    for state, rows in (("loaded", [2]), ("corrected", [3]), ("rejected", [4]), ("unchanged", [])):
        answer = cdc.get(f"{address}?state={state}")
        assert [row.row for row in answer.context["rows"]] == rows


def test_recorded_once_however_often_it_is_sent(signed_in, story, recorded):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, [HEADER, NEW, KNOWN, BAD])
    answer, fields = recorded(cdc, address)
    assert answer.status_code == 302 and answer["Location"] == address
    result, _text = shown(cdc, address)
    told = result.context["result"]
    assert [told[name] for name in FIGURES] == [3, 1, 1, 0, 1]
    again = cdc.post(f"{address}record/", fields)
    assert again.status_code == 302
    assert cdc.get(address).context["result"] == told
    assert cases("N-1") == 1


def test_the_same_request_records_once_even_if_the_file_is_sent_anew(signed_in, story, recorded):
    story(1)
    cdc = signed_in("cdc")
    _answer, fields = recorded(cdc, page_of(cdc, [HEADER, NEW]))
    second = page_of(cdc, [HEADER, NEW])
    assert cdc.get(second).context["found"]["unchanged"] == 1
    # Twice in two tabs: both were previewed before either was recorded.
    recorded_again = recorded(cdc, page_of(cdc, [HEADER, NEW, BAD]), request_id=fields["request_id"])[0]
    assert recorded_again.status_code == 302
    assert cases("N-1") == 1


def test_rejected_rows_come_back_as_a_file_that_loads_when_mended(signed_in, story, recorded):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, [HEADER, NEW, BAD])
    recorded(cdc, address)
    rejects = cdc.get(f"{address}?export=csv").content.decode("utf-8-sig")
    assert "病例分类: 不在可选项之内" in rejects
    mended = page_of(cdc, rejects.replace("大概", "疑似").encode(), name="rejected.csv")
    found = cdc.get(mended).context["found"]
    assert (found["rows"], found["loaded"]) == (1, 1)
    book = cdc.get(f"{address}?export=xlsx").content
    assert cdc.get(page_of(cdc, book, name="rejected.xlsx")).context["found"]["rejected"] == 1


def test_a_header_is_given_its_column_and_previewed_anew(signed_in, story):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, ["谁,编号,怎样,何时,颜色", "王新,N-1,确诊,09/01/2021,红"])
    answer, text = shown(cdc, address)
    assert answer.status_code == 422 and answer.context["mistake"] in text
    lines = answer.context["lines"]
    assert not lines[0].column  # what is not read stands first
    places = {line.header: f"c{line.place}" for line in lines}
    chosen = {
        "columns_for": answer.context["columns_for"],
        places["谁"]: "person.name",
        places["编号"]: "case.number",
        places["怎样"]: "case.classification",
        places["何时"]: "case.occurred_from",
        places["颜色"]: "",
    }
    answer = cdc.get(address, chosen)
    assert answer.status_code == 200 and answer.context["found"]["rejected"] == 1  # 9 January or 1 September
    answer = cdc.get(address, chosen | {"date_order": "dmy"})
    assert answer.context["found"]["loaded"] == 1
    assert answer.context["rows"][0].cells == "王新 · N-1 · 确诊"


def test_a_header_may_be_left_unread(signed_in, story):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, [HEADER, KNOWN])
    answer = cdc.get(address)
    place = next(line.place for line in answer.context["lines"] if line.header == "姓名")
    answer = cdc.get(address, {"columns_for": answer.context["columns_for"], f"c{place}": ""})
    assert answer.context["found"]["unchanged"] == 1


def test_the_mapping_and_the_kind_can_be_changed(signed_in, story):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, [HEADER, NEW])
    answer = cdc.get(address, {"map": "korea_2020_patients"})
    assert answer.status_code == 422 and "korea_2020_patients" in answer.context["mistake"]
    assert cdc.get(address, {"kind": "people"}).context["found"]["loaded"] == 1


def test_day_zero_and_the_disease_of_all_rows(signed_in, story, recorded):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, [HEADER, NEW])
    assert cdc.get(address, {"day_zero": "gestern"}).status_code == 422
    recorded(cdc, f"{address}?disease=measles&outbreak=三小")
    with machine_session():
        told = known_by(NOON + timedelta(days=1), ["case"], where={"number": ["N-1"]})["case"]
    assert told.select("disease", "outbreak").rows() == [("measles", "三小")]


@pytest.mark.parametrize(
    ("content", "name", "kind", "said"),
    [
        (b"", "a.csv", "linelist", "submitted file is empty|文件是空的"),
        (b"\n\n", "a.csv", "linelist", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "a.xlsx", "linelist", "内容却不是"),
        (b"%PDF-1.7 x", "a.pdf", "linelist", "不能读取 .pdf 文件"),
        (HEADER.encode(), "a.csv", "linelist", "只有表头"),
        (b"x,y\n1,2\n", "a.csv", "", "请选择文件种类"),
        (b"x,y\n1,2\n", "a.csv", "risk-areas", "请选择文件种类"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(signed_in, county, content, name, kind, said):
    answer = send(signed_in("cdc"), content, kind, name)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(said, text)
    assert "/tmp/" not in text and "uploads" not in text
    if kind == "linelist":
        assert '<option value="linelist" selected>' in text


def test_no_file_and_too_large_a_file(signed_in, county, monkeypatch):
    from lianfang.desks.loading import views

    cdc = signed_in("cdc")
    answer = cdc.post("/loading/", {"kind": "linelist"})
    assert answer.status_code == 422 and "请选择文件。" in answer.content.decode()
    monkeypatch.setattr(views, "LIMIT_MEGABYTES", 0)
    answer = send(cdc, [HEADER, NEW])
    assert answer.status_code == 422 and "页面最多收" in answer.content.decode()


def test_a_file_of_another_kind_records_nothing(signed_in, story, recorded):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, ["姓名,体温", "王新,36.5"])
    answer, text = shown(cdc, address)
    assert answer.status_code == 422 and "缺“" in text and 'action="' + address + 'record/"' not in text
    answer = cdc.post(f"{address}record/", {"kind": "linelist"})
    assert answer.status_code == 422


def test_a_long_file_is_the_workers(signed_in, account, story, monkeypatch, django_capture_on_commit_callbacks):
    story(1)
    cdc = signed_in("cdc")
    sent = []
    monkeypatch.setattr(work, "AT_ONCE", 1)
    monkeypatch.setattr(tasks.preview_file, "defer", lambda **told: sent.append((tasks.preview_file, told)))
    monkeypatch.setattr(tasks.record_file, "defer", lambda **told: sent.append((tasks.record_file, told)))
    address = page_of(cdc, [HEADER, NEW, BAD])
    with django_capture_on_commit_callbacks(execute=True):
        assert cdc.get(address).status_code == 302
    text = cdc.get(address).content.decode()
    assert "正在与已录入内容比对：2 行" in text and 'http-equiv="refresh"' in text
    task, told = sent.pop()
    task.func(**told)
    answer = cdc.get(address)
    assert answer.context["found"]["loaded"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        fields = form_of(answer.content.decode())
        assert cdc.post(f"{address}record/", fields).status_code == 302
    assert "正在录入：0 / 2 行" in cdc.get(address).content.decode()
    task, told = sent.pop()
    with django_capture_on_commit_callbacks(execute=True):
        task.func(**told)
    assert cdc.get(address).context["result"]["loaded"] == 1
    monkeypatch.setattr(work, "MOST", 1)
    answer = cdc.get(page_of(cdc, [HEADER, NEW, BAD]))
    assert answer.status_code == 422 and "lianfang load linelist 名单.csv" in answer.content.decode()


def test_who_may_load_what(signed_in, account, county):
    assert set(queries.kinds_for(account("cdc"))) >= {"linelist", "exposures", "tests", "counts", "links"}
    assert "risk-areas" not in queries.kinds_for(account("cdc"))
    assert "linelist" not in queries.kinds_for(account("town"))
    assert signed_in("administrator").get("/loading/").status_code == 404
    town = signed_in("town")
    assert send(town, [HEADER, NEW]).status_code == 422


def test_a_kept_file_is_nobody_elses(signed_in, county):
    address = page_of(signed_in("cdc"), [HEADER, NEW])
    for client in (signed_in("town"), signed_in("cdc", neighbour=True)):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}record/").status_code == 404
    assert signed_in("cdc").get(f"{address}record/").status_code == 405


def test_what_was_known_of_people_elsewhere_is_not_shown(signed_in, story):
    story(1)
    neighbour = signed_in("cdc", neighbour=True)
    answer, text = shown(neighbour, page_of(neighbour, [HEADER, KNOWN]))
    assert answer.context["rows"][0].changes == (("姓名", "不在本辖区", "陈改"),)
    assert "陈000" not in text


def test_several_sheets_and_only_one_of_them(signed_in, story):
    import xlsxwriter

    story(1)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, line in (("甲", NEW), ("乙", NEW.replace("N-1", "N-3").replace("王新", "李新"))):
        sheet = book.add_worksheet(name)
        for row, text in enumerate((HEADER, line)):
            sheet.write_row(row, 0, text.split(","))
    book.close()
    cdc = signed_in("cdc")
    address = page_of(cdc, buffer.getvalue(), name="两张.xlsx")
    assert cdc.get(address).context["found"]["rows"] == 2
    assert cdc.get(address, {"sheet": "乙"}).context["found"]["rows"] == 1


def test_english_and_chinese_say_the_same(signed_in, story):
    story(1)
    cdc = signed_in("cdc")
    address = page_of(cdc, [HEADER, KNOWN, BAD])
    cdc.cookies["django_language"] = "en"
    text = cdc.get(address).content.decode()
    assert "is none of: Suspected, Clinically diagnosed" in text and "Name: " in text


def test_queries_do_not_grow_with_rows(signed_in, story):
    story(20)
    cdc = signed_in("cdc")

    def counted(rows):
        lines = [
            f"改{n:02d},19{50 + n}-03-0{1 + n % 9},QH-{n:03d},确诊,2021-01-09 15:20,138{n:08d}" for n in range(rows)
        ]
        address = page_of(cdc, [HEADER, *lines])
        cdc.get(address)
        with CaptureQueriesContext(connection) as queries_made:
            answer = cdc.get(f"{address}?state=corrected")
        assert len(answer.context["rows"]) == rows
        return len(queries_made)

    assert counted(20) == counted(10)


def test_rows_that_one_will_not_see_are_told_before_and_after(signed_in, story, recorded):
    story(1)
    client = signed_in("cdc")
    address = page_of(
        client, [HEADER + ",责任辖区", NEW + ",邻县", "李近,1991-01-01,N-3,确诊,2021-01-09 10:00,,河东镇"]
    )
    for _twice in range(2):
        _answer, text = shown(client, address)
        told = re.sub(r"<[^>]+>|\s+", " ", text.split('role="status">')[1].split("</p>")[0])
        assert "1 行属于您看不到的辖区" in told and "邻县 1" in told and "上级" in told
        if "record/" in text:
            recorded(client, address)
    assert cases("N-1") == 1
