"""Letters between counties: read into a table, confirmed whole, answered by name, replied to, written and passed on."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianfang import facts
from lianfang.access.models import AuditLine
from lianfang.access.session import machine_session
from lianfang.facts import clock
from lianfang.facts.letters import Letter, letters, opened
from lianfang.facts.recorder import Recorder
from lianfang.situation.models import Contact, Duty, PersonStatus
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild

from .conftest import NOON

pytestmark = pytest.mark.django_db

BY = Recorder("cdc", "231299", "QH-CDC")
TEXT = """青禾县疫情防控指挥部：
    2021年1月5日，我县报告1例新冠肺炎确诊病例（王某某）。下列人员系其密切接触者，现在贵地。请协助核查以下人员，落实集中隔离医学观察，并于1月11日18时前将结果函复。
1. 张伟，男，身份证号{first}，电话13812345678，住青禾县河东镇河东村3组，1月3日与病例同桌就餐
2. 张伟，电话13700001234，1月3日同乘K7091次列车
3. 李娜，女，电话 139 0000 1111
联系人：赵某 0452-6123456
邻县疫情防控指挥部
2021年1月9日
邻指协〔2021〕7号
"""
FIRST = "110101199003070038"
NAMESAKES = "函中有两人同名，以证件号码或电话区分"


def text_of(**more: str) -> str:
    return TEXT.format(first=more.get("first", FIRST))


def read(client: Client, text: str = "", file: SimpleUploadedFile | None = None) -> Any:
    given: dict[str, Any] = {"text": text} | ({"file": file} if file else {})
    return client.post(reverse("letters:read"), given)


def typed(form: Any, **more: Any) -> dict[str, Any]:
    """The form of the page as a browser would send it back."""
    sent: dict[str, Any] = {"step": "record", "request_id": str(uuid4()), **form.head}
    for name in form.names[0].told.__dataclass_fields__ if form.names else ():
        sent[f"row_{name}"] = [getattr(each.told, name) for each in form.names]
    return sent | more


def recorded(client: Client, text: str = "") -> str:
    """Reads a letter, confirms it, answers its subject."""
    form = read(client, text or text_of()).context["form"]
    answer = client.post(reverse("letters:read"), typed(form))
    assert answer.status_code == 302, [str(each) for each in answer.context["messages"]]
    drain(clock.now())
    return str(answer.url.strip("/").rpartition("/")[2])


def the_letter(subject: str) -> Letter:
    with machine_session():
        (found,) = letters(clock.now(), subjects=[subject])
    return found


def answer(client: Client, letter: str, *places: int, **said: str) -> Any:
    names = [name.subject for name in the_letter(letter).names if name.row["place"] in places]
    address = reverse("letters:answer", args=[letter])
    answered = client.post(address, {"name": names, "request_id": str(uuid4())} | said)
    drain(clock.now())
    return answered


def said(response: Any) -> str:
    return " ".join(str(each) for each in response.context["messages"])


def test_a_pasted_letter_is_read_and_recorded_whole(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    form = read(client, text_of()).context["form"]
    assert form.head["number"] == "邻指协〔2021〕7号"
    assert (form.head["from_name"], form.head["to_name"]) == ("邻县疫情防控指挥部", "青禾县疫情防控指挥部")
    assert (form.head["sent"], form.head["deadline"]) == ("2021-01-09", "2021-01-11 18:00")
    letter = the_letter(recorded(client))
    assert [name.row["name"] for name in letter.names] == ["张伟", "张伟", "李娜"]
    assert {name.row["told_as"] for name in letter.names} == {"close", "co_exposed"}
    assert letter.row["from_area"] == "231298"
    with machine_session():
        clear = opened(letter.names)
    assert clear[letter.names[0].subject] == {
        "identity_number": FIRST, "telephone": "13812345678", "address": "青禾县河东镇河东村3组",
    }  # fmt: skip
    # Nobody is registered here before somebody found them.
    assert not PersonStatus.objects.exists()


def test_what_is_owed_on_a_letter_is_owed_for_each_of_its_names(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    with machine_session():
        owed = {(duty.rule, duty.due): duty.owed_by for duty in Duty.objects.all()}
        assert Duty.objects.filter(rule="letter-name-answered").count() == 3
    # Received at noon of the 10th; the letter asks for the answer by 18:00 of the 11th.
    assert owed == {
        ("letter-name-answered", NOON + timedelta(hours=24)): "QH-CDC",
        ("letter-replied", NOON + timedelta(hours=30)): "QH-CDC",
    }
    page = client.get(reverse("duties:list")).content.decode()
    assert "李娜" in page
    with machine_session():
        duty = Duty.objects.get(rule="letter-replied")
    assert client.get(reverse("dossier:duty"), {"key": duty.key}).status_code == 200
    assert client.get(reverse("letters:about", args=[duty.subject])).url == reverse("letters:letter", args=[letter])


def test_the_same_letter_twice_is_one(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    clock.set_to(NOON + timedelta(hours=3))
    assert recorded(client) == letter
    assert len(the_letter(letter).names) == 3
    assert the_letter(letter).row["receipt"] == NOON
    with machine_session():
        assert len(letters(clock.now() + timedelta(seconds=1), since=NOON - timedelta(days=30))) == 1
    # With one name more only that name is new.
    more = text_of().replace("联系人", "4. 王五，电话13655556666\n联系人")
    assert recorded(client, more) == letter
    assert len(the_letter(letter).names) == 4


@pytest.mark.parametrize(
    ("first", "line"),
    [
        ("13812345678", "是电话，却填在证件号码处"),
        ("110101199003070039", "校验码不符"),
        ("1101011990030", "13 位"),
    ],
)
def test_a_number_that_is_none_is_one_clear_line_and_nothing_is_recorded(
    signed_in: Callable[..., Client], first: str, line: str
) -> None:
    client = signed_in("cdc")
    form = read(client, text_of()).context["form"]
    sent = typed(form)
    sent["row_identity_number"][0] = first
    refused = client.post(reverse("letters:read"), sent)
    assert refused.status_code == 422
    # What is to be mended stands first.
    assert line in refused.context["form"].names[0].mistake
    assert first in refused.content.decode()
    with machine_session():
        assert letters(clock.now(), since=NOON - timedelta(days=30)) == []


def test_two_of_one_name_stay_two_unless_nothing_tells_them_apart(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    form = read(client, text_of()).context["form"]
    assert [each.notice for each in form.names if each.told.name == "张伟"] == [
        "函中有两人同名，以证件号码或电话区分"
    ] * 2
    sent = typed(form)
    sent["row_telephone"][1] = ""
    refused = client.post(reverse("letters:read"), sent)
    assert refused.status_code == 422
    assert "无从区分" in refused.context["form"].names[0].mistake


def test_who_stands_twice_is_kept_once(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    twice = text_of().replace("联系人", f"4. 张伟，身份证号{FIRST}，住址青禾县新民镇\n联系人")
    form = read(client, twice).context["form"]
    assert len(form.names) == 3
    assert any("出现两次" in each.notice for each in form.names)


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("sent", "2021-02-30", "2021-02-30"),
        ("sent", "soon", "soon"),
        ("number", "", "未填"),
        ("receipt", "2022-01-01", "晚于当前时间"),
    ],
)
def test_a_head_that_cannot_be_is_said_at_its_field(
    signed_in: Callable[..., Client], field: str, value: str, line: str
) -> None:
    client = signed_in("cdc")
    form = read(client, text_of()).context["form"]
    refused = client.post(reverse("letters:read"), typed(form, **{field: value}))
    assert refused.status_code == 422
    assert line in refused.context["form"].mistakes[field]


def test_nothing_given_and_files_that_are_no_letters(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    assert read(client).status_code == 422
    for name, content, line in (
        ("函.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Word"),
        ("函.docx", b"PK\x03\x04 broken", "不是可读的 Word 文档"),
        ("函.json", b"[]", "不是 lianfang-letter/1 格式的函"),
        ("函.png", b"\x89PNG", "来函可读"),
    ):
        answered = read(client, file=SimpleUploadedFile(name, content))
        assert answered.status_code == 422
        assert line in answered.content.decode(), name
        assert "/tmp" not in answered.content.decode()


def test_found_opens_what_the_plan_asks(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    assert answer(client, letter, 1, answer="found").status_code == 302
    found = the_letter(letter).names[0]
    assert found.answer is not None
    with machine_session():
        contact = Contact.objects.get()
        assert str(contact.person) == found.answer["person"]
        assert contact.grade == "close"
        assert PersonStatus.objects.get().birth == date(1990, 3, 7)
        assert Duty.objects.filter(person=contact.person, rule="contact-told", met=None).exists()
        met = Duty.objects.filter(rule="letter-name-answered", met__isnull=False)
        assert [str(duty.subject) for duty in met] == [found.subject]
    page = client.get(reverse("cdc:contacts")).content.decode()
    assert "张伟" in page


def test_an_arrival_found_is_registered_as_one(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    assert answer(client, letter, 3, answer="found", **{"as": "arrival"}).status_code == 302
    with machine_session():
        told = facts.known_by(clock.now(), ["journey"])["journey"].to_dicts()
    assert [(row["direction"], row["origin"], row["destination"]) for row in told] == [("arrival", "231298", "231299")]


def test_who_is_known_here_by_number_stays_who_they_are(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    with machine_session():
        known = facts.record(
            "people",
            [{"person.name": "张伟", "person.identity_number": FIRST, "person.residence": "231299001"}],
            BY, "test", uuid4(), NOON,
        )  # fmt: skip
        rebuild(NOON)
    letter = recorded(client)
    assert "按证件号码，本地已有此人" in client.get(reverse("letters:letter", args=[letter])).content.decode()
    answer(client, letter, 1, answer="found")
    (name, *_others) = the_letter(letter).names
    assert name.answer is not None and name.answer["person"] == str(known.subjects["person"][0])
    with machine_session():
        assert PersonStatus.objects.count() == 1


def test_who_is_only_alike_is_proposed_and_chosen(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    with machine_session():
        known = facts.record(
            "people", [{"person.name": "李娜", "person.birth": "1991-02-03", "person.residence": "231299001"}],
            BY, "test", uuid4(), NOON,
        )  # fmt: skip
        rebuild(NOON)
    (person,) = known.subjects["person"]
    letter = recorded(client)
    assert "1991-02-03" in client.get(reverse("letters:letter", args=[letter])).content.decode()
    name = the_letter(letter).names[2]
    answer(client, letter, 3, answer="found", **{f"person-{name.subject}": str(person)})
    (*_others, name) = the_letter(letter).names
    assert name.answer is not None and name.answer["person"] == str(person)
    # Somebody who was not proposed cannot be chosen.
    first = the_letter(letter).names[0]
    answer(client, letter, 1, answer="found", **{f"person-{first.subject}": str(person)})
    name = the_letter(letter).names[0]
    assert name.answer is not None and name.answer["person"] != str(person)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ({"answer": "gone_to"}, "去往：未填"),
        ({"answer": "found", "gone_to": "邻县"}, "二者取一"),
        ({"answer": "perhaps"}, "请选择答复"),
    ],
)
def test_an_answer_that_cannot_be_records_nothing(
    signed_in: Callable[..., Client], form: dict[str, str], line: str
) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    refused = answer(client, letter, 1, 2, **form)
    assert refused.status_code == 422
    assert line in said(refused)
    assert len(the_letter(letter).open_names) == 3


def test_nobody_ticked(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    assert answer(client, letter, answer="found").status_code == 422
    assert client.post(reverse("letters:write"), {}).status_code == 422


def test_an_answer_can_be_mended(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    answer(client, letter, 1, answer="not_here")
    clock.set_to(NOON + timedelta(hours=2))
    answer(client, letter, 1, answer="found")
    name = the_letter(letter).names[0]
    assert name.answer is not None and name.answer["answer"] == "found"


def test_who_went_elsewhere_is_passed_on_and_until_then_owed(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    answer(client, letter, 2, answer="gone_to", gone_to="绥安市")
    name = the_letter(letter).names[1]
    assert name.to_pass_on and name.answer is not None and name.answer["gone_to"] == "231200"
    page = client.get(reverse("letters:letter", args=[letter])).content.decode()
    assert "待转函" in page
    draft = client.post(reverse("letters:write"), {"name": [name.subject]})
    assert draft.status_code == 200
    head = draft.context["draft"].head
    assert (head["to_name"], head["from_name"]) == ("绥安市", "青禾县疾控中心")
    written = client.post(
        reverse("letters:write"),
        {"step": "record", "name": [name.subject], **head, "number": "青疾控协〔2021〕1号", "request_id": str(uuid4())},
    )
    assert written.status_code == 302
    drain(clock.now())
    onward = the_letter(written.url.strip("/").rpartition("/")[2])
    assert [each.row["name"] for each in onward.names] == ["张伟"]
    assert not the_letter(letter).names[1].to_pass_on
    with machine_session():
        assert Duty.objects.get(rule="letter-name-passed-on").met is not None
        # A letter that went out owes a reminder once no reply has come in time.
        assert Duty.objects.get(rule="letter-reply-asked").opened > NOON
        assert opened(onward.names)[onward.names[0].subject]["telephone"] == "13700001234"


def test_a_reply_waits_for_every_name(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    address = reverse("letters:reply", args=[letter])
    answer(client, letter, 1, 2, answer="not_here")
    refused = client.post(address, {"number": "青疾控复〔2021〕1号"})
    assert refused.status_code == 422
    assert "李娜" in said(refused)
    answer(client, letter, 3, answer="found")
    assert client.post(address, {"number": " "}).status_code == 422
    assert client.post(address, {"number": "青疾控复〔2021〕1号", "signer": "刘芳"}).status_code == 302
    drain(clock.now())
    assert [reply["number"] for reply in the_letter(letter).replies] == ["青疾控复〔2021〕1号"]
    with machine_session():
        assert Duty.objects.get(rule="letter-replied").met is not None


def test_the_reply_on_paper_has_each_name_with_its_answer(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    answer(client, letter, 1, answer="found")
    answer(client, letter, 2, answer="gone_to", gone_to="绥安市")
    answer(client, letter, 3, answer="not_here", note="号码停机")
    client.post(reverse("letters:reply", args=[letter]), {"number": "青疾控复〔2021〕1号", "signer": "刘芳"})
    paper = client.get(reverse("letters:paper", args=[letter, "docx"]))
    document = docx.Document(io.BytesIO(paper.content))
    prose = "\n".join(each.text for each in document.paragraphs)
    assert "邻县疫情防控指挥部：" in prose and "邻指协〔2021〕7号" in prose
    assert "已找到1人，查无此人1人，已去往1人" in prose
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["序号", "姓名", "证件号码", "联系电话", "协查结果"]
    assert [row[-1] for row in rows[1:]] == ["已找到", "已去往 绥安市", "查无此人；号码停机"]
    assert client.get(reverse("letters:paper", args=[letter, "pdf"])).content[:5] == b"%PDF-"
    assert client.get(reverse("letters:paper", args=[letter, "csv"])).status_code == 404
    with machine_session():
        assert AuditLine.objects.filter(action="print a letter").exists()


@pytest.mark.tells_again
def test_what_one_county_writes_another_reads_back_exactly(
    story: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    told = story(3)
    client = signed_in("cdc")
    people = [str(person) for person in told["contact"]]
    # Ticked twice, named once.
    draft = client.post(reverse("letters:write"), {"person": [*people, people[0]]}).context["draft"]
    assert len(draft.names) == len(people)
    head = draft.head | {"number": "青疾控协〔2021〕3号", "to_name": "邻县疫情防控指挥部"}
    written = client.post(
        reverse("letters:write"), {"step": "record", "person": people, "request_id": str(uuid4()), **head}
    )
    letter = written.url.strip("/").rpartition("/")[2]
    assert [name.row["person"] for name in the_letter(letter).names] == people
    clock.set_to(NOON + timedelta(hours=1))
    neighbour = signed_in("cdc", neighbour=True)
    # The neighbour sees nothing of it but what is sent.
    assert neighbour.get(reverse("letters:letter", args=[letter])).status_code == 404
    wanted = [each.told for each in draft.names]
    for form in ("json", "csv", "docx"):
        file = client.get(reverse("letters:paper", args=[letter, form])).content
        shown = read(neighbour, file=SimpleUploadedFile(f"letter.{form}", file)).context["form"]
        assert [each.told.told for each in shown.names] == [each.told for each in wanted], form
        assert (shown.head["number"], shown.head["from_name"]) == (
            head["number"],
            head["from_name"],
        )
        assert shown.head["deadline"] == head["deadline"]
    answered = neighbour.post(reverse("letters:read"), typed(shown))
    assert answered.status_code == 302
    assert (
        json.loads(client.get(reverse("letters:paper", args=[letter, "json"])).content)["format"] == "lianfang-letter/1"
    )

    # The neighbour answers each name and replies; its file is read on the page of our letter, whole or not at all.
    theirs = answered.url.strip("/").rpartition("/")[2]
    reply_at = reverse("letters:paper", args=[theirs, "json"])
    assert neighbour.get(reply_at).status_code == 404, "no reply is recorded yet"
    places = [name.row["place"] for name in the_letter(theirs).names]
    answer(neighbour, theirs, *places[:2], answer="not_here", note="停机")
    answer(neighbour, theirs, *places[2:], answer="gone_to", gone_to="绥安市")
    neighbour.post(reverse("letters:reply", args=[theirs]), {"number": "邻复〔2021〕1号", "signer": "王强"})
    reply = json.loads(neighbour.get(reply_at).content)
    assert all(set(one) <= {"place", "name", "answer", "gone_to", "note"} for one in reply["names"])

    def sent(content: Any, to: str = letter) -> Any:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        file = SimpleUploadedFile("复函.json", raw)
        return client.post(reverse("letters:reply_file", args=[to]), {"file": file, "request_id": str(uuid4())})

    first = reply["names"][0]
    for wrong, words in (
        ([], "不是 lianfang-letter-reply/1 格式的复函"),
        (reply | {"reply": reply["reply"] | {"asked": "青疾控协〔2021〕9号"}}, "不是 青疾控协〔2021〕3号"),
        (reply | {"names": [first | {"name": "别人"}]}, "我方函中没有这样的人"),
        (reply | {"names": [first, first]}, "答复了两次"),
        (reply | {"names": [first | {"answer": "perhaps"}]}, "答复不成立"),
        (b"\x81", "复函.json：第 1 行既不是 UTF-8 也不是 GB18030 编码"),
    ):
        refused = sent(wrong)
        assert refused.status_code == 422 and words in refused.content.decode(), words
        assert "/tmp" not in refused.content.decode()
    assert len(the_letter(letter).open_names) == len(people) and not the_letter(letter).replies
    shown = read(client, file=SimpleUploadedFile("复函.json", json.dumps(reply).encode()))
    assert shown.status_code == 422 and "请打开它所答复的我方去函" in shown.content.decode()
    assert sent(reply).status_code == 302
    ours = the_letter(letter)
    assert (ours.answered("not_here"), ours.answered("gone_to")) == (2, len(people) - 2)
    assert [(each["number"], each["signer"]) for each in ours.replies] == [("邻复〔2021〕1号", "王强")]
    assert ours.names[-1].answer is not None and ours.names[-1].answer["gone_to"] == "231200"
    # The same file again changes nothing.
    sent(reply)
    assert len(the_letter(letter).replies) == 1


def test_a_number_is_not_used_twice_for_one_addressee(
    story: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    person = str(story()["contact"][0])
    client = signed_in("cdc")
    head = {
        "number": "青疾控协〔2021〕3号",
        "to_name": "邻县指挥部",
        "from_name": "青禾县疾控中心",
        "disease": "covid19",
        "ask": "请协查",
    }
    assert client.post(reverse("letters:write"), {"step": "record", "person": [person], **head}).status_code == 302
    refused = client.post(reverse("letters:write"), {"step": "record", "person": [person], **head})
    assert refused.status_code == 422
    assert "已用过此号" in said(refused)
    assert client.post(reverse("letters:write"), {"step": "record", "person": [person]}).status_code == 422


def test_contacts_who_live_elsewhere_wait_for_a_letter(
    signed_in: Callable[..., Client], story: Callable[..., Any]
) -> None:
    story()
    with machine_session():
        facts.record(
            "exposures",
            [{"person.name": "孙远", "person.telephone": "13566667777", "person.residence": "231298",
              "exposure.case_number": "QH-000", "exposure.disease": "covid19", "exposure.grade": "close",
              "exposure.occurred_from": "2021-01-04 12:00"}],
            BY, "test", uuid4(), NOON,
        )  # fmt: skip
        rebuild(NOON)
    client = signed_in("cdc")
    clock.set_to(NOON + timedelta(minutes=1))
    waiting = client.get(reverse("letters:today")).context["elsewhere"]
    assert [(area.name, [each.name for each in people]) for area, people in waiting] == [("邻县", ["孙远"])]
    (person,) = (each.person for each in waiting[0][1])
    draft = client.post(reverse("letters:write"), {"person": [person], "to_area": "231298"}).context["draft"]
    assert draft.head["to_name"] == "邻县疫情防控指挥部"
    assert (draft.names[0].told.telephone, draft.names[0].told.case_number) == ("13566667777", "QH-000")
    client.post(reverse("letters:write"), {"step": "record", "person": [person], **draft.head, "number": "青1号"})
    assert client.get(reverse("letters:today")).context["elsewhere"] == []


def test_overdue_letters_stand_first_and_queries_do_not_grow(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    late = recorded(client)
    clock.set_to(NOON + timedelta(hours=25))
    for number in range(8, 12):
        recorded(client, text_of().replace("7号", f"{number}号").replace("于1月11日18时前", "及时"))
    address = reverse("letters:today")

    def counted() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            listed = client.get(address).context["incoming"]
        assert listed[0].letter.subject == late and listed[0].over
        return len(queries)

    few = counted()
    for number in range(12, 17):
        recorded(client, text_of().replace("7号", f"{number}号").replace("于1月11日18时前", "及时"))
    assert counted() == few
    text = client.get(address).context["text"]
    assert "1. 邻指协〔2021〕7号，邻县疫情防控指挥部，3 人中 3 人未答复，超时 1 小时" in text
    exported = client.get(address, {"export": "csv"}).content.decode("utf-8-sig")
    assert exported.splitlines()[0].startswith("函号,方向")


def test_refreshed_is_rebuilt(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    letter = recorded(client)
    answer(client, letter, 1, answer="found")
    answer(client, letter, 2, answer="gone_to", gone_to="别处")
    with machine_session():
        assert rebuild(clock.now()) is False


def test_who_may_not_register_may_still_answer_that_nobody_is_here(signed_in: Callable[..., Client]) -> None:
    letter = recorded(signed_in("cdc"))
    above = signed_in("prefecture")
    assert answer(above, letter, 1, answer="found").status_code == 404
    assert answer(above, letter, 1, answer="not_here").status_code == 302


def test_a_name_of_no_letter_is_refused(county: None) -> None:
    with machine_session():
        refused = facts.record("letter_name", [{"name": "张伟", "occurred_from": NOON}], BY, "test", uuid4(), NOON)
    assert [(each.column, each.reason) for each in refused.rejections] == [
        ("letter_name.letter", "协查函 / Letter is missing; fill it in")
    ]


def test_a_town_sees_the_name_that_was_given_to_it_and_no_other(signed_in: Callable[..., Client]) -> None:
    letter = recorded(signed_in("cdc"))
    address = reverse("letters:letter", args=[letter])
    town = signed_in("town")
    assert town.get(address).status_code == 404
    with machine_session():
        name = the_letter(letter).names[2]
        duty = Duty.objects.get(subject=name.subject, rule="letter-name-answered")
    commander = signed_in("commander")
    commander.post(reverse("duties:act"), {"duty": [duty.key], "what": "assign", "to_unit": "HD-ZHB"})
    drain(clock.now())
    with machine_session():
        assert Duty.objects.get(subject=name.subject).owed_by == "HD-ZHB"
    page = town.get(address)
    assert page.status_code == 200
    assert "李娜" in page.content.decode() and "张伟" not in page.content.decode()
    clock.set_to(NOON + timedelta(minutes=5))
    assert answer(town, letter, 3, answer="found").status_code == 302
    assert not the_letter(letter).names[2].open
    with machine_session():
        assert PersonStatus.objects.get().responsible == "/CN/230000/231200/231299/231299001/"
    # The reply is the county's: the town does not see whether it is whole.
    assert town.post(reverse("letters:reply", args=[letter]), {"number": "1"}).status_code == 404
    assert town.get(reverse("letters:paper", args=[letter, "docx"])).status_code == 404
    assert signed_in("cdc", neighbour=True).get(address).status_code == 404


def test_one_number_under_two_names_of_a_sender_is_asked_about(signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    recorded(client)
    clock.set_to(NOON + timedelta(hours=1))
    again = read(client, text_of().replace("邻县疫情防控指挥部", "邻县新冠肺炎疫情防控指挥部"))
    assert "曾由“邻县疫情防控指挥部”来过" in again.content.decode()
    assert again.context["elsewhere"] == "邻县疫情防控指挥部"
    assert read(client, text_of()).context["elsewhere"] == ""


def test_a_disease_that_no_plan_knows_stays_what_the_letter_says(signed_in: Callable[..., Client]) -> None:
    form = read(signed_in("cdc"), text_of().replace("新冠肺炎", "登革热"))
    assert form.context["form"].head["disease"] == "dengue"
    form = read(signed_in("cdc"), text_of().replace("新冠肺炎", "霍乱"))
    assert '<option value="cholera" selected>' in form.content.decode()
