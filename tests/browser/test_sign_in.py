"""A passkey set up and signed in with, in a browser that holds the key; an account from its invitation."""

from typing import Any

import pytest

from browser.waiting import width_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def narrow(page: Any) -> None:
    """Nothing is wider than the screen, on a desk and on a phone."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert width_of(page) <= width, (page.url, width)


def test_a_passkey_is_set_up_and_signs_in_and_nothing_is_asked_of_anybody_else(
    signed_in: Any, live_server: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR_EXEMPT = False
    page = signed_in("cdc")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    ours = (live_server.url, "data:")
    page.on("request", lambda asked: None if asked.url.startswith(ours) else complaints.append(asked.url))
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    able = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": able | {"isUserVerified": True}})
    page.goto("/cdc/")
    assert page.url.endswith("/accounts/2fa/"), "no other page opens before"
    narrow(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("input[name=password]", "pass-word-1")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/webauthn/add/")
    narrow(page)
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    narrow(page)
    page.goto("/sessions/")
    assert page.url.endswith("/sessions/")
    narrow(page)
    with page.expect_navigation():
        page.click("form[action*=logout] button")
    page.goto("/accounts/login/")
    narrow(page)
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto("/sessions/")
    assert page.url.endswith("/sessions/") and complaints == []


def test_an_account_is_given_and_its_invitation_taken_up(signed_in: Any) -> None:
    page = signed_in("administrator", language="en")
    narrow(page)
    page.goto("/administration/give/")
    for field, value in (("name", "周敏"), ("username", "zhou.min"), ("area", "231299"), ("unit", "QH-CDC")):
        page.fill(f"input[name={field}]", value)
    page.select_option("select[name=role]", "cdc")
    narrow(page)
    page.click("form.fields button.first")
    narrow(page)
    link = page.locator("code").first.inner_text()
    page.locator("main a[href*='/administration/']").first.click()
    narrow(page)
    page.goto(link)
    narrow(page)
    page.fill("#id_password", "green-tea-at-seven")
    page.fill("#id_again", "green-tea-at-seven")
    with page.expect_navigation():
        page.click("button.first")
    page.goto(link)
    assert "used, expired or unknown" in page.inner_text("main")
