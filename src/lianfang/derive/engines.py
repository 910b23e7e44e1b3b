"""Compiled rules run by an engine: in which order its questions (`asking.py`) are asked.

`duck.py` and `spark.py` alone know their engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from lianfang.derive import asking, groups, proposals
from lianfang.derive.outputs import empty, fitted
from lianfang.derive.questions import FastEngine
from lianfang.derive.terms import terms_of
from lianfang.derive.views import clock_of, places_of, seen_group, shared_of, views_of
from lianfang.plan.model import Plan

# What of a cause is told with its duty.
CAUSES_KEPT = ("rule", "subject", "_episode", "fact", "original", "kind", "opened", "ends")


def opened(engine: str) -> FastEngine:
    """An engine by its name, holding nothing. Each is heavy to import, and comes when it is asked."""
    if engine == "spark":
        from lianfang.derive.spark import Spark

        return Spark()
    from lianfang.derive.duck import Duck

    return Duck()


class Session:
    """An engine that holds the facts as rules of one disease see them, for one plan after the other.

    `facts` as `inputs.prepared` gives them, `status` by table. To be closed.
    """

    def __init__(
        self, facts: Mapping[str, pl.DataFrame], status: Mapping[str, pl.DataFrame], disease: str, at: datetime,
        engine: str = "duckdb",
    ) -> None:  # fmt: skip
        self.status, self.disease = status, disease
        self.tables = {**status, **views_of(facts, status, disease), **places_of(facts)}
        self.tables |= {"clock": clock_of(at), "shared": shared_of(facts), "group_member": empty("group_member")}
        self.engine = opened(engine)
        for name, frame in self.tables.items():
            self.engine.hold(name, frame)

    def close(self) -> None:
        """Gives back what the engine holds."""
        self.engine.close()

    def duties(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """Duties, their causes, groups and their members, proposals, the grounds of codes; moments local."""
        terms = terms_of(plan)
        tables = {**self.tables, **terms}
        for name, frame in terms.items():
            self.engine.hold(name, frame)
        try:
            define(self.engine, plan, tables)
            return self._followed(plan, tables)
        finally:
            # What a plan defines is its own: the next one finds the facts as they were.
            for name, frame in self.tables.items():
                if tables[name] is not frame:
                    self.engine.hold(name, frame)

    def _followed(self, plan: Plan, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        engine, dialect = self.engine, self.engine.dialect
        # Where the plan defines nothing, the same words mean the same to the plan that is asked next.
        lasting = not (plan.anchors or plan.groups or plan.conditions)
        of_codes = [asking.grounds(plan, code.rule.id, dialect) for code in plan.codes if tables[code.rule.kind].height]
        grounds = [engine.rows(one, lasting) for one in of_codes]
        of_rules = [asking.causes(plan, rule.id, dialect) for rule in plan.rules if tables[rule.kind].height]
        defined = {name: fitted(tables[name], name) for name in ("group", "group_member", "case_proposal")}
        defined["grounds"] = pl.concat(grounds, how="vertical_relaxed") if grounds else pl.DataFrame()
        if not of_rules:
            return {"duty": pl.DataFrame(), "duty_cause": pl.DataFrame(), **defined}
        engine.gather("_found", of_rules, lasting)
        common = asking.common(dialect)
        numbered_causes = engine.keep("_causes", common.numbered, CAUSES_KEPT)
        if common.whole is not None:
            engine.gather("_whole", [common.whole])
        made = engine.keep("_owed", common.owed)
        obliging = set(made["rule"].unique())
        meetings = (asking.met(plan, rule.id, dialect) for rule in plan.rules if rule.id in obliging)
        met = [engine.rows(one) for one in meetings if one is not None]
        if met:
            made = made.join(pl.concat(met, how="vertical_relaxed"), on="key", how="left")
        of_duty = made.select("rule", "subject", "_episode", duty="key")
        causes = of_duty.join(numbered_causes, on=["rule", "subject", "_episode"])
        causes = causes.select("duty", "fact", "original", "kind", since="opened", until="ends")
        return {"duty": made, "duty_cause": causes, **defined}


def define(engine: FastEngine, plan: Plan, tables: dict[str, pl.DataFrame]) -> None:
    """The plan's anchors as columns of the facts, then its groups and proposals as facts; `tables` grows by them."""
    # No anchor sees another: all are worked out before any is there.
    worked_out = [
        (kind, engine.rows(asking.anchor(plan, anchor.id, kind, engine.dialect)))
        for anchor in plan.anchors
        for kind, _ in anchor.formulas
    ]
    for kind, column in worked_out:
        tables[kind] = tables[kind].join(column, on="_row", how="left", maintain_order="left")
    for kind in {kind for kind, _ in worked_out}:
        engine.hold(kind, tables[kind])
    made = []
    for group in plan.groups:
        told = engine.rows(asking.counted(plan, group.id, engine.dialect))
        made.append(groups.groups_of(plan, group, told, tables["shared"], tables["case_status"], tables))
    if made:
        tables["group"] = seen_group(pl.concat([fitted(one, "group") for one, _ in made]))
        tables["group_member"] = pl.concat([fitted(one, "group_member") for _, one in made])
        for name in ("group", "group_member"):
            engine.hold(name, tables[name])
    if plan.definitions and tables["case"].height:
        weighed = proposals.cases_at_hand(plan, tables["case"], tables["case_status"])
        for held in plan.conditions:
            for question in asking.weighing(plan, held.id, engine.dialect):
                engine.hold("case_weighed", weighed)
                weighed = weighed.join(engine.rows(question), on="_row", how="left", maintain_order="left")
        tables["case_proposal"] = proposals.proposals(plan, weighed)
        engine.hold("case_proposal", tables["case_proposal"])
    reaching = {group.id: group.reaches for group in plan.groups if group.apart}
    if reaching and tables["measurement"].height:
        from lianfang.derive.near import zones_of

        of_cases = tables["case"].select("longitude", "latitude", fact="id").drop_nulls()
        points = tables["group"].filter(pl.col("definition").is_in(list(reaching))).select(
            "group", "first", reaches=pl.col("definition").replace_strict(reaching, return_dtype=pl.Float64)
        ).join(tables["group_member"], on="group").join(of_cases, on="fact")  # fmt: skip
        tables["measurement"] = tables["measurement"].with_columns(zones_of(tables["measurement"], points))
        engine.hold("measurement", tables["measurement"])
