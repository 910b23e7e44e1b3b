"""My grid: households and people, found by name; who lives alone is visited."""

from uuid import uuid4

import pytest
from django.utils.html import escape

import cast
from unit.desks import grid_story as story
from unit.desks.test_grid_today import client_of, facts_of, text_of
from unit.desks.test_queries_constant import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(db):
    story.install()
    return client_of("grid_worker")


def test_households_stand_in_walking_order_with_what_is_open(worker):
    text = text_of(worker, "/grid/people/")
    order = [
        text.index(mark)
        for mark in ("河东村2号楼1单元301", "河东村1组3号", "河东村1组8号", "河东村2组1号", "河东村10组2号")
    ]
    assert order == sorted(order)
    assert "9 人，5 户" in text and "独居老人" in text and "2 项待办" in text
    assert text.count("/dossier/person/") == 9


def test_a_name_finds_its_people(worker):
    text = text_of(worker, "/grid/people/?q=孙")
    assert "孙大海" in text and "孙小海" in text and "马玉芬" not in text
    assert "网格内没有叫这个名字的人" in text_of(worker, "/grid/people/?q=欧阳")


def seen(client, answer, **more):
    form = {"answer": answer, "at": "h-0123456789", "request_id": str(uuid4()), **more}
    return client.post(f"/grid/people/{cast.subject('马玉芬')}/seen/", form)


def test_all_well_is_one_tap_and_is_taken_back(worker):
    answered = seen(worker, "well")
    [attempt] = facts_of("attempt")
    assert (attempt.channel, attempt.result, attempt.note) == ("visit", "reached", "看望：都好")
    text = text_of(worker, answered["Location"])
    assert "上次看望 1月10日 09:00 · 看望：都好" in text and "撤回" in text
    form = {"kind": "attempt", "fact": str(attempt.id), "from": "people", "request_id": str(uuid4())}
    assert worker.post("/grid/undo/", form)["Location"] == "/grid/people/?undone=1"
    assert "还没有看望记录" in text_of(worker, "/grid/people/")


def test_what_is_needed_is_said_in_words(worker):
    seen(worker, "needs", note="降压药")
    assert [attempt.note for attempt in facts_of("attempt")] == ["看望：需要降压药"]
    refused = seen(worker, "needs", note=" ", q="马")
    assert refused.status_code == 422 and "需要什么：未填" in refused.content.decode()
    assert len(facts_of("attempt")) == 1


def test_a_visit_sent_twice_is_recorded_once(worker):
    request = str(uuid4())
    for _time in range(2):
        seen(worker, "well", request_id=request)
    assert len(facts_of("attempt")) == 1


def test_nobody_elsewhere_is_visited_or_listed(worker):
    assert client_of("neighbour").get("/grid/people/").status_code == 404
    assert seen(client_of("neighbour"), "well").status_code == 404 and facts_of("attempt") == []
    assert worker.get(f"/grid/people/{cast.subject('马玉芬')}/seen/").status_code == 405


def test_addresses_shown_are_one_line_of_the_audit(worker):
    from lianfang.access.models import AuditLine
    from lianfang.access.session import machine_session

    text_of(worker, "/grid/people/?q=孙")
    with machine_session():
        [line] = AuditLine.objects.filter(action="open address")
    assert set(line.persons) == {story.subject("孙大海"), story.subject("孙小海")} and line.reason == "我的网格"


def test_what_was_asked_is_escaped(worker):
    asked = '"><script>'
    assert escape(asked) in text_of(worker, f"/grid/people/?q={asked}")


def test_queries_do_not_grow_with_households(worker):
    story.many(10)
    text, ten = queries_of(worker, "/grid/people/")
    assert text.count('<article class="card') == 15
    story.many(20)
    text, twenty = queries_of(worker, "/grid/people/")
    assert text.count('<article class="card') == 25 and twenty == ten


def test_of_an_area_with_too_many_people_a_part_is_chosen_first(worker, monkeypatch):
    monkeypatch.setattr("lianfang.desks.grid.queries.MOST_PEOPLE", 8)
    leader = client_of("town_leader")
    text = text_of(leader, "/grid/people/")
    assert "<article" not in text and "此处超过 8 人" in text and f'href="?area={cast.VILLAGE}"' in text
    assert f'href="?area={cast.GRID}"' in text_of(leader, f"/grid/people/?area={cast.VILLAGE}")
    text = text_of(leader, f"/grid/people/?area={cast.GRID}")
    assert "先列出 8 人" in text and "8 人，" in text and "<h1>河东村第1网格" in text
    assert "孙小海" in text_of(leader, f"/grid/people/?area={cast.VILLAGE}&q=孙")
    # An area elsewhere is not looked into: one's own stands there.
    assert f'href="?area={cast.VILLAGE}"' in text_of(leader, f"/grid/people/?area={cast.RISK_TOWN}")
