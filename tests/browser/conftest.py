"""A browser that walks the pages of a small county, served by Django's own test server."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = (1280, 390)
# Playwright keeps an event loop in this thread; the tests' own questions to the database are harmless there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's chromium; the test is skipped where it is not installed."""
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed (on Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def county(transactional_db: None, live_server: Any) -> dict[str, Any]:
    """Three cases with two contacts each, and an account a desk, committed so that the server sees them."""
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.facts import clock
    from lianfang.places.tree import install_areas, install_units
    from unit.desks.conftest import ACCOUNTS, AREAS, NOON, UNITS, told

    with machine_session():
        install_areas(AREAS)
        install_units(UNITS)
        clock.set_to(NOON)
    for role, (area, path, unit) in ACCOUNTS.items():
        Account.objects.given(role, "pass-word-1", role, name=role, area=area, area_path=path, unit=unit)
    return told(3)


@pytest.fixture
def signed_in(chromium: Any, live_server: Any, county: dict[str, Any]) -> Iterator[Callable[..., Any]]:
    """Opens a page of the browser and signs in by the form, as a person does."""
    contexts = []

    def opened(role: str, width: int = 1280, language: str = "zh-hans") -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, locale="zh-CN"
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("#id_login", role)
        page.fill("#id_password", "pass-word-1")
        page.click("button.first")
        page.wait_for_url("**/" if role == "administrator" else lambda url: "/accounts/login" not in url)
        return page

    yield opened
    for context in contexts:
        context.close()
