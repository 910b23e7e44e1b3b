"""The number of queries of a page does not grow with its rows: counted with 10 and with 20 that are on the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.usefixtures("every_unit_led")


def queries_of(client, page):
    """The page's text and how many queries it took."""
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode(), len(queries)


@pytest.mark.parametrize(
    ("role", "page", "row"),
    [
        ("cdc", "/cdc/cases/", "陈{number:03d}"),
        ("cdc", "/cdc/contacts/?grade=close", "李{number:03d}0"),
        ("cdc", "/decisions/", "李{number:03d}0"),
        ("cdc", "/commander/rows/?figure=new_confirmed&day=2021-01-09&disease=covid19", "陈{number:03d}"),
        ("commander", "/duties/?rule=infected-investigation", "陈{number:03d}"),
    ],
)
def test_queries_do_not_grow_with_rows(signed_in, story, role, page, row):
    client = signed_in(role)
    story(10)
    text, ten = queries_of(client, page)
    assert all(row.format(number=number) in text for number in range(10))
    story(20)
    text, twenty = queries_of(client, page)
    assert all(row.format(number=number) in text for number in range(20))
    assert twenty == ten


@pytest.mark.parametrize(("role", "page"), [("commander", "/commander/"), ("cdc", "/cdc/"), ("town", "/areas/")])
def test_queries_of_a_first_page_do_not_grow(signed_in, story, role, page):
    client = signed_in(role)
    story(10)
    _text, ten = queries_of(client, page)
    story(20)
    _text, twenty = queries_of(client, page)
    assert twenty == ten


@pytest.mark.parametrize(
    "page",
    ["/meetings/", "/meetings/briefing/", "/handover/", "/handover/rota/?from=2021-01-10", "/responsible/", "/tasks/"],
)
def test_queries_of_the_command_s_own_pages_do_not_grow(signed_in, story, page):
    client = signed_in("commander")
    story(3)
    told_of_command(3)
    _text, few = queries_of(client, page)
    story(20)
    told_of_command(20)
    _text, many = queries_of(client, page)
    assert many == few


def told_of_command(count):
    """So many meetings with a decision each, people on the rota, leaders and attempts that failed."""
    from datetime import timedelta
    from uuid import uuid4

    from lianfang import facts
    from lianfang.facts.recorder import Recorder
    from unit.desks.conftest import NOON, UNITS

    def record(kind, rows):
        told = facts.record(kind, rows, Recorder("commander", "231299", "QH-ZHB"), "test", uuid4(), NOON)
        assert not told.rejections, told.rejections
        return told

    when = [NOON - timedelta(hours=number + 1) for number in range(count)]
    held = record("meeting", [{"meeting.number": f"{n}", "meeting.title": f"会{n}", "meeting.occurred_from": at}
                              for n, at in enumerate(when)]).subjects["meeting"]  # fmt: skip
    owners = [unit["code"] for unit in UNITS]
    record("task", [{"task.number": f"T{n}", "task.title": f"事{n}", "task.owner": owners[n % len(owners)],
                     "task.meeting": str(held[n]), "task.deadline": NOON + timedelta(hours=n - 2),
                     "task.occurred_from": at} for n, at in enumerate(when)])  # fmt: skip
    record("shift", [{"shift.unit": owners[n % len(owners)], "shift.name": f"人{n}", "shift.occurred_from": NOON}
                     for n in range(count)])  # fmt: skip
    record("responsibility", [{"responsibility.unit": code, "responsibility.role": "leader",
                               "responsibility.name": "钱进", "responsibility.occurred_from": NOON}
                              for code in owners[:count]])  # fmt: skip


@pytest.mark.parametrize("what", ["case", "person"])
def test_queries_of_a_story_do_not_grow(signed_in, story, what):
    client = signed_in("cdc")
    told = story(10)
    _text, ten = queries_of(client, f"/dossier/{what}/{told[what][0]}/")
    told = story(20)
    _text, twenty = queries_of(client, f"/dossier/{what}/{told[what][0]}/")
    assert twenty == ten
