"""Above what a temperature is a fever: the thresholds that the plans in force write, none from code."""

from dataclasses import dataclass
from functools import cache

from lianfang.desks.rules import name_in, rules_in_force, spoken
from lianfang.plan import Rule
from lianfang.plan.expression import Compare, walk


@dataclass(frozen=True, slots=True)
class Fever:
    """A threshold of a plan's for temperatures, and what the plan asks of whoever is above it."""

    above: float
    asks: str


def fever(temperature: float | None) -> Fever | None:
    """The lowest threshold of the plans in force that a temperature exceeds, with what the plan asks; else None."""
    if temperature is None:
        return None
    return next((_spoken(above, rule) for above, rule in _asked() if temperature > above), None)


def thresholds() -> list[Fever]:
    """Every threshold of temperature in the plans in force, the lowest first."""
    return [_spoken(above, rule) for above, rule in _asked()]


def _spoken(above: float, rule: Rule) -> Fever:
    return Fever(above, spoken(rule.owes.what))


@cache
def _asked() -> tuple[tuple[float, Rule], ...]:
    """Every threshold with its rule, the lowest first: read once a process, as the plans are.

    A page asks of each temperature on it whether it is a fever.
    """
    found = []
    for rule in rules_in_force():
        if rule.kind != "health_check" or rule.when is None:
            continue
        for term in walk(rule.when.expression):
            if isinstance(term, Compare) and term.comparator in (">", ">=") and name_in(term.left) == "temperature":
                value = getattr(term.right, "value", None)
                if isinstance(value, int | float):
                    found.append((float(value), rule))
    return tuple(sorted(found, key=lambda each: each[0]))
