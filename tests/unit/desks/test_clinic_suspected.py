"""A suspected case told in one form: whole or not at all, once, with every mistake at its field."""

import re
from uuid import uuid4

import pytest
from django.apps import apps

from lianfang.access.session import machine_session
from unit.desks.conftest import NOON

NUMBER = "000121199001010015"
FORM = {
    "name": "王小林",
    "document": NUMBER,
    "sex": "",
    "birth": "",
    "telephone": "15400000077",
    "area": "河东镇",
    "address": "河东村2组5号",
    "temperature": "38.6",
    "symptoms": ["发热", "咳嗽"],
    "other_symptoms": "味觉减退",
    "onset": "1",
    "classification": "suspected",
    "disease": "covid19",
    "specimen": "T0001",
    "sample": "咽拭子",
    "single_room": "1",
    "bed": "3",
    "note": "",
}
KINDS = ("person", "case", "symptom", "healthcheck", "specimen", "admission", "journey", "exposure", "action")


def facts_of(kind):
    """The facts of a kind in the ledger, as the machine sees them."""
    with machine_session():
        return list(apps.get_model("facts", kind).objects.order_by("occurred_from", "id"))


def counted():
    """How many facts of each kind the form could have written."""
    return {kind: len(facts_of(kind)) for kind in KINDS}


def told(client, **changed):
    """The form posted, some of its fields changed."""
    return client.post("/clinic/suspected/", FORM | {"request_id": str(uuid4())} | changed)


def duties_about(person):
    """By rule, the duty about a person."""
    from lianfang.situation.models import Duty

    with machine_session():
        return {duty.rule: duty for duty in Duty.objects.filter(person=person)}


def test_one_form_records_everything_that_was_told(signed_in, county, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = told(signed_in("fever_clinic"))
    [case], [person] = facts_of("case"), facts_of("person")
    assert answer.status_code == 302 and answer.headers["Location"] == f"/clinic/case/{case.subject}/"
    assert (person.sex, person.birth.isoformat(), person.residence) == ("male", "1990-01-01", "231299001")
    assert (case.classification, case.onset.isoformat(), case.reported_by) == ("suspected", "2021-01-09", "QH-FRMZ")
    assert {fact.symptom for fact in facts_of("symptom")} == {"发热", "咳嗽", "味觉减退"}
    [check], [tube], [admission] = facts_of("healthcheck"), facts_of("specimen"), facts_of("admission")
    assert (check.temperature, check.setting, check.place) == (38.6, "clinic", "QH-FRMZ")
    assert (tube.number, tube.sample, tube.sampled_by) == ("T0001", "咽拭子", "QH-FRMZ")
    assert (admission.room, admission.bed, admission.hospital) == ("single", "3", "QH-FRMZ")
    assert facts_of("action") == [], "what was not ticked was not done"
    owed = duties_about(person.subject)
    assert owed["suspected-first-specimen"].met and owed["suspected-single-room"].met
    assert owed["suspected-report"].met is None and owed["suspected-report"].owed_by == "QH-FRMZ"


def test_the_slip_shows_the_clock_and_one_key_stops_it(signed_in, county, django_capture_on_commit_callbacks):
    client = signed_in("fever_clinic")
    with django_capture_on_commit_callbacks(execute=True):
        address = told(client).headers["Location"]
    page = client.get(address).content.decode()
    assert re.search("还剩 (1 小时 59|2 小时 0) 分", page) and "2小时内网络直报" in page and "王小林" in page
    assert "15400000077" not in page and "154****0077" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address}report/", {"request_id": str(uuid4())})
    [action] = facts_of("action")
    owed = duties_about(action.person)
    assert owed["suspected-report"].met and owed["suspected-review"].met is None
    assert "县级疾控机构2小时内审核" in client.get(address).content.decode()


