"""The steps of all cases at once are those of each case by itself, row after row."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lianfang.situation.case_steps import STEPS, steps_of, unit_of
from naive import case_steps as naive

ZONE = "Asia/Shanghai"
MOMENT = pl.Datetime("us", "UTC")
UNITS = {
    "health_check": "place",
    "observation": "site",
    "admission": "hospital",
    "action": "unit",
    "case": "reported_by",
}
units = st.sampled_from(["QH-HOSP", "QH-FRMZ", None])
moments = st.integers(0, 24 * 40).map(lambda hours: datetime(2020, 12, 20, tzinfo=UTC) + timedelta(hours=hours))


@st.composite
def cases(draw):
    """Some cases, two of which may be of one person."""
    return [
        {
            "case": f"case {number}", "person": f"person {draw(st.integers(0, 2))}",
            "onset": draw(st.none() | st.dates(date(2020, 12, 25), date(2021, 1, 20))), "first": draw(moments),
            "ended": draw(st.none() | moments), "outcome": draw(st.sampled_from([None, "discharged", "transferred"])),
            "counted_in": "231299",
        }
        for number in range(draw(st.integers(0, 4)))
    ]  # fmt: skip


@st.composite
def told_of(draw):
    """By kind what was told of three persons and of their cases, in order of time."""
    told = {}
    for kind, unit in UNITS.items():
        word = "case" if kind in ("action", "case") else "person"
        subjects = st.integers(0, 3).map(lambda number, word=word: f"{word} {number}")
        rows = st.fixed_dictionaries({"subject": subjects, "occurred_from": moments, unit: units})
        told[kind] = draw(st.lists(rows, max_size=12 if kind == "observation" else 5))
        for row in told[kind]:
            row |= {"stage": draw(st.sampled_from(["entered", "released", "moved", None]))} if unit == "site" else {}
            row |= {"reported": draw(st.none() | moments)} if kind == "case" else {}
        told[kind].sort(key=lambda row: row["occurred_from"])
    return told


def framed(kind, rows):
    columns = ("occurred_from", "reported") if kind == "case" else ("occurred_from",)
    schema = {"subject": pl.String, **dict.fromkeys(columns, MOMENT), UNITS[kind]: pl.String}
    schema |= {"stage": pl.String} if kind == "observation" else {}
    return pl.DataFrame(rows, schema=schema)


@given(cases(), told_of())
def test_all_cases_at_once_are_each_by_itself(some, told):
    schema = {"case": pl.String, "person": pl.String, "onset": pl.Date, "first": MOMENT, "ended": MOMENT,
              "outcome": pl.String, "counted_in": pl.String}  # fmt: skip
    frames = {kind: framed(kind, rows) for kind, rows in told.items()}
    found = steps_of(pl.DataFrame(some, schema=schema), frames, ZONE)
    assert found.height == len(some)
    for row, case in zip(found.iter_rows(named=True), some, strict=True):
        passed = {step: (row[step], row[unit_of(step)]) for step in STEPS if row[step] is not None}
        assert passed == naive.steps_of(case, told, ZONE)
        assert all(row[unit_of(step)] is None for step in STEPS if step not in passed)
