"""Values of another shape than their column has, as programs send them: refused in a line, never recorded otherwise."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

import cast
from lianfang.access.session import machine_session
from lianfang.facts import known_by, record
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db

WHO = {"person.name": "张三", "person.telephone": "13800000001"}
CHECK = {**WHO, "health_check.occurred_from": "2021-01-09T08:00:00+08:00", "health_check.temperature": 36.5}
JOURNEY = {**WHO, "journey.occurred_from": "2021-01-09T08:00:00+08:00", "journey.direction": "arrival"}


@pytest.fixture(autouse=True)
def county():
    cast.install_places()


def told(kind, rows):
    by = cast.recorder("investigator")
    return record(kind, rows, by, "api", uuid4(), cast.NOW, defaults={"disease": "covid19"})


def facts(kind):
    with machine_session():
        return known_by(cast.NOW, [kind])[kind]


def test_a_list_where_one_value_belongs_names_row_column_and_value():
    with pytest.raises(Mistake, match=r"row 1: person\.name holds one value, not a list \(\['李', '四'\]\)"):
        told("health_check", [CHECK, {**CHECK, "person.name": ["李", "四"]}])
    assert facts("health_check").is_empty()


def test_several_persons_of_a_specimen_may_be_a_list_or_text_in_one_request():
    people = told("people", [WHO, {"person.name": "李四", "person.telephone": "13800000002"}]).subjects["person"]
    both = [str(one) for one in people]
    tube = {"specimen.occurred_from": "2021-01-09T08:00:00+08:00"}
    rows = [
        {**tube, "specimen.number": "P1", "specimen.persons": both},
        {**tube, "specimen.number": "P2", "specimen.persons": ",".join(both)},
    ]
    assert told("specimen", rows).loaded == 2
    assert [sorted(one) for one in facts("specimen").sort("number")["persons"].to_list()] == [sorted(both)] * 2


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("health_check.occurred_from", 0),
        ("health_check.occurred_from", False),
        ("health_check.temperature", True),
        ("health_check.temperature", float("inf")),
        ("person.birth", 44211),
        ("person.age", 10**30),
    ],
)
def test_zero_is_no_date_and_false_no_number(column, value):
    answer = told("health_check", [{**CHECK, column: value}])
    (rejection,) = answer.rejections
    assert (rejection.row, rejection.column, rejection.value.lower()) == (0, column, str(value).lower())
    assert facts("health_check").is_empty()


def test_a_value_with_a_nul_comes_back_without_it():
    answer = told("health_check", [{**CHECK, "health_check.temperature": "3\x006"}])
    assert [(each.column, each.value) for each in answer.rejections] == [("health_check.temperature", "3\ufffd6")]


def test_rows_that_tell_nothing_are_one_mistake():
    with pytest.raises(Mistake, match="no row tells anything"):
        told("people", [{}, {}])


def test_a_row_without_anybody_is_refused_whatever_else_is_told():
    answer = told("health_check", [{"health_check.temperature": 36.5, "health_check.occurred_from": "2021-01-09"}])
    assert answer.rejected == 1 and "says of nobody" in str(answer.rejections[0].reason)


def test_an_outcome_of_no_case_is_refused():
    answer = told("outcome", [{"outcome.outcome": "discharged", "outcome.occurred_from": "2021-01-09"}])
    assert answer.rejected == 1 and "what it is about" in str(answer.rejections[0].reason)


def test_a_ride_in_a_row_of_a_coach_is_recorded_with_its_row():
    ride = {**WHO, "visit.occurred_from": "2021-01-05T08:00:00+08:00", "visit.place_name": "G8087", "visit.row": 12}
    assert told("visit", [ride]).loaded == 1
    assert facts("visit")["row"].to_list() == [12]


def test_what_is_measured_at_no_unit_is_measured_in_its_zone_or_at_its_point():
    measured = {"measurement.measure": "布雷图指数", "measurement.occurred_from": "2021-01-09"}
    rows = [
        {**measured, "measurement.zone": cast.TOWN, "measurement.value": 4},
        {**measured, "measurement.zone": cast.OTHER_TOWN, "measurement.value": 7},
        {**measured, "measurement.longitude": 126.5, "measurement.latitude": 46.6, "measurement.value": 21},
        {**measured, "measurement.value": 3},
    ]
    answer = told("measurement", rows)
    assert (answer.loaded, [each.row for each in answer.rejections]) == (3, [3])
    # Told again with another value, each corrects its own.
    again = told("measurement", [{**row, "measurement.value": 5} for row in rows[:3]])
    assert again.corrected == 3
    assert facts("measurement")["value"].to_list() == [5.0] * 3


def test_a_day_given_as_a_moment_is_the_day_at_the_place():
    """Half past eleven at night in UTC is the next morning in the county."""
    birth = datetime(1990, 3, 6, 23, 30, tzinfo=UTC)
    assert told("people", [{**WHO, "person.birth": birth}]).loaded == 1
    assert [day.isoformat() for day in facts("person")["birth"].to_list()] == ["1990-03-07"]


@pytest.mark.parametrize("value", [2**31, f"{2**31}", "9,999,999,999", 2**40])
def test_a_whole_number_that_no_column_holds_is_refused_with_its_bound(value):
    task = {"number": "2021-001", "title": "核对名单", "owner": cast.GRID_UNIT, "deadline": cast.NOW}
    subject = told("task", [{**task, "occurred_from": cast.NOW}]).subjects["task"][0]
    done = {"task": str(subject), "evidence.text": "已完成", "evidence.occurred_from": cast.NOW}
    assert told("evidence", [{**done, "evidence.file_size": 2**31 - 1}]).loaded == 1
    counts = {"reported_count.counted": cast.COUNTY, "reported_count.day": "2021-01-08"}
    for kind, row, column in (
        ("evidence", done, "evidence.file_size"), ("reported_count", counts, "reported_count.confirmed"),
    ):  # fmt: skip
        answer = told(kind, [{**row, column: value}])
        assert (answer.loaded, answer.rejected) == (0, 1)
        assert answer.rejections[0].column == column and "2147483647" in answer.rejections[0].reason
