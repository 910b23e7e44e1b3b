"""Which kinds of fact a plan reads, and by which of its parts: why anything is kept at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache

from lianfang.plan import expression as e
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.model import Formula, Meeting, Names, Plan, Rule, Source

# What a computed table rests on: whoever reads it reads these. What a proposal weighs is read by the case definitions.
BEHIND = {
    "contact": ("exposure", "visit", "household", "membership"), "group": ("case",), "case_proposal": ("case",),
}  # fmt: skip


def rules_by_kind(plan: Plan) -> dict[str, list[Rule | Criterion | CaseDefinition]]:
    """By kind of fact what of a plan reads it, in the plan's order: rules, health codes, criteria, case definitions."""
    found: dict[str, list[Rule | Criterion | CaseDefinition]] = {}
    for rule in (*plan.rules, *(code.rule for code in plan.codes), *plan.conditions):
        read = kinds_of(rule)
        behind = {each for computed in read for each in BEHIND.get(computed, ())}
        for kind in sorted(read | behind):
            found.setdefault(kind, []).append(rule)
    return found


def kinds_of(held: Rule | Criterion | CaseDefinition) -> frozenset[str]:
    """The kinds of fact that a rule is for, that it asks about, or by which it is met; a condition is for cases."""
    return frozenset({held.kind if isinstance(held, Rule) else "case", *_named(held)})


def kinds_read(plan: Plan) -> frozenset[str]:
    """The kinds of fact, and of computed tables, of which anything in a plan speaks."""
    parts = (plan.anchors, plan.groups, plan.levels)
    rules = (*plan.rules, *(code.rule for code in plan.codes), *plan.conditions)
    return frozenset(_named(parts)).union(*(kinds_of(rule) for rule in rules))


@lru_cache(maxsize=64)
def speaks_of_proposals(plan: Plan) -> bool:
    """Whether a rule of a plan is for proposed classifications or asks of them."""
    return any("case_proposal" in kinds_of(rule) for rule in plan.rules)


def _named(held: object) -> Iterator[str]:
    """The kinds that a rule, or any part of one, asks about or is met by."""
    if isinstance(held, Formula):
        yield from (part.kind for part in e.walk(held.expression) if isinstance(part, e.Query))
    elif isinstance(held, tuple):
        for part in held:
            yield from _named(part)
    elif is_dataclass(held) and not isinstance(held, Names | Source):
        if isinstance(held, Meeting):
            yield held.kind
        for field in fields(held):
            yield from _named(getattr(held, field.name))
