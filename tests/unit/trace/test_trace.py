"""Tracing equals the two plain loops, and each sentence of its meaning holds on a table one can read."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, event, given, settings

from invented_visits import frames, towns
from lianfang.trace import SAME_PLACE, Rule, trace
from naive.trace import Case, Encounter, Visit
from naive.trace import trace as plain

COLUMNS = ["index", "person", "grade", "via", "place", "overlap_start", "overlap_end"]


def found(town: tuple, rule: Rule = SAME_PLACE) -> set[Encounter]:
    """The encounters as the twin gives them; the contacts must be what their encounters say."""
    traced = trace(*frames(town), rule=rule)
    rows = traced.encounters
    for contact in traced.contacts.iter_rows(named=True):
        of = rows.filter(pl.col("index") == contact["index"], pl.col("person") == contact["person"])
        assert set(of["grade"]) == {contact["grade"]}
        assert (of.height, of["minutes"].max()) == (contact["encounters"], contact["longest_minutes"])
        assert (of["overlap_start"].min(), of["overlap_end"].max()) == (
            contact["first_exposed"],
            contact["last_exposed"],
        )
    assert traced.contacts["encounters"].sum() == rows.height
    assert rows["minutes"].to_list() == [
        (end - start) // timedelta(minutes=1) for start, end in rows.select("overlap_start", "overlap_end").iter_rows()
    ]
    made = [Encounter(*row) for row in rows.select(COLUMNS).iter_rows()]
    assert len(made) == len(set(made))
    return set(made)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(towns)
def test_equal_to_the_plain_loops(town):
    wanted = plain(*town)
    for grade in {row.grade for row in wanted}:
        event(grade)
    assert found(town) == wanted


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(towns)
def test_equal_where_any_moment_together_counts(town):
    assert found(town, Rule("any", timedelta(0))) == plain(*town, least=timedelta(0))


def at(text: str) -> datetime:
    day, clock = text.split()
    return datetime.fromisoformat(f"2021-01-{int(day):02d} {clock}")


def pairs(visits: str, cases: str = "1 2/00:00 9/00:00", isolated: str = "") -> set[str]:
    """`close 1-2` for each close pair, `secondary 1-3 via 2` for each secondary, from tables as text."""

    def moment(cell: str) -> datetime:
        return at(cell.replace("/", " "))

    def lines(text: str) -> list[list[str]]:
        return [line.split() for line in text.strip().splitlines()]

    town = (
        [Case(int(who), moment(since), moment(until)) for who, since, until in lines(cases)],
        [Visit(int(who), ord(place), moment(start), moment(end)) for who, place, start, end in lines(visits)],
        [(int(who), moment(since)) for who, since in lines(isolated)],
    )
    assert found(town) == plain(*town)
    return {
        f"{row.grade} {row.index}-{row.person}" + (f" via {row.via}" if row.via is not None else "")
        for row in found(town)
    }


MEET = "1 A 3/10:00 3/12:00\n2 A 3/11:00 3/11:30\n"


@pytest.mark.parametrize(
    ("visits", "wanted"),
    [
        pytest.param("1 A 3/10:00 3/12:00\n2 A 3/11:45 3/13:00", {"close 1-2"}, id="fifteen minutes are enough"),
        pytest.param("1 A 3/10:00 3/12:00\n2 A 3/11:46 3/13:00", set(), id="fourteen are not"),
        pytest.param(
            "1 A 3/10:00 3/12:00\n2 A 3/10:00 3/10:10\n2 A 3/10:20 3/10:30", set(), id="two short ones are no long one"
        ),
        pytest.param("1 A 3/10:00 3/12:00\n2 A 3/12:00 3/13:00", set(), id="who comes when the other goes"),
        pytest.param("1 A 3/10:00 3/12:00\n2 B 3/10:00 3/12:00", set(), id="another place"),
        pytest.param("1 A 3/10:00 3/12:00\n1 A 3/10:00 3/12:00", set(), id="nobody meets themselves"),
        pytest.param("1 A 3/23:50 4/00:20\n2 A 4/00:00 4/00:15", {"close 1-2"}, id="a visit across midnight"),
        pytest.param("1 A 1/23:00 2/00:20\n2 A 1/23:00 2/00:20", {"close 1-2"}, id="twenty infectious minutes"),
        pytest.param("1 A 1/23:00 2/00:14\n2 A 1/23:00 2/00:14", set(), id="before being infectious"),
        pytest.param("1 A 8/23:50 9/00:10\n2 A 8/23:50 9/00:10", set(), id="after being infectious"),
        pytest.param(
            MEET + "2 B 4/10:00 4/11:00\n3 B 4/10:00 4/11:00",
            {"close 1-2", "secondary 1-3 via 2"},
            id="the contact's contact",
        ),
        pytest.param(
            MEET + "2 B 3/08:00 3/09:00\n3 B 3/08:00 3/09:00", {"close 1-2"}, id="whom the contact met before"
        ),
        pytest.param(
            MEET + "2 A 3/08:00 3/11:14\n3 A 3/08:00 3/11:14", {"close 1-2", "close 1-3"}, id="close is not secondary"
        ),
        pytest.param(
            "1 A 3/10:00 3/10:40\n2 A 3/10:20 3/11:00\n3 A 3/10:30 3/11:00",
            {"close 1-2", "secondary 1-3 via 2"},
            id="ten minutes with the case, thirty with the contact",
        ),
    ],
)
def test_meaning(visits, wanted):
    assert pairs(visits) == wanted


def test_a_contact_exposes_nobody_once_isolated():
    later = MEET + "2 B 4/10:00 4/11:00\n3 B 4/10:00 4/11:00"
    assert pairs(later, isolated="2 4/10:14") == {"close 1-2"}
    assert pairs(later, isolated="2 4/10:15\n2 5/00:00") == {"close 1-2", "secondary 1-3 via 2"}


def test_another_case_is_a_contact_and_exposes_on_its_own_account():
    both = "1 2/00:00 9/00:00\n2 5/00:00 9/00:00"
    assert pairs(MEET + "2 B 4/10:00 4/11:00\n3 B 4/10:00 4/11:00", both) == {"close 1-2"}
    assert pairs(MEET + "2 B 6/10:00 6/11:00\n3 B 6/10:00 6/11:00", both) == {"close 1-2", "close 2-3"}


def test_who_is_close_to_one_case_may_be_secondary_to_another():
    two = "1 2/00:00 9/00:00\n4 2/00:00 9/00:00"
    town = MEET + "2 B 4/10:00 4/11:00\n3 B 4/10:00 4/11:00\n4 C 5/10:00 5/11:00\n3 C 5/10:00 5/11:00"
    assert pairs(town, two) == {"close 1-2", "secondary 1-3 via 2", "close 4-3"}
    # And whom the secondary met after that is secondary to the other case.
    assert "secondary 4-2 via 3" in pairs(town + "\n2 D 6/10:00 6/11:00\n3 D 6/10:00 6/11:00", two)


def test_a_case_whose_end_is_not_known_goes_on():
    town = ([Case(1, at("2 00:00"), None)], [Visit(p, 1, at("20 10:00"), at("20 11:00")) for p in (1, 2)], [])
    assert {(row.index, row.person) for row in found(town)} == {(1, 2)}
