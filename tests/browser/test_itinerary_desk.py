"""The page that reads an itinerary, at a desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from browser.conftest import WIDTHS
from browser.waiting import width_of

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = (
    "患者行动轨迹如下：\n12月31日10时至11时在县人民医院就诊。\n1月2日至3日在好又多超市购物。\n"
    "1月4日乘坐G1234次列车3车12F号由邻县到青禾县。\n一切照旧如常。\n1月5日居家未外出。\n1月6日核酸检测阳性。"
)


def test_a_row_is_corrected_and_recorded_by_keyboard_and_nothing_is_wider_than_the_screen(
    signed_in: Callable[..., Any], county: dict[str, Any]
) -> None:
    page = signed_in("cdc")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/dossier/case/{county['case'][0]}/")
        page.click("a[href^='/itinerary/']")
        page.wait_for_selector("textarea:focus")
        page.keyboard.insert_text(TEXT)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("mark.unread")
        assert width_of(page) <= width
        page.focus("input[value='好又多超市']")
        page.keyboard.press("Control+A")
        page.keyboard.insert_text("好又多二店")
        page.keyboard.press("Enter")
        page.wait_for_url("**/dossier/case/**")
        assert "好又多二店" in page.inner_text("table.story")
        assert width_of(page) <= width
