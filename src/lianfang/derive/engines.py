"""Compiled rules run by an engine. Only this file knows DuckDB.

A plan is compiled once a process: the SQL of each rule is kept under the digest of the plan's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import duckdb
import ibis
import polars as pl

from lianfang.derive import duties
from lianfang.derive.views import clock_of, places_of, views_of
from lianfang.plan.model import Plan

RULE = ("_causes", "_duties")


@lru_cache(maxsize=32)
def _compiled(plan: Plan, dialect: str) -> tuple[tuple[str, str, str, str], ...]:
    """Each rule's kind of fact, its id, and its SQL: causes with their episodes, and the duties they make."""
    compiled = []
    for rule in plan.rules:
        causes = duties.episodes(duties.causes(rule))
        # The causes are made once and read twice.
        kept = ibis.table(causes.schema(), name="_causes")
        owed = duties.duties(plan, rule, kept)
        compiled.append(
            (rule.kind, rule.id, str(ibis.to_sql(causes, dialect=dialect)), str(ibis.to_sql(owed, dialect=dialect)))
        )
    return tuple(compiled)


def duckdb_duties(
    facts: Mapping[str, pl.DataFrame], status: Mapping[str, pl.DataFrame], plan: Plan, at: datetime
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Duties and their causes, moments local. `facts` as `inputs.prepared` gives them, `status` by table."""
    tables = {**views_of(facts, status, plan.disease), **places_of(facts), "clock": clock_of(at), **status}
    owed, causes = [], []
    connection = duckdb.connect(config={"memory_limit": "3GB"})
    try:
        for name, frame in tables.items():
            connection.register(name, frame.to_arrow())
        for kind, rule, cause_sql, duty_sql in _compiled(plan, "duckdb"):
            if not tables[kind].height:
                continue
            connection.execute(f"CREATE OR REPLACE TEMP TABLE _causes AS {cause_sql}")  # noqa: S608
            found = _frame(connection, "SELECT subject, _episode, fact, opened, ends FROM _causes")
            if not found.height:
                continue
            made = _frame(connection, duty_sql)
            owed.append(made.drop("_episode"))
            of_duty = made.select("subject", "_episode", duty="key")
            causes.append(
                of_duty.join(found, on=["subject", "_episode"]).select(
                    "duty", "fact", kind=pl.lit(kind), since="opened", until="ends"
                )
            )
    finally:
        connection.close()
    return _joined(owed), _joined(causes)


def _frame(connection: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    made = pl.from_arrow(connection.execute(sql).to_arrow_table())
    assert isinstance(made, pl.DataFrame)
    return made


def _joined(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames, how="vertical_relaxed") if frames else pl.DataFrame()
