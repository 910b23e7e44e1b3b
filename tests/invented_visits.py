"""Small towns for Hypothesis: few people, few places, times on a grid where edges meet, midnight among them."""

from datetime import datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from naive.trace import Case, Visit

FIRST = datetime.fromisoformat("2021-01-01 22:00")
PEOPLE = st.integers(0, 7)
moments = st.integers(0, 60).map(lambda step: FIRST + step * timedelta(minutes=5))
lengths = st.sampled_from([0, 5, 14, 15, 16, 30, 45, 120]).map(lambda minutes: timedelta(minutes=minutes))
visits = st.builds(
    lambda person, place, start, length: Visit(person, place, start, start + length),
    PEOPLE, st.integers(0, 2), moments, lengths,
)  # fmt: skip
cases = st.builds(
    lambda person, start, length: Case(person, start, None if length is None else start + length),
    st.integers(0, 2), moments, st.none() | lengths,
)  # fmt: skip
isolations = st.tuples(PEOPLE, moments)

towns = st.tuples(
    st.lists(cases, min_size=1, max_size=3), st.lists(visits, max_size=24), st.lists(isolations, max_size=4)
)

_MOMENT = pl.Datetime("us")
_CASES = {"person": pl.Int64, "infectious_from": _MOMENT, "infectious_until": _MOMENT}
_VISITS = {"person": pl.Int64, "place": pl.Int64, "start": _MOMENT, "end": _MOMENT}
_ISOLATED = {"person": pl.Int64, "isolated_from": _MOMENT}


def frames(town: tuple[list[Case], list[Visit], list[tuple[int, datetime]]]) -> tuple[pl.DataFrame, ...]:
    """Cases, visits and isolations as tables."""
    return tuple(
        pl.DataFrame(rows, schema, orient="row")
        for rows, schema in zip(town, (_CASES, _VISITS, _ISOLATED), strict=True)
    )