def test_the_same_form_sent_twice_is_recorded_once(signed_in, county, django_capture_on_commit_callbacks):
    client, request = signed_in("fever_clinic"), str(uuid4())
    with django_capture_on_commit_callbacks(execute=True):
        first = told(client, request_id=request, reported="1")
    before = counted()
    with django_capture_on_commit_callbacks(execute=True):
        again = told(client, request_id=request, reported="1")
    assert counted() == before and again.headers["Location"] == first.headers["Location"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("onset", "2021-01-12", "发病 2021-01-12: 晚于当前时间"),
        ("onset", "", "未填写"),
        ("temperature", "390", "应在 34 至 43 之间"),
        ("temperature", "warm", "不是数字"),
        ("document", "000121199001010016", "校验码不符"),
        ("birth", "130", "年龄应在 0 至 125 岁之间"),
        ("birth", "1991-01-01", "号码中的出生日期为 1990-01-01"),
        ("area", "无此村", "不是本地唯一的辖区名"),
        ("case_number", "QH-999", "没有这个编号的同病种病例"),
        ("last_contact", "someday", "不是日期"),
        ("telephone", "12345678901", "不是电话号码"),
        ("name", "", "未填写"),
        ("classification", "excluded", "请从列表中选择"),
    ],
)
def test_a_mistake_stands_at_its_field_and_nothing_is_recorded(signed_in, county, field, value, said):
    changed = {field: value} | ({"last_contact": "3"} if field == "case_number" else {})
    answer = told(signed_in("fever_clinic"), **changed)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert counted() == dict.fromkeys(KINDS, 0)
    for name, kept in (FORM | changed).items():
        if isinstance(kept, str) and kept not in ("", "1", "excluded"):
            assert f'value="{kept}"' in page, name
    assert page.count("checked") == 3


def test_a_child_is_spoken_for_by_a_guardian(signed_in, county, django_capture_on_commit_callbacks):
    client = signed_in("fever_clinic")
    child = {"document": "未带", "birth": "2012-11-05", "sex": "female"}
    answer = told(client, **child)
    assert answer.status_code == 422 and "监护人" in answer.content.decode() and facts_of("person") == []
    with django_capture_on_commit_callbacks(execute=True):
        assert told(client, **child, guardian_name="王强", guardian_telephone="15400000078").status_code == 302
    [person] = facts_of("person")
    assert (person.guardian_name, person.care_need, person.no_identity_reason) == ("王强", "child", "未带")


def test_a_child_that_is_known_without_a_guardian_is_asked_for_one(signed_in, county):
    from lianfang import facts
    from lianfang.facts.recorder import Recorder
    from lianfang.situation.refresh import rebuild
    from unit.desks.conftest import NOON

    child = {"name": "李小雨", "birth": "2012-11-05", "sex": "female", "residence": "231299001"}
    by = Recorder("cdc", "231299", "QH-CDC")
    person = facts.record("people", [child], by, "test", uuid4(), NOON).subjects["person"][0]
    rebuild(NOON)
    page = signed_in("fever_clinic").get("/clinic/suspected/", {"person": str(person)}).content.decode()
    assert 'name="guardian_name"' in page and 'name="birth"' not in page


