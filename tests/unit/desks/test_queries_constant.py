"""The number of queries of a page does not grow with its rows: counted with 10 and with 20 that are on the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


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


@pytest.mark.parametrize("what", ["case", "person"])
def test_queries_of_a_story_do_not_grow(signed_in, story, what):
    client = signed_in("cdc")
    told = story(10)
    _text, ten = queries_of(client, f"/dossier/{what}/{told[what][0]}/")
    told = story(20)
    _text, twenty = queries_of(client, f"/dossier/{what}/{told[what][0]}/")
    assert twenty == ten
