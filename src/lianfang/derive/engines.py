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
import pyarrow as pa
from ibis.expr import types as ir

from lianfang.derive import duties, groups, proposals
from lianfang.derive.compile import Answers, bare, moment, names, table
from lianfang.derive.near import zones_of
from lianfang.derive.outputs import empty, fitted
from lianfang.derive.terms import terms_of
from lianfang.derive.views import clock_of, places_of, seen_group, shared_of, views_of
from lianfang.plan.model import Plan

CAUSES: dict[str, str] = {
    "rule": "string", "kind": "string", "fact": "string", "original": "string",
    "opened": "timestamp", "ends": "timestamp",
    "due": "timestamp", "anchor": "timestamp", "named": "string", "outbreak": "string", "area": "string",
    **dict.fromkeys(duties.ABOUT, "string"),
}  # fmt: skip
_CAUSES = "SELECT rule, subject, _episode, fact, original, kind, opened AS since, ends AS until FROM _causes"
# Text goes in and out as Polars holds it, uncopied.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "3GB", "arrow_output_version": "1.4", "produce_arrow_string_view": True,
}  # fmt: skip


def sql_of(expression: ir.Table) -> str:
    """The SQL of an unbound expression, as DuckDB takes it."""
    return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))


@lru_cache(maxsize=1)
def _common() -> tuple[str, str, ir.Table]:
    """The SQL that every plan shares: episodes of causes, and the duties they make; and those as a table."""
    numbered = duties.episodes(ibis.table(CAUSES, name="_found"))
    owed = duties.owed_by_all(ibis.table(numbered.schema(), name="_causes"))
    return sql_of(numbered), sql_of(owed), ibis.table(owed.schema(), name="_owed")


@lru_cache(maxsize=4096)
def _causes_sql(plan: Plan, rule: str) -> str:
    return sql_of(duties.causes(plan.rule(rule)).select(*CAUSES))


@lru_cache(maxsize=256)
def _grounds_sql(plan: Plan, code: str) -> str:
    rule = next(each.rule for each in plan.codes if each.rule.id == code)
    return sql_of(duties.causes(rule).select(*CAUSES))


@lru_cache(maxsize=4096)
def _met_sql(plan: Plan, rule: str) -> str | None:
    found = duties.met(plan.rule(rule), _common()[2])
    return None if found is None else sql_of(found)


@lru_cache(maxsize=4096)
def _anchor_sql(plan: Plan, name: str, kind: str) -> str:
    anchor = next(one for one in plan.anchors if one.id == name)
    expression = dict(anchor.formulas)[kind].expression
    answers = Answers(table(kind, names(expression)))
    when = answers.ask(expression, bare)
    return sql_of(answers.rows.select("_row", **{name: moment(when)}))


@lru_cache(maxsize=4096)
def _counted_sql(plan: Plan, name: str) -> str:
    return sql_of(groups.counted(next(one for one in plan.groups if one.id == name)))


@lru_cache(maxsize=4096)
def _weighing_sql(plan: Plan, name: str) -> tuple[str, ...]:
    """The questions of a criterion; of a definition also the one since when it holds, if it is asked."""
    defined = any(one.id == name for one in plan.definitions)
    found = (proposals.truth(plan, name), proposals.since(plan, name) if defined else None)
    return tuple(sql_of(one) for one in found if one is not None)


