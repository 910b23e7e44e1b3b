"""The one door: facts, plan and clock in, everything that follows out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive import oracle
from lianfang.derive.cases import cases as cases_of
from lianfang.derive.contacts import contacts as contacts_of
from lianfang.derive.inputs import prepared, utc
from lianfang.derive.outputs import Derived, fitted, frame_of
from lianfang.derive.people import people as people_of
from lianfang.plan import Plan

Engine = Literal["auto", "duckdb", "oracle"]


def derive(
    tables: Mapping[str, pl.DataFrame],
    plan: Plan,
    at: datetime,
    engine: Engine = "auto",
    subjects: Collection[str] | None = None,
) -> Derived:
    """What follows from facts by a plan at a moment (aware).

    `tables` are the kinds of fact by name with the vocabulary's columns (current view), and `areas` (code, path or
    parent, level, name) and `units` (code, kind, area, name). With `subjects` only their duties are given. `auto` takes
    plain Python for few facts and DuckDB for many; both give the same rows. Raises Mistake for columns that cannot be
    read.
    """
    local = at.astimezone(ZoneInfo(plan.time_zone)).replace(tzinfo=None)
    facts = prepared(tables, plan.time_zone)
    if engine == "oracle":
        told = oracle.statuses(facts)
        status = {name: frame_of(rows, name) for name, rows in told.items()}
    else:
        people = people_of(facts)
        cases = cases_of(facts, people)
        contacts = contacts_of(facts, cases, people)
        held = {"person_status": people, "case_status": cases, "contact": contacts}
        status = {name: fitted(frame, name) for name, frame in held.items()}
    rows = oracle.duties(facts, {name: frame.to_dicts() for name, frame in status.items()}, plan, local, subjects)
    owed = {name: frame_of(told, name) for name, told in rows.items()}
    disease = pl.col("disease") == plan.disease
    made = {
        "duties": owed["duty"],
        "causes": owed["duty_cause"],
        "contacts": status["contact"].filter(disease),
        "people": status["person_status"],
        "cases": status["case_status"].filter(disease),
    }
    return Derived(**{name: utc(frame, plan.time_zone) for name, frame in made.items()})
