"""Decisions to persons: written for whom was ticked, printed, lifted, and verified by anyone who holds the paper."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianfang import facts
from lianfang.access.models import AuditLine
from lianfang.access.session import machine_session
from lianfang.facts import clock
from lianfang.facts.decisions import papers
from lianfang.facts.recorder import Recorder
from lianfang.situation.refresh import rebuild

from .conftest import NOON

pytestmark = pytest.mark.django_db

BY = Recorder("cdc", "231299", "QH-CDC")
FORM = {"decided_by": "刘芳", "begins": "2021-01-10", "ends": "", "ground": "", "provided": "食宿", "remedy": "复议"}


@pytest.fixture
def contact(story: Callable[..., Any]) -> str:
    """The close contact 李0000, last exposed on 3 January."""
    return str(story()["contact"][0])


def write(client: Client, *persons: str, **said: str) -> Any:
    return client.post(reverse("decisions:write"), FORM | {"person": persons} | said)


def known(person: str) -> list[dict[str, Any]]:
    with machine_session():
        return papers(clock.now(), persons=[person])


def recorded(kind: str, row: dict[str, Any], at: Any = NOON) -> None:
    with machine_session():
        answer = facts.record(kind, [row], BY, "test", uuid4(), at)
        assert not answer.rejections, answer.rejections
        rebuild(at)


def verified(number: str) -> tuple[int, str, str]:
    """Status, state and text of the page that anyone may open."""
    answer = Client().get(reverse("verify_paper", args=[number]))
    return answer.status_code, answer.context["standing"].state, answer.content.decode()


def test_a_decision_ends_with_the_plan_s_term_and_says_its_ground(
    contact: str, signed_in: Callable[..., Client]
) -> None:
    client = signed_in("cdc")
    assert write(client, contact).status_code == 302
    (row,) = known(contact)
    # Last exposed on 3 January is day 0, so day 14 is the 17th.
    assert (row["begins"], row["ends"], row["doctor"]) == (date(2021, 1, 10), date(2021, 1, 17), "刘芳")
    assert row["unit"] == "QH-CDC"
    assert "2021-01-03" in row["ground"] and "陈" not in row["ground"]
    page = client.get(reverse("decisions:today")).content.decode()
    assert row["paper"] in page


def test_a_form_sent_twice_is_answered_as_before_and_another_is_refused(
    contact: str, signed_in: Callable[..., Client]
) -> None:
    client, sent = signed_in("cdc"), str(uuid4())
    assert write(client, contact, request_id=sent).status_code == 302
    again = client.post(reverse("decisions:write"), FORM | {"person": [contact], "request_id": sent}, follow=True)
    assert "此前已记录" in again.content.decode() and len(known(contact)) == 1
    assert write(client, contact).status_code == 422


def test_who_became_ill_waits_for_no_decision(contact: str, signed_in: Callable[..., Client]) -> None:
    ill = {"case.number": "QH-9", "case.classification": "confirmed", "case.disease": "covid19"}
    recorded("case", {"person": contact, **ill, "case.occurred_from": NOON - timedelta(days=1)})
    assert signed_in("cdc").get(reverse("decisions:today")).context["waiting"] == []


def test_the_first_stand_there_and_others_come_up_as_they_are_decided_on(
    story: Callable[..., Any], signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    story(4)
    monkeypatch.setattr("lianfang.desks.decisions.views.ROWS", 3)
    client = signed_in("cdc")
    answer = client.get(reverse("decisions:today"))
    first = [str(subject.person) for subject, _ground in answer.context["waiting"]]
    assert len(first) == 3 and "共 4 人，先列 3 人" in answer.content.decode()
    write(client, first[0])
    then = [str(subject.person) for subject, _ground in client.get(reverse("decisions:today")).context["waiting"]]
    assert then[:2] == first[1:] and len(then) == 3


def test_the_first_form_asks_and_records_nothing(contact: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    waiting = client.get(reverse("decisions:today")).context["waiting"]
    assert [str(subject.person) for subject, _ground in waiting] == [contact]
    answer = client.post(reverse("decisions:write"), {"person": [contact]})
    assert answer.status_code == 200
    assert "李0000" in answer.content.decode()
    assert known(contact) == []


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"ends": "2021-01-09"}, "早于"),
        ({"decided_by": ""}, "决定人"),
        ({"begins": "2021-02-30"}, "2021-02-30"),
        ({"ends": "soon"}, "soon"),
        ({"begins": "2021-01-18"}, "1月17日"),
        ({"remedy": " "}, "救济途径"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(
    contact: str, signed_in: Callable[..., Client], said: dict[str, str], line: str
) -> None:
    answer = write(signed_in("cdc"), contact, provided="食宿与药品", **said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert [str(each) for each in answer.context["messages"] if line in str(each)], text
    assert "食宿与药品" in text
    assert known(contact) == []


def test_nobody_ticked(contact: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    assert write(client).status_code == 422
    assert write(client, "no-uuid", str(uuid4())).status_code == 422
    assert client.post(reverse("decisions:lift"), {"decided_by": "刘芳", "ground": "x"}).status_code == 422
    assert client.post(reverse("decisions:papers"), {"form": "pdf"}).status_code == 302


def test_nobody_is_decided_on_who_died_and_then_none_of_the_others(
    story: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    told = story()
    ill, contact = str(told["person"][0]), str(told["contact"][0])
    recorded(
        "outcome", {"case": str(told["case"][0]), "person": ill, "outcome": "died", "occurred_from": "2021-01-10 08:00"}
    )
    answer = write(signed_in("cdc"), contact, ill, ground="密切接触者", ends="2021-01-17")
    assert answer.status_code == 422
    assert "陈000" in " ".join(str(each) for each in answer.context["messages"])
    assert known(contact) == known(ill) == []


def test_a_second_decision_is_refused_while_one_is_in_force(contact: str, signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    write(client, contact)
    clock.set_to(NOON + timedelta(hours=1))
    assert write(client, contact).status_code == 422
    assert len(known(contact)) == 1


def test_the_neighbour_s_people_are_not_there(contact: str, signed_in: Callable[..., Client]) -> None:
    write(signed_in("cdc"), contact)
    (row,) = known(contact)
    neighbour = signed_in("cdc", neighbour=True)
    assert write(neighbour, contact).status_code == 422
    assert neighbour.post(reverse("decisions:papers"), {"paper": [row["paper"]], "form": "pdf"}).status_code == 302
    assert row["paper"] not in neighbour.get(reverse("decisions:today")).content.decode()


def test_anyone_verifies_a_paper_and_learns_two_days_and_no_person(
    contact: str, signed_in: Callable[..., Client]
) -> None:
    write(signed_in("cdc"), contact)
    (row,) = known(contact)
    status, state, text = verified(row["paper"])
    assert (status, state) == (200, "valid")
    assert "2021-01-10" in text and "2021-01-17" in text
    told = ("李0000", "刘芳", "QH-CDC", "疾控", "青禾", "密切接触", "2021-01-03", contact)
    assert [word for word in told if word in text] == []
    # As somebody types it: small, without hyphens, with O for 0.
    assert verified(row["paper"].lower().replace("-", " ").replace("0", "o"))[1] == "valid"
    clock.set_to(NOON + timedelta(days=8))
    assert verified(row["paper"])[1] == "over"


def test_an_unknown_number_says_so(county: None) -> None:
    for number in ("0000-0000-0000", "x", "ABCD-EFGH-JKM", "U" * 12, "李", "%00"):
        assert verified(number)[:2] == (404, "unknown"), number
    assert Client().get(reverse("verify")).status_code == 200
    assert Client().post(reverse("verify")).status_code == 405


def test_a_withdrawn_decision_says_so(contact: str, signed_in: Callable[..., Client]) -> None:
    write(signed_in("cdc"), contact)
    (row,) = known(contact)
    again = {name: row[name] for name in ("decision", "doctor", "ground", "occurred_from")}
    recorded(
        "decision",
        again | {"person": contact, "supersedes": row["id"], "withdrawn": True, "reason": "另一人"},
        NOON + timedelta(hours=1),
    )
    clock.set_to(NOON + timedelta(hours=2))
    status, state, text = verified(row["paper"])
    assert (status, state) == (200, "withdrawn")
    assert "2021-01-17" not in text


def test_it_has_ended_on_the_day_on_which_the_ground_falls(
    story: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    told = story()
    contact = str(told["contact"][0])
    write(signed_in("cdc"), contact)
    (row,) = known(contact)
    later = NOON + timedelta(days=1)
    recorded(
        "case",
        {
            "person": str(told["person"][0]), "case": str(told["case"][0]), "number": "QH-000", "disease": "covid19",
            "classification": "excluded", "occurred_from": "2021-01-11 09:00",
        },
        later,
    )  # fmt: skip
    clock.set_to(later)
    assert verified(row["paper"])[1] == "ended"
    assert "2021-01-11" in verified(row["paper"])[2] and "2021-01-17" not in verified(row["paper"])[2]
    # Nobody is isolated anew on a ground that fell.
    assert write(signed_in("cdc"), contact, begins="2021-01-11").status_code == 422


def test_lifted_it_has_ended_and_the_lifting_has_a_paper_of_its_own(
    contact: str, signed_in: Callable[..., Client]
) -> None:
    client = signed_in("cdc")
    write(client, contact)
    number = known(contact)[0]["paper"]
    clock.set_to(NOON + timedelta(days=2))
    said = {"paper": [number], "decided_by": "刘芳", "ground": "复核排除", "remedy": "复议"}
    assert client.post(reverse("decisions:lift"), said | {"ground": ""}).status_code == 422
    assert client.post(reverse("decisions:lift"), said).status_code == 302
    lifting, isolated = known(contact)
    assert (lifting["decision"], lifting["lifts"], lifting["ends"]) == ("lifted", number, date(2021, 1, 12))
    assert verified(isolated["paper"])[1] == "ended"
    status, state, text = verified(lifting["paper"])
    assert (status, state) == (200, "lifting")
    assert "2021-01-12" in text
    # Nobody is asked again about whom somebody has let go.
    assert client.get(reverse("decisions:today")).context["waiting"] == []
    # Lifting what was lifted is refused, and another decision may be written.
    clock.set_to(NOON + timedelta(days=2, hours=1))
    assert client.post(reverse("decisions:lift"), said).status_code == 422
    assert write(client, contact, begins="2021-01-12").status_code == 302


def test_the_papers_name_who_decided_why_and_the_remedy_and_printing_is_on_record(
    contact: str, signed_in: Callable[..., Client]
) -> None:
    client = signed_in("cdc")
    write(client, contact)
    (row,) = known(contact)
    answer = client.post(reverse("decisions:papers"), {"paper": [row["paper"]], "form": "docx"})
    paper = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(
        [line.text for line in paper.paragraphs]
        + [cell.text for table in paper.tables for each in table.rows for cell in each.cells]
    )
    for word in (row["paper"], "李0000", "刘芳", "青禾县疾控中心", "2021年1月17日", "食宿", "复议"):
        assert word in text
    assert "密切接触者集中隔离医学观察" in text and "第七版" in text
    assert "to be found" not in text and "陈000" not in text
    assert f"/verify/{row['paper']}/" in text
    assert client.post(reverse("decisions:papers"), {"paper": [row["paper"]], "form": "pdf"}).content[:5] == b"%PDF-"
    assert client.post(reverse("decisions:papers"), {"paper": [row["paper"]], "form": "exe"}).status_code == 404
    with machine_session():
        assert AuditLine.objects.filter(action="print decisions", persons__contains=[UUID(contact)]).exists()


def test_queries_of_the_list_of_papers_do_not_grow(story: Callable[..., Any], signed_in: Callable[..., Client]) -> None:
    client = signed_in("cdc")
    close = [str(person) for person in story(6)["contact"][::2]]

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("decisions:today")).status_code == 200
        return len(queries)

    write(client, *close[:2])
    client.get(reverse("decisions:today"))
    few = asked()
    write(client, *close[2:5])
    client.get(reverse("decisions:today"))
    assert asked() == few
