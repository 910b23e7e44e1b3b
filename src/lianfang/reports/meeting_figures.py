"""The figures of a dispatch meeting's briefing (调度会材料) and of a meeting's list of decisions, as dataclasses."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from lianfang.reports.figures import AreaName, DailyFigures, Difference, SignOffLine, SignOffState


@dataclass(frozen=True, slots=True)
class Change:
    """A figure as the last meeting knew it and as known now; ``column`` is new, current or cumulative of ``row``."""

    row: str
    column: str
    then: int | None
    now: int | None

    @property
    def difference(self) -> int | None:
        return None if self.then is None or self.now is None else self.now - self.then


@dataclass(frozen=True, slots=True)
class DutiesOfRule:
    """Duties of one rule that are alike for a list: how many, of how many units, the first moment among theirs."""

    plan: str
    rule: str
    title_zh: str
    title_en: str
    duties: int
    units: int
    first: datetime


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit that owes what is overdue, its responsible leader (包保), and of which rules how much."""

    unit: str
    name: str
    leader: str
    duties: int
    first: datetime
    rules: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class TaskFigure:
    """A task as a list tells it; ``state`` is one of ``facts.standing_tasks.State``."""

    id: str
    number: str
    title: str
    owner: str
    owner_name: str
    doer: str
    helpers: str
    leader: str
    deadline: datetime
    state: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A meeting as a paper names it."""

    id: str
    number: str
    title: str
    unit_name: str
    chair: str
    attended: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a meeting must know, as known at ``at``: the situation, what changed since, what is owed and by whom.

    ``since`` is the last meeting's moment, or a day before where none was recorded. ``now`` are the figures of the day
    that was over last, without its duties. ``then`` are those that were known then, None where they were not asked for;
    ``corrected`` are figures of the day told then that read otherwise now. ``overdue`` are units, most first;
    ``due_today`` are rules. ``decided`` are the tasks of the last meeting, ``open_tasks`` all that are not struck off
    yet, those of the last meeting among them.
    """

    area: AreaName
    at: datetime
    since: datetime
    last: MeetingHeld | None
    now: DailyFigures
    then: DailyFigures | None
    changes: tuple[Change, ...]
    corrected: tuple[Difference, ...]
    overdue: tuple[Owing, ...]
    due_today: tuple[DutiesOfRule, ...]
    decided: tuple[TaskFigure, ...]
    open_tasks: tuple[TaskFigure, ...]
    tasks_today: tuple[TaskFigure, ...]

    @property
    def overdue_duties(self) -> int:
        return sum(owing.duties for owing in self.overdue)

    @property
    def due_today_duties(self) -> int:
        return sum(rule.duties for rule in self.due_today)

    @property
    def unsigned(self) -> tuple[SignOffLine, ...]:
        """Units whose day is missing, or not in yet."""
        signed = self.now.sign_offs
        return (*signed.of(SignOffState.MISSING), *signed.of(SignOffState.PENDING))

    @property
    def overdue_tasks(self) -> tuple[TaskFigure, ...]:
        return tuple(task for task in self.open_tasks if task.state == "overdue")

    @property
    def decided_by_state(self) -> Counter[str]:
        """Of what the last meeting decided, how many tasks are in each state."""
        return Counter(task.state for task in self.decided)

    @property
    def overdue_by_leader(self) -> tuple[tuple[str, int, int], ...]:
        """Leaders with how many duties and tasks of theirs are overdue, most first; "" where no leader is known."""
        duties: Counter[str] = Counter()
        for owing in self.overdue:
            duties[owing.leader] += owing.duties
        tasks = Counter(task.leader for task in self.overdue_tasks)
        names = sorted({*duties, *tasks}, key=lambda name: (-duties[name] - tasks[name], not name, name))
        return tuple((name, duties[name], tasks[name]) for name in names)


@dataclass(frozen=True, slots=True)
class DecisionList:
    """A meeting's list of decisions: ``before`` what was open when it began, ``decided`` what it decided, as known at
    ``at``."""

    area: AreaName
    at: datetime
    meeting: MeetingHeld
    before: tuple[TaskFigure, ...]
    decided: tuple[TaskFigure, ...]
