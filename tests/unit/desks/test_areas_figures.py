"""The table of areas on the page of town, prefecture and province: people where recorded, else what was told."""

import re
from typing import Any
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.places.tree import install_areas
from unit.desks.conftest import NOON

pytestmark = pytest.mark.django_db
# New, current and cumulative confirmed, new and current asymptomatic, suspected, contacts.
DASHES = ["–"] * 7


def told(*rows: tuple[str, str, dict[str, int]]) -> None:
    known = [
        {"reported_count.counted": code, "reported_count.day": day, "reported_count.occurred_from": day,
         **{f"reported_count.{name}": value for name, value in figures.items()}}
        for code, day, figures in rows
    ]  # fmt: skip
    with machine_session():
        by = Recorder("test", "231200")
        done = facts.record("counts", known, by, "test", uuid4(), NOON, defaults={"disease": "covid19"})
    assert done.loaded == len(rows), done.rejections


def table_of(html: str) -> dict[str, list[str]]:
    """The cells of each area's row, without the last, which counts sign-offs."""
    body = html[html.index('<tbody><tr class="total">') :].partition("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*><th[^>]*>(.*?)</th>(.*?)</tr>", body, re.DOTALL)
    cells = {name: re.findall(r"<td[^>]*>(.*?)</td>", rest, re.DOTALL) for name, rest in rows}
    return {name: [re.sub(r"<[^>]+>", "", cell).strip() for cell in told][:-1] for name, told in cells.items()}


@pytest.fixture
def reporting(county: None) -> None:
    """Three counties: one told two days, one only the last of them, one nothing."""
    install_areas([{"code": "231297", "name": "又一县", "level": "county", "parent": "231200"}])
    outcome = {"cured": 1, "dead": 0}
    told(
        ("231298", "2021-01-08", {"confirmed": 5, **outcome}),
        ("231298", "2021-01-09", {"confirmed": 9, "suspected": 3, **outcome}),
        ("231299", "2021-01-09", {"confirmed": 2, "asymptomatic": 4, **outcome}),
    )


def test_counties_that_report_show_what_they_told_and_never_a_nought(reporting: None, signed_in: Any) -> None:
    html = signed_in("prefecture").get("/areas/?disease=covid19").content.decode()
    rows = table_of(html)
    assert rows["邻县"] == ["4", "8", "9", "–", "–", "3", "–"]
    assert rows["青禾县"] == ["–", "1", "2", "–", "4", "–", "–"]
    assert rows["又一县"] == DASHES
    assert rows["合计"] == ["4", "9", "11", "–", "4", "3", "–"], "what is known of those below, and no more"
    assert "3 个辖区有未报数字" in html and "没有链接" in html and "figure=cumulative_confirmed" not in html
    assert "下级合计" not in html and "已知数字之和" in html


def test_the_whole_is_its_own_reported_figure_where_there_is_one(reporting: None, signed_in: Any) -> None:
    told(("231200", "2021-01-09", {"confirmed": 12, "cured": 2, "dead": 1}))
    html = signed_in("prefecture").get("/areas/?disease=covid19").content.decode()
    rows = table_of(html)
    assert rows["合计"] == ["–", "9", "12", "–", "–", "–", "–"] and rows["邻县"][2] == "9"
    assert rows["下级合计"] == ["4", "9", "11", "–", "4", "3", "–"], "both are kept, and how they differ is seen"
    assert "合计为本级上报数字" in html and "已知数字之和" not in html


def test_where_people_are_recorded_nobody_is_nought(county: None, story: Any, signed_in: Any) -> None:
    story(3)
    html = signed_in("prefecture").get("/areas/?disease=covid19").content.decode()
    rows = table_of(html)
    assert rows["邻县"] == ["0"] * 7 and rows["青禾县"] == rows["合计"] and rows["合计"][2] == "3"
    assert "figure=cumulative_confirmed" in html and "没有链接" not in html
