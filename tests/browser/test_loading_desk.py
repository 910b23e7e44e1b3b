"""A file walked through the page, by keyboard where it can be; two people found to be one."""

import pytest

from browser.waiting import assert_all_fit, cursor_in_field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = "\n".join(
    [
        "姓名,出生日期,病例编号,病例分类,诊断时间,联系电话,颜色",
        "王新,1990-01-01,N-1,确诊,2021-01-09 10:00,13912345678,红",
        "陈改,1950-03-01,QH-000,确诊,2021-01-09 15:20,13800000000,红",
        "坏,1990-01-01,N-2,大概,2021-01-09 10:00,13912345679,红",
    ]
).encode()


def sent(page, content=FILE, name="名单.csv"):
    page.goto("/loading/")
    page.wait_for_selector("[name=kind]:focus")
    page.select_option("select[name=kind]", "linelist")
    page.set_input_files("input[name=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.locator("button.first").press("Enter")
    page.wait_for_selector(".views")


def test_sent_looked_at_recorded_and_the_rejected_row_loaded_again(signed_in):
    page = signed_in("cdc")
    sent(page)
    assert "全部行3更正1退回1新增1未变0" in page.locator(".views").inner_text().replace("\n", "").replace(" ", "")
    assert "陈000" in page.locator("tr", has_text="陈改").last.inner_text()
    assert page.locator("details[open] select[name=c6]").input_value() == ""
    cursor_in_field(page)
    page.keyboard.press("Enter")  # the button that records has the focus
    page.wait_for_selector("text=导入结果")
    with page.expect_download() as download:
        page.get_by_role("link", name="csv").click()
    rejected = download.value.path().read_bytes()
    sent(page, rejected.decode("utf-8-sig").replace("大概", "疑似").encode(), "rejected.csv")
    cursor_in_field(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=全部行均已在系统中。")


def test_no_page_is_wider_than_its_screen(signed_in):
    page = signed_in("cdc")
    sent(page)
    address = page.url
    assert_all_fit(signed_in, "cdc", ("/loading/", address, "/merging/"))


def test_two_people_are_found_to_be_one(signed_in):
    from uuid import uuid4

    from lianfang import facts
    from lianfang.facts.recorder import Recorder
    from unit.desks.conftest import NOON

    for name, birth in (("张伟", "1980-03-04"), ("张玮", "1980-03-05")):
        row = {"person.name": name, "person.birth": birth, "person.telephone": "13912345678",
               "person.residence": "231299001"}  # fmt: skip
        facts.record("people", [row], Recorder("cdc", "231299", "QH-CDC"), "test", uuid4(), NOON)
    page = signed_in("cdc")
    page.goto("/merging/")
    page.wait_for_selector("[name=pair]:focus")
    page.keyboard.press("Space")  # the first pair has the focus
    page.get_by_role("button", name="同一人，合并").click()
    page.wait_for_selector("text=撤销合并")
    page.get_by_role("button", name="撤销合并").click()
    page.wait_for_selector("td:has-text('不是同一人')")
