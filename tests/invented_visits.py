"""Small towns for Hypothesis: few people, few places, times on a grid where edges meet, midnight among them."""

from datetime import datetime, timedelta
from random import Random

import polars as pl
from hypothesis import strategies as st

from lianfang import plan
from naive.trace import Case, Place, Stay, Visit

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


# A plan with a setting of every sort: rows, rooms, carriages, staff, air that lingers, size, minutes, three hops.
PLAN = """
plan: invented
name: {zh: 虚构, en: Invented}
disease: covid19
chapters: []
contacts:
  source: {document: 虚构, clause: 一, date: 2021-01-01}
  exposing from: {anchor: onset, back: 2 days}
  hops: HOPS
  clock tolerance: TOLERANCE
  settings:
    sealed_train:
      name: {zh: 封闭列车, en: Sealed train}
      source: {document: 虚构, clause: 一, date: 2021-01-01}
      places: [train]
      air: sealed
      close: {of: carriage, staff: yes}
      general: {of: place}
    open_train:
      name: {zh: 普通列车, en: Open train}
      source: {document: 虚构, clause: 一, date: 2021-01-01}
      places: [train]
      close: {of: row, apart: 1, staff: yes}
      general: {of: carriage, at least: 15 min}
    ship:
      name: {zh: 轮船, en: Ship}
      source: {document: 虚构, clause: 一, date: 2021-01-01}
      places: [ship, hospital]
      close: {of: room, staff: yes}
      general: {of: place}
    small:
      name: {zh: 小场所, en: Small place}
      source: {document: 虚构, clause: 一, date: 2021-01-01}
      area at most: 50
      close: {of: place, at least: 15 min}
      air stays risky: 30 min
    large:
      name: {zh: 大场所, en: Large place}
      source: {document: 虚构, clause: 一, date: 2021-01-01}
      places: [market]
      close: {of: room, at least: 15 min}
      general: {of: place}
"""
_SORTS = (
    {
        "kind": [None, "train"], "number": ["G1", "G1/G2", "G2"], "carriage": ["5", "6", "5/6", None],
        "row": [1, 2, 4, None], "air": [None, "sealed", "ventilated"], "staff": [True, False, None, None],
    },
    {"kind": ["ship", "hospital"], "carriage": ["5", None], "room": ["a", "b", None], "staff": [True, None, None]},
    {
        "kind": [None, "market", "coach"], "number": [None, "511"], "room": ["a", None],
        "square_metres": [None, 30.0, 80.0],
    },
)  # fmt: skip
# A may lie in B, and B in C.
_WITHIN = {"A": "B", "B": "C", "C": None, "G1": None}
_KINDS, _AIRS, _SIZES = (None, "market", "hospital"), (None, "sealed", "ventilated"), (None, 30.0, 80.0)


def settled_town(chance: Random) -> tuple[list[Case], list[Stay], list[tuple[int, datetime]], list[Place]]:
    """A crowded town, so that most settings meet somebody: seven people at three places and aboard two trains."""

    def moment() -> datetime:
        return FIRST + chance.randrange(36) * timedelta(minutes=5)

    visits = []
    for _ in range(chance.randrange(6, 40)):
        start, sort = moment(), chance.choice(_SORTS)
        end = start + timedelta(minutes=chance.choice([0, 5, 14, 15, 16, 30, 45]))
        told = {name: chance.choice(values) for name, values in sort.items()}
        visits.append(Stay(chance.randrange(7), chance.choice("ABC"), start, end, **told))
    ill = [
        Case(chance.randrange(2), moment(), chance.choice([None, FIRST + timedelta(hours=3)]))
        for _ in range(chance.randrange(1, 3))
    ]
    isolated = [(chance.randrange(7), moment()) for _ in range(chance.randrange(3))]
    places = [
        Place(name, chance.choice(_KINDS), chance.choice([None, outer]), chance.choice(_AIRS), chance.choice(_SIZES))
        for name, outer in _WITHIN.items()
        if chance.random() < 0.7
    ]
    return ill, visits, isolated, places


settled_towns = st.integers(0, 2**32).map(lambda seed: settled_town(Random(seed)))


def rules_of(hops: int = 2, tolerance: str = "0 min", text: str = PLAN) -> plan.ContactRules:
    """The invented plan's settings."""
    found, findings = plan.load(text.replace("HOPS", str(hops)).replace("TOLERANCE", tolerance), "invented.yaml")
    assert found is not None and found.contacts is not None, findings
    return found.contacts


_STAYS = {
    "person": pl.Int64, "place": pl.String, "start": _MOMENT, "end": _MOMENT, "kind": pl.String, "number": pl.String,
    "carriage": pl.String, "room": pl.String, "row": pl.Int64, "staff": pl.Boolean, "air": pl.String,
    "square_metres": pl.Float64,
}  # fmt: skip
_PLACES = {
    "place": pl.String, "kind": pl.String, "within": pl.String, "air": pl.String, "square_metres": pl.Float64,
}  # fmt: skip


def settled_frames(
    town: tuple[list[Case], list[Stay], list[tuple[int, datetime]], list[Place]],
) -> tuple[pl.DataFrame, ...]:
    """Cases, visits, isolations and places as tables."""
    return tuple(
        pl.DataFrame(rows, schema, orient="row")
        for rows, schema in zip(town, (_CASES, _STAYS, _ISOLATED, _PLACES), strict=True)
    )
