"""What the pages on appeals read: appeals with whom they are of, by when they are owed an answer, what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from lianfang.access.models import Account
from lianfang.desks.appeals.rules import appeal_rules
from lianfang.desks.moments import Word, deadline
from lianfang.desks.queries import person_names
from lianfang.facts import known_by
from lianfang.situation import queries
from lianfang.situation.models import Duty, DutyCause, PersonStatus

# Answered appeals on the page.
MOST = 100


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal: whose, about what, by when whom owes the answer, and the answers, the latest first."""

    told: Mapping[str, Any]
    person: PersonStatus
    duty: Duty | None
    answers: tuple[Mapping[str, Any], ...]
    left: Word

    @property
    def id(self) -> str:
        """By what a decision names the appeal: its first telling."""
        return str(self.told["original"] or self.told["id"])


def appeals_of(account: Account, at: datetime) -> list[Appeal]:
    """The appeals of people whom the account may see: those without an answer first, the next due before the others."""
    found = _with_answers(account, known_by(at, ["appeal"])["appeal"].to_dicts(), at)
    late = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda each: (bool(each.answers), _due(each) or late, each.told["occurred_from"], each.id))


def _due(appeal: Appeal) -> datetime | None:
    return appeal.duty.due if appeal.duty else None


def appeal_for(account: Account, appeal: str, at: datetime) -> Appeal:
    """The appeal, if the account may see whose it is. Raises Http404 else."""
    rows = [
        row
        for told in ({"id": [appeal]}, {"original": [appeal]})
        for row in known_by(at, ["appeal"], where=told)["appeal"].to_dicts()
    ]
    found = _with_answers(account, rows, at)
    if not found:
        raise Http404("no such appeal")
    return found[0]


def _with_answers(account: Account, rows: Sequence[Mapping[str, Any]], at: datetime) -> list[Appeal]:
    people = person_names(account, [UUID(row["person"]) for row in rows])
    seen = [row for row in rows if UUID(row["person"]) in people]
    ids = [row["original"] or row["id"] for row in seen]
    answers: dict[str, list[Mapping[str, Any]]] = {}
    decided = known_by(at, ["decision"], where={"appeal": ids})["decision"].to_dicts() if ids else []
    for row in sorted(decided, key=lambda row: (row["known_at"], row["id"]), reverse=True):
        answers.setdefault(row["appeal"], []).append(row)
    causes = dict(DutyCause.objects.filter(original__in=ids).values_list("duty", "original")) if ids else {}
    owed = queries.duties_of(account).filter(key__in=causes, rule__in=appeal_rules()).order_by("key")
    duties = {str(causes[duty.key]): duty for duty in owed}
    made = []
    for row, key in zip(seen, ids, strict=True):
        duty = duties.get(key)
        left = deadline(duty.due if duty else None, at)
        made.append(Appeal(row, people[UUID(row["person"])], duty, tuple(answers.get(key, ())), left))
    return made
