"""What is known of diseases for which no plan holds: their cases, and who was told to be a contact of one.

Nobody owes anything for them and nobody is traced, for both need a plan; but a case stands on lists, in counts and in
chains of whom it infected, whatever it is ill with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields

import polars as pl

from lianfang.derive.cases import cases as cases_of
from lianfang.derive.contacts import contacts as contacts_of
from lianfang.derive.fallen import fallen_cases
from lianfang.derive.inputs import LOCAL, in_shape, prepared, schema_of, utc
from lianfang.derive.outputs import NAMES, Derived, empty, fitted
from lianfang.derive.people import people as people_of
from lianfang.plan import words

# By these facts a disease becomes one of which somebody is ill, or to which somebody was exposed.
_TOLD = ("case", "exposure", "case_withdrawn")


def unplanned(tables: Mapping[str, pl.DataFrame], planned: Collection[str], time_zone: str) -> Derived | None:
    """The cases and the told contacts of every disease but those `planned`, and nothing else; None where none is told.

    `tables` as `derive` takes them. A plan for every disease leaves none over.
    """
    if words.ANY_DISEASE in planned or not any(
        _others(tables[kind], planned).height for kind in _TOLD if kind in tables
    ):
        return None
    facts = prepared(tables, time_zone)
    people = people_of(facts)
    cases = cases_of(facts, people)
    schema = {**schema_of("case"), "first_known": LOCAL}
    gone = in_shape(tables.get("case_withdrawn"), schema, "case_withdrawn", time_zone)
    index = pl.concat([cases, fallen_cases(facts, gone, people)[0]], how="diagonal")
    found = {"cases": cases, "contacts": contacts_of(facts, index, people)}
    rows = {name: _others(fitted(frame, NAMES[name]), planned) for name, frame in found.items()}
    whole = {field.name: rows.get(field.name, empty(NAMES[field.name])) for field in fields(Derived)}
    return Derived(**{name: utc(frame, time_zone) for name, frame in whole.items()})


def _others(frame: pl.DataFrame, planned: Collection[str]) -> pl.DataFrame:
    if "disease" not in frame.columns:
        return frame.clear()
    return frame.filter(~pl.col("disease").is_in(sorted(planned)).fill_null(False))
