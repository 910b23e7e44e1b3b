"""督办事项 as they stand: given, applied for with evidence, sent back, struck off by somebody else, or over time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from lianfang.facts.known import known_by
from lianfang.facts.responsible import leaders, leaders_told
from lianfang.places.models import Unit

State = Literal["struck_off", "applied", "sent_back", "overdue", "open"]


@dataclass(frozen=True, slots=True)
class StandingTask:
    """A task with what became of it; ``evidence`` and ``acceptances`` are rows of their kinds, oldest first."""

    id: UUID
    fact: dict[str, Any]
    evidence: tuple[dict[str, Any], ...]
    acceptances: tuple[dict[str, Any], ...]

    @property
    def closed(self) -> datetime | None:
        """When it was struck off (销号), or None."""
        if self.acceptances and self.acceptances[-1]["accepted"]:
            return self.acceptances[-1]["occurred_from"]
        return None

    @property
    def applied(self) -> bool:
        """Whether the doer has applied and nobody has answered yet."""
        if not self.evidence or self.closed:
            return False
        return not self.acceptances or self.evidence[-1]["occurred_from"] > self.acceptances[-1]["occurred_from"]

    @property
    def sent_back(self) -> bool:
        """Whether the last application was sent back and nobody has applied since."""
        return bool(self.acceptances) and not self.closed and not self.applied

    def state(self, now: datetime) -> State:
        """How it stands at a moment. Who has applied in time is not late while others take their time to answer."""
        if self.closed:
            return "struck_off"
        if self.applied:
            return "applied"
        if self.fact["deadline"] <= now:
            return "overdue"
        return "sent_back" if self.sent_back else "open"


def standing_tasks(at: datetime, *, tasks: Iterable[str] | None = None) -> list[StandingTask]:
    """Every task that the session may see, or these, as known at ``at``: the open ones first, by deadline."""
    about = None if tasks is None else {"task": list(tasks)}
    known = known_by(at, ["task", "evidence", "acceptance"], about)
    evidence, acceptances = _by_subject(known["evidence"]), _by_subject(known["acceptance"])
    found = [
        StandingTask(
            UUID(row["subject"]),
            row,
            tuple(evidence.get(row["subject"], ())),
            tuple(acceptances.get(row["subject"], ())),
        )
        for row in known["task"].iter_rows(named=True)
    ]
    return sorted(found, key=lambda task: (task.closed is not None, task.fact["deadline"], str(task.id)))


def leaders_of(tasks: Iterable[StandingTask], at: datetime) -> dict[UUID, str]:
    """The leader responsible for each task, by its id, as known at ``at``; "" where nobody is.

    Who was named in a task holds. But where that was the leader of the owning unit, or nobody was named, whoever is its
    leader now follows in what is open: the task moves with the office.
    """
    every = list(tasks)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={task.fact["owner"] for task in every})}
    told = leaders_told(at, units)
    now = leaders(units.values(), at, told)
    ever = {code: {unit.leader} for code, unit in units.items()}
    for one in told:
        ever[one.unit].add(one.name)
    found = {}
    for task in every:
        named, owner = task.fact["leader"] or "", task.fact["owner"]
        follows = task.closed is None and (not named or named in ever.get(owner, ()))
        found[task.id] = (now.get(owner) or named) if follows else named
    return found


def _by_subject(frame: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row["subject"], []).append(row)
    return found
