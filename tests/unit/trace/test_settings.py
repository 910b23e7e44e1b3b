"""Tracing by a plan's settings equals the plain loops, and each setting means what a small table shows."""

from datetime import datetime
from importlib.resources import files

import polars as pl
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from invented_visits import rules_of, settled_frames, settled_towns
from lianfang import plan
from lianfang.trace import few, store, trace
from lianfang.trace.store import days as store_days
from lianfang.trace.store import sealing
from naive.trace import Case, Graded, Place, Stay, trace_by_settings

PLANS = st.sampled_from([(1, "0 min"), (2, "12 min"), (3, "5 min")])
COLUMNS = ["index", "person", "grade", "via", "place", "rule", "overlap_start", "overlap_end"]


def on_duckdb(town, rules) -> set[Graded]:
    cases, visits, isolated, places = settled_frames(town)
    rows = trace(cases, visits, isolated, rules, places).encounters
    made = [Graded(*row) for row in rows.select(COLUMNS).iter_rows()]
    assert len(made) == len(set(made))
    return set(made)


def among_few(town, rules) -> set[Graded]:
    cases, visits, isolated, places = town
    told = [few.Visit(number, **visit._asdict()) for number, visit in enumerate(visits)]
    ill = [few.Case(one.person, one.person, one.infectious_from, one.infectious_until) for one in cases]
    known = {one.place: few.Place(one.kind, one.within, one.air, one.square_metres) for one in places}
    found = few.encounters(ill, few.prepared(told, known, rules), isolated, rules)
    for one in found:
        assert visits[one.visit].person == one.person, "the evidence is the contact's own visit"
        assert visits[one.exposing_visit].person == (one.case if one.via is None else one.via)
    return {Graded(*one[:8]) for one in found}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(settled_towns, PLANS)
def test_duckdb_equals_the_plain_loops(town, how):
    rules = rules_of(*how)
    assert on_duckdb(town, rules) == trace_by_settings(*town, rules)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(settled_towns, PLANS)
def test_few_visits_without_an_engine_equal_the_plain_loops(town, how):
    rules = rules_of(*how)
    wanted = trace_by_settings(*town, rules)
    for one in {(row.rule, row.grade) for row in wanted}:
        event(" ".join(one))
    assert among_few(town, rules) == wanted


