"""Which kinds of fact a plan reads, and by which of its rules: why anything is kept at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from lianfang.plan import expression as e
from lianfang.plan.model import Formula, Meeting, Names, Plan, Rule, Source

# What a computed table rests on: whoever reads it reads these.
BEHIND = {"contact": ("exposure", "visit", "household", "membership"), "group": ("case",)}


def rules_by_kind(plan: Plan) -> dict[str, list[Rule]]:
    """By kind of fact the rules of a plan, health codes among them, that read it, in the plan's order."""
    found: dict[str, list[Rule]] = {}
    for rule in (*plan.rules, *(code.rule for code in plan.codes)):
        read = {rule.kind, *_named(rule)}
        behind = {each for computed in read for each in BEHIND.get(computed, ())}
        for kind in sorted(read | behind):
            found.setdefault(kind, []).append(rule)
    return found


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
