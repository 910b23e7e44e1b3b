"""What can be seen of a plan without a fact: of which words it speaks, for what nobody asks about is not worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from functools import lru_cache

from lianfang.derive.contacts import LINKS
from lianfang.plan.expression import DayEdge, Expression, Name, Shift, Value
from lianfang.plan.meaning import SAID_ONLY
from lianfang.plan.model import Names, Owes, Owner, Plan, Source

# What of a case or a contact follows from where people are.
OF_PLACES = frozenset(("responsible", "whereabouts", "treated", "counted_in", "village", "town", "county"))


@lru_cache(maxsize=64)
def words_of(plan: Plan) -> frozenset[str]:
    """Every word that what obliges by a plan may name, columns among them; of owners only what is asked about them."""
    return frozenset(_words((plan.rules, plan.anchors, plan.groups, plan.conditions)))


def _words(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, tuple | frozenset):
        for part in held:
            yield from _words(part)
    elif isinstance(held, Owner):
        # Whose area it is and of which level says nothing of a case or contact, but of the duty.
        yield from _words(held.named)
    elif is_dataclass(held) and not isinstance(held, Names | Source):
        for field in fields(held):
            # To whom it is owed, and before whom it comes when it is late, says nothing of what is derived.
            if field.name not in SAID_ONLY:
                yield from _words(getattr(held, field.name))


def asks_where_cases_are(plan: Plan) -> bool:
    """Whether a plan speaks of where cases and contacts are, or makes groups or proposals of cases by it."""
    return bool(plan.groups or plan.definitions or words_of(plan) & OF_PLACES)


def asks_of_links(plan: Plan) -> bool:
    """Whether a plan speaks of what became of contacts: told, carried, received and so on."""
    return bool(words_of(plan) & LINKS)


def asks_of_rides(plan: Plan) -> bool:
    """Whether a plan may speak of who rode in the same vehicle."""
    return "vehicle" in words_of(plan)


def told_alone(plan: Plan) -> bool:
    """Whether contacts follow from what was told of them alone: nobody is traced, nothing asked of what became of them.

    Nor does the plan count anything from a moment of theirs.
    """
    return plan.contacts is None and not asks_of_links(plan) and not anchored(plan) & {"contact", "exposure"}


def anchored(plan: Plan) -> set[str]:
    """The kinds from a moment of whose facts a plan counts."""
    return {kind for anchor in plan.anchors for kind, _ in anchor.formulas}


def always_lasts(owes: Owes) -> bool:
    """Whether a duty ends after it opened whatever the facts are, so that none need be looked at: most end so."""
    opening = {"opened"} if owes.opens else {"opened", "occurred_from"}

    def after_opening(node: Expression | None) -> timedelta | None:
        """By how much a moment comes after the opening at least; None where facts decide."""
        match node:
            case Name(name=name, of=None) if name in opening:
                return timedelta(0)
            case Shift(term=term, by=Value(value=timedelta() as length), sign=sign):
                shifted = after_opening(term)
                return None if shifted is None else shifted + sign * length
            case DayEdge(term=term, edge="end"):
                # The first moment of the next day.
                shifted = after_opening(term)
                return None if shifted is None else shifted + timedelta(microseconds=1)
        return None

    least = after_opening(owes.ends.expression) if owes.ends else timedelta.max
    return least is not None and least > timedelta(0)
