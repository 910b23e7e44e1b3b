"""Leaving an isolation site: released with notice, early only with a reason; sent on until the other signs."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lianfang.facts import clock
from photographs import told_once
from unit.desks.conftest import NOON
from unit.desks.isolation_story import SITE, close, duties, entered, facts_of, recorded

RELEASE, SEND, TODAY = "/isolation/release/", "/isolation/send/", "/isolation/"
# Last exposed on 3 January: the 14th day is the 17th, release is owed from its end.
OVER = NOON + timedelta(days=8)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def inside(story):
    """Three contacts who are in since the 8th."""

    def told():
        people = close(story(3))
        entered(people)
        return people

    return told_once("inside", told)


def test_the_day_and_the_term_come_from_the_duty(signed_in, inside):
    page = text(signed_in("isolation_site").get(TODAY))
    assert "第 3 天 / 10" in page and "1月17日" in page


def test_due_out_are_released_together_and_told(signed_in, inside, django_capture_on_commit_callbacks):
    clock.set_to(OVER)
    client = signed_in("isolation_site")
    page = text(client.get(RELEASE))
    assert page.count(" checked") == 3 and "最近标本" in page and "解除集中隔离医学观察" not in page.partition("<h1")[0]
    assert "QH-000" in page and "末次接触" in page and "1月17日 24:00" in page
    form = {"person": [str(person) for person in inside[:2]], "request_id": str(uuid4())}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(RELEASE, form).status_code == 302
    assert client.post(RELEASE, form).status_code == 302, "sent twice"
    released = facts_of("observation", stage="released")
    assert {fact.person for fact in released} == set(inside[:2]) and {fact.site for fact in released} == {SITE}
    assert {(n.person, n.about, n.told_by) for n in facts_of("notice")} == {
        (person, "release", "isolation_site") for person in inside[:2]
    }
    assert {duty.person for duty in duties("contact-released", met__isnull=False)} == set(inside[:2])
    assert "李0020" in text(client.get(TODAY)) and "李0000" not in text(client.get(TODAY))


def test_before_the_term_a_reason_is_needed_and_kept(signed_in, inside):
    client = signed_in("isolation_site")
    form = {"person": [str(inside[0])]}
    answer = client.post(RELEASE, form)
    assert answer.status_code == 422 and "期限至 1月17日 24时" in text(answer) and " checked" in text(answer)
    assert facts_of("observation", stage="released") == [] == facts_of("notice")
    assert client.post(RELEASE, {**form, "reason": "转居家隔离"}).status_code == 302
    [released] = facts_of("observation", stage="released")
    assert "转居家隔离" in released.note and "1月17日" in released.note
    assert client.post(RELEASE, {}).status_code == 422


def test_on_the_day_the_ground_falls_no_reason_is_asked(signed_in, story, inside):
    line = {
        "case.number": "QH-000",
        "case.classification": "excluded",
        "case.occurred_from": NOON - timedelta(hours=1),
    }
    recorded("linelist", [line])
    client = signed_in("isolation_site")
    page = text(client.get(RELEASE))
    assert page.count(" checked") == 1 and "李0000" in page.partition("<main")[2].partition("<details")[0]
    assert client.post(RELEASE, {"person": [str(inside[0])]}).status_code == 302


def test_with_a_positive_result_nobody_is_released_without_a_word(signed_in, inside):
    specimen = {"person": str(inside[0]), "specimen.number": "P-1", "specimen.occurred_from": OVER - timedelta(days=2)}
    result = {
        "test_result.result": "阳性",
        "test_result.occurred_from": OVER - timedelta(days=1),
        "test_result.assay": "核酸",
    }
    recorded("tests", [{**specimen, **result}], at=OVER)
    clock.set_to(OVER)
    answer = signed_in("isolation_site").post(RELEASE, {"person": [str(inside[0])]})
    assert answer.status_code == 422 and "最近结果为阳性" in text(answer)


def test_sent_on_stays_ours_until_the_other_end_signs(signed_in, inside):
    client = signed_in("isolation_site")
    recorded(
        "health_check",
        [{"person": str(inside[0]), "temperature": 38.6, "setting": "isolation", "occurred_from": NOON, "place": SITE}],
    )
    assert "38.6" in text(client.get(SEND))
    form = {"person": str(inside[0]), "to": "QH-HOSP", "request_id": str(uuid4())}
    for _again in (1, 2):
        assert client.post(SEND, form).status_code == 302
    [sent] = facts_of("transfer")
    assert (sent.stage, sent.what, sent.from_unit, sent.to_unit) == ("sent", "person", SITE, "QH-HOSP")
    clock.set_to(NOON + timedelta(hours=3, minutes=5))
    page = text(client.get(SEND))
    assert "3 小时" in page and "尚未签收" in page and "李0000" in text(client.get(TODAY))
    signed = {
        "transfer": str(sent.subject),
        "person": str(inside[0]),
        "what": "person",
        "stage": "received",
        "to_unit": "QH-HOSP",
        "occurred_from": NOON + timedelta(hours=2),
    }
    recorded("transfer", [signed], at=NOON + timedelta(hours=3, minutes=6))
    clock.set_to(NOON + timedelta(hours=3, minutes=7))
    assert "3 小时" not in text(client.get(SEND)) and "李0000" not in text(client.get("/isolation/temperatures/"))
    assert "已由其他单位接收" in text(client.get("/isolation/register/?view=left"))


@pytest.mark.parametrize(("person", "to"), [("", "QH-HOSP"), ("whoever", "QH-HOSP"), (None, ""), (None, "HD-ZHB")])
def test_nobody_is_sent_nowhere(signed_in, inside, person, to):
    form = {"person": str(inside[0]) if person is None else person, "to": to, "note": "急"}
    answer = signed_in("isolation_site").post(SEND, form)
    assert answer.status_code == 422 and 'value="急"' in text(answer) and facts_of("transfer") == []
