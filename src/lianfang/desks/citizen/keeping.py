"""What is kept about people, why, how long, who may see it: from the vocabulary, the plans in force, the rights."""

from collections.abc import Sequence
from dataclasses import dataclass

from lianfang import vocabulary
from lianfang.access import rights
from lianfang.access.roles import ROLES
from lianfang.desks.language import language_of_page, name_of
from lianfang.desks.rules import spoken
from lianfang.plan import Plan
from lianfang.plan.kinds_read import rules_by_kind
from lianfang.plan.wording import source, value_words
from lianfang.plan.wording.language import either
from lianfang.plan.wording.retention import how_long
from lianfang.situation.plans import plans_in_force


@dataclass(frozen=True, slots=True)
class Keeping:
    """A kind of fact about people: what it holds that identifies, which rules read it, who may, how long it is kept.

    ``period`` is "" where no plan in force names one.
    """

    kind: str
    name: str
    identifying: tuple[str, ...]
    rules: tuple[str, ...]
    readers: tuple[str, ...]
    period: str
    clause: str


def keepings(kinds: Sequence[str] | None = None) -> list[Keeping]:
    """Each kind of fact about a person, or those named, in the order of the vocabulary."""
    plans = plans_in_force()
    reading = [rules_by_kind(plan) for plan in plans]
    found = []
    for kind in vocabulary.kinds():
        # A result names no person: its specimen does.
        if not (kind.about_a_person or kind.subject == "specimen") or (kinds is not None and kind.name not in kinds):
            continue
        rules = dict.fromkeys(spoken(rule.names) for read in reading for rule in read.get(kind.name, ()))
        long, clause = _kept_for(kind.name, plans)
        found.append(
            Keeping(
                kind.name,
                name_of(kind),
                tuple(name_of(column) for column in kind.columns if column.identifying),
                tuple(rules),
                tuple(name_of(role) for role in ROLES if rights.relations(role.name, "read", kind.name)),
                long,
                clause,
            )
        )
    return found


def _kept_for(kind: str, plans: Sequence[Plan]) -> tuple[str, str]:
    """For how long, and by which clause; of visits first those that were collected and made no contact."""
    say = language_of_page()
    told = [
        (how_long(one, say), source(one.source, say))
        for plan in plans
        for one in plan.periods
        if kind in one.kinds or (one.identities and kind == "person")
    ]
    if kind == "visit":
        told = [*_collected(plans), *told]
    between = either("；", "; ", say)
    return between.join(dict.fromkeys(long for long, _ in told)), between.join(dict.fromkeys(on for _, on in told))


def _collected(plans: Sequence[Plan]) -> list[tuple[str, str]]:
    """For how long collected visits that made no contact are kept, and by which clause."""
    say = language_of_page()
    for plan in plans:
        rules = plan.contacts
        if rules is None or rules.visits_kept is None:
            continue
        # The plan says the period by a parameter, whose source is the period's.
        for parameter in plan.parameters:
            if parameter.id in rules.parameters and parameter.value == rules.visits_kept:
                return [(value_words(rules.visits_kept, parameter, say), source(parameter.source, say))]
    return []
