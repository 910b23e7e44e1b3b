"""What happens at one moment follows alike in whatever order it is told, and on either engine.

The ledger gives rows in the order of their moments, a refresh in that in which it looked them up: neither decides.
"""

from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from invented_facts import AT, lively
from lianfang.derive import derive
from unit.derive.test_engines_agree import PLANS, same
from unit.derive.test_related_facts_agree import PLAN as RELATED
from unit.derive.test_related_facts_agree import crowded

MADE = {
    "county": (PLANS["covid19_2020_county.yaml"], lambda number: lively(number, 16)),
    "related": (RELATED, crowded),
}


def at_once(facts: dict[str, pl.DataFrame], days: int) -> dict[str, pl.DataFrame]:
    """The facts at so few moments, so many days apart, that most of what happens happens at once."""
    moments = pl.col("occurred_from", "known_at").dt.truncate(f"{days}d")
    return {
        kind: frame.with_columns(moments) if "known_at" in frame.columns else frame for kind, frame in facts.items()
    }


def shuffled(facts: dict[str, pl.DataFrame], seed: int) -> dict[str, pl.DataFrame]:
    """The same rows of each kind in another order."""
    chance = Random(seed)
    return {kind: frame[chance.sample(range(frame.height), frame.height)] for kind, frame in facts.items()}


@pytest.mark.parametrize("name", MADE)
@settings(max_examples=1, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 99), days=st.sampled_from([3, 8]), seed=st.integers(0, 99))
@example(number=0, days=3, seed=0)
def test_what_happens_at_one_moment_follows_in_whatever_order_it_is_told(name, number, days, seed):
    plan, made = MADE[name]
    facts = at_once(made(number), days)
    told = derive(facts, plan, AT, engine="oracle")
    ties = told.causes.group_by("duty", "since").len()["len"].max()
    assert number or ties > 1, "where no duty has two causes at one moment nothing is tried"
    same(told, derive(shuffled(facts, seed), plan, AT, engine="oracle"))
    if not number and name == "county":
        same(told, derive(shuffled(facts, seed), plan, AT, engine="duckdb"))
