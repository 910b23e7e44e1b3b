"""By which of a plan's parts each kind of fact is read."""

from importlib.resources import files

import pytest

from lianfang import plan
from lianfang.plan import expression as e
from lianfang.plan.kinds_read import rules_by_kind

SHIPPED = sorted(one.name for one in files("lianfang.plans").iterdir() if one.name.endswith(".yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_what_a_case_definition_weighs_is_read_by_it(name):
    held, findings = plan.load(files("lianfang.plans").joinpath(name).read_text("utf-8"), name)
    assert held is not None, findings
    told = {kind: [one.id for one in parts] for kind, parts in rules_by_kind(held).items()}
    for one in held.conditions:
        asked = {part.kind for part in e.walk(one.when.expression) if isinstance(part, e.Query)}
        assert all(one.id in told.get(kind, ()) for kind in {"case", *asked}), one.id


def test_of_a_rule_for_proposals_the_case_is_read():
    text = files("lianfang.plans").joinpath("measles.yaml").read_text("utf-8")
    held, _ = plan.load(text, "measles.yaml")
    assert held is not None
    told = {kind: [one.id for one in parts] for kind, parts in rules_by_kind(held).items()}
    assert told["symptom"] == ["fever_and_rash"]
    assert "found" in told["case_proposal"] and "found" in told["case"]
