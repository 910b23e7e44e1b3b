"""The third speech: in a month 32 letters came to the city, and found 3 close, 126 secondary and 10 general contacts.

One of the letters named 126 people. All names are invented. Each letter is read in as it came (Word, a workbook, text),
each name answered, each letter replied to; what nobody has answered in time is overdue, by name, with who owes it.
"""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from stdnum.cn.ric import calc_check_digit

from lianfang.access.models import Account
from lianfang.access.session import machine_session
from lianfang.derive import state
from lianfang.exchange.letters import NAME_FIELDS
from lianfang.facts import clock
from lianfang.facts.letters import letters
from lianfang.places.tree import install_areas, install_units
from lianfang.situation.models import Contact, Duty, PersonStatus
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild

pytestmark = pytest.mark.django_db

AREAS = (
    ("CN", "中国", "nation", None),
    ("P1", "北方省", "province", "CN"),
    ("C1", "鹤城市", "prefecture", "P1"),
    ("T1", "龙沙区", "county", "C1"),
    ("P2", "邻省", "province", "CN"),
    ("C2", "石门市", "prefecture", "P2"),
)
UNITS = (("CMD", "command", "鹤城市疫情防控指挥部", "C1"), ("CDC", "cdc", "鹤城市疾控中心", "C1"))
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡", "伟芳娜敏静强磊洋艳勇杰娟涛明超霞平刚"
HEADER = ("序号", "姓名", "性别", "身份证号", "联系电话", "人员类型", "末次接触时间", "情况说明")
WORDS = {"close": "密接", "secondary": "次密接", "general": "一般接触者"}
# The day it came, as what it names, how many of them are here, how many not, how many went elsewhere.
MONTH = (
    *((10 + day, "secondary", 0, 1, 0) for day in range(12)),
    (22, "general", 4, 1, 0), (23, "general", 6, 0, 1), (24, "close", 1, 0, 0), (25, "secondary", 0, 1, 1),
    (26, "secondary", 0, 2, 0), (27, "close", 1, 1, 0), (28, "secondary", 0, 1, 0), (29, "secondary", 0, 1, 0),
    (30, "close", 1, 0, 0), (31, "secondary", 0, 2, 0), (32, "secondary", 0, 1, 0), (33, "secondary", 0, 1, 0),
    (34, "secondary", 0, 1, 0), (35, "secondary", 0, 1, 0), (36, "secondary", 0, 0, 1), (37, "secondary", 0, 1, 0),
    (38, "secondary", 126, 0, 0), (39, "secondary", 0, 1, 0), (39, "secondary", 0, 1, 0), (40, "secondary", 0, 1, 0),
)  # fmt: skip


def moment(day: int, hour: int = 9) -> datetime:
    """A moment of December 2020, whose days go on into January."""
    begun = datetime(2020, 12, 1, hour, tzinfo=ZoneInfo("Asia/Shanghai"))
    return (begun + timedelta(days=day - 1)).astimezone(UTC)


