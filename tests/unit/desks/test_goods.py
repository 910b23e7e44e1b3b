"""Goods and surfaces: a positive batch makes nobody positive; whoever handled it owes a test; the page follows it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import clock
from lianfang.facts.recorder import Recorder
from lianfang.situation.models import CaseStatus, Duty, HealthCode
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild
from lianfang.situation.writing import key_of, stored
from lianfang.vocabulary import place_subject
from unit.desks.conftest import NOON

PAGE = "/goods/batch/?batch=B1"
SPECIMEN = {
    "specimen.number": "H-1", "specimen.category": "goods", "specimen.item": "冻虾", "specimen.batch": "B1",
    "specimen.unit": "QH-HOSP", "specimen.occurred_from": "2021-01-09 08:00",
    "test_result.result": "positive", "test_result.occurred_from": "2021-01-10 09:00",
}  # fmt: skip
SENT = {"consignment.item": "冻虾", "consignment.batch": "B1", "consignment.quantity": "20"}
HANDLED = {"handling.batch": "B1", "handling.unit": "QH-HOSP", "handling.work": "unpacked"}


def recorded(layout, *rows):
    by = Recorder("cdc", "231299", "QH-CDC")
    return facts.record(layout, list(rows), by, "test", uuid4(), NOON, defaults={"disease": "covid19"})


def settled():
    """What was refreshed is what is rebuilt from nothing."""
    drain(NOON)
    with machine_session():
        before = [stored(one).sort(key_of(one)).rows() for one in (Duty, CaseStatus, HealthCode)]
        rebuild(NOON)
        assert before == [stored(one).sort(key_of(one)).rows() for one in (Duty, CaseStatus, HealthCode)]
        return sorted((duty.rule, str(duty.subject), duty.met) for duty in Duty.objects.all())


@pytest.fixture
def positive(county):
    """Prawns from the command's store to the hospital, where a package was positive; one handled them at each end."""
    sent = SENT | {"consignment.number": "D-1", "consignment.from_unit": "QH-ZHB", "consignment.to_unit": "QH-HOSP"}
    on = SENT | {"consignment.number": "D-2", "consignment.from_unit": "QH-HOSP", "consignment.to_unit": "HD-GLD"}
    told = recorded(
        "consignments",
        sent | {"consignment.stage": "sent", "consignment.occurred_from": "2021-01-05 08:00"},
        sent | {"consignment.stage": "received", "consignment.occurred_from": "2021-01-05 12:00"},
        on | {"consignment.stage": "sent", "consignment.occurred_from": "2021-01-06 08:00"},
    )
    assert told.loaded == 3, told.rejections
    people = [
        HANDLED
        | {"person.name": "高磊", "person.telephone": "13900000001", "handling.occurred_from": "2021-01-05 13:00"},
        HANDLED
        | {"person.name": "田静", "person.telephone": "13900000002", "handling.occurred_from": "2021-01-06 10:00"}
        | {"handling.batch": "B2"},
    ]
    told = recorded("handlings", *people)
    assert told.loaded == 2, told.rejections
    assert settled() == []
    told_of = told.subjects["person"]
    told = recorded("goods-tests", SPECIMEN)
    assert told.loaded == 1, told.rejections
    return told_of


def test_who_handled_a_positive_batch_owes_a_test_and_nobody_is_positive(positive):
    one, _other = positive
    assert [(rule, whose) for rule, whose, _met in settled()] == [
        ("goods-positive-handlers", str(one)), ("goods-positive-place", place_subject("unit", "QH-HOSP")),
    ]  # fmt: skip
    with machine_session():
        assert not CaseStatus.objects.exists() and not HealthCode.objects.exists()
        assert Duty.objects.get(person=one).opened.hour == 1, "from the result on: 09:00 in the county"
    # The tube of whoever handled it, and a surface sampled again, strike both off.
    taken = {"person": str(one), "specimen.number": "R-1", "specimen.occurred_from": "2021-01-10 11:00"}
    assert recorded("tests", taken | {"specimen.category": "person"}).loaded == 1
    again = {"specimen.number": "H-2", "specimen.category": "surface", "specimen.unit": "QH-HOSP"}
    assert recorded("goods-tests", again | {"specimen.occurred_from": "2021-01-10 11:30"}).loaded == 1
    assert all(met is not None for _rule, _whose, met in settled())
    # Who is told late is tied all the same; what is taken back obliges nobody.
    late = HANDLED | {
        "person.name": "孟洋",
        "person.telephone": "13900000003",
        "handling.occurred_from": "2021-01-06 09:00",
    }
    assert recorded("handlings", late).loaded == 1
    assert len(settled()) == 3
    with machine_session():
        [fact] = facts.known_by(NOON, ["test_result"])["test_result"].to_dicts()
    gone = {"test_result.supersedes": fact["id"], "test_result.withdrawn": True, "test_result.reason": "标本混淆"}
    assert recorded("test_result", gone | {"test_result.result": "positive"}).corrected == 1
    assert settled() == []


def test_a_specimen_of_goods_is_of_no_person(county):
    told = recorded("tests", {"person.name": "高磊", "person.telephone": "13900000001", **SPECIMEN})
    assert (told.loaded, told.rejected) == (0, 1)
    assert told.rejections[0].column == "specimen.category" and "handling" in told.rejections[0].reason


