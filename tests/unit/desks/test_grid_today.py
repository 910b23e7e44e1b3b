"""Today's visits: a card a household in walking order, each tap a fact that meets its duty, a wrong tap taken back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

import cast
from lianfang.access.session import machine_session
from lianfang.facts import clock
from lianfang.situation.models import Duty
from unit.desks import grid_story as story
from unit.desks.test_queries_constant import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(db):
    """The grid worker at her phone, in a grid with four people to visit."""
    story.install()
    return client_of("grid_worker")


def client_of(username):
    client = Client()
    client.force_login(cast.account(username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def duty_of(name, rule):
    """The duty of a rule about somebody that began last."""
    with machine_session():
        owed = Duty.objects.filter(person=story.subject(name), rule=rule, opened__lte=clock.now())
        return owed.order_by("-opened").first()


def facts_of(kind):
    with machine_session():
        return list(apps.get_model("facts", kind).objects.order_by("recorded_at", "id"))


def text_of(client, address="/grid/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def tap(client, name, rule, answer, **more):
    """Taps an answer on a card, as the form sends it, and lets the duties follow."""
    form = {"duty": duty_of(name, rule).key, "answer": answer, "at": "h-0123456789", "request_id": str(uuid4()), **more}
    answered = client.post("/grid/answer/", form)
    story.follow()
    return answered


TEMPERATURE, EVIDENCE = "home-observation-temperature", "journey-test"
ENTRY, TELLING = "journey-home-observation", "general-contact-told"


def test_a_card_a_household_in_walking_order(worker):
    text = text_of(worker)
    order = [text.index(mark) for mark in ("河东村2号楼1单元301", "河东村2组1号", "河东村10组2号")]
    cards = re.findall(r'<article class="card.*?</article>', text, re.DOTALL)
    assert len(cards) == 3 and order == sorted(order)
    [household] = [card for card in cards if "孙大海" in card]
    assert "孙小海" in household and "居家隔离第 2 天：早体温" in household and "12:00 前" in household
    assert "独居老人" in text and "82 岁" in text and "1月10日从增和镇来" in text
    assert "今日 3 户" in text and "待办 3" in text


def test_a_temperature_is_one_tap_and_meets_its_duty(worker):
    answered = tap(worker, "孙大海", TEMPERATURE, "temperature 36.5")
    [check] = facts_of("healthcheck")
    assert (check.temperature, check.setting, check.place) == (36.5, "home", cast.GRID_UNIT)
    duty = duty_of("孙大海", TEMPERATURE)
    assert duty.met == check.occurred_from and duty.met_by == check.id
    assert answered["Location"] == f"/grid/?done=health_check.{check.id}#h-0123456789"
    text = text_of(worker, answered["Location"])
    assert text.count("体温 36.5 ℃") == 1 and "撤回" in text
    assert text_of(worker).count("体温 36.5 ℃") == 1, "on the card, as long as something is owed there"


def test_the_last_two_temperatures_are_offered_a_fever_is_not(worker):
    for hour, degrees in ((8, 36.2), (9, 38.4), (10, 36.9)):
        row = {"person": cast.subject("孙大海"), "health_check.temperature": degrees}
        row["health_check.occurred_from"] = f"2021-01-09 {hour:02d}:00"
        story.record("health-checks", [row], "town_leader")
    text = text_of(worker)
    assert 'value="temperature 36.2"' in text and 'value="temperature 36.9"' in text and "38.4" not in text
    assert 'value="temperature 36.5"' in text, "the other of the household has none yet"


@pytest.mark.parametrize("typed", ["3.65", "", "abc", "60"])
def test_a_temperature_that_cannot_be_stays_on_the_card(worker, typed):
    answered = tap(worker, "孙大海", TEMPERATURE, "temperature", temperature=typed)
    assert answered.status_code == 422 and facts_of("healthcheck") == []
    text = answered.content.decode()
    assert text.count('class="mistake"') == 1 and f'value="{typed}"' in text
    assert "体温" in text.split('class="mistake"')[1][:60]


def test_a_typed_temperature_with_full_width_signs_is_read(worker):
    tap(worker, "孙大海", TEMPERATURE, "temperature", temperature="３７，２")
    assert [check.temperature for check in facts_of("healthcheck")] == [37.2]


def test_a_test_shown_frees_from_being_tested(worker):
    answered = tap(worker, "钱新到", EVIDENCE, "evidence 2021-01-08")
    assert duty_of("钱新到", EVIDENCE) is None
    journey = facts_of("journey")[-1]
    assert journey.evidence_result == "negative" and journey.supersedes and journey.reason == "上门核对核酸证明"
    text = text_of(worker, answered["Location"])
    assert "核酸证明：阴性，1月8日采样" in text


@pytest.mark.parametrize("sampled", ["2021-01-12", "", "soon"])
def test_a_day_of_sampling_that_cannot_be_stays_on_the_card(worker, sampled):
    before = len(facts_of("journey"))
    answered = tap(worker, "钱新到", EVIDENCE, "evidence", sampled=sampled)
    text = answered.content.decode()
    assert answered.status_code == 422 and "采样日期" in text and f'value="{sampled}"' in text
    assert len(facts_of("journey")) == before


def test_sampling_arranged_is_told_and_still_owed(worker):
    tap(worker, "钱新到", EVIDENCE, "booked")
    [notice] = [fact for fact in facts_of("notice") if fact.about == "testing"]
    assert notice.channel == "visit" and notice.told_by == "赵秀英"
    assert duty_of("钱新到", EVIDENCE).met is None and "已约采样 09:00" in text_of(worker)


def test_home_observation_in_place_meets_its_duty_and_asks_for_temperatures(worker):
    tap(worker, "钱新到", ENTRY, "entered")
    [entry] = [fact for fact in facts_of("observation") if fact.person == story.subject("钱新到")]
    assert duty_of("钱新到", ENTRY).met_by == entry.id
    assert (entry.observation, entry.stage, entry.disease) == ("home", "entered", cast.DISEASE)
    assert duty_of("钱新到", TEMPERATURE) is not None and "居家隔离首日" in text_of(worker)


def test_a_general_contact_is_told(worker):
    tap(worker, "马玉芬", TELLING, "told")
    [notice] = facts_of("notice")
    assert notice.about == "monitoring" and duty_of("马玉芬", TELLING).met_by == notice.id
    assert "已办 1" in text_of(worker)


def test_a_contact_whom_calls_do_not_reach_is_found_at_home(worker):
    calls = [
        {"person": cast.WIFE, "channel": "call", "result": "no_answer", "occurred_from": moment}
        for moment in (story.NOW - timedelta(minutes=minutes) for minutes in (90, 60, 30))
    ]
    story.record("attempt", calls)
    story.follow()
    assert "在家找到" in text_of(worker)
    tap(worker, "刘桂兰", "contact-visited", "found")
    found = facts_of("attempt")[-1]
    assert (found.channel, found.result) == ("visit", "reached")
    assert duty_of("刘桂兰", "contact-visited").met_by == found.id


@pytest.mark.parametrize("result", ["no_answer", "refused", "gone"])
def test_nobody_met_is_an_attempt_and_the_duty_stays(worker, result):
    tap(worker, "马玉芬", TELLING, f"attempt {result}")
    [attempt] = facts_of("attempt")
    assert (attempt.channel, attempt.result) == ("visit", result) and duty_of("马玉芬", TELLING).met is None
    assert {"no_answer": "没人", "refused": "拒绝", "gone": "已离开"}[result] + " 09:00" in text_of(worker)


def test_where_nobody_opens_nobody_of_the_household_was_met(worker):
    tap(worker, "孙大海", TEMPERATURE, "attempt no_answer")
    attempts = facts_of("attempt")
    assert {attempt.person for attempt in attempts} == {story.subject("孙大海"), story.subject("孙小海")}
    tap(worker, "孙小海", TEMPERATURE, "attempt refused")
    form = {"kind": "attempt", "fact": str(attempts[0].id), "request_id": str(uuid4())}
    worker.post("/grid/undo/", form)
    withdrawn = [attempt.supersedes for attempt in facts_of("attempt") if attempt.withdrawn]
    assert set(withdrawn) == {attempt.id for attempt in attempts}


@pytest.mark.parametrize(
    ("name", "rule", "answer", "kind"),
    [
        ("孙大海", TEMPERATURE, "temperature 36.5", "health_check"),
        ("马玉芬", TELLING, "told", "notice"),
        ("马玉芬", TELLING, "attempt no_answer", "attempt"),
        ("钱新到", ENTRY, "entered", "observation"),
        ("钱新到", EVIDENCE, "evidence 2021-01-08", "journey"),
    ],
)
def test_a_wrong_tap_is_taken_back(worker, name, rule, answer, kind):
    tap(worker, name, rule, answer)
    fact = facts_of(kind.replace("_", ""))[-1]
    form = {"kind": kind, "fact": str(fact.id), "at": "h-0123456789", "request_id": str(uuid4())}
    answered = worker.post("/grid/undo/", form)
    story.follow()
    assert answered["Location"] == "/grid/?undone=1#h-0123456789"
    last = facts_of(kind.replace("_", ""))[-1]
    assert last.supersedes == fact.id and last.reason == "点错，撤回"
    assert last.withdrawn or last.evidence_result == "invalid"
    assert duty_of(name, rule).met is None
    assert worker.post("/grid/undo/", form | {"request_id": str(uuid4())})["Location"] == "/grid/#h-0123456789"


def test_nobody_takes_back_what_another_recorded(worker):
    [fact] = [fact for fact in facts_of("observation") if fact.person == story.subject("孙大海")]
    form = {"kind": "observation", "fact": str(fact.id), "request_id": str(uuid4())}
    assert worker.post("/grid/undo/", form).status_code == 404
    assert worker.post("/grid/undo/", form | {"kind": "case"}).status_code == 404
    assert not any(fact.withdrawn for fact in facts_of("observation"))


def test_a_form_sent_twice_is_recorded_once(worker):
    request = str(uuid4())
    for _time in range(2):
        tap(worker, "孙大海", TEMPERATURE, "temperature 36.5", request_id=request)
    assert len(facts_of("healthcheck")) == 1
    tap(worker, "孙大海", TEMPERATURE, "temperature 36.8")
    assert len(facts_of("healthcheck")) == 1, "done before, by whomever"


def test_addresses_are_opened_in_one_line_of_the_audit(worker):
    from lianfang.access.models import AuditLine

    text_of(worker)
    with machine_session():
        [line] = AuditLine.objects.filter(action="open address")
    assert set(line.persons) == {story.subject(name) for name in ("孙大海", "孙小海", "钱新到", "马玉芬")}
    assert line.reason == "今日上门" and "/grid/" in line.place


def test_who_has_no_address_comes_last_with_a_word(worker):
    story.record("journeys", [story.came("无地址", None)], "checkpoint_officer")
    story.follow()
    text = text_of(worker)
    assert text.index("无地址") > text.index("河东村10组2号") and "住址不详" in text


def test_another_role_and_a_neighbour_have_no_such_page(worker):
    assert client_of("commander").get("/grid/").status_code == 404
    assert worker.get("/grid/answer/").status_code == 405 and worker.get("/grid/undo/").status_code == 405
    key = duty_of("孙大海", TEMPERATURE).key
    client_of("neighbour").post("/grid/answer/", {"duty": key, "answer": "temperature 36.5"})
    assert facts_of("healthcheck") == []


def test_an_empty_day_says_what_will_be_there(db):
    cast.install()
    assert "按方案该办时会自动出现在这里" in text_of(client_of("grid_worker"))


def test_queries_do_not_grow_with_cards(worker):
    story.many(10)
    text, ten = queries_of(worker, "/grid/")
    assert text.count('<article class="card') == 13
    story.many(20)
    text, twenty = queries_of(worker, "/grid/")
    assert text.count('<article class="card') == 23 and twenty == ten