def somebody(number: int, told_as: str, place: int, day: int) -> tuple[str, ...]:
    """A row of the table of a letter of this day; the area code 00 is nobody's."""
    name = FAMILY[number % 15] + GIVEN[number // 15 % 18] + (GIVEN[number // 7 % 18] if number % 3 else "")
    digits = f"000101{1950 + number % 50}{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
    sex = "男" if number % 2 else "女"
    number_of_identity = digits + calc_check_digit(digits + "0")
    last = f"{moment(day - 2):%Y-%m-%d}"
    return str(place), name, sex, number_of_identity, f"139{number:08d}", WORDS[told_as], last, "同乘一次列车"


def prose(number: int, day: int) -> tuple[Sequence[str], Sequence[str]]:
    """The lines of a letter above and below its list."""
    local = moment(day).astimezone(ZoneInfo("Asia/Shanghai"))
    above = (
        f"石门指协〔2021〕{number}号", "鹤城市疫情防控指挥部：",
        "我市报告新冠肺炎确诊病例，现将在贵地的有关人员函告，请协助核查，落实管控，并于收函后24小时内函复。",
    )  # fmt: skip
    return above, ("石门市疫情防控指挥部", f"{local:%Y年%m月%d日}")


def as_document(above: Sequence[str], rows: Sequence[Sequence[str]], below: Sequence[str]) -> bytes:
    made = docx.Document()
    for line in above:
        made.add_paragraph(line)
    table = made.add_table(rows=0, cols=len(HEADER))
    for row in (HEADER, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for line in below:
        made.add_paragraph(line)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def as_workbook(above: Sequence[str], rows: Sequence[Sequence[str]], below: Sequence[str]) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet()
    for line, row in enumerate([*((each,) for each in above), HEADER, *rows, *((each,) for each in below)]):
        for column, cell in enumerate(row):
            sheet.write_string(line, column, cell)
    book.close()
    return held.getvalue()


@pytest.fixture
def cdc() -> Client:
    """The city, and its disease control centre signed in."""
    with machine_session():
        install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
        install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])
    account = Account.objects.given("cdc", None, "cdc", name="市疾控", area="C1", area_path="/CN/P1/C1/", unit="CDC")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read_in(client: Client, number: int, day: int, rows: Sequence[Sequence[str]]) -> str:
    """A letter as it came: the first as text, then in turn as workbook and Word document; its subject."""
    above, below = prose(number, day)
    given: dict[str, Any] = {"text": ""}
    if number % 3 == 1:
        lines = [*above, *("\t".join(row) for row in (HEADER, *rows)), *below]
        given["text"] = "\n".join(lines)
    elif number % 3 == 2:
        given["file"] = SimpleUploadedFile("名单.xlsx", as_workbook(above, rows, below))
    else:
        given["file"] = SimpleUploadedFile("协查函.docx", as_document(above, rows, below))
    form = client.post(reverse("letters:read"), given).context["form"]
    assert not form.wrong, [each.mistake for each in form.names]
    sent = {"step": "record", "request_id": str(uuid4()), **form.head}
    sent |= {f"row_{name}": [getattr(each.told, name) for each in form.names] for name in NAME_FIELDS}
    answered = client.post(reverse("letters:read"), sent)
    assert answered.status_code == 302, answered.context["form"].mistakes
    return str(answered.url.strip("/").rpartition("/")[2])


def post(client: Client, what: str, letter: str, **said: Any) -> None:
    answered = client.post(reverse(f"letters:{what}", args=[letter]), {"request_id": str(uuid4()), **said})
    assert answered.status_code == 302, [str(each) for each in answered.context["messages"]]


