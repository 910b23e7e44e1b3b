"""A meeting's briefing and its list of decisions from the ledger and the situation, as known at a moment."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Min, Q, QuerySet, Sum

from lianfang.facts.meetings import Held, last_meeting, meetings
from lianfang.facts.responsible import leaders
from lianfang.facts.standing_tasks import StandingTask, leaders_of, standing_tasks
from lianfang.places.models import Area, Unit
from lianfang.places.tree import path_of, range_of
from lianfang.plan import Plan
from lianfang.reports.figures import DailyFigures, Difference
from lianfang.reports.ledger import area_named, daily_report, known_then
from lianfang.reports.meeting_figures import (
    Briefing,
    Change,
    DecisionList,
    DutiesOfRule,
    MeetingHeld,
    Owing,
    TaskFigure,
)
from lianfang.reports.wording import ZONE
from lianfang.situation.models import OpenTally
from lianfang.situation.past import past
from lianfang.situation.plans import every_plan
from lianfang.situation.queries import begun, unended
from lianfang.vocabulary import Mistake

# What a meeting asks first: root of the figure's name and the column of the bulletin.
CHANGES: tuple[tuple[str, str], ...] = (
    ("confirmed", "new"),
    ("confirmed", "current"),
    ("confirmed", "cumulative"),
    ("asymptomatic", "current"),
    ("suspected", "current"),
    ("discharged", "cumulative"),
    ("died", "cumulative"),
    ("contacts", "traced"),
    ("contacts", "observed"),
    ("contacts", "released"),
)


def briefing(
    area: str, *, now: datetime, at: datetime | None = None, disease: str | None = None, compare: bool = True
) -> Briefing:
    """The briefing of an area's meeting at a moment (now, where none is named), as known then.

    With ``compare`` what the last meeting knew is derived anew from the whole ledger: a page that cannot wait leaves it
    out. Called within a session that may read the area. Raises Mistake on an area or disease unknown and on a moment to
    come.
    """
    moment = now if at is None else at
    if moment > now:
        raise Mistake(f"--at {moment.astimezone(ZONE):%Y-%m-%dT%H:%M} is still to come; a briefing tells what is known")
    with past(moment) if moment != now else nullcontext():
        return _briefing(area, moment, disease, compare)


def decision_list(meeting: UUID, at: datetime) -> DecisionList:
    """A meeting's list of decisions before and after, as known at a moment. Raises Mistake where it is not known."""
    held = next(iter(meetings(at, ids=[str(meeting)])), None)
    if held is None:
        raise Mistake(f"no meeting {meeting} is known")
    every = _tasks_of(path_of(held.area), at)
    before = [
        task
        for task in every
        if task.fact["occurred_from"] < held.at and (task.closed is None or task.closed > held.at)
    ]
    decided = [task for task in every if task.fact["meeting"] == str(meeting)]
    figures = task_figures([*before, *decided], at)
    return DecisionList(
        area_named(held.area),
        at,
        _meeting(held),
        tuple(figures[task.id] for task in before if task.fact["meeting"] != str(meeting)),
        tuple(figures[task.id] for task in decided),
    )


def _briefing(area: str, at: datetime, disease: str | None, compare: bool) -> Briefing:
    named = area_named(area)
    path = path_of(area)
    held = last_meeting(at, area)
    since = held.at if held else at - timedelta(days=1)
    # What is owed the briefing asks of every disease, as it stands now and not as it stood when the day was over.
    now = daily_report(area, _day_before(at), now=at, disease=disease, beside=False, duties=False).figures
    then: DailyFigures | None = None
    corrected: tuple[Difference, ...] = ()
    if compare:
        then, told = known_then(area, _day_before(since), now.disease, since, at)
        corrected = tuple(each for each in told if each.changed)
    open_, decided = [], []
    for task in _tasks_of(path, at):
        if task.closed is None:
            open_.append(task)
        if held is not None and task.fact["meeting"] == str(held.id):
            decided.append(task)
    figures = task_figures([*open_, *decided], at)
    end = _midnight(at) + timedelta(days=1)
    overdue, due_today = _owed(path, at, end)
    return Briefing(
        area=named,
        at=at,
        since=since,
        last=None if held is None else _meeting(held),
        now=now,
        then=then,
        changes=changes_between(then, now),
        corrected=_of_bulletin(corrected),
        overdue=_owing(overdue, at),
        due_today=_by_rule(due_today),
        decided=tuple(figures[task.id] for task in decided),
        open_tasks=tuple(figures[task.id] for task in open_),
        tasks_today=tuple(figures[task.id] for task in open_ if at < task.fact["deadline"] <= end),
    )


