"""Why a duty stands, why a rule did not oblige, why a case is proposed to be what it is: rule, clause, facts, end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive import oracle
from lianfang.derive.inputs import prepared
from lianfang.derive.outputs import Derived
from lianfang.plan.criteria import CaseDefinition
from lianfang.plan.model import Parameter, Plan, Source


@dataclass(frozen=True)
class Cause:
    """A fact that obliges: its kind, id, and from when until when."""

    kind: str
    fact: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Why:
    """Why a duty stands: the rule in both languages, its source, its condition as written, the facts, what ends it.

    `parameters` are those the rule uses, each with its value, its source and the layer that gave it.
    """

    plan: str
    rule: str
    zh: str
    en: str
    source: Source
    condition: str
    causes: tuple[Cause, ...]
    met_by: tuple[str, str] | None
    ends: str
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class WhyNot:
    """Why a fact did not oblige by a rule: the first part of the condition that was not true, and what its words held.

    `answer` is False or None (unknown); `part` is empty where the condition held.
    """

    rule: str
    fact: str
    part: str
    answer: bool | None
    values: dict[str, Any]


@dataclass(frozen=True)
class Weighed:
    """A criterion or case definition weighed on a case: whether it holds (None: unknown), and by what it does not.

    `part` is the first part of the condition that is not true, `values` what its words hold; both empty where it holds.
    `definition` tells a definition from a criterion.
    """

    id: str
    zh: str
    en: str
    source: Source
    condition: str
    definition: bool
    holds: bool | None
    part: str
    values: dict[str, Any]


def why(derived: Derived, plan: Plan, key: str) -> Why:
    """Why the duty of this key stands. Raises KeyError where the derivation or the plan does not hold it."""
    found = derived.duties.filter(pl.col("key") == key)
    if not found.height:
        raise KeyError(key)
    duty = found.row(0, named=True)
    rule = plan.rule(duty["rule"])
    rows = derived.causes.filter(pl.col("duty") == key).sort("since", "fact").to_dicts()
    return Why(
        plan=plan.id,
        rule=rule.id,
        zh=rule.names.zh,
        en=rule.names.en,
        source=rule.source,
        condition=rule.when.text if rule.when else "",
        causes=tuple(Cause(row["kind"], row["fact"], row["since"], row["until"]) for row in rows),
        met_by=(duty["met_kind"], duty["met_by"]) if duty["met_by"] is not None else None,
        ends=rule.owes.ends.text if rule.owes.ends else "",
        parameters=tuple(plan.parameter(name) for name in rule.parameters),
    )


def why_not(tables: Mapping[str, pl.DataFrame], plan: Plan, rule: str, fact: str, at: datetime) -> list[WhyNot]:
    """Why a fact did not oblige by a rule, for each row in which the rule sees it (a pool is seen once a person)."""
    facts = prepared(tables, plan.time_zone)
    local = at.astimezone(ZoneInfo(plan.time_zone)).replace(tzinfo=None)
    return [
        WhyNot(rule, fact, part, answer, values)
        for part, answer, values in oracle.failures(facts, plan, plan.rule(rule), fact, local)
    ]


def why_proposed(tables: Mapping[str, pl.DataFrame], plan: Plan, case: str) -> list[Weighed]:
    """Every criterion and definition of a plan weighed on a case, in order; none where the plan does not see it."""
    told = oracle.weighed(prepared(tables, plan.time_zone), plan, case)
    return [
        Weighed(
            held.id, held.names.zh, held.names.en, held.source, held.when.text, isinstance(held, CaseDefinition), holds,
            part, values,
        )
        for held, holds, part, values in told
    ]  # fmt: skip
