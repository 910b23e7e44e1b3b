"""The queue at a door, walked with the keyboard alone; no page wider than its screen, in either language."""

from typing import Any

import pytest

import cast
from browser.waiting import assert_all_fit, cursor_in_field, width_of
from unit.desks.arrivals_story import KNOWN, NEW, install, people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(transactional_db: None, live_server: Any) -> dict[str, Any]:
    """The cast's county in the place of the one that the other desks walk."""
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.places.tree import path_of

    install()
    people(6, "arrival")
    people(3, "intended_return", origin=cast.NEIGHBOUR)
    with machine_session():
        for username in ("checkpoint_officer", "investigator"):
            name, role, unit, area = cast.ACCOUNTS[username]
            Account.objects.given(
                username, "pass-word-1", role, name=name, unit=unit, area=area, area_path=path_of(area)
            )
    return {}


def typed(page: Any, *parts: str) -> None:
    """Types as somebody at a keyboard does once the cursor stands: texts, and between them keys in angle brackets."""
    cursor_in_field(page)
    for part in parts:
        if part.startswith("<"):
            page.keyboard.press(part.strip("<>"))
        else:
            page.keyboard.type(part)


def focused(page: Any) -> str:
    cursor_in_field(page)
    return page.evaluate("document.activeElement.name || document.activeElement.textContent")


def test_somebody_known_is_registered_in_three_fields_without_a_mouse(signed_in):
    page = signed_in("checkpoint_officer")
    page.goto("/arrivals/")
    assert focused(page) == "who"
    typed(page, KNOWN, "<Enter>")
    page.wait_for_selector("form.door")
    assert focused(page) == "origin" and KNOWN not in page.url
    typed(page, "白桦县", "<Tab>", "K7041", "<Enter>")
    page.wait_for_selector(".verdict")
    assert "李国强" in page.locator("h1").inner_text() and focused(page) == "who"


def test_a_place_at_risk_asks_at_once_and_the_verdict_names_who_takes_over(signed_in):
    page = signed_in("checkpoint_officer")
    page.goto("/arrivals/")
    typed(page, "15400000005", "<Enter>")
    page.wait_for_selector("form.door")
    typed(page, "增和镇", "<Tab>")
    page.wait_for_selector("input[name=left_origin]:focus")
    typed(page, "1-9 18:00", "<Tab>", "<Tab>", "<Tab>", "K7041", "<Enter>")
    page.wait_for_selector(".verdict")
    assert "须办 2 项" in page.locator(".verdict").inner_text() and "赵秀英" in page.locator(".verdict").inner_text()


def test_somebody_new_and_feverish_then_the_next(signed_in):
    page = signed_in("checkpoint_officer")
    page.goto("/arrivals/")
    typed(page, NEW, "<Enter>")
    page.wait_for_selector("form.door")
    assert focused(page) == "name"
    typed(page, "赵新民")
    page.fill("input[name=origin]", "白桦县")
    page.fill("input[name=destination]", "向阳镇")
    page.fill("input[name=temperature]", "38.4")
    typed(page, "<Enter>")
    page.wait_for_selector(".verdict .overdue")
    assert "青禾县指挥部" in page.locator(".verdict").inner_text() and focused(page) == "who"
    page.goto("/arrivals/")
    assert "赵新民" in page.locator("tbody tr").first.inner_text() or "赵新民" in page.content()


def test_a_pasted_group_is_read_mended_and_registered(signed_in):
    page = signed_in("checkpoint_officer")
    page.goto("/arrivals/group/")
    page.fill("input[name=origin]", "白桦县")
    page.fill("input[name=vehicle]", "东A67890")
    page.fill("textarea", f"赵新民 {NEW}\n王大力\n")
    page.get_by_role("button", name="读取名单").click()
    page.wait_for_selector("input[name=row_name]")
    assert page.locator("input[name=row_name]").first.input_value() == "王大力"
    page.locator("input[name=row_telephone]").first.fill("15412340000")
    page.get_by_role("button", name="登记 2 人").click()
    page.wait_for_selector(".messages .success")
    assert page.locator("tbody tr").count() == 2


def test_no_page_is_wider_than_its_screen_in_either_language(signed_in):
    pages = ("/arrivals/", "/arrivals/?show=expected", "/arrivals/list/", "/arrivals/flows/?level=county",
             "/arrivals/group/", f"/arrivals/register/?person={cast.GUEST}")  # fmt: skip
    assert_all_fit(signed_in, "checkpoint_officer", pages)
    page = signed_in("checkpoint_officer", 390, "en")
    page.goto("/arrivals/")
    page.fill("input[name=who]", "张新人")
    page.press("input[name=who]", "Enter")
    page.wait_for_selector("form.door")
    assert width_of(page) <= 390
