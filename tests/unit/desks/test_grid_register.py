"""Register who came: found or told anew, from where, when and how; what the plan asks follows by itself."""

from uuid import uuid4

import pytest

import cast
from lianfang.access.session import machine_session
from lianfang.situation.models import Duty
from unit.desks import grid_story as story
from unit.desks.test_grid_today import client_of, facts_of, text_of
from unit.desks.test_queries_constant import queries_of

pytestmark = pytest.mark.django_db
NEW = {
    "person": "new",
    "name": "吴新来",
    "telephone": "15400000099",
    "address": "河东村1组20号",
    "origin": "清安区增和镇",
    "when": "2021-01-10T08:30",
    "means": "car",
    "vehicle": "海B·12345",
}


@pytest.fixture
def worker(db):
    story.install()
    return client_of("grid_worker")


def arrivals():
    return [fact for fact in facts_of("journey") if fact.recorded_by == "grid_worker"]


def register(client, **form):
    answered = client.post("/grid/register/", {"request_id": str(uuid4()), **form})
    story.follow()
    return answered


def test_a_number_finds_somebody_and_asks_only_of_the_journey(worker):
    text = text_of(worker, "/grid/register/?q=15400000002")
    assert "刘桂兰" in text and 'name="name"' not in text and 'name="origin"' in text
    assert "增和镇" in text, "places at risk are proposed"


def test_a_name_lets_one_choose(worker):
    text = text_of(worker, "/grid/register/?q=孙")
    assert "孙大海" in text and "孙小海" in text and "都不是，登记新人" in text and 'name="origin"' not in text


def test_who_is_unknown_is_told_with_what_was_typed(worker):
    assert 'name="telephone" value="15400000099"' in text_of(worker, "/grid/register/?q=15400000099")
    assert 'name="name" value="吴新来"' in text_of(worker, "/grid/register/?q=吴新来")
    assert "000121198503120018" in text_of(worker, "/grid/register/?q=000121198503120018")


def test_somebody_known_arrives_in_the_own_grid(worker):
    form = {"q": "15400000002", "origin": "增和镇", "when": "2021-01-10T08:30", "means": "train"}
    answered = register(worker, **form)
    [journey] = arrivals()
    assert journey.person == story.subject("刘桂兰") and journey.direction == "arrival"
    assert (journey.origin, journey.destination, journey.means) == (cast.RISK_TOWN, cast.GRID, "train")
    text = text_of(worker, answered["Location"].partition("#")[0])
    assert "刘桂兰" in text and "撤回" in text and text.count('id="just"') == 1
    with machine_session():
        assert Duty.objects.filter(person=story.subject("刘桂兰"), rule="journey-test").exists()


def test_somebody_new_is_recorded_with_the_journey(worker):
    register(worker, **NEW)
    [journey] = arrivals()
    text = text_of(worker)
    assert "吴新来" in text and "河东村1组20号" in text and "1月10日从增和镇来" in text
    assert journey.vehicle == "海B·12345" and journey.origin_place == "清安区增和镇"


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"name": ""}, "姓名：未填"),
        ({"telephone": ""}, "证件号码、电话：都未填"),
        ({"telephone": "123"}, "123"),
        ({"identity": "000121198503120018"}, "000121198503120018"),
        ({"origin": ""}, "从哪里来：未填"),
        ({"origin": "无此地"}, "从哪里来 无此地"),
        ({"when": ""}, "到达时间 未填"),
        ({"when": "2021-01-11T08:00"}, "晚于现在"),
        ({"when": "soon"}, "到达时间 soon"),
        ({"means": "rocket"}, "rocket"),
    ],
)
def test_what_cannot_be_is_said_and_the_form_keeps_what_was_typed(worker, changed, line):
    answered = register(worker, **NEW | changed)
    text = answered.content.decode()
    assert answered.status_code == 422 and line in text and arrivals() == []
    assert all(
        f'value="{value}"' in text for field, value in (NEW | changed).items() if field not in ("person", "means")
    )


def test_a_place_that_is_no_area_is_kept_as_written_once_said(worker):
    register(worker, **NEW | {"origin": "境外某地", "as_written": "1"})
    [journey] = arrivals()
    assert journey.origin is None and journey.origin_place == "境外某地"


def test_a_form_sent_twice_is_recorded_once(worker):
    request = str(uuid4())
    for _time in range(2):
        register(worker, **NEW | {"request_id": request})
    assert len(arrivals()) == 1


def test_a_wrong_registration_is_taken_back(worker):
    register(worker, **NEW)
    [journey] = arrivals()
    worker.post("/grid/undo/", {"kind": "journey", "fact": str(journey.id), "request_id": str(uuid4())})
    story.follow()
    assert arrivals()[-1].withdrawn and "吴新来" not in text_of(worker)


def test_another_role_registers_nobody(worker):
    assert client_of("commander").get("/grid/register/").status_code == 404
    assert register(client_of("commander"), **NEW).status_code == 404 and arrivals() == []


def test_queries_do_not_grow_with_those_found(worker):
    story.many(10)
    text, ten = queries_of(worker, "/grid/register/?q=住户")
    assert text.count("person=") == 11
    story.many(18)
    text, more = queries_of(worker, "/grid/register/?q=住户")
    assert text.count("person=") == 19 and more == ten
