"""The specifications on Spark: chosen tables of every kind of rule, and with LIANFANG_SPARK=all every table.

One session of Spark serves the test process. Where PySpark or Java is absent these tests are skipped.
"""

import inspect
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from invented_expressions import BESIDE_USUAL
from invented_facts import AT
from lianfang import plan
from lianfang.derive import derive
from lianfang.plan import Plan
from lianfang.vocabulary.mistakes import Mistake
from spec.conftest import HEAD, LAYER, Run, filled, named, whole, whole_code, whole_scale
from spec.manual import PARTS
from spec.tables import facts_of, moment
from unit.derive.test_engines_agree import same
from unit.derive.test_invented_plans import drawn
from unit.derive.test_related_facts_agree import crowded

# Every way to owe, and each thing that a plan defines, in as few tables: a session of Spark takes its time over each.
CHOSEN = (
    "days_of_an_anchor", "in_slots_of_each_day", "units_sign_each_day", "what_merges_two",
    "a_case_is_proposed_to_be_what_its_facts_fulfil", "a_contact_is_red_until_the_ground_falls_or_the_days_are_done",
    "a_level_may_stay_until_something_else_holds",
)  # fmt: skip
# What Spark cannot do, each with its reason; a table that passes all the same may not stand here.
CANNOT: dict[str, str] = {}
SPECIFICATIONS: dict[str, Callable[[Any], None]] = {
    name.removeprefix("test_"): function
    for part in PARTS
    for name, function in inspect.getmembers(import_module(part), inspect.isfunction)
    if name.startswith("test_")
}


@pytest.mark.parametrize("name", sorted(SPECIFICATIONS) if os.environ.get("LIANFANG_SPARK") == "all" else CHOSEN)
def test_spark_gives_the_rows_of_the_specification(spark, request, name):
    if name in CANNOT:
        request.applymarker(pytest.mark.xfail(reason=CANNOT[name], strict=True))
    SPECIFICATIONS[name](Run("spark"))


def test_spark_gives_the_rows_of_invented_plans(spark):
    for number, held in enumerate(drawn(20 if os.environ.get("LIANFANG_SPARK") == "all" else 3)):
        facts = crowded(number, BESIDE_USUAL)
        same(derive(facts, held, AT, engine="oracle"), derive(facts, held, AT, engine="spark"))


def test_no_kind_of_rule_is_left_out_on_spark():
    told = {name: kinds_of(function) for name, function in SPECIFICATIONS.items()}
    tried = set[str]().union(*(told[name] for name in CHOSEN))
    assert set[str]().union(*told.values()) - tried == set()
    assert set(CANNOT) <= set(told)


def test_without_pyspark_one_line_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    read, _ = plan.load(HEAD + "chapters: []\n", "spec.yaml")
    assert read is not None
    with pytest.raises(Mistake, match="PySpark is not installed"):
        derive(facts_of({}), read, moment("01-05 08:00"), engine="spark")


class Read:
    """A stand-in of specifications that reads their plans."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []

    def __call__(
        self, rule: str, facts: dict[str, str], duties: str, at: str = "", parameters: str = "", layer: str = "",
        definitions: str = "", groups: str = "",
    ) -> None:  # fmt: skip
        text = whole(rule, parameters, definitions)
        self.read(LAYER + filled(layer) if layer else text, {"spec": text})

    def levels(self, scale: str, *told: Any, **asked: Any) -> None:
        self.read(whole_scale(scale))

    def codes(self, code: str, *told: Any, **asked: Any) -> None:
        self.read(whole_code(code))

    def proposals(self, definitions: str, *told: Any, **asked: Any) -> None:
        self.read(HEAD + named(definitions) + "chapters: []\n")

    def read(self, text: str, shelf: dict[str, str] | None = None) -> None:
        made, findings = plan.load(text, "spec.yaml", (shelf or {}).get)
        assert made is not None, findings
        self.plans.append(made)


def kinds_of(specification: Callable[[Any], None]) -> set[str]:
    """The kinds of rule of a specification: how often something is owed, and what its plan defines."""
    read = Read()
    specification(read)
    found = {f"owed {rule.owes.schedule.how}" for held in read.plans for rule in held.rules}
    for held in read.plans:
        defined = ("anchors", "groups", "criteria", "definitions", "codes", "levels")
        found |= {name for name in defined if getattr(held, name)}
        found |= {"lowered" for scale in held.levels for grade in scale.grades if grade.lowered}
    return found
