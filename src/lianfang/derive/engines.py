"""Compiled rules run by an engine. Only this file knows DuckDB.

SQL is compiled once a process: what all plans share once, and of each rule only what it says in expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import duckdb
import ibis
import polars as pl
from ibis.expr import types as ir

from lianfang.derive import duties
from lianfang.derive.terms import terms_of
from lianfang.derive.views import clock_of, places_of, views_of
from lianfang.plan.model import Plan

CAUSES: dict[str, str] = {
    "rule": "string", "kind": "string", "fact": "string", "original": "string",
    "opened": "timestamp", "ends": "timestamp",
    "due": "timestamp", "anchor": "timestamp", "named": "string", "outbreak": "string", "area": "string",
    **dict.fromkeys(duties.ABOUT, "string"),
}  # fmt: skip


def _sql(expression: ir.Table) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))


@lru_cache(maxsize=1)
def _common() -> tuple[str, str, ir.Table]:
    """The SQL that every plan shares: episodes of causes, and the duties they make; and those as a table."""
    numbered = duties.episodes(ibis.table(CAUSES, name="_found"))
    owed = duties.owed_by_all(ibis.table(numbered.schema(), name="_causes"))
    return _sql(numbered), _sql(owed), ibis.table(owed.schema(), name="_owed")


@lru_cache(maxsize=4096)
def _causes_sql(plan: Plan, rule: str) -> str:
    return _sql(duties.causes(plan.rule(rule)).select(*CAUSES))


@lru_cache(maxsize=4096)
def _met_sql(plan: Plan, rule: str) -> str | None:
    found = duties.met(plan.rule(rule), _common()[2])
    return None if found is None else _sql(found)


def duckdb_duties(
    facts: Mapping[str, pl.DataFrame], status: Mapping[str, pl.DataFrame], plan: Plan, at: datetime
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Duties and their causes, moments local. `facts` as `inputs.prepared` gives them, `status` by table."""
    tables = {**status, **views_of(facts, status, plan.disease), **places_of(facts), **terms_of(plan)}
    tables["clock"] = clock_of(at)
    connection = duckdb.connect(config={"memory_limit": "3GB"})
    try:
        for name, frame in tables.items():
            connection.register(name, frame.to_arrow())
        found = [_frame(connection, _causes_sql(plan, rule.id)) for rule in plan.rules if tables[rule.kind].height]
        if not found:
            return pl.DataFrame(), pl.DataFrame()
        causes = pl.concat(found, how="vertical_relaxed")
        connection.register("_found", causes.to_arrow())
        numbered, owed, _ = _common()
        connection.execute(f"CREATE TEMP TABLE _causes AS {numbered}")
        connection.execute(f"CREATE TEMP TABLE _owed AS {owed}")
        made, numbered_causes = _frame(connection, "FROM _owed"), _frame(connection, "FROM _causes")
        obliging = set(made["rule"].unique())
        meetings = (_met_sql(plan, rule.id) for rule in plan.rules if rule.id in obliging)
        met = [_frame(connection, sql) for sql in meetings if sql is not None]
    finally:
        connection.close()
    if met:
        made = made.join(pl.concat(met, how="vertical_relaxed"), on="key", how="left")
    of_duty = made.select("rule", "subject", "_episode", duty="key")
    causes = of_duty.join(numbered_causes, on=["rule", "subject", "_episode"])
    return made, causes.select("duty", "fact", "original", "kind", since="opened", until="ends")


def _frame(connection: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    made = pl.from_arrow(connection.sql(sql).to_arrow_table())
    assert isinstance(made, pl.DataFrame)
    return made
