"""The fast engines against the slow one, on invented facts, for every rule of the plans that ship."""

from datetime import timedelta
from importlib.resources import files

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invented_facts import AT, frame, lively, moments, tables
from lianfang import plan
from lianfang.derive import Derived, derive
from lianfang.derive.keys import duty_key

FRAMES = ("duties", "causes", "contacts", "people", "cases", "codes", "proposals")
SHIPPED = ("covid19_2020_county.yaml", "norovirus_school.yaml")


def shipped(name: str) -> plan.Plan:
    read, _ = plan.load(files("lianfang.plans").joinpath(name).read_text("utf-8"), name)
    assert read is not None
    return read


PLANS = {name: shipped(name) for name in SHIPPED}
# Of a plan with groups the invented people make none: tests/scenarios has it fire whole.
COMMON = [held for held in PLANS.values() if not held.groups]


def same(left: Derived, right: Derived) -> None:
    for name in FRAMES:
        one, other = getattr(left, name), getattr(right, name)
        if not one.equals(other):
            only = one.join(other, on=one.columns, how="anti", nulls_equal=True)
            others = other.join(one, on=one.columns, how="anti", nulls_equal=True)
            with pl.Config(tbl_cols=-1, tbl_width_chars=400, fmt_str_lengths=60):
                raise AssertionError(f"{name}: first only\n{only}\nsecond only\n{others}")


@pytest.mark.parametrize("name", SHIPPED)
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(facts=tables())
def test_few_facts_say_the_same_to_both(name, facts):
    slow = derive(facts, PLANS[name], AT, engine="oracle")
    same(slow, derive(facts, PLANS[name], AT, engine="duckdb"))
    same(slow, derive(facts, PLANS[name], AT, engine="auto"))


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("number", range(2))
def test_many_facts_say_the_same_to_both(name, number):
    facts = lively(number, 40)
    same(derive(facts, PLANS[name], AT, engine="oracle"), derive(facts, PLANS[name], AT, engine="duckdb"))


def test_the_invented_facts_fire_and_meet_every_shipped_rule():
    fired: set[tuple[str, str]] = set()
    met: set[tuple[str, str]] = set()
    for number in range(20):
        for held in COMMON:
            duties = derive(lively(number, 40), held, AT, engine="oracle").duties
            fired |= {(held.id, rule) for rule in duties["rule"]}
            met |= {(held.id, rule) for rule in duties.filter(pl.col("met").is_not_null())["rule"]}
    rules = {(held.id, rule.id) for held in COMMON for rule in held.rules}
    coded = {
        row for number in range(20) for held in COMMON
        for row in derive(lively(number, 40), held, AT, engine="oracle").codes.select("plan", "rule").rows()
    }  # fmt: skip
    codes = {(held.id, code.rule.id) for held in COMMON for code in held.codes}
    assert codes and codes - coded == set(), "the invented facts never make these codes"
    assert rules - fired == set(), "the invented facts never fire these"
    assert rules - met == set(), "the invented facts never meet these"


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(facts=tables(kinds=("person", "health_check", "observation", "transfer"), most=5), data=st.data())
def test_waivers_and_assignments_follow_a_duty(facts, data):
    held = PLANS["covid19_2020_county.yaml"]
    first = derive(facts, held, AT, engine="oracle")
    if first.duties.is_empty():
        return
    named = data.draw(st.lists(st.sampled_from(first.duties.to_dicts()), min_size=1, max_size=3))
    kinds = {}
    for kind, extra in (("waiver", {"why": "moved"}), ("assignment", {"to_unit": "T1", "to_account": "wang"})):
        rows = []
        for i, duty in enumerate(named):
            causes = first.causes.filter(pl.col("duty") == duty["key"])["original"].to_list()
            # Some were named when an earlier cause still stood.
            fallen = data.draw(st.booleans())
            key = duty_key(held.id, duty["rule"], duty["subject"], "fallen", duty["occurrence"])
            until = data.draw(st.one_of(st.none(), moments))
            told = {"duty": key, "causes": ["fallen", *causes]} if fallen else {"duty": duty["key"]}
            rows.append({"id": f"{kind}{i}", "occurred_from": data.draw(moments), "until": until, **told, **extra})
        kinds[kind] = frame(kind, rows)
    slow = derive(facts | kinds, held, AT + timedelta(hours=1), engine="oracle")
    assert slow.duties["assigned_to"].drop_nulls().unique().to_list() == ["wang"]
    same(slow, derive(facts | kinds, held, AT + timedelta(hours=1), engine="duckdb"))
