"""Temperatures in one grid: recorded, refused row by row, met by slot, a fever said in words, corrected by the site."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lianfang.desks.isolation.temperatures import temperature_of
from lianfang.facts import clock
from unit.desks.conftest import NOON
from unit.desks.isolation_story import SITE, close, duties, entered, facts_of

PAGE = "/isolation/temperatures/"
MORNING = NOON + timedelta(hours=20)  # 08:00 of the 11th


def text(answer):
    return answer.content.decode()


@pytest.fixture
def inside(story):
    """Three contacts who are in since the 8th; it is eight in the morning of the 11th."""
    people = close(story(3))
    entered(people)
    clock.set_to(MORNING)
    return people


@pytest.mark.parametrize(
    ("typed", "value"),
    [("365", 36.5), ("36.5", 36.5), ("36。5", 36.5), ("３６．５", 36.5), ("37", 37.0), ("36.5℃", 36.5), (" ", None)],
)
def test_a_temperature_is_read_as_people_write_it(typed, value):
    assert temperature_of(typed) == value


@pytest.mark.parametrize("typed", ["3.65", "50", "365.0", "3650", "abc", "-36.5", "0", "36.5.5"])
def test_what_is_no_temperature_is_refused(typed):
    with pytest.raises(ValueError):
        temperature_of(typed)


def test_one_submit_records_all_and_a_form_sent_twice_once(signed_in, inside):
    client = signed_in("isolation_site")
    form = {f"t-{inside[0]}": "365", f"t-{inside[1]}": "36.8", f"s-{inside[0]}": "-", "request_id": str(uuid4())}
    for _again in (1, 2):
        assert client.post(PAGE, form).status_code == 302
    checks = facts_of("healthcheck")
    assert {(check.person, check.temperature, check.symptoms) for check in checks} == {
        (inside[0], 36.5, "无"),
        (inside[1], 36.8, None),
    }
    assert {(check.setting, check.place) for check in checks} == {("isolation", SITE)}
    page = text(client.get(PAGE))
    assert "36.5" in page and page.count('data-next="temperature"') == 2, "one left, and the button"


def test_both_slots_of_the_day_meet_their_duty(signed_in, inside, django_capture_on_commit_callbacks):
    client = signed_in("isolation_site")
    for moment in (MORNING, MORNING + timedelta(hours=10)):
        clock.set_to(moment)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(PAGE, {f"t-{inside[0]}": "365"})
    met = duties("contact-temperature", person=inside[0], met__isnull=False)
    assert [duty.met for duty in met] == [check.occurred_from for check in facts_of("healthcheck")]
    assert [duty.met.hour for duty in met] == [0, 10], "in universal time"
    assert {duty.owed_by for duty in met} == {SITE}
    assert not duties("contact-temperature", person=inside[1], met__isnull=False)


@pytest.mark.parametrize("bad", ["3.65", "50", "三十六"])
def test_a_bad_value_is_refused_for_its_row_only_and_stays(signed_in, inside, bad):
    form = {f"t-{inside[0]}": bad, f"s-{inside[0]}": "咳嗽", f"t-{inside[1]}": "366"}
    answer = signed_in("isolation_site").post(PAGE, form)
    assert answer.status_code == 422
    assert f'value="{bad}"' in text(answer) and 'value="咳嗽"' in text(answer) and f"李0000 {bad}: " in text(answer)
    assert [check.temperature for check in facts_of("healthcheck")] == [36.6]


def test_a_fever_is_said_at_once_with_what_the_plan_asks(signed_in, inside):
    client = signed_in("isolation_site")
    answer = client.post(PAGE, {f"t-{inside[0]}": "381"}, follow=True)
    assert "38.1 ℃，超过 37.3 ℃" in text(answer) and "转送发热门诊" in text(answer)
    assert "37.3" in text(client.get("/isolation/")) and "38.1" in text(client.get("/isolation/"))
    assert (
        "37.3 ℃"
        not in text(client.post(PAGE, {f"t-{inside[1]}": "373"}, follow=True))
        .partition("role")[0]
        .partition("messages")[2]
        .partition("</ul>")[0]
    ), "the threshold itself is no fever"


def test_empty_forms_and_symptoms_alone_record_nothing(signed_in, inside):
    client = signed_in("isolation_site")
    assert client.post(PAGE, {}).status_code == 422
    answer = client.post(PAGE, {f"s-{inside[0]}": "咳嗽"})
    assert answer.status_code == 422 and 'value="咳嗽"' in text(answer)
    assert facts_of("healthcheck") == []


@pytest.mark.parametrize(
    ("taken", "status"),
    [("2021-01-11T07:30", 302), ("2021-01-11T23:00", 422), ("2021-01-11T05:00", 422), ("yesterday", 422)],
)
def test_from_paper_with_the_time_of_measuring(signed_in, inside, taken, status):
    answer = signed_in("isolation_site").post(PAGE, {f"t-{inside[0]}": "365", "taken": taken})
    assert answer.status_code == status
    moments = [check.occurred_from for check in facts_of("healthcheck")]
    assert moments == ([MORNING - timedelta(minutes=30)] if status == 302 else [])
    assert status == 302 or 'value="365"' in text(answer)


def test_the_morning_is_typed_in_at_night_only_with_its_time(signed_in, inside):
    clock.set_to(MORNING + timedelta(hours=11))
    client = signed_in("isolation_site")
    assert client.post(f"{PAGE}?slot=0", {f"t-{inside[0]}": "365"}).status_code == 422
    assert client.post(f"{PAGE}?slot=0", {f"t-{inside[0]}": "365", "taken": "2021-01-11T07:30"}).status_code == 302
    assert [check.occurred_from for check in facts_of("healthcheck")] == [MORNING - timedelta(minutes=30)]


def test_a_wrong_one_is_corrected_by_the_site_with_the_reason(signed_in, inside, django_capture_on_commit_callbacks):
    client = signed_in("isolation_site")
    client.post(PAGE, {f"t-{inside[0]}": "391"})
    [wrong] = facts_of("healthcheck")
    address = f"{PAGE}{wrong.id}/"
    refused = client.post(address, {"temperature": "36.1"})
    assert refused.status_code == 422 and 'value="36.1"' in text(refused)
    assert client.post(address, {"temperature": "90", "reason": "看错"}).status_code == 422
    assert (
        client.post(address, {"temperature": "36.1", "reason": "看错", "request_id": str(uuid4())}).status_code == 302
    )
    before, after = facts_of("healthcheck")
    assert {before.temperature, after.temperature} == {39.1, 36.1}
    right = next(check for check in (before, after) if check.supersedes)
    assert (right.supersedes, right.reason, right.occurred_from) == (wrong.id, "看错", wrong.occurred_from)
    page = text(client.get(PAGE))
    assert "36.1" in page and "39.1" not in page
    assert client.get(address).status_code == 404, "it was corrected since"


def test_one_that_was_never_taken_is_taken_back_and_is_owed_again(
    signed_in, inside, django_capture_on_commit_callbacks
):
    client = signed_in("isolation_site")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PAGE, {f"t-{inside[0]}": "365"})
    assert duties("contact-temperature", person=inside[0], met__isnull=False)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PAGE}{facts_of('healthcheck')[0].id}/", {"withdrawn": "1", "reason": "填错人"})
    assert not duties("contact-temperature", person=inside[0], met__isnull=False)


def test_another_sites_temperature_is_not_there(signed_in, inside):
    from unit.desks.isolation_story import recorded

    told = {
        "person": str(inside[0]),
        "temperature": 36.6,
        "setting": "clinic",
        "occurred_from": MORNING,
        "place": "QH-HOSP",
    }
    recorded("health_check", [told])
    assert signed_in("isolation_site").get(f"{PAGE}{facts_of('healthcheck')[0].id}/").status_code == 404
