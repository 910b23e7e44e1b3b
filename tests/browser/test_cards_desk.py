"""The page that compares the national system with what stands here, and a report card, at a desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from browser.conftest import WIDTHS
from browser.waiting import width_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_pages_fit_the_screen(signed_in: Callable[..., Any], county: dict[str, Any]) -> None:
    page = signed_in("cdc")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/cards/")
        assert "陈000" in page.inner_text("#not_reported")
        assert width_of(page) <= width
        page.click("#not_reported a[href*='/cards/case/'] >> nth=0")
        page.click("button.first")
        assert "\t" in page.input_value("textarea")
        assert width_of(page) <= width