def test_no_telephone_is_possible_with_a_reason(signed_in, county, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert told(signed_in("fever_clinic"), telephone="老人无手机").status_code == 302
    [person], [case] = facts_of("person"), facts_of("case")
    assert (person.no_telephone_reason, person.telephone, case.note) == ("老人无手机", None, None)
    page = signed_in("fever_clinic").get(f"/clinic/case/{case.subject}/").content.decode()
    assert "老人无手机" in page


def test_a_tube_that_is_somebodys_is_nobody_elses(signed_in, story):
    story(1)
    before = counted()
    answer = told(signed_in("fever_clinic"), specimen="S-0000")
    assert answer.status_code == 422 and "已登记在他人名下" in answer.content.decode()
    assert counted() == before


def test_the_number_of_another_case_is_not_taken_over(signed_in, story):
    story(1)
    before = counted()
    answer = told(signed_in("fever_clinic"), number="QH-000")
    assert answer.status_code == 422 and "是另一个的编号" in answer.content.decode()
    assert counted() == before


def test_of_somebody_living_elsewhere_the_slip_is_shown_all_the_same(
    signed_in, county, django_capture_on_commit_callbacks
):
    client = signed_in("fever_clinic")
    with django_capture_on_commit_callbacks(execute=True):
        answer = told(client, area="邻县", single_room="")
    assert client.get(answer.headers["Location"]).status_code == 200


def test_whoever_is_a_case_already_is_no_second_one(signed_in, county, django_capture_on_commit_callbacks):
    client = signed_in("fever_clinic")
    with django_capture_on_commit_callbacks(execute=True):
        told(client)
    before = counted()
    answer = told(client, specimen="T0002")
    assert answer.status_code == 422 and "已是该病种的病例" in answer.content.decode()
    assert counted() == before


def test_a_contact_of_a_case_is_told_with_it(signed_in, story, django_capture_on_commit_callbacks):
    from lianfang.situation.models import Contact

    story(1)
    with django_capture_on_commit_callbacks(execute=True):
        assert told(signed_in("fever_clinic"), case_number="QH-000", last_contact="3").status_code == 302
    with machine_session():
        person = facts_of("case")[-1].person
        assert Contact.objects.get(person=person).grade == "close"


def test_a_null_character_in_a_form_is_a_mistake_and_no_fault(signed_in, county):
    before = counted()
    answer = told(signed_in("fever_clinic"), address="河东村\x002组")
    assert answer.status_code == 422 and "含有空字符" in answer.content.decode() and counted() == before


def test_where_somebody_came_from_is_a_journey_of_which_duties_follow(
    signed_in, county, django_capture_on_commit_callbacks
):
    from lianfang import facts
    from lianfang.facts.recorder import Recorder

    risk = {
        "declaration.about": "risk", "declaration.level": "high", "declaration.declared": "231298",
        "declaration.disease": "covid19", "declaration.counts_from": "2021-01-01",
        "declaration.occurred_from": "2021-01-08", "declaration.number": "1", "declaration.signer": "省指挥部",
    }  # fmt: skip
    with machine_session():
        declared = facts.record("declaration", [risk], Recorder("province", "230000"), "test", uuid4(), NOON)
    assert not declared.rejections
    client = signed_in("fever_clinic")
    assert '<option value="邻县">231298</option>' in client.get("/clinic/suspected/").content.decode()
    before = counted()
    for half, said in (({"origin_place": "邻县"}, "未填写"), ({"arrived": "1"}, "请说明来自何处")):
        answer = told(client, **half)
        assert answer.status_code == 422 and said in answer.content.decode()
    assert counted() == before
    with django_capture_on_commit_callbacks(execute=True):
        assert told(client, origin_place="邻县", arrived="1").status_code == 302
    [journey] = facts_of("journey")
    assert (journey.direction, journey.origin, journey.origin_place) == ("arrival", "231298", None)
    assert (journey.destination, journey.occurred_from.isoformat()) == ("231299001", "2021-01-08T16:00:00+00:00")
    assert "journey-home-observation" in duties_about(journey.subject)


def test_of_somebody_known_only_what_is_missing_is_asked(signed_in, story, django_capture_on_commit_callbacks):
    person = story(1)["contact"][0]
    client = signed_in("fever_clinic")
    page = client.get("/clinic/suspected/", {"person": str(person)}).content.decode()
    assert 'name="name"' not in page and 'name="telephone"' not in page and 'name="case_number"' not in page
    assert 'name="address"' in page and "QH-000" in page
    known = {"person": str(person), "document": "未带", "sex": "male"}
    form = {name: value for name, value in FORM.items() if name not in ("name", "telephone", "area", "birth")}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/clinic/suspected/", form | known | {"request_id": str(uuid4())})
    assert answer.status_code == 302
    assert facts_of("case")[-1].person == person


@pytest.mark.parametrize("role", ["commander", "town", "grid_worker", "administrator"])
def test_other_desks_have_no_such_form(signed_in, county, role):
    client = signed_in(role)
    assert client.get("/clinic/suspected/").status_code == 404
    assert told(client).status_code == 404 and counted() == dict.fromkeys(KINDS, 0)
