"""Goods: a positive package told by form, where it went, who handled it, who was there meanwhile."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from browser.conftest import WIDTHS
from browser.waiting import width_of
from lianfang import facts
from lianfang.facts.recorder import Recorder
from unit.desks.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)

CAME = {
    "consignment.number": "D-1", "consignment.from_unit": "QH-ZHB", "consignment.to_unit": "QH-HOSP",
    "consignment.item": "冻虾", "consignment.batch": "B1", "consignment.quantity": "20",
    "consignment.stage": "received", "consignment.occurred_from": "2021-01-05 12:00",
}  # fmt: skip
VISITED = {
    "person.name": "贺勇", "person.telephone": "13900000011", "visit.place": "QH-HOSP",
    "visit.occurred_from": "2021-01-05 13:00", "visit.occurred_until": "2021-01-05 14:00",
}  # fmt: skip


@pytest.mark.parametrize(("width", "language"), [(width, "zh-hans") for width in WIDTHS] + [(390, "en")])
def test_a_positive_package_is_told_and_followed(signed_in: Callable[..., Any], width: int, language: str) -> None:
    for layout, row in (("consignments", CAME), ("visit", VISITED)):
        told = facts.record(layout, [row], Recorder("cdc", "231299", "QH-CDC"), "test", uuid4(), NOON)
        assert told.loaded == 1, told.rejections
    page = signed_in("cdc", width, language)

    def fits() -> None:
        assert width_of(page) <= width, page.url

    page.goto("/goods/")
    fits()
    for name, said in {"number": "H-1", "item": "冻虾", "batch": "B1", "unit": "QH-HOSP"}.items():
        page.fill(f"[name={name}]", said)
    page.fill("[name=taken]", "2021-01-09T08:00")
    page.select_option("[name=result]", "positive")
    page.fill("[name=tested]", "2021-01-09T18:00")
    with page.expect_navigation():
        page.click("form.fields button.first")
    page.wait_for_selector("a:has-text('贺勇')")
    fits()

    form = page.locator("form.fields", has=page.locator("[name=work]"))
    for name, said in {"name": "高磊", "telephone": "13900000001", "occurred_from": "2021-01-05T13:00"}.items():
        form.locator(f"[name={name}]").fill(said)
    form.locator("[name=unit]").select_option("QH-HOSP")
    with page.expect_navigation():
        form.locator("button.first").click()
    form = page.locator("form.fields", has=page.locator("[name=from_unit]"))
    said = {"number": "D-2", "from_unit": "QH-HOSP", "to_unit": "HD-GLD", "quantity": "5"}
    for name, value in (said | {"occurred_from": "2021-01-06T08:00"}).items():
        form.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        form.locator("button.first").click()
    page.wait_for_selector("td:has-text('D-2')")
    assert page.locator("a:has-text('高磊')").count() == 1
    fits()
