"""Why a case is proposed to be what it is, and why not: every criterion and definition on that case."""

import pytest

from lianfang import plan
from lianfang.derive import derive, why_proposed
from spec.conftest import HEAD, named
from spec.tables import facts_of, moment
from spec.test_case_definitions import MEASLES

FACTS = {
    "case": """
        subject | person | when        | classification | onset
        a       | wang   | 01-05 08:00 | suspected      | 01-03
        b       | li     | 01-05 08:00 | suspected      | -
        """,
    "symptom": """
        person | when        | symptom
        wang   | 01-05 08:00 | rash
        wang   | 01-04 08:00 | fever
        wang   | 01-04 08:00 | cough
        li     | 01-05 08:00 | rash
        """,
}  # fmt: skip


def read() -> plan.Plan:
    held, findings = plan.load(HEAD + named(MEASLES) + "chapters: []\n", "spec.yaml")
    assert held is not None, findings
    return held


def test_each_definition_tells_the_first_part_that_does_not_hold():
    told = {one.id: one for one in why_proposed(facts_of(FACTS), read(), "a")}
    assert {name: one.holds for name, one in told.items()} == {
        "ill": True, "found": False, "suspected": True, "confirmed": False, "excluded": False,
    }  # fmt: skip
    assert (told["confirmed"].part, told["confirmed"].values) == ("found", {"found": False})
    assert told["excluded"].part == "exists(decision where decision is excluded)"
    assert [one.definition for one in told.values()] == [False, False, True, True, True]
    assert told["suspected"].part == "" and told["suspected"].source.clause == "第一条"
    other = {one.id: one for one in why_proposed(facts_of(FACTS), read(), "b")}
    assert other["ill"].part == 'exists(symptom where symptom = "fever")'
    assert other["suspected"].values == {"ill": False}
    assert why_proposed(facts_of(FACTS), read(), "nobody") == []


def test_a_proposal_changes_nothing_of_what_was_recorded():
    facts, without = facts_of(FACTS), plan.load(HEAD + "chapters: []\n", "spec.yaml")[0]
    assert without is not None
    proposed, plain = (derive(facts, held, moment("01-20 12:00")) for held in (read(), without))
    assert proposed.proposals.height == 2 and plain.proposals.is_empty()
    assert proposed.cases.equals(plain.cases)


@pytest.mark.parametrize("engine", ["oracle", "duckdb"])
def test_of_some_cases_alone_the_same_is_proposed_as_of_all(engine):
    held, at = read(), moment("01-20 12:00")
    whole = derive(facts_of(FACTS), held, at, engine).proposals
    some = derive(facts_of(FACTS), held, at, engine, subjects=["b"]).proposals
    assert some.rows() == [row for row in whole.rows(named=False) if row[whole.columns.index("case")] == "b"]
    assert whole.height == 2 and some.height == 1
