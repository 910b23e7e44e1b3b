"""What the plans' case definitions propose of a case, beside what a doctor recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianfang.desks.language import language_of_page
from lianfang.desks.rules import plan_name
from lianfang.plan.criteria import CaseDefinition
from lianfang.plan.wording import case_definitions as words
from lianfang.plan.wording import source
from lianfang.situation import queries as situation
from lianfang.situation.plans import every_plan


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition that holds of the case, or of which it is not known: its name, its condition, its clause."""

    word: str
    condition: str
    clause: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one plan proposes: the classification and since when, and whether it is another than the one recorded."""

    plan: str
    word: str
    since: datetime | None
    differs: bool
    holds: list[Definition]
    undecided: list[Definition]


def proposals_of(account: Any, case: UUID) -> list[Proposal]:
    """The proposals of every plan that defines the cases of this disease."""
    return [_proposal(row) for row in situation.proposals_of(account, case).order_by("plan")]


def _proposal(row: Any) -> Proposal:
    say = language_of_page()
    told = {one.id: one for plan in reversed(every_plan()) if plan.id == row.plan for one in plan.definitions}
    return Proposal(
        plan=plan_name(row.plan),
        word=words.classification(row.proposed, say) if row.proposed else "",
        since=row.since,
        differs=row.proposed is not None and row.proposed != row.recorded,
        holds=[_definition(told.get(name), name) for name in row.holds.split(", ") if name],
        undecided=[_definition(told.get(name), name) for name in row.undecided.split(", ") if name],
    )


def _definition(held: CaseDefinition | None, name: str) -> Definition:
    say = language_of_page()
    if held is None:
        return Definition(words.classification(name, say), "", "")
    return Definition(words.classification(name, say), words.fulfils(held, say), source(held.source, say))
