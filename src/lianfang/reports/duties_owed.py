"""The duties of an area or a unit counted by rule, and by who owes them, for the briefing and the hand-over."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q

from lianfang.places.tree import range_of
from lianfang.reports.meeting_figures import DutiesOfRule
from lianfang.situation.models import Duty
from lianfang.situation.plans import every_plan


class OfUnit(NamedTuple):
    """What a unit owes by one rule: how many duties, and the first moment among theirs."""

    plan: str
    rule: str
    unit: str
    duties: int
    first: datetime


def within_area(path: str) -> Q:
    """Duties about whom the area is responsible, or owed by a unit in it."""
    low, high = range_of(path)
    return Q(responsible__gte=low, responsible__lt=high) | Q(area__gte=low, area__lt=high)


def counted_by(condition: Q, moment: str) -> list[OfUnit]:
    """The duties that fulfil a condition, by rule and unit, with the first ``moment`` among them."""
    rows = Duty.objects.filter(condition).values_list("plan", "rule", "owed_by")
    return [
        OfUnit(plan, rule, unit or "", number, first)
        for plan, rule, unit, number, first in rows.annotate(n=Count("key"), first=Min(moment))
    ]


def due_before_and_after(condition: Q, moment: datetime, until: datetime) -> tuple[list[OfUnit], list[OfUnit]]:
    """Of the duties that fulfil a condition those due by a moment, and those due after it until another.

    Both in one look: where a county owes a hundred thousand, reading them is what takes the time.
    """
    late = Q(due__lte=moment)
    rows = (
        Duty.objects.filter(condition, due__lte=until)
        .values_list("plan", "rule", "owed_by")
        .annotate(
            late=Count("key", filter=late),
            first=Min("due", filter=late),
            coming=Count("key", filter=~late),
            following=Min("due", filter=~late),
        )
    )
    before, after = [], []
    for plan, rule, unit, late_ones, first, coming, following in rows:
        if late_ones:
            before.append(OfUnit(plan, rule, unit or "", late_ones, first))
        if coming:
            after.append(OfUnit(plan, rule, unit or "", coming, following))
    return before, after


def by_rule(counted: Iterable[OfUnit]) -> tuple[DutiesOfRule, ...]:
    """These duties a row a rule, by the first moment among them."""
    # Counting distinct units would make the database sort every duty.
    grouped: dict[tuple[str, str], list[OfUnit]] = {}
    for each in counted:
        grouped.setdefault((each.plan, each.rule), []).append(each)
    titles = rule_titles()
    found = []
    for (plan, rule), units in grouped.items():
        zh, en = titles.get((plan, rule), (rule, rule))
        duties, first = sum(each.duties for each in units), min(each.first for each in units)
        found.append(DutiesOfRule(plan, rule, zh, en, duties, len(units), first))
    return tuple(sorted(found, key=lambda each: (each.first, each.rule)))


def rule_titles() -> Mapping[tuple[str, str], tuple[str, str]]:
    """By plan and rule what the rule obliges to, in Chinese and English; with its name where several say the same."""
    rules = [(plan, rule) for plan in every_plan() for rule in plan.rules]
    alike = Counter(rule.owes.what.zh for _plan, rule in rules)
    return {
        (plan.id, rule.id): (
            (rule.owes.what.zh, rule.owes.what.en)
            if alike[rule.owes.what.zh] == 1
            else (f"{rule.owes.what.zh}（{rule.names.zh}）", f"{rule.owes.what.en} ({rule.names.en})")
        )
        for plan, rule in rules
    }
