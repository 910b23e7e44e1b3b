"""A person without an account: the way in, one's own page and nobody else's, the appeal, its answer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from lianfang import facts
from lianfang.access.audit import audited
from lianfang.access.models import AuditLine
from lianfang.access.session import machine_session, own_session
from lianfang.desks.citizen.consenting import child_at
from lianfang.facts import Recorder, clock
from lianfang.facts.decisions import new_number
from lianfang.facts.entry_codes import code_of_paper, new_entry_code, person_of_entry_code
from lianfang.situation import own
from lianfang.situation.outbox import drain
from unit.desks.conftest import COUNTY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(story: Callable[..., Any]) -> dict[str, Any]:
    return story(1)


def recorded(kind: str, row: dict[str, Any], at: Any = NOON) -> None:
    answer = facts.record(kind, [row], Recorder("cdc", "231299", "QH-CDC"), "test", uuid4(), at)
    assert not answer.rejections, answer.rejections


def paper_for(person: Any, ends: date | None = date(2021, 1, 17)) -> str:
    number = new_number()
    row = {
        "person": str(person), "decision": "isolated", "doctor": "刘芳", "unit": "QH-CDC", "ground": "密接",
        "paper": number, "begins": date(2021, 1, 10), "ends": ends, "occurred_from": NOON,
    }  # fmt: skip
    recorded("decision", row)
    return number


def came_in(**typed: str) -> Any:
    client = Client()
    return client, client.post(reverse("citizen:enter"), typed)


def opened(person: Any) -> Client:
    number = paper_for(person)
    client, answer = came_in(number=number, code=code_of_paper(number))
    assert answer.status_code == 302
    return client


def page_of(client: Client) -> str:
    return client.get(reverse("citizen:record")).content.decode()


def test_a_paper_s_number_and_code_open_the_page_and_whatever_is_wrong_is_told_alike(
    told: dict[str, Any], signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lianfang.desks.auditing.unusual.LOOKS_A_DAY", 1)
    number = paper_for(told["contact"][0])
    right = code_of_paper(number)
    wrong = [
        {"number": number, "code": "0000-0000"}, {"number": number, "code": ""}, {"number": number, "code": number},
        {"number": new_number(), "code": right}, {"number": "", "code": right}, {"code": "李"}, {},
    ]  # fmt: skip
    pages = {came_in(**typed)[1].content.decode().replace(number, "") for typed in wrong[:3]}
    lines = {page.split('role="alert">')[1].split("<")[0] for page in pages}
    assert len(lines) == 1
    assert {came_in(**typed)[1].status_code for typed in wrong} == {422}
    # As somebody types it from paper.
    client, answer = came_in(number=number.lower(), code=right.replace("-", " ").lower())
    assert answer.status_code == 302
    text = page_of(client)
    assert "红码" in text and "密接" in text and "1月3日" in text and number in text
    assert "陈000" not in text and "李0000" not in text and "QH-000" not in text
    client.post(reverse("citizen:leave"))
    assert client.get(reverse("citizen:record")).status_code == 302
    with machine_session():
        lines = AuditLine.objects.filter(name="citizen").values_list("action", "persons")
        refused = [persons for action, persons in lines if action == "enter own page refused"]
        assert len(refused) == len(wrong) + 3 and not any(refused)
        assert ("enter own page", [told["contact"][0]]) in list(lines)
    # Whoever audits the county sees who came in there, and no file that a stranger looked into.
    county = signed_in("auditor")
    (seen,) = county.get(reverse("auditing:lines"), {"action": "enter"}).context["shown"]
    assert seen.persons == [told["contact"][0]] and seen.area_path.startswith(COUNTY)
    assert "citizen" not in {one.name for one, *_words in county.get(reverse("auditing:today")).context["unusual"]}
    # It opens until thirty days after its last day, by the days of the county; one without a last day has none.
    endless = paper_for(told["contact"][1], ends=None)
    over = NOON.replace(month=2, day=16, hour=16)
    for moment, status in ((over - timedelta(minutes=1), 302), (over, 422)):
        clock.set_to(moment)
        assert came_in(number=number, code=right)[1].status_code == status
    assert came_in(number=endless, code=code_of_paper(endless))[1].status_code == 302


def test_a_counter_s_code_is_given_on_record_opens_once_and_runs_out(
    told: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    person = told["contact"][0]
    address = reverse("appeals:counter", args=[person])
    desk = signed_in("cdc")
    assert desk.post(address, {"asked": " "}).status_code == 422
    assert signed_in("cdc", neighbour=True).post(address, {"asked": "x"}).status_code == 404
    code = desk.post(address, {"asked": "本人，身份证"}).context["code"]
    client, answer = came_in(code=code)
    assert answer.status_code == 302 and "红码" in page_of(client)
    assert came_in(code=code)[1].status_code == 422
    late = new_entry_code(person, "本人", "town")
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("UPDATE facts_entrycode SET expires_at = now() - interval '1 second' WHERE used_at IS NULL")
    assert person_of_entry_code(late) is None
    with machine_session():
        assert AuditLine.objects.filter(action="give entry code", persons=[person], reason="本人，身份证").exists()
    # A child's page opens to the guardian alone, who has to be on record.
    row = {"name": "李小雨", "birth": "2012-11-05", "residence": "231299"}
    by = Recorder("cdc", "231299", "QH-CDC")
    [child] = facts.record("person", [row], by, "test", uuid4(), NOON).subjects["person"]
    for guardian, asked, status in (
        (None, "李国强，身份证", 422),
        ("李国强", "本人", 422),
        ("李国强", "李国强，身份证", 200),
    ):
        if guardian:
            recorded("person", {"person": str(child), "guardian_name": guardian})
        drain(NOON)
        assert desk.post(reverse("appeals:counter", args=[child]), {"asked": asked}).status_code == status
    # What the desk did stands on the person's page, by unit and role, without a name.
    assert "青禾县疾控中心" in page_of(client)


def test_too_many_wrong_codes_have_to_wait(told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianfang.desks.citizen.entering.MOST_TRIES", 2)
    number = paper_for(told["contact"][0])
    for _try in range(2):
        assert came_in(number=number, code="0000-0000")[1].status_code == 422
    assert came_in(number=number, code=code_of_paper(number))[1].status_code == 429


def test_the_session_of_a_person_reads_no_table_and_only_that_person_s_rows(told: dict[str, Any]) -> None:
    """As the web role, by SQL of one's own."""
    me, other = told["contact"][0], told["person"][0]
    paper_for(me)
    with machine_session():
        for action, person in (("read person", me), ("read case", other)):
            audited(None, action, [person], name="a command")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition AND relforcerowsecurity"
        )
        tables = sorted(name for (name,) in cursor.fetchall())
        assert len(tables) > 50
        with own_session(me):
            shown = {}
            for table in tables:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                shown[table] = cursor.fetchone()[0]
            # Which plans are in force is for everybody to know, and tells of nobody.
            assert {table for table, rows in shown.items() if rows} <= {"situation_planversion"}
            assert own.own_codes() and own.own_duties() and own.own_kept() and own.own_contacts()
            assert own.own_name()[0].startswith("李0000")
            looks = own.own_looks(50)
            assert {look.action for look in looks} == {"read person"} and len(looks) == 1
            cursor.execute("SELECT current_setting('app.area', true)")
            assert cursor.fetchone()[0] == "", "what a function sees by does not stay behind"
        with own_session(other):
            assert own.own_name()[0].startswith("陈000") and not own.own_contacts()
            assert "classification" not in str(own.own_codes())
    for nobody in (own.own_codes, own.own_duties, own.own_kept, own.own_contacts, own.own_appeals, own.own_decisions):
        assert nobody() == []
    assert own.own_looks(5) == []


