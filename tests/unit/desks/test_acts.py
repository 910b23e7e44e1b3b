"""What the desks record: told, tried, assigned, waived, signed, tasks closed by another."""

from uuid import uuid4

from django.apps import apps

from lianfang.access.session import machine_session


def facts_of(kind):
    """The facts of a kind in the ledger, as the machine sees them."""
    with machine_session():
        return list(apps.get_model("facts", kind).objects.order_by("occurred_from", "id"))


def test_contacts_are_told_in_bulk_and_once(signed_in, story):
    told = story(2)
    client, request = signed_in("cdc"), uuid4()
    form = {
        "person": [str(person) for person in told["contact"]],
        "what": "notice",
        "channel": "call",
        "request_id": str(request),
    }
    assert client.post("/cdc/contacts/act/", form).status_code == 302
    assert client.post("/cdc/contacts/act/", form).status_code == 302
    notices = facts_of("notice")
    assert len(notices) == 4
    assert {notice.person for notice in notices} == set(told["contact"])
    assert {notice.about for notice in notices} == {"isolation"} and notices[0].told_by == "cdc"


def test_an_attempt_keeps_its_result(signed_in, story):
    told = story(1)
    form = {"person": [str(told["contact"][0])], "what": "attempt", "channel": "call", "result": "no_answer"}
    signed_in("cdc").post("/cdc/contacts/act/", form)
    [attempt] = facts_of("attempt")
    assert attempt.result == "no_answer" and attempt.person == told["contact"][0]


def test_a_neighbour_tells_nobody_of_ours(signed_in, story):
    told = story(1)
    client = signed_in("commander", neighbour=True)
    client.post("/cdc/contacts/act/", {"person": [str(told["contact"][0])], "what": "notice", "channel": "call"})
    assert facts_of("notice") == []


def test_duties_are_assigned_in_bulk_to_a_unit(signed_in, story):
    from lianfang.situation.models import Duty

    story(1)
    with machine_session():
        keys = list(Duty.objects.filter(met=None, person__isnull=False).values_list("key", flat=True)[:3])
    signed_in("commander").post("/duties/act/", {"duty": keys, "what": "assign", "to_unit": "HD-ZHB"})
    assigned = facts_of("assignment")
    assert sorted(fact.duty for fact in assigned) == sorted(keys)
    assert {fact.to_unit for fact in assigned} == {"HD-ZHB"}


def test_nothing_is_assigned_to_nobody(signed_in, story):
    from lianfang.situation.models import Duty

    story(1)
    with machine_session():
        key = Duty.objects.values_list("key", flat=True).first()
    answer = signed_in("commander").post("/duties/act/", {"duty": [key], "what": "assign"}, follow=True)
    assert facts_of("assignment") == [] and "请选择承办单位" in answer.content.decode()


def test_a_waiver_needs_a_reason_of_the_list(signed_in, story):
    from lianfang.situation.models import Duty

    story(1)
    with machine_session():
        key = Duty.objects.get(rule="contact-carried").key
    client = signed_in("commander")
    client.post("/duties/act/", {"duty": [key], "what": "waive", "why": "because"})
    assert facts_of("waiver") == []
    client.post("/duties/act/", {"duty": [key], "what": "waive", "why": "recorded_in_error"})
    [waiver] = facts_of("waiver")
    assert waiver.duty == key and waiver.why == "recorded_in_error"


def test_a_day_without_anybody_new_is_a_zero_report(signed_in, county):
    signed_in("town").post("/areas/sign-offs/sign/", {"day": "2021-01-09", "disease": "covid19"})
    [signed] = facts_of("signoff")
    assert (signed.unit, signed.zero, signed.day.isoformat()) == ("HD-ZHB", True, "2021-01-09")


def test_a_day_with_somebody_new_is_none(signed_in, story):
    story(2)
    signed_in("town").post("/areas/sign-offs/sign/", {"day": "2021-01-09", "disease": "covid19"})
    [signed] = facts_of("signoff")
    assert signed.zero is False


def test_tomorrow_is_not_signed(signed_in, county):
    answer = signed_in("town").post("/areas/sign-offs/sign/", {"day": "2021-01-12", "disease": "covid19"})
    assert answer.status_code == 400 and "2021-01-12" in answer.content.decode()
    assert facts_of("signoff") == []


def test_a_task_is_closed_by_evidence_and_anothers_acceptance(signed_in, county):
    commander, town = signed_in("commander"), signed_in("town")
    commander.post(
        "/tasks/new/",
        {"title": "方舱隔离点 200 间", "owner": "HD-ZHB", "deadline": "2021-01-12T18:00", "origin": "meeting"},
    )
    [task] = facts_of("task")
    assert task.leader == "赵建国"
    page = f"/tasks/{task.subject}/"
    commander.post(f"{page}acceptance/", {"accepted": "yes"})
    assert facts_of("acceptance") == [], "nobody applied yet"
    town.post(f"{page}evidence/", {"text": "已完成 200 间"})
    [evidence] = facts_of("evidence")
    assert evidence.unit == "HD-ZHB"
    town.post(f"{page}acceptance/", {"accepted": "yes"})
    assert facts_of("acceptance") == [], "the doer does not accept"
    commander.post(f"{page}acceptance/", {"accepted": "yes"})
    [acceptance] = facts_of("acceptance")
    assert acceptance.accepted and acceptance.unit == "QH-ZHB"
    assert "已销号" in commander.get(page).content.decode()


def test_a_task_without_a_title_is_refused_in_one_line(signed_in, county):
    answer = signed_in("commander").post("/tasks/new/", {"owner": "HD-ZHB", "deadline": "soon"}, follow=True)
    assert facts_of("task") == [] and 'class="error"' in answer.content.decode()


def test_a_case_is_reclassified_by_a_new_fact(signed_in, story):
    told = story(1)
    signed_in("cdc").post(f"/dossier/case/{told['case'][0]}/reclassify/", {"classification": "excluded"})
    assert [fact.classification for fact in facts_of("case")] == ["confirmed", "excluded"]


def test_a_sealed_value_opens_on_record(signed_in, story):
    from lianfang.access.models import AuditLine

    told = story(1)
    client = signed_in("cdc")
    page = f"/dossier/person/{told['person'][0]}/"
    assert "13800000000" not in client.get(page).content.decode()
    assert "13800000000" not in client.get(f"{page}sealed/telephone/").content.decode()
    opened = client.post(f"{page}sealed/telephone/", headers={"X-Requested-With": "fetch"})
    assert opened.content.decode() == "13800000000"
    with machine_session():
        lines = AuditLine.objects.filter(action="open telephone", persons__contains=[told["person"][0]])
        assert lines.count() == 1 and lines.get().name == "cdc"


def test_an_export_is_what_the_list_shows_and_is_on_record(signed_in, story):
    from lianfang.access.models import AuditLine

    story(3)
    answer = signed_in("cdc").get("/cdc/cases/", {"export": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and lines[0].startswith("病例编号,姓名") and "QH-000" in "".join(lines)
    with machine_session():
        assert AuditLine.objects.filter(action="export linelist").count() == 1
    workbook = signed_in("cdc").get("/cdc/cases/", {"export": "xlsx"})
    assert workbook.content[:2] == b"PK"