def test_a_batch_is_followed_and_whoever_else_handled_it_is_told(signed_in, positive):
    drain(NOON)
    client = signed_in("cdc")
    page = client.get("/goods/").content.decode()
    assert "冻虾" in page and "县人民医院" in page and 'href="/goods/batch/?batch=B1"' in page
    page = client.get(PAGE).content.decode()
    assert "高磊" in page and "田静" not in page
    assert page.index("在此检出阳性") < page.index("下游去向") < page.index("上游来源")
    file = client.get(PAGE + "&export=csv").content.decode("utf-8-sig").splitlines()
    assert len(file) == 2 and file[1].startswith("高磊,B1,县人民医院,2021-01-05 13:00,拆包分拣")
    ways = client.get(PAGE + "&of=ways&export=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in ways[1:]] == ["D-2", "D-1"]

    form = {"name": "罗敏", "telephone": "13900000004", "unit": "QH-HOSP", "work": "sold", "occurred_from": ""}
    refused = client.post(PAGE, form)
    assert refused.status_code == 422 and 'value="罗敏"' in refused.content.decode()
    assert client.post(PAGE, form | {"occurred_from": "2021-01-07T09:00"}).status_code == 302
    drain(clock.now())
    assert "罗敏" in client.get(PAGE).content.decode()
    assert client.get("/goods/batch/?batch=B9").status_code == 404
    assert signed_in("prefecture").post(PAGE, form).status_code == 404


def test_who_was_where_it_lay_is_shown_with_the_time_and_owes_nothing(signed_in, positive):
    visit = {"visit.place": "QH-HOSP", "visit.occurred_from": "2021-01-05 10:00"}
    told = recorded(
        "visit",
        visit | {"person.name": "贺勇", "person.telephone": "13900000011", "visit.occurred_until": "2021-01-05 14:00"},
        visit | {"person.name": "谢芳", "person.telephone": "13900000012", "visit.occurred_until": "2021-01-05 11:00"},
        visit | {"person.name": "高磊", "person.telephone": "13900000001", "visit.occurred_until": "2021-01-05 14:00"},
    )
    assert told.loaded == 3, told.rejections
    owed = settled()
    client = signed_in("cdc")
    file = client.get(PAGE + "&of=present&export=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:5] for line in file[1:]] == [
        ["贺勇", "县人民医院", "2021-01-05 12:00", "2021-01-05 14:00", "120"],
    ], "who handled it stands above; who left before it came met none of it"
    page = client.get(PAGE).content.decode()
    assert "贺勇" in page and "谢芳" not in page
    person = told.subjects["person"][0]
    assert not [one for one in owed if one[1] == str(person)]


def test_a_specimen_and_a_consignment_are_told_by_form(signed_in, positive):
    client = signed_in("cdc")
    form = {
        "number": "H-7",
        "category": "goods",
        "item": "冻鱼",
        "batch": "B7",
        "unit": "县人民医院",
        "disease": "covid19",
    }
    form |= {"taken": "2021-01-09T08:00", "result": "positive"}
    refused = client.post("/goods/", form)
    assert refused.status_code == 422 and "检测时间：未填" in refused.content.decode()
    told = client.post("/goods/", form | {"tested": "2021-01-09T18:00"})
    assert told.status_code == 302 and told.url == "/goods/batch/?batch=B7"
    assert "冻鱼" in client.get("/goods/").content.decode()

    sent = {"form": "consignment", "number": "D-9", "item": "冻鱼", "quantity": "很多", "stage": "sent"}
    sent |= {"from_unit": "QH-HOSP", "to_unit": "HD-GLD", "occurred_from": "2021-01-09T07:00"}
    refused = client.post(told.url, sent)
    assert refused.status_code == 422 and "很多" in refused.content.decode()
    assert client.post(told.url, sent | {"from_unit": "", "to_unit": ""}).status_code == 422
    assert client.post(told.url, sent | {"quantity": "12"}).status_code == 302
    ways = client.get(told.url + "&of=ways&export=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in ways[1:]] == ["D-9"]
    assert signed_in("prefecture").post("/goods/", form).status_code == 404


def test_queries_of_a_batch_do_not_grow_with_its_rows(signed_in, positive):
    client = signed_in("cdc")

    def tell(first, last):
        """So many more who handled it, and as many who were there."""
        handled, visited = [], []
        for number in range(first, last):
            person = {"person.name": f"周{number:02d}", "person.telephone": f"139000001{number:02d}"}
            handled.append(HANDLED | person | {"handling.occurred_from": "2021-01-05 13:00"})
            person = {"person.name": f"吴{number:02d}", "person.telephone": f"139000002{number:02d}"}
            visited.append(person | {"visit.place": "QH-HOSP", "visit.occurred_from": "2021-01-05 13:00"})
        assert recorded("handlings", *handled).loaded == recorded("visit", *visited).loaded == last - first
        drain(NOON)

    def asked():
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            text = client.get(PAGE).content.decode()
        return text, len(queries)

    tell(0, 10)
    _text, ten = asked()
    tell(10, 20)
    text, twenty = asked()
    assert all(f"{name}{number:02d}" in text for name in "周吴" for number in range(20))
    assert twenty == ten