def test_a_child_s_page_opens_when_a_guardian_agrees_and_shuts_when_that_is_withdrawn(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a paper's code; of the child nothing stands on the page before, and what was answered are facts."""
    child = told["contact"][0]
    row = {"person": str(child), "birth": "2012-11-05", "guardian_name": "李 国强"}
    recorded("person", row)
    drain(NOON)
    client = opened(child)
    for word in ("红码", "密接", "刘芳", "谁查看过我的记录"):
        assert word not in page_of(client), word
    assert "征求监护人同意" in page_of(client)

    def answer(**typed: str) -> Any:
        return client.post(reverse("citizen:consent"), {"request_id": str(uuid4())} | typed)

    guardian = {"guardian": "李国强", "relation": "father"}
    for wrong, words in (
        (guardian, "答复：未选择"),
        (guardian | {"answer": "agreed", "relation": "friend"}, "与儿童关系：未选择"),
        ({"answer": "agreed", "relation": "father"}, "监护人姓名：未填写"),
        (guardian | {"answer": "agreed", "guardian": "王五"}, "监护人另有其人"),
    ):
        refused = answer(**wrong)
        assert refused.status_code == 422 and words in refused.content.decode(), words
    # Nobody appeals for a child, either, before a guardian agreed.
    assert appealed(client, uuid4()).status_code == 302
    with own_session(child):
        assert own.own_consents() == [] and own.own_appeals() == []

    said = []
    for minutes, spoken in enumerate(("refused", "agreed", "agreed", "withdrawn")):
        clock.set_to(NOON + timedelta(minutes=minutes))
        assert answer(answer=spoken, **guardian).status_code == 302
        said.append("红码" in page_of(client))
    assert said == [False, True, True, False], "agreed twice is one fact, and withdrawn shuts the page"
    with own_session(child):
        consents = own.own_consents()
    assert [(one.answer, one.guardian, one.relation) for one in consents] == [
        (spoken, "李国强", "father") for spoken in ("withdrawn", "agreed", "refused")
    ]
    with machine_session():
        lines = AuditLine.objects.filter(action__startswith="record consent").order_by("id")
        assert [line.reason or line.action for line in lines] == [
            "record consent refused", "refused", "agreed", "withdrawn"
        ]  # fmt: skip
    # Wrong names are counted as wrong codes are.
    monkeypatch.setattr("lianfang.desks.citizen.entering.MOST_TRIES", 1)
    assert answer(answer="agreed", **guardian).status_code == 429
    # On the day on which the child is 14 nobody is asked any more.
    clock.set_to(NOON.replace(year=2026, month=11, day=5))
    with own_session(child):
        assert child_at(clock.now()) is None
    with own_session(told["person"][0]):
        assert child_at(NOON) is None, "nobody is a child of whom no birth and no age was told"


def appealed(client: Client, request_id: UUID, **more: str) -> Any:
    typed = {"matter": "not_there", "ground": "那天我不在婚宴上，在邻县上班。", "request_id": str(request_id)}
    return client.post(reverse("citizen:appeal"), typed | more)


def test_an_appeal_is_one_fact_owed_an_answer_and_the_answer_frees(
    told: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    me = told["contact"][0]
    client, once = opened(me), uuid4()
    assert appealed(client, once, ground=" ").status_code == 422
    assert appealed(client, once, matter="x").status_code == 422
    assert appealed(client, once).status_code == appealed(client, once).status_code == 302
    drain(NOON + timedelta(minutes=1))
    text = page_of(client)
    for word in ("尚未答复", "青禾县疾控中心", "1月11日 12:00前", "拨打120"):
        assert word in text, word
    # The next waits for the answer of this.
    assert appealed(client, uuid4()).status_code == 422
    desk = signed_in("cdc")
    assert signed_in("cdc", neighbour=True).get(reverse("appeals:today")).context["open"] == []
    (appeal,) = desk.get(reverse("appeals:today")).context["open"]
    assert appeal.duty.due == NOON + timedelta(days=1) and appeal.person.person == me
    address = reverse("appeals:appeal", args=[appeal.id])
    clock.set_to(NOON + timedelta(hours=2))
    said = {"decision": "loosened", "doctor": "刘芳", "ground": "核实当日在邻县上班。", "seen": "0"}
    assert desk.post(address, said | {"doctor": ""}).status_code == 422
    assert desk.post(address, said | {"request_id": str(uuid4())}).status_code == 302
    drain(NOON + timedelta(hours=2, minutes=1))
    # Another doctor had the page open: what was typed is kept, the first answer shown, and both may stand.
    second = {"decision": "upheld", "doctor": "韩雪梅", "ground": "仍有接触。", "seen": "0", "request_id": str(uuid4())}
    answer = desk.post(address, second)
    text = answer.content.decode()
    assert answer.status_code == 422 and "刘芳" in text and "仍有接触。" in text
    text = page_of(client)
    assert "绿码" in text and "红码" not in text and "核实当日在邻县上班。" in text and "韩雪梅" not in text
    assert desk.post(address, second | {"seen": "1"}).status_code == 302
    text = page_of(client)
    assert "刘芳" in text and "韩雪梅" in text
    assert desk.get(reverse("appeals:today")).context["open"] == []
    assert appealed(client, uuid4()).status_code == 302


def test_what_is_kept_about_whom_is_said_to_anybody(county: None) -> None:
    text = Client().get(reverse("citizen:kept")).content.decode()
    for word in ("到访", "14天", "检测结果", "证件号码"):
        assert word in text, word
    assert "第八十五条" in text


def test_a_guardian_s_consent_given_at_a_counter_is_a_fact_and_opens_the_page(
    told: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    child, adult = told["contact"][0], told["person"][0]
    recorded("person", {"person": str(child), "birth": "2012-11-05", "guardian_name": "李 国强"})
    drain(NOON)
    client, desk = opened(child), signed_in("cdc")
    address = reverse("appeals:consent", args=[child])
    assert "征求监护人同意" in page_of(client)
    assert address in desk.get(reverse("appeals:counter", args=[child])).content.decode()
    given = {"guardian": "李国强", "relation": "father", "matter": "own_page", "answer": "agreed", "how": "in_person"}
    given["document"] = "户口簿"
    for wrong, words in (
        ({"guardian": "王五"}, "另有其人"),
        ({"guardian": ""}, "监护人姓名：未填写"),
        ({"document": ""}, "证件：未填写"),
        ({"matter": "all"}, "同意事项：未选择"),
        ({"how": "paper_code"}, "方式：未选择"),
    ):
        refused = desk.post(address, given | wrong)
        assert refused.status_code == 422 and words in refused.content.decode(), words
    assert "征求监护人同意" in page_of(client)
    sent = given | {"request_id": str(uuid4())}
    for _again in range(2):
        assert desk.post(address, sent).status_code == 302
    assert "红码" in page_of(client)
    with own_session(child):
        [consent] = own.own_consents()
    assert (consent.answer, consent.guardian, consent.matter) == ("agreed", "李国强", "own_page")
    with machine_session():
        line = AuditLine.objects.filter(action="record consent").earliest("id")
        assert line.reason == "own_page agreed: 户口簿"
    assert "同意" in desk.get(address).content.decode()
    # Nobody is asked for somebody grown up, nor by another county.
    assert desk.get(reverse("appeals:consent", args=[adult])).status_code == 404
    assert signed_in("cdc", neighbour=True).get(address).status_code == 404
