"""A family answers at one door in one go: exceptions singled out, all of it or nothing, taken back whole."""

from uuid import uuid4

import pytest

from unit.desks import grid_story as story
from unit.desks.test_grid_today import TELLING, TEMPERATURE, duty_of, facts_of, text_of, worker  # noqa: F401 — a fixture

pytestmark = pytest.mark.django_db
FAMILY = ("孙大海", "孙小海")


def form_of(*answers):
    """The form of a door: by person what was answered, typed, and the exception."""
    form = {"duty": [], "at": "h-0123456789", "request_id": str(uuid4())}
    for place, (name, answer, typed, not_met) in enumerate(answers):
        form["duty"].append(duty_of(name, TEMPERATURE).key)
        form |= {f"answer-{place}": answer, f"temperature-{place}": typed, f"not_met-{place}": not_met}
    return form


def sent(client, form):
    answered = client.post("/grid/door/", form)
    story.follow()
    return answered


def test_a_temperature_each_and_one_tap_for_all_at_a_door(worker):  # noqa: F811
    text = text_of(worker)
    assert text.count('class="door"') == 1, "one person alone has no family to answer for"
    door = text.split('class="door"')[1].split("</details>")[0]
    assert "这一户一并登记（2 项）" in door and door.count(" checked") == 0, "a temperature nobody took is not set"
    assert all(f"<b>{name}</b>" in door for name in FAMILY)
    form = form_of(("孙大海", "temperature 36.5", "", ""), ("孙小海", "temperature 36.8", "", ""))
    for _twice in range(2):
        assert sent(worker, form).status_code == 302
    assert [check.temperature for check in facts_of("healthcheck")] == [36.5, 36.8]
    assert all(duty_of(name, TEMPERATURE).met for name in FAMILY)


def test_an_exception_is_its_own_fact_and_only_that_duty_stays_open(worker):  # noqa: F811
    form = form_of(("孙大海", "temperature 36.5", "", "no_answer"), ("孙小海", "temperature 36.5", "37.6", ""))
    answered = sent(worker, form)
    [attempt], [check] = facts_of("attempt"), facts_of("healthcheck")
    assert (attempt.person, attempt.result, check.temperature) == (story.subject("孙大海"), "no_answer", 37.6)
    assert duty_of("孙大海", TEMPERATURE).met is None and duty_of("孙小海", TEMPERATURE).met
    text = text_of(worker, answered["Location"])
    assert "这一户 2 项" in text and "没人" in text


def test_a_value_that_cannot_be_records_nobody_and_keeps_what_was_typed(worker):  # noqa: F811
    answered = sent(
        worker, form_of(("孙大海", "temperature 36.5", "", "gone"), ("孙小海", "temperature 36.8", "99", ""))
    )
    text = answered.content.decode()
    assert answered.status_code == 422 and "体温 99" in text
    door = text.split('class="door" open')[1].split("</details>")[0]
    assert 'value="99"' in door and 'value="gone" selected' in door and 'value="temperature 36.8" checked' in door
    assert facts_of("attempt") == [] and facts_of("healthcheck") == []


def test_a_temperature_that_nobody_took_is_asked_for(worker):  # noqa: F811
    answered = sent(worker, form_of(("孙大海", "temperature 36.5", "", ""), ("孙小海", "", "", "")))
    assert answered.status_code == 422 and "没有选择结果" in answered.content.decode()
    assert facts_of("healthcheck") == []


def test_all_of_it_is_taken_back_by_one_tap(worker):  # noqa: F811
    form = form_of(("孙大海", "temperature 36.5", "", ""), ("孙小海", "temperature 36.8", "", "refused"))
    shown = text_of(worker, sent(worker, form)["Location"])
    assert 'name="door" value="1"' in shown
    fact = facts_of("healthcheck")[0].id
    undo = {"kind": "health_check", "fact": str(fact), "door": "1", "at": "h-0123456789", "request_id": str(uuid4())}
    assert worker.post("/grid/undo/", undo).status_code == 302
    story.follow()
    assert [fact.withdrawn for kind in ("healthcheck", "attempt") for fact in facts_of(kind)] == [False, True] * 2
    assert all(duty_of(name, TEMPERATURE).met is None for name in FAMILY)


def test_what_was_done_meanwhile_is_left_and_nothing_else_is_answered_for(worker):  # noqa: F811
    both = form_of(("孙大海", "temperature 36.5", "", ""), ("孙小海", "temperature 36.8", "", ""))
    assert sent(worker, form_of(("孙小海", "temperature 36.6", "", ""))).status_code == 302
    assert sent(worker, both).status_code == 302
    assert sorted(check.temperature for check in facts_of("healthcheck")) == [36.5, 36.6]
    assert sent(worker, both | {"request_id": str(uuid4())}).status_code == 302
    assert len(facts_of("healthcheck")) == 2
    assert duty_of("马玉芬", TELLING).met is None
