"""Signals: what is unusual is recorded once by the machine, owed an answer, and quiet after it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import numpy as np
import pytest
from shapely import box

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.places.boundaries import neighbours
from lianfang.places.bounding import install_boundaries
from lianfang.places.tree import install_areas, install_units
from lianfang.situation.case_series import CaseSeries, case_series
from lianfang.situation.judging import unusual
from lianfang.situation.models import Duty
from lianfang.situation.outbox import drain
from lianfang.situation.plans import plan_of
from lianfang.situation.refresh import rebuild
from lianfang.situation.warning import found_unusual, new_signals, raise_signals, signals, value_of_methods
from lianfang.situation.writing import stored

# 10 January 2021, 08:00 in Shanghai.
NOW = datetime(2021, 1, 10, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AREAS = [
    ("CN", "中国", "nation", None),
    ("C1", "青禾县", "county", "CN"),
    ("T1", "河东镇", "town", "C1"),
    ("C2", "邻县", "county", "CN"),
]
UNITS = [("CDC1", "cdc", "县疾控中心", "C1"), ("CMD1", "command", "县指挥部", "C1"), ("CDC2", "cdc", "邻县疾控", "C2")]
CDC = Recorder("cdc", "C1", "CDC1")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    """Two counties; the tests read as the machine does."""
    with machine_session():
        yield from _county()


def _county():
    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])
    yield


def cases(number, day, begin=0):
    """So many confirmed in the town on a day of January."""
    rows = [
        {
            "person.name": f"陈{begin + one:03d}",
            "person.birth": "1970-01-01",
            "person.telephone": f"138{begin + one:08d}",
            "person.residence": "T1",
            "case.number": f"C-{begin + one}",
            "case.classification": "confirmed",
            "case.occurred_from": f"2021-01-{day:02d} 10:00",
            "case.responsible": "T1",
        }
        for one in range(number)
    ]
    at = NOW + (day - 9) * DAY
    told = facts.record("linelist", rows, CDC, "test", uuid4(), at, defaults={"disease": "covid19"})
    assert told.loaded == number, told.rejections
    drain(at)


def a_quiet_fortnight_and_then(number):
    """One case on 20 December begins the record; `number` more on 9 January."""
    told = {
        "person.name": "王某", "person.birth": "1960-01-01", "person.telephone": "13700000000",
        "person.residence": "T1", "case.number": "C-first", "case.classification": "confirmed",
        "case.occurred_from": "2020-12-20 10:00", "case.responsible": "T1",
    }  # fmt: skip
    facts.record("linelist", [told], CDC, "test", uuid4(), NOW, defaults={"disease": "covid19"})
    drain(NOW)
    cases(number, 9)


def raised(at=NOW):
    found = raise_signals(at)
    drain(at)
    return found


def answer(subject, at=NOW, said="outbreak", **more):
    row = {
        "signal": subject, "signal_answer.about": "C1", "signal_answer.disease": "covid19",
        "signal_answer.answer": said, "signal_answer.occurred_from": at,
        **{f"signal_answer.{name}": value for name, value in more.items()},
    }  # fmt: skip
    recorded = facts.record("signal_answer", [row], CDC, "page", uuid4(), at)
    assert recorded.loaded == 1, recorded.rejections
    drain(at)


def duty():
    with machine_session():
        return Duty.objects.get(rule="verify-signal")


def test_an_unusual_day_is_a_signal_and_a_duty_of_the_area():
    a_quiet_fortnight_and_then(4)
    assert raised() == 1
    (row,) = signals(NOW).iter_rows(named=True)
    assert (row["about"], row["method"], row["observed"], row["expected"]) == ("C1", "ears-c2", 4.0, 0.0)
    assert (row["first_day"], row["last_day"]) == (date(2021, 1, 9), date(2021, 1, 9))
    assert row["recorded_by"] == "early-warning" and row["area"] == "C1" and 0 < row["chance"] < 1e-4
    owed = duty()
    assert (owed.owed_by, owed.opened, owed.due, owed.met) == ("CDC1", NOW, NOW + DAY, None)
    assert (str(owed.subject), owed.subject_kind) == (row["subject"], "subject")


def test_the_same_run_again_says_nothing_new():
    a_quiet_fortnight_and_then(4)
    assert raised() == 1
    assert [raised(), raised(NOW + timedelta(hours=1)), raised(NOW + timedelta(hours=20))] == [0, 0, 0]
    assert signals(NOW + DAY).height == 1


def test_fewer_cases_than_the_plan_asks_are_no_signal():
    a_quiet_fortnight_and_then(2)
    assert raised() == 0 and not signals(NOW).height


def test_an_answer_meets_the_duty_and_refreshed_equals_rebuilt():
    a_quiet_fortnight_and_then(4)
    raised()
    answer(signals(NOW)["subject"][0], NOW + timedelta(hours=3))
    owed = duty()
    assert (owed.met, owed.met_kind) == (NOW + timedelta(hours=3), "signal_answer")
    before = stored(Duty).sort("key").rows()
    with machine_session():
        assert not rebuild(NOW + timedelta(hours=3))
    assert stored(Duty).sort("key").rows() == before


def test_what_was_explained_is_quiet_until_the_day_that_the_answer_names():
    a_quiet_fortnight_and_then(4)
    raised()
    answer(signals(NOW)["subject"][0], NOW, "expected", until="2021-01-12")
    cases(9, 11, begin=100)
    assert raised(NOW + 2 * DAY) == 0
    cases(40, 13, begin=200)
    assert raised(NOW + 4 * DAY) == 1
    told = signals(NOW + 4 * DAY)
    # Who has not answered yet stands first.
    assert told["answer"].to_list() == [None, "expected"] and told["observed"].to_list() == [40.0, 4.0]


def test_without_a_day_an_answer_holds_as_long_as_the_plan_says():
    a_quiet_fortnight_and_then(4)
    raised()
    answer(signals(NOW)["subject"][0], NOW)
    cases(30, 20, begin=100)
    assert raised(NOW + 11 * DAY) == 0, "within 14 days of the answer"
    cases(90, 28, begin=200)
    assert raised(NOW + 19 * DAY) == 1


def test_an_answer_to_no_signal_is_refused():
    row = {
        "signal": str(uuid4()), "signal_answer.about": "C1", "signal_answer.disease": "covid19",
        "signal_answer.answer": "expected", "signal_answer.occurred_from": NOW,
    }  # fmt: skip
    told = facts.record("signal_answer", [row, row | {"signal": None}], CDC, "page", uuid4(), NOW)
    assert [(one.column, one.reason) for one in told.rejections] == 2 * [
        ("signal", "no such signal is known here; answer one that the list of signals shows")
    ]


def test_answers_give_each_method_its_value():
    a_quiet_fortnight_and_then(4)
    raised()
    assert value_of_methods(signals(NOW)).row(0) == ("ears-c2", 1, 0, 0, 0, 0)
    answer(signals(NOW)["subject"][0], NOW, "artefact")
    assert value_of_methods(signals(NOW)).row(0) == ("ears-c2", 1, 1, 0, 1, 0)


def test_before_records_began_nothing_is_known_and_afterwards_nobody_is_zero():
    a_quiet_fortnight_and_then(4)
    series = case_series("covid19", ["confirmed"], "county", date(2021, 1, 10), 30, NOW)
    assert series.areas == ("C1", "C2")
    own = series.counts[0]
    assert np.isnan(own[:8]).all() and own[8] == 1 and own[9:28].sum() == 0 and own[28] == 4
    assert np.isnan(series.counts[1]).all(), "of the neighbour nothing was ever recorded"


def test_figures_as_reported_count_by_day_with_gaps_and_falls_missing():
    rows = [
        {"counted": "C2", "day": f"2021-01-{day:02d}", "confirmed": value, "disease": "covid19"}
        for day, value in ((1, 5), (2, 9), (4, 12), (5, 10), (6, 11))
    ]
    facts.record("reported_count", rows, Recorder("cdc", "C2", "CDC2"), "test", uuid4(), NOW)
    series = case_series("covid19", ["confirmed"], "county", date(2021, 1, 7), 7, NOW)
    np.testing.assert_equal(series.counts[1], [np.nan, 4, np.nan, np.nan, np.nan, 1, np.nan])
    alone = case_series("covid19", ["confirmed"], "county", date(2021, 1, 7), 7, NOW, only="C2")
    assert alone.areas == ("C2",)
    np.testing.assert_equal(alone.counts, series.counts[1:])


def test_every_method_that_a_plan_can_name_judges_the_last_day():
    """Five years of two cases a day, then forty: each method alarms there, and nowhere on the day before."""
    from dataclasses import replace

    from lianfang.plan.watches import METHODS
    from lianfang.situation.judging import PAST

    watch = plan_of("covid19").watches[0]
    length = max(PAST.values())
    days = np.datetime64("2021-01-09") - np.arange(length)[::-1]
    counts = np.tile(np.array([1.0, 2.0, 3.0]), (1, length // 3 + 1))[:, :length]
    alarmed = counts.copy()
    alarmed[:, -1] = 40
    # C3 adds up what C2 found on the two days before.
    rising = alarmed.copy()
    rising[:, -3:] = 40
    for method in (method for method in METHODS if method != "scan"):
        chosen = replace(watch, method=method, least=10)
        assert not unusual(("C1",), days, counts, chosen, week="mmwr"), method
        (found,) = unusual(("C1",), days, rising if method == "ears-c3" else alarmed, chosen, week="mmwr")
        assert found.area == "C1" and found.last_day == date(2021, 1, 9) and found.chance < 0.05, method


def test_farrington_goes_by_the_weeks_of_the_plan():
    """9 January 2021 is a Saturday, the end of a week of the MMWR; the week of ISO that is over ended on the third."""
    from dataclasses import replace

    from lianfang.situation.judging import PAST

    watch = replace(plan_of("covid19").watches[0], method="farrington", least=10)
    length = PAST["farrington"]
    days = np.datetime64("2021-01-09") - np.arange(length)[::-1]
    counts = np.tile(np.array([1.0, 2.0, 3.0]), (1, length // 3 + 1))[:, :length]
    counts[:, -2:] = 40
    assert not unusual(("C1",), days, counts, watch), "of the days since the third a week is not over"
    (found,) = unusual(("C1",), days, counts, watch, week="mmwr")
    assert (found.first_day, found.last_day, found.observed) == (
        date(2021, 1, 3),
        date(2021, 1, 9),
        counts[0, -7:].sum(),
    )
    (found,) = unusual(("C1",), days + 1, counts, watch)
    assert (found.first_day, found.last_day) == (date(2021, 1, 4), date(2021, 1, 10))


def test_the_scan_finds_neighbours_that_rise_together_and_each_gets_the_signal_of_the_whole():
    """Twelve counties in a row with a case a day; in the last three days two beside one another have five each."""
    from dataclasses import replace

    areas = tuple(f"C{number:02d}" for number in range(12))
    pairs = list(pairwise(areas))
    days = np.datetime64("2021-01-09") - np.arange(60)[::-1]
    counts = np.random.default_rng(3).poisson(1.0, (12, 60)).astype(float)
    watch = replace(plan_of("covid19").watches[0], method="scan", least=5)
    assert not unusual(areas, days, counts, watch, pairs)
    counts[4:6, -3:] += 5
    # A county that nobody told of for a while is left out; one of which nothing was known at first is not.
    counts[0, 30] = counts[1, :10] = np.nan
    found = unusual(areas, days, counts, watch, pairs)
    assert {one.area for one in found} == {"C04", "C05"}
    for one in found:
        assert (one.first_day, one.last_day) == (date(2021, 1, 7), date(2021, 1, 9))
        assert one.observed >= 15 and one.expected < 10 and one.chance <= 0.01
    (row, _other) = new_signals(watch, "covid19", found, NOW)
    assert row["signal.upper"] is None and sorted(row["signal.cluster"].split()) == ["C04", "C05"]
    assert not unusual(areas, days, counts, watch), "without neighbours there is nothing to scan"


def test_a_town_without_a_case_is_known_from_when_its_county_records():
    install_areas([{"code": "T2", "name": "河西镇", "level": "town", "parent": "C1"}])
    install_areas([{"code": "T3", "name": "邻镇", "level": "town", "parent": "C2"}])
    a_quiet_fortnight_and_then(4)
    series = case_series("covid19", ["confirmed"], "town", date(2021, 1, 9), 22, NOW)
    assert series.areas == ("T1", "T2", "T3")
    begins = 22 - (date(2021, 1, 9) - date(2020, 12, 20)).days - 1
    np.testing.assert_equal(series.counts[1], [np.nan] * begins + [0.0] * (22 - begins))
    assert series.counts[0, begins:].sum() == 5 and np.isnan(series.counts[0, :begins]).all()
    assert np.isnan(series.counts[2]).all(), "of the county beside it nobody has recorded anything"


def test_neighbours_come_with_the_areas_whoever_of_two_told_them():
    install_areas([{"code": "C2", "name": "邻县", "level": "county", "parent": "CN", "neighbours": "C1 T1"}])
    assert neighbours("county") == [("C1", "C2")] and neighbours("town") == []
    install_areas([{"code": "C2", "name": "邻县", "level": "county", "parent": "CN"}])
    assert neighbours("county") == [("C1", "C2")], "a file without the column takes nothing back"


def test_the_scan_goes_by_boundaries_that_touch():
    codes = tuple(f"T{number}" for number in range(10, 20))
    install_areas([{"code": code, "name": f"{code}镇", "level": "town", "parent": "C1"} for code in codes])
    counts = np.random.default_rng(3).poisson(1.0, (len(codes), 60)).astype(float)
    counts[:2, -3:] += 6
    series = CaseSeries(codes, np.datetime64("2021-01-10") - np.arange(60)[::-1], counts)
    plan = plan_of("covid19")
    watch = replace(plan.watches[0], method="scan", level="town", least=5)
    assert found_unusual(plan, watch, NOW, series) == [], "nobody told who lies beside whom"
    row = {code: box(127 + place, 46, 128 + place, 47) for place, code in enumerate(codes)}
    install_boundaries(row, "towns.geojson", "chen", NOW)
    found = found_unusual(plan, watch, NOW, series)
    assert {one.area for one in found} == {"T10", "T11"} and {one.cluster for one in found} == {found[0].cluster}


def test_where_nothing_is_known_nothing_is_unusual():
    plan = plan_of("covid19")
    assert found_unusual(plan, plan.watches[0], NOW) == [] and raised() == 0
