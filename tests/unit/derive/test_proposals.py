"""Why a case is proposed to be what it is, and why not: every criterion and definition on that case."""

from datetime import datetime

import pytest

from command_line import lianfang
from lianfang import plan
from lianfang.derive import derive, why_proposed
from lianfang.plan.wording.case_definitions import values
from lianfang.vocabulary.mistakes import Mistake
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


def test_the_command_says_what_is_wanting_in_words(tmp_path):
    file = tmp_path / "spec.yaml"
    file.write_text(HEAD + named(MEASLES) + "chapters: []\n", "utf-8")
    for kind, frame in facts_of(FACTS).items():
        frame.write_parquet(tmp_path / f"{kind}.parquet")
    done = lianfang("plan", "why", file, "b", "--facts", tmp_path)
    told = done.output.splitlines()
    assert done.exit_code == 0
    assert told[1] == "  欠缺: 有同一人员“症状”记录（症状为“fever”）"
    assert told[4].startswith("疑似病例: 不符合 (示例")
    english = lianfang("plan", "why", file, "a", "--facts", tmp_path, "--language", "en").output
    assert "Suspected: fulfilled (示例" in english and "wanting: there is a decision" in english
    with pytest.raises(Mistake, match="holds no such case of covid19"):
        lianfang("plan", "why", file, "nobody", "--facts", tmp_path)


def test_what_a_column_holds_is_said_in_words():
    found = {"onset": None, "severity": "severe", "ended": datetime.fromisoformat("2021-01-09T08:30"), "ill": False}
    told = values(read(), found, "zh")
    assert told == ["发病日期：未知", "临床分型：重型", "转归时间：2021年1月9日 08:30"]
    assert values(read(), {"severity": "severe"}, "en") == ["severity: severe"]


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
