"""A list as text for a message: short lines, numbered through, in the language of the page; one tag on any page."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.template import Context, Template
from django.utils.translation import override

from lianfang.desks.as_text import Part, as_text, line_of

NOON = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)


def test_parts_stand_under_their_headings_and_lines_are_numbered_through():
    with override("zh-hans"):
        text = as_text(
            "交接中",
            NOON,
            [Part("超期", ["甲", "乙"]), Part("空", []), Part("未到期", ["丙"])],
            more=2,
        )
    assert text.splitlines() == [
        "交接中",
        "截至1月10日 12:00",
        "",
        "【超期】2",
        "1. 甲",
        "2. 乙",
        "",
        "【未到期】1",
        "3. 丙",
        "",
        "……另有 2 条",
    ]


def test_nothing_to_tell_is_said():
    with override("en"):
        assert as_text("Between two hands", NOON, [Part("", [])]).splitlines()[-1] == "none"


@pytest.mark.parametrize(("language", "line"), [("zh-hans", "李某，3 天"), ("en", "李某, 3 天")])
def test_a_line_leaves_out_what_is_empty(language, line):
    with override(language):
        assert line_of("李某", "", None, "–", "3 天") == line


def test_the_button_carries_the_text_as_it_is_and_without_a_script_too():
    drawn = Template("{% load desk %}{% copy_as_text text %}").render(Context({"text": "甲 <b>\n乙"}))
    assert "甲 <b>\n乙" in unescape(drawn) and "<b>" not in drawn
    assert "<details" in drawn and "readonly" in drawn


def test_the_list_of_duties_is_copied_as_it_stands(signed_in, story):
    story(1)
    page = signed_in("cdc").get("/duties/?rule=contact-told").content.decode()
    box = unescape(page[page.index("<textarea") :].split(">", 1)[1].split("</textarea>")[0])
    (line,) = [line for line in box.splitlines() if line.startswith("1. ")]
    assert "李0000" in line and "告知" in line
