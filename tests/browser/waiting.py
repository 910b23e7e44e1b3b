"""What a person waits for without noticing it, before the next key or the next look."""

from collections.abc import Callable, Iterable
from typing import Any


def cursor_in_field(page: Any) -> None:
    """Waits until the cursor stands somewhere: on a busy machine autofocus comes late, and keys go nowhere."""
    page.wait_for_selector(":focus:not(body)", state="attached")


def width_of(page: Any) -> int:
    """How wide the page is, once it is there: a click returns when the answer begins, before there is a document."""
    page.wait_for_load_state("load")
    return page.evaluate("document.documentElement.scrollWidth")


def assert_fits(page: Any, address: str, widths: tuple[int, ...] = (1280, 390), status: int = 200) -> None:
    """Opens a page once and makes its window as wide as each of these: at none is there anything beside the window."""
    page.set_viewport_size({"width": widths[0], "height": 900})
    assert page.goto(address).status == status
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        wide = width_of(page)
        if wide > width:
            # A chart draws itself anew a moment after its window changed.
            page.wait_for_timeout(300)
            wide = width_of(page)
        language = page.get_attribute("html", "lang")
        assert wide <= width, f"{address} at {width} in {language} is {wide} wide"


def assert_all_fit(signed_in: Callable[..., Any], role: str, addresses: Iterable[str]) -> None:
    """Opens pages in either language: none is wider than its window, none has an error of its scripts."""
    for language in ("zh-hans", "en"):
        page = signed_in(role, 1280, language)
        failed: list[str] = []
        page.on("pageerror", lambda error, failed=failed: failed.append(str(error)))
        for address in addresses:
            assert_fits(page, address)
        assert not failed
        page.context.close()
