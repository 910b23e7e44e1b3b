"""Tasks as they stand: given, applied for, accepted, sent back, or over their deadline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from lianfang.desks.moments import Word, deadline
from lianfang.facts import known_by


@dataclass(frozen=True, slots=True)
class TaskLine:
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

    def word(self, now: datetime) -> Word:
        """Its state as a word."""
        if self.closed:
            return Word(_("struck off"), "done")
        if self.applied:
            return Word(_("awaits acceptance"), "near")
        return deadline(self.fact["deadline"], now)


def tasks(at: datetime) -> list[TaskLine]:
    """Every task that the reader's area gave or owns, as known at ``at``: open ones first, by deadline."""
    lines = _lines(known_by(at, ["task", "evidence", "acceptance"]))
    return sorted(lines, key=lambda line: (line.closed is not None, line.fact["deadline"], str(line.id)))


def task_for(task: UUID, at: datetime) -> TaskLine:
    """One task. Raises Http404 where the reader may not see it."""
    lines = _lines(known_by(at, ["task", "evidence", "acceptance"], {"task": [str(task)]}))
    if not lines:
        raise Http404("no such task")
    return lines[0]


def _lines(tables: Any) -> list[TaskLine]:
    evidence, acceptances = _by_subject(tables["evidence"]), _by_subject(tables["acceptance"])
    return [
        TaskLine(
            UUID(row["subject"]),
            row,
            tuple(evidence.get(row["subject"], ())),
            tuple(acceptances.get(row["subject"], ())),
        )
        for row in tables["task"].iter_rows(named=True)
    ]


def _by_subject(frame: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row["subject"], []).append(row)
    return found


def open_tasks(lines: Iterable[TaskLine]) -> list[TaskLine]:
    """Those not struck off yet."""
    return [line for line in lines if line.closed is None]
