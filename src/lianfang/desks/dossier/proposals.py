"""What the plans' case definitions propose of a case, beside what a doctor recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianfang.derive import Weighed
from lianfang.desks.language import language_of_page
from lianfang.desks.rules import plan_name, spoken
from lianfang.plan import Plan
from lianfang.plan.criteria import CaseDefinition
from lianfang.plan.wording import case_definitions as words
from lianfang.plan.wording import source
from lianfang.situation import queries as situation
from lianfang.situation.plans import every_plan
from lianfang.situation.weighing import weighed


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition that holds of the case, or of which it is not known: its name, its condition, its clause."""

    word: str
    condition: str
    clause: str


@dataclass(frozen=True, slots=True)
class Weighing:
    """A criterion or definition on the case: whether it is fulfilled (None: not known), and if not what is wanting."""

    name: str
    definition: bool
    holds: bool | None
    wanting: str
    values: list[str]
    clause: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one plan proposes: the classification and since when, and whether it is another than the one recorded.

    `weighed` is why, where it was asked; `sees_less` where the reader may not see all the facts that decided.
    """

    id: str
    plan: str
    word: str
    since: datetime | None
    differs: bool
    holds: list[Definition]
    undecided: list[Definition]
    weighed: list[Weighing]
    sees_less: bool


def proposals_of(account: Any, case: UUID, why: str, at: datetime) -> list[Proposal]:
    """The proposals of every plan that defines the cases of this disease; `why` the plan of which it is asked why."""
    return [_proposal(row, row.plan == why, at) for row in situation.proposals_of(account, case).order_by("plan")]


def _proposal(row: Any, asked: bool, at: datetime) -> Proposal:
    say = language_of_page()
    told = {one.id: one for plan in reversed(every_plan()) if plan.id == row.plan for one in plan.definitions}
    plan = next((one for one in every_plan() if one.id == row.plan), None)
    found = weighed(row.case, plan, at) if asked and plan is not None else []
    holding = [name for name in row.holds.split(", ") if name]
    return Proposal(
        id=row.plan,
        plan=plan_name(row.plan),
        word=words.classification(row.proposed, say) if row.proposed else "",
        since=row.since,
        differs=row.proposed is not None and row.proposed != row.recorded,
        holds=[_definition(told.get(name), name) for name in holding],
        undecided=[_definition(told.get(name), name) for name in row.undecided.split(", ") if name],
        weighed=[_weighing(plan, one) for one in found if plan is not None],
        sees_less=bool(found) and {one.id for one in found if one.definition and one.holds} != set(holding),
    )


def _weighing(plan: Plan, one: Weighed) -> Weighing:
    say = language_of_page()
    held = next(each for each in plan.conditions if each.id == one.id)
    return Weighing(
        name=words.classification(one.id, say) if one.definition else spoken(held.names),
        definition=one.definition,
        holds=one.holds,
        wanting=words.unfulfilled(held, one.part, say) if one.part else "",
        values=words.values(plan, one.values, say),
        clause=source(one.source, say),
    )


def _definition(held: CaseDefinition | None, name: str) -> Definition:
    say = language_of_page()
    if held is None:
        return Definition(words.classification(name, say), "", "")
    return Definition(words.classification(name, say), words.fulfils(held, say), source(held.source, say))
