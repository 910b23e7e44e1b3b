"""A day of the county's papers in a browser: the investigation form, two who are one, a letter's reply, a sheet typed
back, who is responsible, the hand-over; at its end nobody was asked twice."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from browser.conftest import WIDTHS
from browser.waiting import width_of
from lianfang.access.models import Account
from lianfang.desks.moments import local, moment_typed
from lianfang.facts import clock
from lianfang.situation.outbox import drain
from unit.desks.conftest import COUNTY
from unit.desks.test_merging import alike
from unit.desks.test_merging import told as recorded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_day_of_papers(signed_in: Any, county: dict[str, Any], tmp_path: Path) -> None:
    recorded(alike(1))
    Account.objects.given(
        "colleague", "pass-word-1", "commander", name="孙立", area="231299", area_path=COUNTY, unit="QH-ZHB"
    )
    Account.objects.filter(username="town").update(unit="XM-ZHB", area="231299002", area_path=f"{COUNTY}231299002/")
    cdc, commander, colleague, town = (signed_in(who) for who in ("cdc", "commander", "colleague", "town"))
    _investigated(cdc, county["case"][0])
    _merged(cdc)
    _answered(cdc, tmp_path)
    _typed_back(town)
    _responsible(commander)
    _handed_over(commander, colleague)
    # What was filled in is counted, and nothing of it was known.
    commander.goto("/paper/")
    assert "其中没有系统已知的" in commander.inner_text("main .under")
    commander.context.grant_permissions(["clipboard-read", "clipboard-write"])
    commander.get_by_role("button", name="复制为文字").click()
    commander.get_by_role("button", name="已复制").wait_for()
    copied = commander.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[0].startswith("填表统计") and "数据知悉至" in copied[2]
    assert any("疾控" in line and "已知仍填 0" in line for line in copied if line[:1].isdigit()), copied
    for width in WIDTHS:
        commander.set_viewport_size({"width": width, "height": 900})
        assert width_of(commander) <= width


def _investigated(cdc: Any, case: Any) -> None:
    cdc.goto(f"/investigation/case/{case}/")
    before = int("".join(filter(str.isdigit, cdc.inner_text("main .under"))))
    cdc.fill("[name=occupation]", "教师")
    cdc.keyboard.press("Control+Enter")
    cdc.wait_for_selector(".messages .success")
    assert cdc.locator("[name=occupation]").count() == 0, "what was told is not asked again"
    assert int("".join(filter(str.isdigit, cdc.inner_text("main .under")))) == before - 1
    with cdc.expect_download() as download:
        cdc.click("form[action$='/paper/'] button[value=docx]")
    assert download.value.suggested_filename.endswith(".docx")


def _merged(cdc: Any) -> None:
    cdc.goto("/merging/")
    cdc.check("input[name=pair] >> nth=0")
    cdc.click("button[value=same]")
    cdc.wait_for_selector("form[action$='/undo/']")
    cdc.click("form[action$='/undo/'] button")
    cdc.wait_for_selector("form[action$='/undo/']", state="detached")


def _answered(cdc: Any, folder: Path) -> None:
    """A letter about a contact is written, and the other county's reply is read from its file."""
    cdc.goto("/cdc/contacts/?grade=close")
    cdc.check("input[name=person] >> nth=0")
    cdc.click("button[formaction*='/letters/write/']")
    cdc.fill("[name=number]", "青疾控协〔2021〕3号")
    cdc.fill("[name=to_name]", "邻县疫情防控指挥部")
    cdc.click("form.fields.wide > button.first")
    cdc.wait_for_selector("input[type=file][name=file]")
    sent = cdc.request.get(f"{cdc.url}paper/json/").json()
    reply = {
        "format": "lianfang-letter-reply/1",
        "reply": {
            "asked": "青疾控协〔2021〕3号",
            "number": "邻复〔2021〕1号",
            "signer": "王强",
            "replied": "2021-01-10 11:30",
        },
        "names": [{"place": 1, "name": sent["names"][0]["name"], "answer": "not_here"}],
    }
    file = folder / "复函.json"
    file.write_text(json.dumps(reply, ensure_ascii=False), encoding="utf-8")
    cdc.set_input_files("input[name=file]", file)
    cdc.click("form[action$='/reply-file/'] button")
    cdc.wait_for_selector("text=邻复〔2021〕1号")
    assert "查无此人" in cdc.inner_text("main")


def _typed_back(town: Any) -> None:
    town.goto("/grid/typed/")
    line = town.locator("tbody tr", has_text="告知").first
    code = line.locator(".muted").inner_text()
    printed = local(moment_typed(parse_qs(urlsplit(town.url).query)["printed"][0]))
    for time, told in (("11:00", ".messages .error"), (f"{printed:%H:%M}", ".messages .success")):
        town.fill(f"[name=answer-{code}]", "0")
        town.fill(f"[name=time-{code}]", time)
        town.click(".bulk button.first")
        town.wait_for_selector(told)
    drain(clock.now())
    town.reload()
    assert town.locator("tbody tr", has_text=code).locator(".done").count() == 1


def _responsible(commander: Any) -> None:
    commander.goto("/responsible/unit/HD-ZHB/")
    commander.select_option("[name=role]", "leader")
    commander.fill("[name=name]", "丁一")
    commander.click("form.fields button.first")
    commander.wait_for_selector(".messages .success")
    commander.goto("/responsible/")
    assert "丁一" in commander.inner_text("main")


def _handed_over(commander: Any, colleague: Any) -> None:
    commander.goto("/handover/rota/")
    for field, value in (
        ("unit", "QH-ZHB"),
        ("name", "孙立"),
        ("begins", "2021-01-10T20:00"),
        ("ends", "2021-01-11T08:00"),
    ):
        commander.fill(f"[name={field}]", value)
    commander.get_by_role("button", name="添加").click()
    commander.wait_for_selector("td:has-text('孙立')")
    for page, side, who in ((commander, "leaving", "周建民"), (colleague, "coming", "孙立")):
        page.goto("/handover/?changes=2021-01-10T20:00")
        assert page.input_value("input[name=side]") == side
        page.fill("[name=signed_by]", who)
        page.get_by_role("button", name="签字").click()
        page.wait_for_selector(f"main :text('{who}')")
    assert colleague.locator("input[name=side]").count() == 0, "both shifts have signed"
