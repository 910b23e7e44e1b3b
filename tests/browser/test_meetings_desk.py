"""A meeting's decision walks in a browser: decided, done with a photograph, accepted by another, struck off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import WIDTHS
from browser.waiting import assert_all_fit, width_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
PAGES = (
    "/meetings/",
    "/meetings/briefing/",
    "/meetings/briefing/?compare=1",
    "/meetings/new/",
    "/handover/",
    "/handover/rota/",
    "/responsible/",
    "/responsible/unit/HD-ZHB/",
    "/tasks/",
)


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_decision_to_struck_off(
    signed_in: Callable[..., Any], county: dict[str, Any], tmp_path: Path, width: int
) -> None:
    commander, town = signed_in("commander", width), signed_in("town", width)
    commander.goto("/meetings/new/")
    commander.fill("[name=title]", "县疫情防控调度会")
    commander.fill("[name=at]", "2021-01-10T08:00")
    commander.fill("[name='0-title']", "排查中高风险地区来返人员")
    commander.fill("[name='0-owner']", "没有这个单位")
    commander.fill("[name='0-deadline']", "2021-01-10T18:00")
    commander.get_by_role("button", name="记录").click()
    # Refused as a whole, and what was typed is still there.
    commander.wait_for_selector(".messages .error")
    assert commander.input_value("[name='0-title']") == "排查中高风险地区来返人员"
    commander.fill("[name='0-owner']", "河东镇指挥部")
    commander.get_by_role("button", name="记录").click()
    commander.wait_for_selector("text=会议已录入")
    assert width_of(commander) <= width
    meeting = commander.url
    town.goto("/tasks/")
    town.get_by_role("link", name="排查中高风险地区来返人员").click()
    assert "县疫情防控调度会" in town.inner_text("main")
    proof = tmp_path / "台账.png"
    proof.write_bytes(PNG)
    town.fill("[name=text]", "已排查126人")
    town.set_input_files("[name=file]", proof)
    town.get_by_role("button", name="提交").click()
    town.wait_for_selector("text=台账.png")
    # Whoever did it finds no way to accept it.
    assert town.get_by_role("button", name="验收销号").count() == 0
    commander.goto(meeting)
    commander.get_by_role("link", name="排查中高风险地区来返人员").click()
    with commander.expect_download() as download:
        commander.get_by_role("link", name="台账.png").click()
    assert Path(download.value.path()).read_bytes() == PNG
    commander.get_by_role("button", name="验收销号").click()
    commander.wait_for_selector("text=验收通过，销号")
    commander.goto("/meetings/briefing/")
    assert "决定1项：已销号1项" in commander.inner_text("main")


def test_no_page_is_wider_than_its_screen_in_either_language(
    signed_in: Callable[..., Any], county: dict[str, Any]
) -> None:
    assert_all_fit(signed_in, "commander", PAGES)
