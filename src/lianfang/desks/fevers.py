"""Above what a temperature is a fever: the thresholds that the plans in force write, none from code."""

from dataclasses import dataclass
from functools import cache

from lianfang.desks.rules import name_in, spoken
from lianfang.plan import Plan, Rule
from lianfang.plan.expression import Compare, walk
from lianfang.situation.plans import plans_in_force


@dataclass(frozen=True, slots=True)
class Fever:
    """A threshold of a plan's for temperatures, and what the plan asks of whoever is above it."""

    above: float
    asks: str


def fever(temperature: float | None) -> Fever | None:
    """The lowest threshold of the plans in force that a temperature exceeds, with what the plan asks; else None."""
    if temperature is None:
        return None
    return next((_spoken(above, rule) for above, rule in _asked(plans_in_force()) if temperature > above), None)


def thresholds() -> list[Fever]:
    """Every threshold of temperature in the plans in force, the lowest first."""
    return [_spoken(above, rule) for above, rule in _asked(plans_in_force())]


def _spoken(above: float, rule: Rule) -> Fever:
    return Fever(above, spoken(rule.owes.what))


@cache
def _asked(plans: tuple[Plan, ...]) -> tuple[tuple[float, Rule], ...]:
    """Every threshold of these plans with its rule, the lowest first: read once, as the plans are.

    A page asks of each temperature on it whether it is a fever.
    """
    found = []
    for rule in (rule for plan in plans for rule in plan.rules):
        if rule.kind != "health_check" or rule.when is None:
            continue
        for term in walk(rule.when.expression):
            if isinstance(term, Compare) and term.comparator in (">", ">=") and name_in(term.left) == "temperature":
                value = getattr(term.right, "value", None)
                if isinstance(value, int | float):
                    found.append((float(value), rule))
    return tuple(sorted(found, key=lambda each: each[0]))
