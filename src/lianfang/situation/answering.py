"""Who answers for a duty beside the unit that owes it: to whom it is owed, before whom it comes when it is late.

Both are said by the duty's rule and worked out when they are asked: they move no row that is derived.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet, Sum

from lianfang.access.models import Account
from lianfang.places.models import Unit
from lianfang.places.tree import paths_up
from lianfang.plan import Rule
from lianfang.plan.answering import Late, Recipient
from lianfang.situation import queries
from lianfang.situation.models import Duty
from lianfang.situation.plans import plans_in_force


class Answering(NamedTuple):
    """A unit that may be told of a duty; ``level`` is that of its area."""

    code: str
    kind: str
    name: str
    path: str
    level: str


# Units by the paths in which they act, those of one path by their codes.
Units = dict[str, list[Answering]]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a unit owes by one rule that is brought before another: how many duties, the first deadline."""

    plan: str
    rule: str
    owed_by: str | None
    area: str
    # Those due by this moment are late enough.
    by: datetime
    duties: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step of what happens to a late duty: from when on, before which unit; None where there is none such."""

    late: Late
    at: datetime
    unit: Answering | None


def receiver_of(duty: Duty, rule: Rule) -> Answering | None:
    """The unit to which a duty is owed; None where the rule says none, or several are equally near."""
    if rule.owes.to is None or duty.area is None:
        return None
    nearest = _nearest(rule.owes.to, duty.area, duty.owed_by, _units_up(rule.owes.to.kinds, [duty.area]))
    return nearest[0] if len(nearest) == 1 else None


def steps_of(duty: Duty, rule: Rule) -> list[Step]:
    """Before whom a duty comes when it is late, and when: those that are past and those to come."""
    if duty.due is None or duty.area is None or not rule.owes.late:
        return []
    units = _units_up((kind for step in rule.owes.late for kind in step.to.kinds), [duty.area])
    return [Step(one, duty.due + one.after, _told(one, duty.area, duty.owed_by, units)) for one in rule.owes.late]


def brought_before(account: Account, at: datetime) -> list[Brought]:
    """What is late and comes before the account's unit, by rule and by who owes it; nothing for who has no unit."""
    own = _answering(Unit.objects.filter(code=account.unit)) if account.unit else []
    if not own:
        return []
    unit = own[0]
    # The steps that may come before a unit of its kind and level, by how late they are.
    steps: dict[timedelta, dict[tuple[str, str], Late]] = {}
    for plan in plans_in_force():
        for rule in plan.rules:
            for step in rule.owes.late:
                if unit.kind in step.to.kinds and step.to.level in (None, unit.level):
                    steps.setdefault(step.after, {})[plan.id, rule.id] = step
    if not steps:
        return []
    afters = sorted(steps)
    rules = {rule for of_after in steps.values() for _, rule in of_after}
    late = queries.open_tallies_of(account).filter(
        queries.begun(at), queries.unended(at), area__startswith=unit.path, due__lte=at - afters[0], rule__in=rules
    )
    counted = {
        f"number{place}": Sum("number", filter=Q(due__lte=at - after), default=0) for place, after in enumerate(afters)
    }
    groups = list(late.values_list("plan", "rule", "owed_by", "area").annotate(first=Min("due"), **counted))
    kinds = (kind for of_after in steps.values() for step in of_after.values() for kind in step.to.kinds)
    units = _units_up(kinds, {group[3] for group in groups})
    found = []
    for plan_id, rule_id, owed_by, area, first, *numbers in groups:
        for after, number in zip(afters, numbers, strict=True):
            one = steps[after].get((plan_id, rule_id))
            if number and one is not None and _told(one, area, owed_by, units) == unit:
                found.append(Brought(plan_id, rule_id, owed_by, area, at - after, number, first))
                break
    return sorted(found, key=lambda one: (one.due, one.rule, one.owed_by or ""))


def is_asked(account: Account) -> bool:
    """Whether anything late could come before the account's unit: whether a plan in force names its kind."""
    kinds = {
        kind
        for plan in plans_in_force()
        for rule in plan.rules
        for step in rule.owes.late
        for kind in step.to.kinds
    }  # fmt: skip
    return bool(account.unit) and Unit.objects.filter(code=account.unit, kind__in=kinds).exists()


def of(brought: Iterable[Brought]) -> Q:
    """The duties that these lines count."""
    owing: dict[tuple[str, str, datetime], list[Brought]] = {}
    for one in brought:
        owing.setdefault((one.plan, one.rule, one.by), []).append(one)
    either = Q(pk__in=[])
    # One question a rule: with one for each unit a list of a large county takes seconds.
    for (plan, rule, by), lines in owing.items():
        units = {one.owed_by for one in lines if one.owed_by is not None}
        nobodys = {one.area for one in lines if one.owed_by is None}
        whose = Q(owed_by__in=units) | Q(owed_by__isnull=True, area__in=nobodys)
        either |= Q(plan=plan, rule=rule, due__lte=by) & whose
    return either


def _units_up(kinds: Iterable[str], areas: Iterable[str]) -> Units:
    """The units of these kinds in which any of the areas lies, by their paths."""
    paths = {path for area in areas for path in paths_up(area)}
    found: Units = {}
    for unit in _answering(Unit.objects.filter(kind__in=set(kinds), path__in=paths)):
        found.setdefault(unit.path, []).append(unit)
    return found


def _answering(units: QuerySet[Unit]) -> list[Answering]:
    told = units.order_by("code").values_list("code", "kind", "name", "path", "area__level")
    return [Answering(*one) for one in told]


def _nearest(to: Recipient, area: str, owed_by: str | None, units: Units) -> list[Answering]:
    """The nearest units of the first kind of which there is any on the way up, but for the one that owes."""
    for kind in to.kinds:
        for path in paths_up(area):
            here = [unit for unit in units.get(path, ()) if unit.kind == kind and unit.code != owed_by]
            fitting = [unit for unit in here if to.level in (None, unit.level)]
            if fitting:
                return fitting
    return []


def _told(step: Late, area: str, owed_by: str | None, units: Units) -> Answering | None:
    return next(iter(_nearest(step.to, area, owed_by, units)), None)
