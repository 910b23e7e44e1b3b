"""Which questions the first or the last fact answers, without a look at pairs."""

from pathlib import Path

import pytest

from lianfang import plan as plans
from lianfang.derive.nearest import bound_of
from lianfang.plan.expression import Query, walk

SIX_RULES = Path(__file__).parents[3] / "benchmarks/six_rules.yaml"


def asked(question):
    """The question, in the rule on cases."""
    text = SIX_RULES.read_text("utf-8").replace(
        "when: classification in (confirmed, asymptomatic)", f"when: {question}"
    )
    held, findings = plans.load(text, SIX_RULES.name)
    assert held is not None, findings
    (found,) = [part for part in walk(held.rules[-1].when.expression) if isinstance(part, Query)]
    return found


@pytest.mark.parametrize(
    ("where", "column", "comparator"),
    [
        ("occurred_from < this.occurred_from", "occurred_from", "<"),
        ("classification is confirmed and this.onset - 14 days <= onset", "onset", ">="),
        ("onset > this.occurred_from and number is known", "onset", ">"),
    ],
)
def test_one_comparison_with_the_fact_at_hand_is_a_bound(where, column, comparator):
    bound = bound_of(asked(f"exists(case of the same county where {where})"))
    assert (bound.column.name, bound.comparator) == (column, comparator)
    assert (bound.alone is None) == (" and " not in where)


@pytest.mark.parametrize(
    "question",
    [
        "count(case of the same county where occurred_from < this.occurred_from) > 0",
        "exists(case of the same county where occurred_from in the 3 days before this.occurred_from)",
        "exists(case of the same county where outbreak is this.outbreak)",
        "exists(case of the same county where occurred_from < this.occurred_from or number is known)",
        "exists(case of the same county where occurred_from - 1 day < this.occurred_from)",
        "exists(case of the same household where occurred_from < this.occurred_from)",
        "exists(case of the same county where classification is confirmed)",
    ],
)
def test_whatever_needs_the_pairs_is_asked_of_them(question):
    assert bound_of(asked(question)) is None
