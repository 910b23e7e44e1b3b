"""The clinic's first page: clocks, who is on the way, patients of today; the acts that stop a clock."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang.access.session import machine_session
from unit.desks.conftest import NOON


def facts_of(kind):
    """The facts of a kind in the ledger, as the machine sees them."""
    with machine_session():
        return list(apps.get_model("facts", kind).objects.order_by("occurred_from", "id"))


def recorded(kind, rows, at=NOON, unit="QH-FRMZ", account="fever_clinic"):
    """Rows recorded by a unit, and what follows from them derived."""
    from lianfang import facts
    from lianfang.facts.recorder import Recorder
    from lianfang.situation.refresh import rebuild

    answer = facts.record(
        kind, rows, Recorder(account, "231299", unit), "test", uuid4(), at, defaults={"disease": "covid19"}
    )
    assert not answer.rejections, answer.rejections
    rebuild(at)
    return answer.subjects


def suspects(count, at=NOON):
    """So many suspected cases of the clinic, each with a health check, reported so long ago as their number says."""
    rows = [
        {
            "person.name": f"孙{number:03d}",
            "person.birth": f"19{50 + number}-05-01",
            "person.residence": "231299001",
            "case.number": f"F-{number:03d}",
            "case.classification": "suspected",
            "case.occurred_from": at - timedelta(minutes=48 + number),
            "case.onset": "2021-01-09",
        }
        for number in range(count)
    ]
    told = recorded("linelist", rows, at)
    checks = [
        {"person": str(person), "temperature": 38.2, "setting": "clinic", "occurred_from": at - timedelta(hours=1)}
        for person in told["person"]
    ]
    recorded("health_check", checks, at)
    return told


def test_the_report_clock_shows_what_is_left_and_what_is_over(signed_in, county):
    suspects(1)
    client = signed_in("fever_clinic")
    page = client.get("/clinic/").content.decode()
    assert re.search("还剩 1 小时 1[12] 分", page) and "孙000" in page and "已直报" in page
    from lianfang.facts import clock

    clock.set_to(NOON + timedelta(hours=1, minutes=37))
    assert re.search("超时 2[45] 分", client.get("/clinic/").content.decode())


def test_one_key_stops_the_report_and_the_single_room(signed_in, county, django_capture_on_commit_callbacks):
    case = suspects(1)["case"][0]
    client = signed_in("fever_clinic")
    with django_capture_on_commit_callbacks(execute=True):
        back = client.post(f"/clinic/case/{case}/report/", {"from": "today"})
    assert back.headers["Location"] == "/clinic/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/clinic/case/{case}/single-room/", {"bed": "12"})
    from lianfang.situation.models import Duty

    with machine_session():
        met = {duty.rule for duty in Duty.objects.filter(met__isnull=False)}
    assert {"suspected-report", "suspected-single-room"} <= met
    [admission] = facts_of("admission")
    assert (admission.room, admission.bed) == ("single", "12")
    # The review of the report is owed by the county's disease control centre, and shown with its clock.
    page = client.get("/clinic/").content.decode()
    assert "县级疾控机构2小时内审核" in page and "青禾县疾控中心" in page


def test_the_second_specimen_is_shown_from_when_and_registered_by_one_key(
    signed_in, county, django_capture_on_commit_callbacks
):
    told = suspects(1)
    case, person = told["case"][0], str(told["person"][0])
    tube = {"person": person, "specimen.number": "T1", "specimen.occurred_from": NOON - timedelta(minutes=40)}
    found = {"assay": "核酸", "result": "阴性", "occurred_from": NOON - timedelta(minutes=5), "laboratory": "QH-CDC"}
    recorded("tests", [tube | {f"test_result.{name}": value for name, value in found.items()}])
    client = signed_in("fever_clinic")
    page = client.get("/clinic/").content.decode()
    assert "1月11日 11:20起" in page and "首次阴性后至少间隔24小时再次采样" in page
    from lianfang.facts import clock

    clock.set_to(NOON + timedelta(days=1))
    assert "已采样" in client.get(f"/clinic/case/{case}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/clinic/case/{case}/specimen/", {"specimen": "T2", "sample": "痰"})
    assert [fact.number for fact in facts_of("specimen")] == ["T1", "T2"]
    from lianfang.situation.models import Duty

    with machine_session():
        assert Duty.objects.get(rule="suspected-second-specimen").met


@pytest.mark.parametrize("number", ["", "S-0000"])
def test_no_tube_is_registered_without_its_own_number(signed_in, story, number):
    story(1)
    case, before = suspects(1)["case"][0], len(facts_of("specimen"))
    answer = signed_in("fever_clinic").post(f"/clinic/case/{case}/specimen/", {"specimen": number}, follow=True)
    assert len(facts_of("specimen")) == before and 'class="error"' in answer.content.decode()


def test_whoever_is_carried_here_is_received_and_examined(signed_in, county, django_capture_on_commit_callbacks):
    sent = {
        "person.name": "周来",
        "person.telephone": "15400000090",
        "person.residence": "231299002",
        "number": "ZF-1",
        "what": "person",
        "stage": "sent",
        "from_unit": "XM-ZHB",
        "to_unit": "QH-FRMZ",
        "vehicle": "东L·D0120",
        "occurred_from": NOON - timedelta(minutes=50),
    }
    told = recorded("transfer", [sent], unit="XM-ZHB", account="town")
    client = signed_in("fever_clinic")
    page = client.get("/clinic/").content.decode()
    assert "周来" in page and "新民镇指挥部" in page and "东L·D0120" in page
    transfer, person = told["transfer"][0], told["person"][0]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/clinic/transfer/{transfer}/received/")
    assert answer.headers["Location"] == f"/clinic/triage/?person={person}"
    assert [fact.stage for fact in facts_of("transfer")] == ["sent", "received"]
    assert "周来" not in client.get("/clinic/").content.decode()
    assert client.post(f"/clinic/transfer/{uuid4()}/received/").status_code == 404


def test_whoever_is_referred_here_is_on_the_way_until_examined(signed_in, story, django_capture_on_commit_callbacks):
    person = str(story(1)["contact"][0])
    recorded("referral", [{"person": person, "from_unit": "QH-HOSP", "to_unit": "QH-FRMZ", "occurred_from": NOON}])
    client = signed_in("fever_clinic")
    assert f"/clinic/triage/?person={person}" in client.get("/clinic/").content.decode()
    form = {"person": person, "document": "未带", "sex": "male", "temperature": "37.9", "refer_to": "QH-HOSP"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/clinic/triage/", form | {"request_id": str(uuid4())}).status_code == 302
    page = client.get("/clinic/").content.decode()
    assert f"/clinic/triage/?person={person}" not in page and "37.9" in page
    [check] = facts_of("healthcheck")
    assert (check.setting, check.temperature, str(check.person)) == ("clinic", 37.9, person)
    assert [fact.to_unit for fact in facts_of("referral")] == ["QH-FRMZ", "QH-HOSP"]


def test_triage_records_somebody_new_and_refuses_an_impossible_temperature(signed_in, county):
    client = signed_in("fever_clinic")
    form = {
        "name": "吴常", "document": "000121199001010015", "telephone": "15400000091", "area": "新民镇",
        "temperature": "50", "note": "鼻炎", "request_id": str(uuid4()),
    }  # fmt: skip
    answer = client.post("/clinic/triage/", form)
    assert answer.status_code == 422 and 'value="鼻炎"' in answer.content.decode() and facts_of("person") == []
    assert client.post("/clinic/triage/", form | {"temperature": "37.8"}).status_code == 302
    assert client.post("/clinic/triage/", form | {"temperature": "37.8"}).status_code == 302
    [person], [check] = facts_of("person"), facts_of("healthcheck")
    assert (person.name, check.note, check.place) == ("吴常", "鼻炎", "QH-FRMZ") and facts_of("case") == []


def test_whoever_lives_elsewhere_is_shown_by_the_name_told_here(signed_in, county, django_capture_on_commit_callbacks):
    client = signed_in("fever_clinic")
    form = {
        "name": "何远", "document": "000121199001010015", "telephone": "15400000092", "area": "邻县",
        "temperature": "37.7", "request_id": str(uuid4()),
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/clinic/triage/", form).status_code == 302
    page = client.get("/clinic/").content.decode()
    assert "何远" in page and "外地居民" in page


def test_a_patient_is_found_by_one_field(signed_in, story):
    person = story(2)["person"][0]
    client = signed_in("fever_clinic")
    found = client.post("/clinic/patient/", {"q": "13800000000", "purpose": "suspected"})
    assert found.headers["Location"] == f"/clinic/suspected/?person={person}"
    several = client.post("/clinic/patient/", {"q": "陈"}).content.decode()
    assert "陈000" in several and "陈001" in several and "138****0000" in several and "13800000000" not in several
    nobody = client.post("/clinic/patient/", {"q": "000121199001010015"}).content.decode()
    assert 'value="000121199001010015"' in nobody and 'value="1990-01-01"' in nobody
    assert '<option value="male" selected>' in nobody
    new = client.post("/clinic/patient/", {"q": "陈", "nobody": "1", "purpose": "triage"}).content.decode()
    assert 'name="name" value="陈"' in new and 'action="/clinic/triage/"' in new
    wrong = client.post("/clinic/patient/", {"q": "000121199001010016"})
    assert wrong.status_code == 422 and "校验码不符" in wrong.content.decode()


def test_the_day_is_signed_from_the_first_page(signed_in, county):
    client = signed_in("fever_clinic")
    recorded(
        "declaration",
        [{"about": "response", "level": "response_1", "declared": "231299", "occurred_from": "2021-01-05"}],
        unit="QH-ZHB",
        account="commander",
    )
    assert 'action="/areas/sign-offs/sign/"' in client.get("/clinic/").content.decode()
    client.post("/areas/sign-offs/sign/", {"day": "2021-01-09", "disease": "covid19"})
    assert 'action="/areas/sign-offs/sign/"' not in client.get("/clinic/").content.decode()


def test_the_patients_of_today_are_exported_as_shown(signed_in, county):
    suspects(3)
    answer = signed_in("fever_clinic").get("/clinic/", {"export": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and "孙000" in "".join(lines) and "38.2" in lines[1]


@pytest.mark.parametrize("page", ["/clinic/", "/clinic/patient/"])
def test_queries_do_not_grow_with_rows(signed_in, county, page):
    client = signed_in("fever_clinic")

    def asked(count):
        suspects(count)
        found = client.post(page, {"q": "孙"}) if "patient" in page else client.get(page)
        with CaptureQueriesContext(connection) as queries:
            found = client.post(page, {"q": "孙"}) if "patient" in page else client.get(page)
        text = found.content.decode()
        assert all(f"孙{number:03d}" in text for number in range(count))
        return len(queries)

    assert asked(10) == asked(20)


@pytest.mark.parametrize("what", ["report", "specimen", "single-room"])
def test_a_case_is_acted_on_by_post_and_by_the_clinic_only(signed_in, county, what):
    address = f"/clinic/case/{suspects(1)['case'][0]}/{what}/"
    assert signed_in("fever_clinic").get(address).status_code == 405
    assert signed_in("grid_worker").post(address, {"specimen": "T9"}).status_code == 404
    assert facts_of("action") == [] and facts_of("specimen") == [] and facts_of("admission") == []
