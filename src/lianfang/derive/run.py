"""The one door: facts, plan and clock in, everything that follows out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive import oracle
from lianfang.derive.inputs import prepared, utc
from lianfang.derive.outputs import Derived, frame_of
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
    rows = oracle.run(facts, plan, local, subjects)
    frames = {name: utc(frame_of(told, name), plan.time_zone) for name, told in rows.items()}
    return Derived(
        duties=frames["duty"],
        causes=frames["duty_cause"],
        contacts=frames["contact"],
        people=frames["person_status"],
        cases=frames["case_status"],
        counts=utc(frame_of([], "count"), plan.time_zone),
    )
