"""The API: a token opens what its account may record and list, and every mistake is one line."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lianfang.access.models import Account
from lianfang.access.session import machine_session
from lianfang.access.tokens import token_of
from lianfang.places.tree import install_areas, install_units
from lianfang.situation.models import Duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor():
    install_areas(
        [
            {"code": "CN", "name": "中国", "level": "nation"},
            {"code": "C1", "name": "青禾县", "level": "county", "parent": "CN"},
        ]
    )
    with machine_session():
        account = Account.objects.given("doctor", None, "fever_clinic", area="C1", area_path="/CN/C1/")
        return token_of(account, "test", timedelta(days=1))[1]


def told(client, token, kind, rows, request=None):
    body = {"request_id": str(request or uuid4()), "rows": rows, "disease": "covid19"}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(f"/api/v1/facts/{kind}", body, content_type="application/json", headers=headers)


CASE = {
    "person.name": "陈某",
    "person.telephone": "13800138000",
    "case.classification": "suspected",
    "case.occurred_from": "2021-01-05T09:10:00+08:00",
}


def test_without_a_token_nothing_opens(client):
    assert told(client, "", "linelist", [CASE]).status_code == 401
    assert client.get("/api/v1/duties").status_code == 401


def test_a_case_is_recorded_once(client, doctor):
    request = uuid4()
    first = told(client, doctor, "linelist", [CASE], request)
    assert first.status_code == 200, first.content
    assert first.json()["loaded"] == 1
    assert told(client, doctor, "linelist", [CASE], request).json() == first.json()
    person = first.json()["subjects"]["person"][0]
    headers = {"Authorization": f"Bearer {doctor}"}
    known = client.get(f"/api/v1/facts/case?person={person}", headers=headers).json()
    assert known["count"] == 1 and known["rows"][0]["classification"] == "suspected"


def test_a_bad_row_comes_back_and_a_bad_column_is_one_line(client, doctor):
    answer = told(client, doctor, "linelist", [CASE | {"case.onset": "2999-01-01"}]).json()
    assert answer["rejected"] == 1 and answer["rejections"][0]["column"] == "case.onset"
    wrong = told(client, doctor, "linelist", [CASE | {"case.onst": "2021-01-01"}])
    assert wrong.status_code == 422 and "did you mean" in wrong.json()["detail"]
    assert told(client, doctor, "nothing", [CASE]).status_code == 422


def test_what_is_misshapen_is_one_line_that_says_where(client, doctor):
    headers = {"Authorization": f"Bearer {doctor}"}

    def detail(address, body):
        answer = client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)
        assert answer.status_code == 422
        return answer.json()["detail"]

    visit = {"person": "1", "start": "2021-01-09T08:00:00+08:00"}
    assert detail("visits", {"visits": [visit, visit | {"row": 10**30}]}).startswith("visits[1].row: ")
    several = detail("visits", {"visits": [{"person": ""} for _ in range(4)]})
    assert several.count("; ") == 3 and several.endswith("; and 5 more") and "visits[0].start: " in several
    assert detail("facts/linelist", {"rows": [], "re\nquest": 1}).count("\n") == 0
    far = client.get("/api/v1/duties?limit=x", headers=headers)
    assert far.status_code == 422 and far.json()["detail"].startswith("limit: ")


def test_what_a_role_may_not_record_is_refused(client, doctor):
    row = {"declaration.about": "risk", "declaration.declared": "C1", "declaration.occurred_from": "2021-01-05"}
    assert told(client, doctor, "declaration", [row]).status_code == 403


def test_a_list_has_its_count_and_an_unknown_one_is_not_there(client, doctor):
    headers = {"Authorization": f"Bearer {doctor}"}
    assert client.get("/api/v1/duties", headers=headers).json() == {"count": 0, "rows": []}
    assert client.get("/api/v1/nothing", headers=headers).status_code == 404


def test_any_kind_is_listed_by_days_within_ones_area(client, doctor):
    headers = {"Authorization": f"Bearer {doctor}"}
    another = CASE | {"person.name": "王某", "person.telephone": "13800138001"}
    assert told(client, doctor, "linelist", [CASE, another]).json()["loaded"] == 2
    span = {"since": "2021-01-05T00:00:00+08:00", "until": "2021-01-06T00:00:00+08:00"}
    found = client.get("/api/v1/facts/case", span | {"limit": 1}, headers=headers).json()
    assert found["count"] == 2 and len(found["rows"]) == 1
    other = {"since": "2021-01-06T00:00:00+08:00", "until": "2021-01-07T00:00:00+08:00"}
    assert client.get("/api/v1/facts/case", other, headers=headers).json()["count"] == 0
    for wrong in (
        {},
        {"since": span["since"]},
        {"since": span["since"], "until": "2021-03-01T00:00:00+08:00"},
        {"since": "2021-01-05T00:00:00", "until": span["until"]},
    ):
        assert client.get("/api/v1/facts/case", wrong, headers=headers).status_code == 422, wrong


@pytest.mark.parametrize("kind", ["waiver", "assignment"])
def test_a_nul_in_the_duty_that_is_named_is_that_rows_own_mistake(client, doctor, kind):
    with machine_session():
        account = Account.objects.given("chief", None, "commander", area="C1", area_path="/CN/C1/")
        token = token_of(account, "test", timedelta(days=1))[1]
    answer = told(client, token, kind, [{f"{kind}.duty": "a\x00b"}])
    assert answer.status_code == 200, answer.content
    assert answer.json()["rejected"] == 1


def test_a_waiver_is_held_to_what_the_rule_names(client, doctor):
    """Row by row: the kind of unit that may, the reasons for which; a rule not known here holds nobody."""
    install_units([{"code": "CDC", "kind": "cdc", "name": "疾控", "area": "C1"}])
    keys = ("report", "carried", "unknown")
    with machine_session():
        for key, rule in zip(keys, ("infected-report", "contact-carried", "no-such-rule"), strict=True):
            Duty.objects.create(key=key, plan="covid19_2020", rule=rule, owed_by="CDC", area="/CN/C1/")
        tokens = {}
        for role, unit in (("commander", ""), ("cdc", "CDC")):
            account = Account.objects.given(role, None, role, area="C1", area_path="/CN/C1/", unit=unit)
            tokens[role] = token_of(account, "test", timedelta(days=1))[1]

    def reasons(role, why):
        rows = [
            {"waiver.duty": key, "waiver.why": why, "waiver.occurred_from": "2021-01-05T09:10:00+08:00"} for key in keys
        ]
        answer = told(client, tokens[role], "waiver", rows).json()
        assert told(client, doctor, "waiver", rows).status_code == 403
        assert answer["loaded"] + answer["unchanged"] + answer["corrected"] == 3 - answer["rejected"]
        return {keys[one["row"]]: one["reason"] for one in answer["rejections"]}

    assert reasons("commander", "死亡") == {
        "report": "only these kinds of unit may waive it: cdc, health_authority",
        "carried": "only these kinds of unit may waive it: cdc, command",
    }
    for written in ("died", "死亡", " DIED ", "Died", "ｄｉｅｄ"):
        assert reasons("cdc", written) == {"report": "it may be waived only for: recorded_in_error"}, written
    assert reasons("cdc", "recorded_in_error") == {}


@pytest.mark.parametrize("kind", ["waiver", "assignment"])
def test_nobody_says_anything_of_a_duty_that_they_do_not_see(client, doctor, kind):
    install_areas([{"code": "C2", "name": "邻县", "level": "county", "parent": "CN"}])
    with machine_session():
        Duty.objects.create(key="theirs", plan="covid19_2020", rule="contact-carried", area="/CN/C2/")
        account = Account.objects.given("chief", None, "cdc", area="C1", area_path="/CN/C1/")
        token = token_of(account, "test", timedelta(days=1))[1]
    row = {f"{kind}.duty": "theirs", f"{kind}.occurred_from": "2021-01-05T09:10:00+08:00"}
    more = {"waiver.why": "died"} if kind == "waiver" else {"assignment.to_account": "chief"}
    answer = told(client, token, kind, [row | more]).json()
    assert [one["reason"] for one in answer["rejections"]] == ["is no duty that you see: look it up again"]


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2750-12-30T19:20:26-22:38", 200),
        ("2021-01-10T08:00:00", 422),
        ("0001-01-01T00:00:00+08:00", 422),
        ("9999-12-31T23:59:59-22:38", 422),
    ],
)
def test_a_moment_is_taken_with_any_offset_there_is_in_the_calendar(client, doctor, moment, status):
    headers = {"Authorization": f"Bearer {doctor}"}
    asked = {"person": str(uuid4()), "known_at": moment}
    assert client.get("/api/v1/facts/case", asked, headers=headers).status_code == status
    asked = {"since": moment, "until": moment}
    assert client.get("/api/v1/facts/case", asked, headers=headers).status_code == 422
    with machine_session():
        scans = Account.objects.given("scans", None, "cdc", area="C1", area_path="/CN/C1/")
        headers = {"Authorization": f"Bearer {token_of(scans, 'test', timedelta(days=1))[1]}"}
    visit = {"place": "M1", "person": "p", "kind": "market", "start": moment}
    answer = client.post("/api/v1/visits", {"visits": [visit]}, content_type="application/json", headers=headers)
    # Nothing is declared: a moment that can be read comes as far as that.
    assert answer.status_code == 422 and ("declaration" in answer.json()["detail"]) == (status == 200), answer.content
