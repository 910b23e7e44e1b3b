"""Tasks for pages: how each stands as a word, whose they are, what their evidence may point at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.moments import Word, deadline
from lianfang.facts import known_by
from lianfang.facts.standing_tasks import StandingTask, standing_tasks

# What an account may point at as proof: kinds of which a command's units keep few, told by themselves.
PROVING = ("sign_off", "rectification", "inspection", "stock", "consignment", "shift", "measurement", "action")
_MOST_FACTS = 30


@dataclass(frozen=True, slots=True)
class TaskLine(StandingTask):
    """A task as a page shows it."""

    def word(self, now: datetime) -> Word:
        """Its state as a word."""
        state = self.state(now)
        if state == "struck_off":
            return Word(_("struck off"), "done")
        if state == "applied":
            return Word(_("awaits acceptance"), "near")
        word = deadline(self.fact["deadline"], now)
        if self.sent_back:
            return Word(_("sent back, %s") % word.text, "overdue")
        return word


def _line(task: StandingTask) -> TaskLine:
    return TaskLine(task.id, task.fact, task.evidence, task.acceptances)


def tasks(at: datetime) -> list[TaskLine]:
    """Every task that the reader's area gave or owns, as known at ``at``: open ones first, by deadline."""
    return [_line(task) for task in standing_tasks(at)]


def task_for(task: UUID, at: datetime) -> TaskLine:
    """One task. Raises Http404 where the reader may not see it."""
    found = standing_tasks(at, tasks=[str(task)])
    if not found:
        raise Http404("no such task")
    return _line(found[0])


def open_tasks(lines: Iterable[TaskLine]) -> list[TaskLine]:
    """Those not struck off yet."""
    return [line for line in lines if line.closed is None]


def open_findings(at: datetime) -> list[dict[str, Any]]:
    """What inspections found and nobody has rectified yet, the first deadline first."""
    told = known_by(at, ["finding", "rectification"])
    done = set(told["rectification"]["subject"].to_list())
    rows = [row for row in told["finding"].iter_rows(named=True) if row["subject"] not in done]
    return sorted(rows, key=lambda row: (row["deadline"] is None, row["deadline"] or row["occurred_from"]))


def finding_of(line: TaskLine, at: datetime) -> dict[str, Any] | None:
    """What an inspection found that the task is to mend, or None where it comes from elsewhere."""
    if not line.fact["finding"]:
        return None
    rows = known_by(at, ["finding"], {"finding": [line.fact["finding"]]})["finding"].to_dicts()
    return rows[0] if rows else None


def facts_told(account: Account, line: TaskLine, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Kind and row of what this account recorded since the task was given, the latest first: what may prove it."""
    told = known_by(at, PROVING, where={"recorded_by": [account.username]}, between=(line.fact["occurred_from"], at))
    found = [(kind, row) for kind, frame in told.items() for row in frame.iter_rows(named=True)]
    return sorted(found, key=lambda pair: pair[1]["known_at"], reverse=True)[:_MOST_FACTS]


def fact_pointed_at(fact: str, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """Kind and row of the fact that evidence points at, where the reader may see it."""
    for kind, frame in known_by(at, PROVING, where={"id": [fact]}).items():
        for row in frame.iter_rows(named=True):
            return kind, row
    return None
