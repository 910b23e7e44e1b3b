"""Today, the list, the flows: each figure opens its rows; the export loads again; pages ask a fixed number of times."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import cast
from unit.desks.arrivals_story import NOON, install, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(db):
    """A client at the station, or signed in as somebody else."""
    install()

    def given(username="checkpoint_officer"):
        client = Client()
        client.force_login(cast.account(username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return given


def text(answer):
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def count_of(page):
    return int(re.search(r"<h1>来（返）人员 <small>(\d+)", page)[1])


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
    return text(answer), len(queries)


@pytest.mark.parametrize(
    "page",
    ["/arrivals/", "/arrivals/?show=arrival", "/arrivals/?show=journey-test", "/arrivals/list/", "/arrivals/flows/"],
)
def test_queries_do_not_grow_with_rows(station, page):
    client = station()
    people(10, "arrival")
    told, ten = queries_of(client, page)
    assert "flows" in page or all(f"孙{number:03d}" in told for number in range(10))
    people(20, "arrival")
    told, twenty = queries_of(client, page)
    assert "flows" in page or page == "/arrivals/" or all(f"孙{number:03d}" in told for number in range(20))
    assert twenty == ten


def test_queries_of_those_expected_do_not_grow(station):
    people(10, "intended_return")
    _told, ten = queries_of(station(), "/arrivals/?show=expected")
    people(20, "intended_return")
    told, twenty = queries_of(station(), "/arrivals/?show=expected")
    # Those of 08:00 to 09:59 are over by noon and yet have not come.
    assert all(f"孙{number:03d}" in told for number in range(20)) and twenty == ten


@pytest.mark.parametrize("username", ["checkpoint_officer", "investigator", "commander", "town_leader"])
def test_each_count_of_today_opens_as_many_rows(station, username):
    people(3, "arrival")
    people(2, "departure")
    page = text(station(username).get("/arrivals/"))
    counts = re.findall(r'<a href="(\?show=[^"]+)"[^>]*>[^<]+<b>(\d+)</b>', page)
    assert len(counts) >= 6
    for query, count in counts:
        rows = re.findall(r'<tr><td class="tight">', text(station(username).get(f"/arrivals/{query}")))
        assert len(rows) == int(count), query


@pytest.mark.parametrize("level", ["province", "prefecture", "county"])
def test_each_figure_of_the_flows_opens_as_many_rows(station, level):
    people(5, "arrival")
    people(4, "departure")
    people(2, "arrival", origin=cast.NEIGHBOUR)
    page = text(station().get("/arrivals/flows/", {"level": level}))
    figures = re.findall(r'href="/arrivals/list/(\?direction=arrival[^"]+)">(\d+)[^<]*</a>', page)
    assert len(figures) > 10 and any("risk=1" in query for query, _n in figures)
    for query, figure in figures:
        assert count_of(text(station().get(f"/arrivals/list/{query}"))) == int(figure), query


def test_flows_tell_a_place_at_risk_and_one_that_is_not(station):
    people(3, "arrival")
    people(1, "arrival", origin=cast.NEIGHBOUR)
    page = text(station().get("/arrivals/flows/?level=county"))
    at_risk = page.index("<th>清安区</th>")
    # 孙000 told first that they came from 增和镇, then at the same minute from 白桦县: the later telling stands.
    assert at_risk < page.index("<th>白桦县</th>") and "risk=1&origin=010102" in page
    csv = station().get("/arrivals/flows/?level=county&export=csv").content.decode("utf-8-sig").splitlines()
    assert csv[1:] == ["2021-01-10,010102,清安区,2,2", f"2021-01-10,{cast.NEIGHBOUR},白桦县,1,0"]


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("", 5),
        ("direction=departure", 0),
        ("means=train", 2),
        ("risk=1", 4),
        (f"origin={cast.RISK_COUNTY}", 4),
        ("origin=白桦县 000122", 1),
        (f"destination={cast.TOWN}", 5),
        (f"destination={cast.OTHER_TOWN}", 0),
        ("vehicle=k7041", 2),
        ("first=2021-01-01&last=2021-01-09", 0),
    ],
)
def test_the_list_is_narrowed(station, query, n):
    people(5, "arrival")
    people(1, "arrival", origin=cast.NEIGHBOUR)
    assert count_of(text(station().get(f"/arrivals/list/?{query}"))) == n


@pytest.mark.parametrize(
    "query", ["first=2021-01-10&last=2021-01-01", "first=2020-01-01&last=2021-01-01", "origin=无此县", "first=soon"]
)
def test_an_address_that_cannot_be_read_is_one_line(station, query):
    answer = station().get(f"/arrivals/list/?{query}")
    assert answer.status_code == 400


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_export_loads_again_and_changes_nothing_until_it_is_edited(station, tmp_path, form):
    from lianfang.access.session import machine_session
    from lianfang.facts import load

    people(4, "arrival")
    content = station().get(f"/arrivals/list/?export={form}").content
    file = tmp_path / f"journeys.{form}"
    file.write_bytes(content)
    options = load.Options(account="checkpoint_officer", area=cast.COUNTY)
    with machine_session():
        answer = load.preview("journeys", file, options, NOON).answer
    assert (answer.rows, answer.unchanged, answer.rejected) == (4, 4, 0), answer
    if form == "csv":
        file.write_text(content.decode("utf-8-sig").replace("K7041", "K7042"), encoding="utf-8")
        with machine_session():
            answer = load.preview("journeys", file, options, NOON).answer
        assert (answer.unchanged, answer.corrected) == (2, 2)


def test_the_export_tells_no_number(station):
    people(1, "arrival")
    told = station().get("/arrivals/list/?export=csv").content.decode("utf-8-sig")
    assert "孙000" in told and "13600000000" not in told


def test_an_empty_page_says_what_will_be_there(station):
    for page in ("/arrivals/?show=owed", "/arrivals/?show=expected", "/arrivals/list/", "/arrivals/flows/"):
        assert 'class="empty"' in text(station().get(page))
