"""Counts of spells: what is new, current and cumulative on a day, against a plain loop over days and spells."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.derive.counts import FIGURES, SPELLS, counts, rows_behind

# 1 January 2021, 00:00 in Shanghai.
BEGIN = datetime(2020, 12, 31, 16, tzinfo=UTC)
AT = BEGIN + timedelta(days=5, hours=3)

hours = st.integers(0, 24 * 5)
spell = st.tuples(
    st.sampled_from(["A", "B"]),
    st.just("covid19"),
    st.sampled_from(["local", "imported"]),
    st.sampled_from("uvwxyz"),
    st.sampled_from(sorted(FIGURES)),
    hours,
    st.none() | hours,
)


def frame(rows):
    moment = pl.Datetime("us", "UTC")
    schema = {name: moment if name in ("start", "end") else pl.String for name in SPELLS}
    made = [
        (*row[:5], BEGIN + timedelta(hours=row[5]), None if row[6] is None else BEGIN + timedelta(hours=row[6]))
        for row in rows
    ]
    return pl.DataFrame(made, schema=schema, orient="row")


def slowly(rows):
    """Every figure by two loops."""
    found = {}
    for number in range(6):
        day, begins, ends = date(2021, 1, 1) + timedelta(days=number), number * 24, number * 24 + 24
        for area, disease, origin, subject, what, start, end in rows:
            so = {
                "new": begins <= start < ends,
                "cumulative": start < ends,
                "current": start < ends and (end is None or end >= ends),
            }
            for how in FIGURES[what]:
                if so[how]:
                    found.setdefault((area, disease, day, f"{how}_{what}", origin), set()).add(subject)
    return {key: len(subjects) for key, subjects in found.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(spell, max_size=12))
def test_counts_equal_two_loops(rows):
    got = {tuple(row[:5]): row[5] for row in counts(frame(rows), AT).iter_rows()}
    assert got == slowly(rows)


@settings(max_examples=20, deadline=None)
@given(st.lists(spell, max_size=12), st.randoms(use_true_random=False))
def test_rows_stand_in_one_order(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert counts(frame(shuffled), AT).equals(counts(frame(rows), AT))


def test_a_figure_opens_the_very_rows_that_it_counts():
    rows = [
        ("A", "covid19", "local", who, "confirmed", start, end) for who, start, end in (("u", 1, 30), ("v", 20, None))
    ]
    opened = rows_behind(frame(rows), "current_confirmed", BEGIN + timedelta(hours=30))
    assert opened["subject"].to_list() == ["v"]
    assert rows_behind(frame(rows), "new_confirmed", BEGIN)["subject"].to_list() == ["u", "v"]
