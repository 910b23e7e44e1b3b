"""Decisions to persons: contacts ticked, the decision written, the paper verified by somebody without an account."""

from collections.abc import Callable
from typing import Any

import pytest

from browser.conftest import WIDTHS
from browser.waiting import width_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_ticked_contact_to_a_verified_paper(
    signed_in: Callable[..., Any], county: dict[str, Any], chromium: Any, live_server: Any, width: int
) -> None:
    page = signed_in("cdc", width)
    page.goto("/cdc/contacts/?grade=close")
    page.check("input[name=person] >> nth=0")
    page.click("button[formaction*='/decisions/write/']")
    page.fill("[name=decided_by]", "刘芳")
    assert width_of(page) <= width
    page.click(".bulk button.first")
    page.wait_for_url("**/decisions/")
    assert width_of(page) <= width
    number = page.get_attribute("input[name=paper]", "value")
    page.check("input[name=paper]")
    with page.expect_download() as download:
        page.click("button[value=pdf]")
    assert download.value.suggested_filename.endswith(".pdf")
    stranger = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    other = stranger.new_page()
    other.goto(f"{live_server.url}/verify/{number}/")
    assert "有效" in other.inner_text("[role=status]") and "2021-01-17" in other.inner_text("[role=status]")
    assert width_of(other) <= width
    stranger.close()