def test_a_month_of_letters(cdc: Client) -> None:
    assert len(MONTH) == 32 and max(here + away + gone for _d, _t, here, away, gone in MONTH) == 126
    people = 0
    subjects = []
    for number, (day, told_as, here, away, gone) in enumerate(MONTH, start=1):
        clock.set_to(moment(day))
        count = here + away + gone
        rows = [somebody(people + place, told_as, place, day) for place in range(1, count + 1)]
        people += count
        letter = read_in(cdc, number, day, rows)
        subjects.append(letter)
        with machine_session():
            (held,) = letters(clock.now(), subjects=[letter])
        assert [name.row["name"] for name in held.names] == [row[1] for row in rows]
        names = [name.subject for name in held.names]
        clock.set_to(moment(day, 15))
        if number == 31:
            # Of this one nobody found out anything.
            continue
        if here:
            post(cdc, "answer", letter, name=names[:here], answer="found")
        if away:
            post(cdc, "answer", letter, name=names[here : here + away], answer="not_here")
        if gone:
            post(cdc, "answer", letter, name=names[here + away :], answer="gone_to", gone_to="石门市")
        if number != 32:
            post(cdc, "reply", letter, number=f"鹤疾控复〔2021〕{number}号", signer="刘芳")
    drain(clock.now())

    # The figures of the speech follow from the answers; nobody typed them.
    with machine_session():
        grades = [contact.grade for contact in Contact.objects.all()]
        assert {grade: grades.count(grade) for grade in WORDS} == {"close": 3, "secondary": 126, "general": 10}
        assert PersonStatus.objects.count() == 139
        assert PersonStatus.objects.filter(responsible="/CN/P1/C1/").count() == 139
        # Whoever was found is owed what the plan obliges: each close and secondary contact is told and carried.
        assert Duty.objects.filter(rule="contact-told").count() == 129
        assert Duty.objects.filter(rule="general-contact-told").count() == 10

    # Two days later: the letter of which nobody found out anything is overdue, by name; so is the reply to it.
    clock.set_to(moment(42))
    drain(clock.now())
    with machine_session():
        late = [duty for duty in Duty.objects.all() if state(duty, clock.now()) == "overdue"]
        owed = {(duty.rule, str(duty.subject), duty.owed_by) for duty in late if duty.rule.startswith("letter")}
        (unanswered,) = letters(clock.now(), subjects=[subjects[30]])
        gone = {str(duty.subject) for duty in late if duty.rule == "letter-name-passed-on"}
    assert ("letter-name-answered", unanswered.names[0].subject, "CDC") in owed
    assert ("letter-replied", subjects[30], "CDC") in owed
    assert sum(rule == "letter-name-answered" for rule, _s, _u in owed) == 1
    # Whoever went elsewhere is owed to those there until a letter goes on.
    assert len(gone) == 3

    # The page: 32 letters, the overdue first; what it shows is what is owed.
    page = cdc.get(reverse("letters:today"))
    incoming = page.context["incoming"]
    assert len(incoming) == 32
    late_first = [each.over for each in incoming]
    assert late_first[0] and not any(late_first[late_first.index(0) :])
    assert sum(len(each.letter.open_names) for each in incoming) == 1

    # All who went to one place go on by one letter.
    draft = cdc.post(reverse("letters:write"), {"name": sorted(gone)}).context["draft"]
    assert (len(draft.names), draft.head["to_name"]) == (3, "石门市")
    head = draft.head | {"number": "鹤疾控协〔2021〕1号"}
    sent = cdc.post(reverse("letters:write"), {"step": "record", "name": sorted(gone), **head})
    assert sent.status_code == 302
    drain(clock.now())
    with machine_session():
        assert Duty.objects.filter(rule="letter-name-passed-on", met=None).count() == 0
        # What was refreshed letter by letter is what follows from the whole ledger.
        before = sorted(Duty.objects.values_list("key", "due", "met"))
        rebuild(clock.now())
        assert sorted(Duty.objects.values_list("key", "due", "met")) == before

    # The reply to the long letter is written by the answers: every one of the 126 stands on it.
    paper = cdc.get(reverse("letters:paper", args=[subjects[28], "docx"]))
    table = docx.Document(io.BytesIO(paper.content)).tables[0]
    assert len(table.rows) == 127
    assert {row.cells[-1].text for row in table.rows[1:]} == {"已找到"}
    assert date(2021, 1, 9) == moment(40).date()


def test_the_long_letter_sent_again_with_a_name_more(cdc: Client) -> None:
    clock.set_to(moment(38))
    rows = [somebody(place, "secondary", place, 38) for place in range(1, 127)]
    letter = read_in(cdc, 3, 38, rows)
    clock.set_to(moment(38, 11))
    # The same list as a workbook, in another order, with somebody added.
    again = [*reversed(rows), somebody(500, "secondary", 127, 38)]
    above, below = prose(3, 38)
    file = SimpleUploadedFile("名单.xlsx", as_workbook(above, again, below))
    form = cdc.post(reverse("letters:read"), {"file": file}).context["form"]
    sent = {"step": "record", **form.head}
    sent |= {f"row_{name}": [getattr(each.told, name) for each in form.names] for name in NAME_FIELDS}
    assert cdc.post(reverse("letters:read"), sent).url.strip("/").endswith(letter)
    with machine_session():
        (held,) = letters(clock.now(), subjects=[letter])
    assert len(held.names) == 127
