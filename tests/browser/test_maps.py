"""The map drawn again by MapLibre, from this house alone: on a desk by itself, on a phone when asked."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from shapely import box

from browser.waiting import width_of
from unit.desks.conftest import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READY = ".map .moved[data-ready]"
# A machine without a graphics card draws by itself.
DRAWS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@pytest.fixture
def commander(chromium: Any, live_server: Any, county: Any) -> Iterator[Callable[..., tuple[Any, list[str]]]]:
    """The commander's page in a browser that can draw (or not), and the addresses that it asked for elsewhere."""
    from lianfang.places.bounding import install_boundaries

    towns = {"231299001": box(127, 46, 127.5, 46.4), "231299002": box(127.5, 46, 128, 46.4)}
    install_boundaries(towns, "towns.geojson", "chen", NOON)
    browsers = []

    def opened(width: int, draws: bool = True) -> tuple[Any, list[str]]:
        browser = chromium.browser_type.launch(
            executable_path="/usr/bin/chromium", args=DRAWS if draws else ["--no-sandbox", "--disable-3d-apis"]
        )
        browsers.append(browser)
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": live_server.url}])
        page, wrong = context.new_page(), []
        page.on(
            "request", lambda asked: wrong.append(asked.url) if not _of_the_house(asked.url, live_server.url) else None
        )
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto("/accounts/login/")
        page.fill("#id_login", "commander")
        page.fill("#id_password", "pass-word-1")
        page.click("button.first")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        page.goto("/commander/")
        return page, wrong

    yield opened
    for browser in browsers:
        browser.close()


def _of_the_house(asked: str, house: str) -> bool:
    return asked.startswith((house, "data:", "blob:"))


def test_on_a_desk_the_map_comes_by_itself_and_asks_nobody_else(commander: Callable[..., Any]) -> None:
    page, wrong = commander(1280)
    page.locator("figure.map").scroll_into_view_if_needed()
    page.wait_for_selector(READY, timeout=60_000)
    assert page.locator(".map .marker").all_inner_texts() == ["河东镇\n3", "新民镇\n0"]
    assert not page.locator(".map svg[role]").is_visible() and wrong == []
    page.locator(".maplibregl-ctrl-zoom-in").click()
    page.emulate_media(media="print")
    page.wait_for_selector(".map svg[role]", state="visible")
    assert not page.locator(".map .moved").is_visible(), "on paper stands the picture of the server"
    page.emulate_media(media="screen")
    page.get_by_role("button", name="回到图片").click()
    page.wait_for_selector(".map .moved", state="detached")
    assert page.locator(".map svg[role]").is_visible() and wrong == []


def test_on_a_phone_it_comes_when_asked(commander: Callable[..., Any]) -> None:
    page, wrong = commander(390)
    page.locator("figure.map").scroll_into_view_if_needed()
    assert page.locator(".map svg[role]").is_visible() and page.locator(READY).count() == 0
    page.get_by_role("button", name="移动、缩放").click()
    page.wait_for_selector(READY, timeout=60_000)
    assert width_of(page) <= 390 and wrong == []


def test_where_a_browser_cannot_draw_the_picture_stays(commander: Callable[..., Any]) -> None:
    page, wrong = commander(1280, draws=False)
    page.locator("figure.map").scroll_into_view_if_needed()
    assert page.locator(".map svg[role] path.area").count() == 2
    assert page.locator(".map button, .map .moved").count() == 0 and wrong == []
