"""Whether two rules oblige to the same: what they mean, without where it stands in a file and what it is called."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

from lianfang.plan.expression import Expression, Value
from lianfang.plan.finding import Span
from lianfang.plan.kinds_read import kinds_of, speaks_of_proposals
from lianfang.plan.model import ContactRules, Formula, Names, Plan, Rule, Source

# What of a rule nobody is obliged by.
SAID_ONLY = frozenset(
    {"names", "source", "lower_may", "chapter", "span", "floor", "ceiling", "parameters", "layer", "reason", "milder",
     "settings", "waived_for", "waived_by", "what", "to", "late", "responsibility"}
)  # fmt: skip
# What of a plan its duties do not follow from, but for the rules, which are compared one by one.
BESIDE = frozenset(
    {"id", "names", "rules", "digest", "file", "parameters", "layers", "may_add", "in_force_from", "in_force_until",
     "running", "week", "levels", "codes", "used", "watches", "criteria", "definitions",
     "periods", "publication"}
)  # fmt: skip


def meaning(held: object) -> object:
    """A rule, or any part of one, as plain values that are equal where the meaning is."""
    if isinstance(held, Formula):
        return meaning(held.expression)
    if isinstance(held, Value):
        return ("Value", type(held.value).__name__, held.value)
    if isinstance(held, Span | Names | Source):
        return None
    if isinstance(held, tuple):
        return tuple(meaning(part) for part in held)
    if is_dataclass(held):
        of_expressions = frozenset({"start", "end", "kind_start", "column_start"})
        places = of_expressions if isinstance(held, Expression) else SAID_ONLY
        if isinstance(held, ContactRules):
            # There the settings are the meaning, and not who set what.
            places = places - {"settings"}
        told = ((field.name, meaning(getattr(held, field.name))) for field in fields(held) if field.name not in places)
        return (type(held).__name__, *told)
    return held


def differing(old: Plan, new: Plan) -> frozenset[str]:
    """The rules that do not mean the same in both plans, or stand in one only; all where the plans differ otherwise."""
    before, after = ({rule.id: rule for rule in plan.rules} for plan in (old, new))
    if _differ_beside(old, new):
        return frozenset(before.keys() | after.keys())
    moved = {name for name in before.keys() | after.keys() if _meant(before.get(name)) != _meant(after.get(name))}
    if definitions_differ(old, new):
        moved |= {rule.id for plan in (old, new) for rule in plan.rules if "case_proposal" in kinds_of(rule)}
    return frozenset(moved)


def without_definitions(plan: Plan) -> Plan:
    """The plan without its case definitions, where no rule of it speaks of what they propose."""
    return plan if speaks_of_proposals(plan) else replace(plan, criteria=(), definitions=())


def definitions_differ(old: Plan, new: Plan) -> bool:
    """Whether a case may be proposed to be of another classification."""
    before, after = ([(one.id, meaning(one)) for one in plan.conditions] for plan in (old, new))
    return before != after or bool(before and _differ_beside(old, new))


def differing_codes(old: Plan, new: Plan) -> frozenset[str]:
    """The codes that do not mean the same in both plans, or stand in one only; all where the plans differ otherwise."""
    before, after = ({code.rule.id: (code.colour, meaning(code.rule)) for code in plan.codes} for plan in (old, new))
    names = before.keys() | after.keys()
    if _differ_beside(old, new):
        return frozenset(names)
    return frozenset(name for name in names if before.get(name) != after.get(name))


def codes_differ(old: Plan, new: Plan) -> bool:
    """Whether somebody's code may be another: the codes do not mean the same, or the plans differ otherwise."""
    return bool(differing_codes(old, new))


def levels_differ(old: Plan, new: Plan) -> bool:
    """Whether an area's proposed level may be another: the scales do not mean the same, or the plans differ otherwise.

    What a level orders moves no level.
    """
    before, after = (
        {
            scale.id: (
                scale.about, scale.areas, scale.since, scale.until, meaning(scale.figures),
                [(grade.level, meaning(grade.when), meaning(grade.lowered)) for grade in scale.grades],
            )
            for scale in plan.levels
        }
        for plan in (old, new)
    )  # fmt: skip
    return before != after or bool(before and _differ_beside(old, new))


def _differ_beside(old: Plan, new: Plan) -> bool:
    beside = ((getattr(old, field.name), getattr(new, field.name)) for field in fields(old) if field.name not in BESIDE)
    return any(meaning(one) != meaning(other) for one, other in beside)


def _meant(rule: Rule | None) -> object:
    return None if rule is None else meaning(rule)