class Session:
    """An engine that holds the facts as rules of one disease see them, for one plan after the other.

    `facts` as `inputs.prepared` gives them, `status` by table. To be closed.
    """

    def __init__(
        self, facts: Mapping[str, pl.DataFrame], status: Mapping[str, pl.DataFrame], disease: str, at: datetime
    ) -> None:  # fmt: skip
        self.status, self.disease = status, disease
        self.tables = {**status, **views_of(facts, status, disease), **places_of(facts)}
        self.tables |= {"clock": clock_of(at), "shared": shared_of(facts), "group_member": empty("group_member")}
        self.asked: dict[str, pl.DataFrame] = {}
        self.connection = _connected(self.tables)

    def close(self) -> None:
        """Gives back what the engine holds."""
        self.connection.close()

    def duties(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """Duties, their causes, groups and their members, proposals, the grounds of codes; moments local."""
        connection, terms = self.connection, terms_of(plan)
        tables = {**self.tables, **terms}
        for name, frame in terms.items():
            connection.register(name, _arrow(frame))
        try:
            _define(connection, plan, tables)
            return self._followed(plan, tables)
        finally:
            # What a plan defines is its own: the next one finds the facts as they were.
            for name, frame in self.tables.items():
                if tables[name] is not frame:
                    connection.register(name, _arrow(frame))

    def _followed(self, plan: Plan, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        connection = self.connection
        of_codes = (code.rule for code in plan.codes if tables[code.rule.kind].height)
        grounds = [self._ask(plan, _grounds_sql(plan, rule.id)) for rule in of_codes]
        found = [self._ask(plan, _causes_sql(plan, rule.id)) for rule in plan.rules if tables[rule.kind].height]
        defined = {name: fitted(tables[name], name) for name in ("group", "group_member", "case_proposal")}
        defined["grounds"] = pl.concat(grounds, how="vertical_relaxed") if grounds else pl.DataFrame()
        if not found:
            return {"duty": pl.DataFrame(), "duty_cause": pl.DataFrame(), **defined}
        causes = pl.concat(found, how="vertical_relaxed")
        connection.register("_found", _arrow(causes))
        numbered, owed, _ = _common()
        connection.execute(f"CREATE OR REPLACE TEMP TABLE _causes AS {numbered}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE _owed AS {owed}")
        made, numbered_causes = _frame(connection, "FROM _owed"), _frame(connection, _CAUSES)
        obliging = set(made["rule"].unique())
        meetings = (_met_sql(plan, rule.id) for rule in plan.rules if rule.id in obliging)
        met = [_frame(connection, sql) for sql in meetings if sql is not None]
        if met:
            made = made.join(pl.concat(met, how="vertical_relaxed"), on="key", how="left")
        of_duty = made.select("rule", "subject", "_episode", duty="key")
        causes = of_duty.join(numbered_causes, on=["rule", "subject", "_episode"])
        causes = causes.select("duty", "fact", "original", "kind", "since", "until")
        return {"duty": made, "duty_cause": causes, **defined}

    def _ask(self, plan: Plan, sql: str) -> pl.DataFrame:
        """What a question gives; asked once where the plans define nothing that makes the same words mean another."""
        if plan.anchors or plan.groups or plan.conditions:
            return _frame(self.connection, sql)
        if sql not in self.asked:
            self.asked[sql] = _frame(self.connection, sql)
        return self.asked[sql]


def _define(connection: duckdb.DuckDBPyConnection, plan: Plan, tables: dict[str, pl.DataFrame]) -> None:
    """The plan's anchors as columns of the facts, then its groups and proposals as facts; `tables` grows by them."""
    # No anchor sees another: all are worked out before any is there.
    worked_out = [
        (kind, _frame(connection, _anchor_sql(plan, anchor.id, kind)))
        for anchor in plan.anchors
        for kind, _ in anchor.formulas
    ]
    for kind, column in worked_out:
        tables[kind] = tables[kind].join(column, on="_row", how="left", maintain_order="left")
    for kind in {kind for kind, _ in worked_out}:
        connection.register(kind, _arrow(tables[kind]))
    made = []
    for group in plan.groups:
        told = _frame(connection, _counted_sql(plan, group.id))
        made.append(groups.groups_of(plan, group, told, tables["shared"], tables["case_status"], tables))
    if made:
        tables["group"] = seen_group(pl.concat([fitted(one, "group") for one, _ in made]))
        tables["group_member"] = pl.concat([fitted(one, "group_member") for _, one in made])
        for name in ("group", "group_member"):
            connection.register(name, _arrow(tables[name]))
    if plan.definitions and tables["case"].height:
        weighed = proposals.cases_at_hand(plan, tables["case"], tables["case_status"])
        for held in plan.conditions:
            for sql in _weighing_sql(plan, held.id):
                connection.register("case_weighed", _arrow(weighed))
                weighed = weighed.join(_frame(connection, sql), on="_row", how="left", maintain_order="left")
        tables["case_proposal"] = proposals.proposals(plan, weighed)
        connection.register("case_proposal", _arrow(tables["case_proposal"]))
    reaching = {group.id: group.reaches for group in plan.groups if group.apart}
    if reaching and tables["measurement"].height:
        of_cases = tables["case"].select("longitude", "latitude", fact="id").drop_nulls()
        points = tables["group"].filter(pl.col("definition").is_in(list(reaching))).select(
            "group", "first", reaches=pl.col("definition").replace_strict(reaching, return_dtype=pl.Float64)
        ).join(tables["group_member"], on="group").join(of_cases, on="fact")  # fmt: skip
        tables["measurement"] = tables["measurement"].with_columns(zones_of(tables["measurement"], points))
        connection.register("measurement", _arrow(tables["measurement"]))


def _connected(tables: Mapping[str, pl.DataFrame]) -> duckdb.DuckDBPyConnection:
    """An engine with these tables. To be closed."""
    connection = duckdb.connect(config=_CONFIG)
    for name, frame in tables.items():
        connection.register(name, _arrow(frame))
    return connection


def _arrow(frame: pl.DataFrame) -> pa.Table:
    """A frame as the engine reads it, nothing copied."""
    return frame.to_arrow(compat_level=pl.CompatLevel.newest())


def _frame(connection: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    made = pl.from_arrow(connection.sql(sql).to_arrow_table())
    assert isinstance(made, pl.DataFrame)
    return made


def duckdb_rows(sql: str, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What a question gives over these tables."""
    connection = _connected(tables)
    try:
        return _frame(connection, sql)
    finally:
        connection.close()
