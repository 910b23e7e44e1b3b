"""The wedding walked by hand: an itinerary is pasted at one desk, and a grid worker's phone is done with a guest."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cast
from browser.waiting import width_of
from scenarios.test_wedding_traced import CASE, ITINERARY, LATE, was_at
from unit.desks.grid_story import record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(chromium: Any, live_server: Any, transactional_db: None) -> Iterator[Callable[..., Any]]:
    """The case is known, and a guest who told where she was; opens pages of the cast, signed in by the form."""
    from unit.desks.grid_story import follow

    cast.install()
    record("visit", [was_at(LATE, "喜来饭店", "14:05", "14:15")])
    follow()
    contexts = []

    def page_of(username: str, width: int) -> Any:
        cast.account(username, "pass-word-1")
        context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url)
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": live_server.url}])
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("#id_login", username)
        page.fill("#id_password", "pass-word-1")
        page.click("button.first")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    yield page_of
    for context in contexts:
        context.close()


def test_from_the_pasted_itinerary_to_a_duty_done_on_the_phone(opened: Callable[..., Any]) -> None:
    desk = opened("investigator", 1280)
    desk.goto(CASE)
    desk.fill("textarea", ITINERARY)
    desk.press("textarea", "Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("input[value='喜来饭店']")
    desk.press("input[value='喜来饭店']", "Enter")
    desk.wait_for_url("**/dossier/case/**")
    desk.goto(f"/dossier/case/{cast.CASE}/encounters/")
    assert LATE in desk.inner_text("table.rows")

    phone = opened("grid_worker", 390)
    card = phone.locator("article", has_text=LATE)
    card.get_by_role("button", name="已告知").click()
    phone.wait_for_selector(".messages .success, article .done")
    phone.goto("/grid/")
    assert phone.locator("article", has_text=LATE).get_by_role("button", name="已告知").count() == 0
    assert width_of(phone) <= 390