def _of_bulletin(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Those of whole rows: an origin's share moves whenever its row does."""
    return tuple(each for each in differences if "." not in each.row)


def changes_between(then: DailyFigures | None, now: DailyFigures) -> tuple[Change, ...]:
    """What a meeting asks of two days' figures, those of which both are unknown left out."""
    found = [
        Change(row, column, None if then is None else _figure(then, row, column), _figure(now, row, column))
        for row, column in CHANGES
    ]
    return tuple(change for change in found if change.then is not None or change.now is not None)


def _figure(figures: DailyFigures, row: str, column: str) -> int | None:
    of: Any = figures.contacts if row == "contacts" else figures.row(row)
    value: int | None = getattr(of, column)
    return value


def within_area(path: str) -> Q:
    """Duties, or tallies of them, about whom the area is responsible, or owed by a unit in it."""
    low, high = range_of(path)
    return Q(responsible__gte=low, responsible__lt=high) | Q(area__gte=low, area__lt=high)


class _Tallied(NamedTuple):
    """Duties of one rule that one unit owes: how many, and the first moment among theirs."""

    unit: str | None
    plan: str
    rule: str
    duties: int
    first: datetime


def _owed(path: str, at: datetime, end: datetime) -> tuple[list[_Tallied], list[_Tallied]]:
    """What an area's units owe that was due by a moment, and what is due from then until an end; asked at once."""
    owed = within_area(path) & unended(at) & begun(at) & Q(due__lte=end)
    overdue: list[_Tallied] = []
    due_today: list[_Tallied] = []
    for was_due, *told in _tallied(OpenTally.objects.filter(owed).annotate(was_due=Q(due__lte=at)), "was_due"):
        (overdue if was_due else due_today).append(_Tallied(*told))
    return overdue, due_today


def _tallied(owed: QuerySet[OpenTally], *apart: str, moment: str = "due") -> QuerySet[OpenTally, Any]:
    """Rows as `_Tallied` has them, what is to be told apart before them."""
    return owed.values_list(*apart, "owed_by", "plan", "rule").annotate(n=Sum("number"), first=Min(moment))


def duties_by_rule(condition: Q, moment: str = "due") -> tuple[DutiesOfRule, ...]:
    """The duties neither met nor waived that fulfil a condition, a row a rule, by the first ``moment`` among them."""
    return _by_rule(_Tallied(*row) for row in _tallied(OpenTally.objects.filter(condition), moment=moment))


def _by_rule(tallied: Iterable[_Tallied]) -> tuple[DutiesOfRule, ...]:
    # Counting distinct units would make the database sort every row.
    by_rule: dict[tuple[str, str], list[_Tallied]] = {}
    for each in tallied:
        by_rule.setdefault((each.plan, each.rule), []).append(each)
    titles = rule_titles()
    found = []
    for (plan, rule), of_units in by_rule.items():
        zh, en = titles.get((plan, rule), (rule, rule))
        duties, first = sum(each.duties for each in of_units), min(each.first for each in of_units)
        found.append(DutiesOfRule(plan, rule, zh, en, duties, len(of_units), first))
    return tuple(sorted(found, key=lambda each: (each.first, each.rule)))


def _owing(tallied: Iterable[_Tallied], at: datetime) -> tuple[Owing, ...]:
    titles = rule_titles()
    by_unit: dict[str, list[tuple[str, str, int, datetime]]] = {}
    for unit_owing, plan, rule, n, first in tallied:
        by_unit.setdefault(unit_owing or "", []).append((*titles.get((plan, rule), (rule, rule)), n, first))
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=by_unit)}
    named = leaders(units.values(), at)
    found = []
    for code, owed in by_unit.items():
        owed.sort(key=lambda each: (-each[2], each[3], each[0]))
        unit = units.get(code)
        found.append(
            Owing(
                code,
                unit.name if unit else code,
                named.get(code, ""),
                sum(each[2] for each in owed),
                min(each[3] for each in owed),
                tuple(each[:3] for each in owed),
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.duties, each.first, each.unit)))


def rule_titles() -> Mapping[tuple[str, str], tuple[str, str]]:
    """By plan and rule what the rule obliges to, in Chinese and English; with its name where several say the same."""
    return _titles(every_plan())


@lru_cache(maxsize=16)
def _titles(plans: tuple[Plan, ...]) -> Mapping[tuple[str, str], tuple[str, str]]:
    rules = [(plan, rule) for plan in plans for rule in plan.rules]
    alike = Counter(rule.owes.what.zh for _plan, rule in rules)
    return {
        (plan.id, rule.id): (
            (rule.owes.what.zh, rule.owes.what.en)
            if alike[rule.owes.what.zh] == 1
            else (f"{rule.owes.what.zh}（{rule.names.zh}）", f"{rule.owes.what.en} ({rule.names.en})")
        )
        for plan, rule in rules
    }


def _tasks_of(path: str, at: datetime) -> list[StandingTask]:
    """The tasks given in an area, or owed by a unit in it."""
    tasks = standing_tasks(at)
    given = dict(Area.objects.filter(code__in={task.fact["area"] for task in tasks}).values_list("code", "path"))
    owners = dict(Unit.objects.filter(code__in={task.fact["owner"] for task in tasks}).values_list("code", "path"))
    return [
        task
        for task in tasks
        if given.get(task.fact["area"], "").startswith(path) or owners.get(task.fact["owner"], "").startswith(path)
    ]


def task_figures(tasks: Iterable[StandingTask], at: datetime) -> dict[UUID, TaskFigure]:
    """Tasks as lists tell them, by their id, with the leaders who are responsible at a moment."""
    every = list(tasks)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={task.fact["owner"] for task in every})}
    named = leaders_of(every, at)
    found = {}
    for task in every:
        fact, unit = task.fact, units.get(task.fact["owner"])
        found[task.id] = TaskFigure(
            id=str(task.id),
            number=fact["number"] or "",
            title=fact["title"],
            owner=fact["owner"],
            owner_name=unit.name if unit else fact["owner"],
            doer=fact["doer"] or "",
            helpers=fact["helpers"] or "",
            leader=named[task.id],
            deadline=fact["deadline"],
            state=task.state(at),
            said=task.evidence[-1]["text"] if task.evidence else "",
        )
    return found


def _meeting(held: Held) -> MeetingHeld:
    unit = Unit.objects.filter(code=held.unit).values_list("name", flat=True).first()
    return MeetingHeld(
        str(held.id), held.number, held.title, unit or held.unit, held.chair, held.attended, held.note, held.at
    )


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)


def _day_before(at: datetime) -> date:
    """The local day that was over last: of it a meeting at eight speaks (截至…24时)."""
    return at.astimezone(ZONE).date() - timedelta(days=1)
