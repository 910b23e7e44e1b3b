"""The fever clinic by keyboard alone: a suspected case within ninety seconds, the second tube, a patient at triage."""

import re
import time

import pytest

from browser.waiting import assert_all_fit, cursor_in_field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Five keys a second: a doctor who types with four fingers and looks at the patient in between.
KEY = 200


class Keyboard:
    """Types as a person does and counts the keys."""

    def __init__(self, page, delay=0):
        self.page, self.delay, self.keys = page, delay, 0

    def type(self, text):
        cursor_in_field(self.page)
        self.page.keyboard.type(text, delay=self.delay)
        self.keys += len(text)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key, delay=self.delay)
            self.keys += 1

    def send(self, *keys):
        """Presses keys of which the last opens another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])


def test_a_suspected_case_takes_less_than_ninety_seconds(signed_in, record_property):
    page = signed_in("fever_clinic")
    page.wait_for_url("**/clinic/")
    keyboard, began = Keyboard(page, KEY), time.monotonic()
    keyboard.type("000121199001010015")
    keyboard.send("Enter")
    for text in ("王小林", "15400000077", "河东镇", "2组5号", "38.6"):
        keyboard.type(text)
        keyboard.press("Enter")
    keyboard.press("1", "2", "Enter", "Enter")  # fever and cough, no other symptom
    keyboard.type("1")  # since yesterday
    keyboard.press(*["Enter"] * 9)  # from nowhere at risk, no case met; suspected, COVID-19, severity not said
    keyboard.type("T0001")
    keyboard.press("Enter", "Enter", "Space")  # a throat swab; in a single room
    keyboard.send("Control+Enter")
    seconds = time.monotonic() - began
    record_property("keys", keyboard.keys)
    record_property("seconds", round(seconds, 1))
    print(f"{keyboard.keys} keys, {seconds:.1f} seconds")
    assert re.search("还剩 (1 小时 59|2 小时 0) 分", page.inner_text("main"))
    assert "T0001" in page.inner_text("main") and "单人单间隔离治疗" in page.inner_text("main")
    assert seconds < 90


def test_somebody_known_is_chosen_by_a_digit_and_asked_only_what_is_missing(signed_in):
    page = signed_in("fever_clinic")
    page.wait_for_url("**/clinic/")
    keyboard = Keyboard(page)
    keyboard.type("李")
    keyboard.send("Enter")
    keyboard.send("2")
    assert page.locator("h1").inner_text().startswith("李000")
    assert page.locator("input[name=name]").count() == 0 and page.locator("input[name=case_number]").count() == 0
    assert "QH-000" in page.inner_text("dl.known")


def test_a_mistake_keeps_what_was_typed_and_enter_goes_to_the_next_one(signed_in):
    page = signed_in("fever_clinic")
    page.goto("/clinic/patient/")
    keyboard = Keyboard(page)
    keyboard.type("赵新来")
    keyboard.send("Enter")
    page.fill("input[name=document]", "没带")
    page.fill("input[name=birth]", "44")
    page.select_option("select[name=sex]", "male")
    page.fill("input[name=telephone]", "无手机")
    page.fill("input[name=area]", "新民镇")
    page.fill("input[name=temperature]", "390")
    page.fill("input[name=onset]", "2021-01-12")
    keyboard.send("Control+Enter")
    assert page.locator("input[name=temperature]").evaluate("each => each === document.activeElement")
    assert page.input_value("input[name=name]") == "赵新来" and page.input_value("input[name=telephone]") == "无手机"
    keyboard.press("Control+a")
    keyboard.type("39")
    keyboard.press("Enter")
    assert page.locator("input[name=onset]").evaluate("each => each === document.activeElement")
    keyboard.type("0")
    keyboard.press("Enter")
    assert page.locator("button.first").last.evaluate("each => each === document.activeElement")
    keyboard.send("Enter")
    assert page.locator("h1").inner_text().startswith("赵新来")


def test_triage_and_the_way_back_to_today(signed_in):
    page = signed_in("fever_clinic")
    page.goto("/clinic/patient/?purpose=triage")
    keyboard = Keyboard(page)
    keyboard.type("13900000000")
    keyboard.send("Enter")
    page.fill("input[name=document]", "未带")
    page.select_option("select[name=sex]", "male")
    page.fill("input[name=temperature]", "37.6")
    page.fill("input[name=note]", "鼻炎")
    keyboard.send("Control+Enter")
    page.wait_for_url("**/clinic/")
    assert "37.6" in page.locator("section", has_text="今日就诊").inner_text()


def test_no_page_is_wider_than_its_screen_in_either_language(signed_in, county):
    person = county["contact"][0]
    pages = [
        "/clinic/", "/clinic/patient/", f"/clinic/suspected/?person={person}", f"/clinic/triage/?person={person}",
        "/clinic/suspected/", f"/clinic/case/{county['case'][0]}/",
    ]  # fmt: skip
    assert_all_fit(signed_in, "fever_clinic", pages)
