"""What the facts of each case propose as its classification, definition by definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lianfang.derive.keys import proposal_original
from lianfang.derive.oracle.evaluate import World, moment, value
from lianfang.derive.oracle.statuses import Row
from lianfang.plan.criteria import in_order
from lianfang.plan.model import Plan

# What of a case any of its facts says, and how it stands.
AS_IT_STANDS = ("person", "outbreak", "onset", "origin", "generation", "severity", "outcome", "ended")


def proposals_of(plan: Plan, facts: Iterable[Row], cases: Iterable[Row], world: World) -> list[Row]:
    """A row a case of the plan's disease. `facts` are those of cases as rules see them, `cases` how each stands."""
    if not plan.definitions:
        return []
    by_id = {fact["id"]: fact for fact in facts}
    ordered = in_order(plan.definitions)
    made = []
    for status in cases:
        row = at_hand(plan, by_id, status)
        if row is None:
            continue
        for held in plan.conditions:
            row[held.id] = value(held.when.expression, row, {}, world)
        proposed = next((one for one in ordered if row[one.id] is True), None)
        since = None
        if proposed is not None and proposed.since is not None:
            since = moment(value(proposed.since.expression, row, {}, world))
        since = since or row["occurred_from"]
        case, name = status["case"], proposed.id if proposed is not None else None
        made.append(
            {
                "plan": plan.id, "case": case, "person": status["person"], "disease": plan.disease,
                "outbreak": status["outbreak"], "proposed": name, "recorded": status["classification"],
                "holds": ", ".join(one.id for one in ordered if row[one.id] is True),
                "undecided": ", ".join(one.id for one in ordered if row[one.id] is None),
                "since": since, "evidence": row["id"],
                **{area: status[area] for area in ("responsible", "whereabouts", "treated")},
                "id": row["id"], "original": proposal_original(case, name), "subject": case, "occurred_from": since,
            }
        )  # fmt: skip
    return made


def at_hand(plan: Plan, facts: Mapping[str, Row], status: Row | None) -> Row | None:
    """A case as definitions see it: its latest fact, of `facts` by their ids, and how it stands."""
    latest = facts.get(status["latest_fact"]) if status is not None else None
    if status is None or latest is None or status["disease"] != plan.disease:
        return None
    return {**latest, **{name: status[name] for name in AS_IT_STANDS}}
