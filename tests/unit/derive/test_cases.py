"""Cases of which one fact tells are read without grouping them, and come to the same."""

from datetime import datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.derive.cases import MOVES, TOLD, told_again, told_once
from lianfang.derive.inputs import schema_of

START = datetime(2021, 1, 5, 8)  # noqa: DTZ001 (local wall clock)
case = st.fixed_dictionaries(
    {
        "classification": st.sampled_from([*MOVES, None]),
        "occurred_from": st.integers(0, 3).map(lambda days: START + timedelta(days=days)),
        "person": st.sampled_from(["p1", None]),
        "onset": st.sampled_from([START.date(), None]),
        "number": st.sampled_from(["1", None]),
    }
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(told=st.lists(case, max_size=6))
def test_one_fact_a_case_says_what_grouped_facts_say(told):
    rows = [{"case": f"k{number}", "id": f"f{number}", **row} for number, row in enumerate(told)]
    schema = {"case": pl.String} | {name: schema_of("case")[name] for name in TOLD}
    facts = pl.DataFrame(rows, schema=schema)
    grouped = told_again(facts).sort("case")
    assert told_once(facts).select(grouped.columns).sort("case").equals(grouped)
