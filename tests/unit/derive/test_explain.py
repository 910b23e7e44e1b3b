"""Why a duty stands, and why a fact did not oblige."""

from datetime import timedelta

import polars as pl
import pytest

from lianfang.derive import derive, missed, state, why, why_not
from unit.derive.test_thin_way import ARRIVED, covid, facts, laboratory


def test_a_duty_names_its_rule_clause_facts_and_end():
    plan, at = covid(), ARRIVED + timedelta(days=1)
    derived = derive(facts() | laboratory(), plan, at)
    key = derived.duties.filter(rule="journey-test")["key"].item()
    told = why(derived, plan, key)
    assert (told.rule, told.zh) == ("journey-test", "风险地区来（返）人员核酸检测")
    assert [cause.fact for cause in told.causes] == ["j1"]
    assert told.met_by == ("test_result", "t1")
    assert told.source.clause is None
    assert told.ends == "end of day (occurred_from + arrival_watch_length)"
    figures = {one.id: (one.value, one.given_by) for one in told.parameters}
    assert figures["arrival_watch_length"] == (timedelta(days=14), "covid19_2020_county")
    assert figures["arrival_time"] == (timedelta(hours=24), "covid19_2020")
    with pytest.raises(KeyError):
        why(derived, plan, "nothing")


def test_the_first_condition_that_failed_is_named_with_its_value():
    tables = facts()
    tables["journey"] = tables["journey"].with_columns(direction=pl.lit("departure"))
    (told,) = why_not(tables, covid(), "journey-test", "j1", ARRIVED)
    assert (told.part, told.answer, told.values) == ("direction is arrival", False, {"direction": "departure"})


def test_a_condition_that_held_has_no_failed_part():
    (told,) = why_not(facts(), covid(), "journey-test", "j1", ARRIVED)
    assert (told.part, told.answer) == ("", True)


def test_missed_is_a_duty_that_ended_after_its_time_had_passed():
    duty = {"opened": ARRIVED, "due": ARRIVED + timedelta(hours=2), "ends": ARRIVED + timedelta(hours=4), "met": None,
            "waived": None}  # fmt: skip
    later = ARRIVED + timedelta(hours=5)
    assert (state(duty, later), missed(duty, later)) == ("ended", True)
    fallen = duty | {"ends": ARRIVED + timedelta(hours=1)}
    assert (state(fallen, later), missed(fallen, later)) == ("ended", False)
    waived = duty | {"waived": ARRIVED + timedelta(hours=3)}
    assert state(waived, later) == "waived"
    assert state(waived, ARRIVED + timedelta(hours=2, minutes=30)) == "overdue"
