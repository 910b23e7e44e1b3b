"""The day of an isolation site walked in a browser: received by room, forty temperatures by keyboard, released."""

import time
from datetime import timedelta

import pytest

from browser.waiting import assert_all_fit, cursor_in_field
from lianfang.facts import clock
from unit.desks.conftest import NOON, told
from unit.desks.isolation_story import close, entered, facts_of, recorded, sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("", "receive/", "arrive/?q=李", "temperatures/", "specimens/", "release/", "send/", "register/", "sheet/")


def test_no_page_is_wider_than_its_screen_in_either_language(signed_in, county):
    people = close(county)
    entered(people[:2])
    sent(people[2:])
    clock.set_to(NOON + timedelta(days=1))
    measured = {"person": str(people[0]), "temperature": 38.2, "symptoms": "发热、咽痛、乏力", "setting": "isolation"}
    recorded("health_check", [{**measured, "occurred_from": NOON + timedelta(hours=23)}], at=NOON + timedelta(hours=23))
    assert_all_fit(signed_in, "isolation_site", [f"/isolation/{one}" for one in PAGES])


def test_rooms_are_typed_and_enter_receives_them_together(signed_in, county):
    people = close(county)
    sent(people)
    page = signed_in("isolation_site")
    page.goto("/isolation/receive/")
    cursor_in_field(page)
    page.keyboard.type("301")
    page.locator("input[name^=room-]").nth(1).fill("302")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages .success")
    assert page.locator("input[name^=room-]").count() == 1
    assert {fact.room for fact in facts_of("observation")} == {"301", "302"}


def test_forty_temperatures_by_keyboard_alone(signed_in, county):
    entered(close(told(40)))
    clock.set_to(NOON + timedelta(hours=20))
    page = signed_in("isolation_site")
    page.goto("/isolation/temperatures/")
    cursor_in_field(page)
    begun, keys = time.monotonic(), 0
    for _person in range(40):
        page.keyboard.type("365")
        page.keyboard.press("Enter")
        keys += 4
    page.keyboard.press("Enter")
    keys += 1
    page.wait_for_selector(".messages .success")
    assert keys == 161 and time.monotonic() - begun < 60
    assert [check.temperature for check in facts_of("healthcheck")] == [36.5] * 40
    assert page.locator("input[name^=t-]").count() == 0


def test_a_bad_one_stays_framed_and_has_the_focus(signed_in, county):
    entered(close(county))
    page = signed_in("isolation_site")
    page.goto("/isolation/temperatures/")
    cursor_in_field(page)
    for typed in ("365", "50", "366"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages .error")
    page.wait_for_selector("input.refused[value='50']:focus")
    assert len(facts_of("healthcheck")) == 2


def test_due_out_are_ticked_and_released(signed_in, county):
    entered(close(county))
    clock.set_to(NOON + timedelta(days=8))
    page = signed_in("isolation_site")
    page.goto("/isolation/release/")
    assert page.locator("[data-ticked]").inner_text() == "3"
    page.locator("button[data-needs-ticked]").click()
    page.wait_for_selector(".messages .success")
    assert len(facts_of("observation", stage="released")) == len(facts_of("notice")) == 3