COVID, _ = plan.load(files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8"), "covid19_2020.yaml")


def at(cell: str) -> datetime:
    day, clock = cell.split("/")
    return datetime.fromisoformat(f"2021-01-{int(day):02d} {clock}")


def graded(visits: str, cases: str = "1 2/00:00 9/00:00", isolated: str = "", places: str = "") -> set[str]:
    """`close 1-2 in sealed_train` a pair, `secondary 1-3 via 2 …`, from lines: person place start end, then name=value.

    All three ways of tracing must say it.
    """
    assert COVID is not None and COVID.contacts is not None

    def lines(text: str) -> list[list[str]]:
        return [line.split() for line in text.strip().splitlines()]

    def more(cells: list[str]) -> dict[str, object]:
        told = dict(cell.split("=") for cell in cells)
        read = {"row": int, "square_metres": float, "staff": lambda cell: cell == "yes"}
        return {name: read.get(name, str)(value) for name, value in told.items()}

    town = (
        [Case(int(who), at(since), at(until)) for who, since, until in lines(cases)],
        [Stay(int(who), where, at(start), at(end), **more(rest)) for who, where, start, end, *rest in lines(visits)],
        [(int(who), at(since)) for who, since in lines(isolated)],
        [Place(where, **more(rest)) for where, *rest in lines(places)],
    )
    found = trace_by_settings(*town, COVID.contacts)
    assert on_duckdb(town, COVID.contacts) == found
    assert among_few(town, COVID.contacts) == found
    return {
        f"{row.grade} {row.index}-{row.person}{f' via {row.via}' if row.via is not None else ''} in {row.rule}"
        for row in found
    }


ABOARD = "1 x 3/08:00 3/12:00 kind=train number=G87 carriage=5\n"
FLIGHT = "1 x 3/08:00 3/12:00 number=MU5330 row=12\n"
COACH = "1 x 3/08:00 3/12:00 kind=coach number=鲁JA107 row=4 air={}\n"
WARD = "1 医院 3/08:00 3/12:00 kind=hospital carriage=呼吸科 room=301 row=2\n"


@pytest.mark.parametrize(
    ("visits", "wanted"),
    [
        pytest.param("1 家 3/20:00 4/07:00 kind=household\n2 家 4/06:59 4/08:00 kind=household",
                     {"close 1-2 in household"}, id="a minute at home"),
        pytest.param(FLIGHT + "2 x 3/08:00 3/12:00 number=MU5330 row=15\n3 x 3/08:00 3/12:00 number=MU5330 row=16",
                     {"close 1-2 in aircraft", "general 1-3 in aircraft", "secondary 1-3 via 2 in aircraft"},
                     id="three rows behind, and the fourth"),
        pytest.param(FLIGHT + "2 x 3/08:00 3/12:00 number=MU5330 staff=yes", {"close 1-2 in aircraft"}, id="crew"),
        pytest.param(FLIGHT + "2 x 3/08:00 3/12:00 number=MU5330 staff=yes row=40", {"general 1-2 in aircraft"},
                     id="crew that served far behind"),
        pytest.param(ABOARD + "2 x 3/09:00 3/12:00 number=G87 carriage=5\n3 x 3/09:00 3/12:00 number=G87 carriage=6",
                     {"close 1-2 in sealed_train", "general 1-3 in sealed_train"}, id="the carriage, and the next"),
        pytest.param(ABOARD + "2 x 3/09:00 3/12:00 number=G87", {"general 1-2 in sealed_train"}, id="unknown carriage"),
        pytest.param(ABOARD + "2 x 3/12:30 3/14:00 number=G87 carriage=5", set(), id="who boards later"),
        pytest.param("1 x 3/08:00 3/12:00 number=K1 carriage=5 row=3 air=ventilated\n"
                     "2 x 3/08:00 3/12:00 number=K1 carriage=5 row=4 air=ventilated\n"
                     "3 x 3/08:00 3/12:00 number=K1 carriage=5 row=7 air=ventilated",
                     {"close 1-2 in open_train", "general 1-3 in open_train"}, id="the next bay of an open train"),
        pytest.param(COACH.format("sealed") + "2 x 3/08:00 3/09:00 kind=coach number=鲁JA107 row=12",
                     {"close 1-2 in sealed_coach"}, id="everybody in a sealed coach"),
        pytest.param(COACH.format("ventilated") + "2 x 3/08:00 3/09:00 kind=coach number=鲁JA107 row=12\n"
                     "3 x 3/08:00 3/09:00 kind=coach number=鲁JA107 staff=yes air=ventilated",
                     {"general 1-2 in ventilated_coach", "close 1-3 in ventilated_coach",
                      "secondary 1-2 via 3 in ventilated_coach"},
                     id="a ventilated coach and its driver"),
        pytest.param("1 船 3/08:00 3/12:00 kind=ship room=12\n2 船 3/08:00 3/12:00 kind=ship room=12\n"
                     "3 船 3/08:00 3/12:00 kind=ship room=14",
                     {"close 1-2 in ship", "general 1-3 in ship"}, id="a cabin"),
        pytest.param(WARD + "2 医院 3/11:00 4/12:00 kind=hospital carriage=呼吸科 room=301 row=3\n"
                     "3 医院 3/08:00 3/12:00 kind=hospital carriage=呼吸科 room=302 row=2",
                     {"close 1-2 in ward", "general 1-3 in ward"}, id="the next bed, and that of another room"),
        pytest.param("1 店 3/10:00 3/10:40 air=sealed\n2 店 3/10:55 3/11:30\n3 店 3/11:16 3/11:18",
                     {"close 1-2 in closed_place"}, id="air that stays risky for half an hour"),
        pytest.param("1 园 3/10:00 3/10:40 air=ventilated\n2 园 3/10:46 3/11:30", set(), id="open air does not"),
    ],
)  # fmt: skip
def test_a_setting_means_what_its_table_shows(visits, wanted):
    assert graded(visits) == wanted


def test_clocks_may_be_off_by_minutes():
    visits = "1 园 3/10:00 3/10:20 air=ventilated\n2 园 3/10:10 3/11:00 air=ventilated\n"
    assert graded(visits) == {"close 1-2 in open_place"}, "ten minutes by their clocks, fifteen if one is five off"
    late = "1 园 3/10:00 3/10:20 air=ventilated\n2 园 3/10:24 3/11:00 air=ventilated\n"
    assert graded(late) == {"general 1-2 in open_place"}
    assert graded(late.replace("10:24", "10:25")) == set()
    short = "1 园 3/10:00 3/10:02 air=ventilated\n2 园 3/09:00 3/11:00 air=ventilated\n"
    assert graded(short) == {"general 1-2 in open_place"}, "who stayed two minutes was there for no more than two"


def test_a_visit_across_midnight():
    assert graded("1 店 3/23:50 4/00:20\n2 店 4/00:00 4/00:20") == {"close 1-2 in closed_place"}


def test_a_place_inside_a_place():
    places = "12号摊 within=集市\n13号摊 within=集市\n集市 kind=market"
    visits = "1 12号摊 3/10:00 3/10:40\n2 12号摊 3/10:00 3/10:40\n3 13号摊 3/10:00 3/10:40\n4 集市 3/10:00 3/10:05\n"
    met = graded(visits, places=places)
    assert {"close 1-2 in closed_place", "close 1-3 in closed_place", "general 1-4 in closed_place"} <= met
    assert not any("1-3" in pair for pair in graded(visits, places="12号摊 within=集市"))


def test_a_carriage_that_changes_its_number():
    through = "1 x 3/08:00 3/18:00 number=K206/K207 carriage=5/12\n"
    before, after = "2 x 3/08:00 3/10:00 number=K206 carriage=5\n", "3 x 3/14:00 3/18:00 number=K207 carriage=12\n"
    assert graded(through + before + after) == {"close 1-2 in sealed_train", "close 1-3 in sealed_train"}
    assert graded(through + after.replace("=12", "=5")) == {"general 1-3 in sealed_train"}


def test_a_case_who_is_anothers_contact_exposes_on_its_own_account():
    visits = "1 家 3/10:00 3/12:00 kind=household\n2 家 3/10:00 3/12:00 kind=household\n"
    visits += "2 店 4/10:00 4/11:00\n3 店 4/10:00 4/11:00\n"
    assert "secondary 1-3 via 2 in closed_place" in graded(visits)
    both = graded(visits, "1 2/00:00 9/00:00\n2 4/00:00 9/00:00")
    assert both == {"close 1-2 in household", "close 2-3 in closed_place"}


def test_a_secondarys_time_ends_when_the_contact_is_isolated():
    visits = ABOARD + "2 x 3/09:00 3/12:00 number=G87 carriage=5\n"
    visits += "2 宾馆 3/20:00 4/08:00 kind=hotel\n3 宾馆 4/07:00 4/08:00 kind=hotel"
    assert "secondary 1-3 via 2 in closed_place" in graded(visits)
    assert graded(visits, isolated="2 3/19:00") == {"close 1-2 in sealed_train"}
    # The air of its room stays risky for a while after it was taken away.
    assert graded(visits, isolated="2 4/06:40") == {
        "close 1-2 in sealed_train", "secondary 1-3 via 2 in closed_place"
    }  # fmt: skip


def test_a_plan_may_follow_three_hops():
    rules = rules_of(3)
    chain = [(1, 2, 10), (2, 3, 12), (3, 4, 14), (4, 5, 16)]
    stays = [
        Stay(who, f"{one}-{other}", at(f"3/{hour}:00"), at(f"3/{hour}:30"), kind="hospital", room="a")
        for one, other, hour in chain
        for who in (one, other)
    ]
    town = ([Case(1, at("3/00:00"), None)], stays, [], [])
    found = {(row.person, row.grade, row.via) for row in among_few(town, rules)}
    assert found == {(2, "close", None), (3, "secondary", 2), (4, "secondary", 3)}
    assert on_duckdb(town, rules) == among_few(town, rules)


def in_store(town, rules, home) -> set[Graded]:
    cases, visits, isolated, _ = settled_frames(town)
    known = {one.place: few.Place(one.kind, one.within, one.air, one.square_metres) for one in town[3]}
    kept = store.Days(home)
    days = visits.with_columns(visits["start"].dt.date().alias("day"))
    for (day,), part in days.group_by("day"):
        kept.seal(day, [("a", store.Told.of(part.select(store_form(part))))], known)
    rows = store.trace_by_settings(kept.segments(), cases, rules, isolated).select(COLUMNS)
    made = [Graded(*row) for row in rows.iter_rows()]
    assert len(made) == len(set(made))
    return set(made)


def store_form(frame):
    return [pl.col(name).cast(dtype) for name, dtype in store.VISIT.items() if name in frame.columns]


@pytest.fixture(scope="module")
def _not_waiting_for_the_disk():
    with pytest.MonkeyPatch.context() as patched:
        for module in (sealing, store_days):
            patched.setattr(module, "on_disk", lambda path: None)
        yield


@pytest.mark.usefixtures("_not_waiting_for_the_disk")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(town=settled_towns, how=PLANS)
def test_the_store_equals_the_plain_loops(town, how, tmp_path_factory):
    cases, visits, *rest = town
    # A visit is one person, one place and one start: of two that the town has of it the later holds.
    once = {(one.person, one.place, one.start): one for one in visits}
    town, rules = (cases, list(once.values()), *rest), rules_of(*how)
    assert in_store(town, rules, tmp_path_factory.mktemp("store")) == trace_by_settings(*town, rules)
