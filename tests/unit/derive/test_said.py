"""What can be seen of a plan without a fact."""

from pathlib import Path

import pytest

from lianfang import plan as plans
from lianfang.derive.said import always_lasts

SIX_RULES = Path(__file__).parents[3] / "benchmarks/six_rules.yaml"


@pytest.mark.parametrize(
    ("ends", "always"),
    [
        ("opened + 3 days", True),
        ("occurred_from + length", True),
        ("end of day occurred_from", True),
        ("end of day (opened + length)", True),
        ("opened + 3 days - 2 days", True),
        ("occurred_from - 1 h", False),
        ("opened + 1 day - 1 day", False),
        ("start of day (opened + 1 day)", False),
        ("end of day (opened - 1 day)", False),
        ("earlier of (end of day opened, evidence_sampled + 30 days)", False),
        ("evidence_sampled + 30 days", False),
    ],
)
def test_a_duty_always_lasts_where_its_end_is_counted_on_from_its_opening(ends, always):
    text = SIX_RULES.read_text("utf-8").replace("ends: end of day (occurred_from + length)", f"ends: {ends}", 1)
    held, findings = plans.load(text, SIX_RULES.name)
    assert held is not None, findings
    assert always_lasts(held.rules[0].owes) is always


def test_an_end_counted_from_the_fact_need_not_come_after_another_opening():
    later = "opens: occurred_from + 20 days\n          ends: end of day (occurred_from + length)"
    text = SIX_RULES.read_text("utf-8").replace("ends: end of day (occurred_from + length)", later, 1)
    held, findings = plans.load(text, SIX_RULES.name)
    assert held is not None, findings
    assert not always_lasts(held.rules[0].owes)
