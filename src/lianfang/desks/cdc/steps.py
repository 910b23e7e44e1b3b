"""How far a contact has come: judged, told, called, carried, received, released; or lost, refusing, gone."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.lookups import Exact

from lianfang.desks.rules import name_in, rules_in_force
from lianfang.plan.expression import Compare, walk
from lianfang.situation.models import Contact

# In the order of the chain; the last three are beside it. A contact stands at exactly one.
STEPS = ("judged", "told", "called", "carried", "received", "released", "lost", "refused", "left")
BESIDE = ("lost", "refused", "left")
IN_VAIN = ("no_answer", "wrong_number")
Row = Mapping[str, Any]


def calls_in_vain() -> int | None:
    """After how many calls in vain the plans in force ask for more; None where no plan asks."""
    asked = [
        term.right.value
        for rule in rules_in_force()
        if rule.kind == "attempt" and rule.when is not None
        for term in walk(rule.when.expression)
        if isinstance(term, Compare) and name_in(term.left) == "in_vain" and hasattr(term.right, "value")
    ]
    return min((int(value) for value in asked if isinstance(value, int | float)), default=None)


# From the last step that holds to the first: at which of them a contact stands.
_LATEST_FIRST = ("refused", "left", "received", "carried", "called", "told")


def _standing(vain: int | None) -> Case:
    """The place in `STEPS` of the step at which a contact stands: a number, for words are sorted as a language asks."""
    number = {step: Value(place) for place, step in enumerate(STEPS)}
    over = Q(released__isnull=False) | Q(ground_fell__isnull=False)
    lost = [When(received__isnull=True, unanswered__gte=vain, then=number["lost"])] if vain else []
    later = [When(**{f"{step}__isnull": False}, then=number[step]) for step in _LATEST_FIRST]
    return Case(When(over, then=number["released"]), *lost, *later, default=number["judged"])


def at_step(step: str, vain: int | None) -> Q:
    """The condition that a contact stands at this step; ``vain`` is how many calls in vain make one lost."""
    return Q(Exact(_standing(vain), Value(STEPS.index(step))))


def step_of(contact: Contact, vain: int | None) -> str:
    """The step at which a contact stands: what ``at_step`` asks of many."""
    if contact.released or contact.ground_fell:
        return "released"
    if vain and not contact.received and (contact.unanswered or 0) >= vain:
        return "lost"
    return next((step for step in _LATEST_FIRST if getattr(contact, step)), "judged")


def counted(contacts: QuerySet[Contact], vain: int | None) -> dict[str, int]:
    """How many contacts stand at each step: rows, as the list shows them. A contact of two cases stands in two."""
    rows = contacts.order_by().annotate(standing=_standing(vain)).values_list("standing").annotate(n=Count("pk"))
    found = {STEPS[place]: n for place, n in rows}
    return {"all": sum(found.values()), **{step: found.get(step, 0) for step in STEPS}}


def counted_and_people(contacts: QuerySet[Contact], step: str, vain: int | None) -> tuple[dict[str, int], int]:
    """The same, and how many people they are who stand at the step asked for (at any, where it is no step).

    In one question, since who may see a row is asked of each.
    """
    asked = contacts.order_by().annotate(standing=_standing(vain)).values_list("standing", "person")
    found: dict[str, tuple[int, int]] = {}
    with suppress(EmptyResultSet), connection.cursor() as cursor:
        sql, parameters = asked.query.sql_with_params()
        cursor.execute(
            f"SELECT standing, count(*), count(DISTINCT person) FROM ({sql}) contact(standing, person)"  # noqa: S608 (a query of Django's)
            " GROUP BY GROUPING SETS ((), (standing))",
            parameters,
        )
        found = {"all" if place is None else STEPS[place]: (rows, people) for place, rows, people in cursor.fetchall()}
    counts = {name: found.get(name, (0, 0)) for name in ("all", *STEPS)}
    return {name: rows for name, (rows, _people) in counts.items()}, counts[step if step in STEPS else "all"][1]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contact stands, since when, and the fact that says so where it stands beside the chain."""

    step: str
    since: datetime | None
    fact: Row | None = None


def standing_of(contact: Contact, heard: Iterable[Row], vain: int | None) -> Standing:
    """``heard``: the attempts to reach the person and their departures, in order of time."""
    step = step_of(contact, vain)
    if step not in BESIDE:
        moment = contact.ground_fell if step == "released" and not contact.released else getattr(contact, step)
        return Standing(step, moment)
    told = [row for row in heard if row["occurred_from"] >= (contact.first_exposed or row["occurred_from"])]
    if step == "lost":
        trail = in_vain(told)
        fact = trail[vain - 1] if vain and len(trail) >= vain else (trail[-1] if trail else None)
    else:
        word = "refused" if step == "refused" else "gone"
        fitting = [row for row in told if row.get("result") == word or (step == "left" and row.get("direction"))]
        fact = fitting[-1] if fitting else None
    return Standing(step, fact["occurred_from"] if fact else getattr(contact, step, None), fact)


def in_vain(heard: Iterable[Row]) -> list[Row]:
    """The attempts at the end of what was heard of somebody that nobody answered."""
    trail: list[Row] = []
    for row in heard:
        trail = [*trail, row] if row.get("result") in IN_VAIN else []
    return trail
