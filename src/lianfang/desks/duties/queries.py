"""Duties filtered as the address asks."""

from datetime import datetime

from django.db.models import Q, QuerySet

from lianfang.access.models import Account
from lianfang.desks.moments import NEAR
from lianfang.desks.queries import end_of_day, nulls_last, open_duties, overdue
from lianfang.situation import queries
from lianfang.situation.models import Duty

STATES = ("open", "overdue", "near", "today", "later", "missed", "done", "waived")


def chosen(account: Account, at: datetime, state: str, rule: str, unit: str, mine: bool) -> QuerySet[Duty]:
    """The duties of a state, rule and unit, in the order in which they are due; those done by when they were done."""
    duties = _of_state(account, at, state)
    if rule:
        duties = duties.filter(rule=rule)
    if unit:
        duties = duties.filter(owed_by=unit)
    if mine:
        duties = duties.filter(Q(assigned_to=account.username) | Q(owed_by=account.unit or None))
    if state == "done":
        return duties.order_by("-met", "key")
    return duties.order_by(nulls_last("due"), "rule", "key")


def _of_state(account: Account, at: datetime, state: str) -> QuerySet[Duty]:
    if state == "done":
        return queries.duties_of(account).filter(met__lte=at)
    if state == "waived":
        return queries.duties_of(account).filter(waived__lte=at, met__isnull=True)
    if state == "missed":
        unmet = queries.duties_of(account).filter(met__isnull=True, waived__isnull=True)
        return unmet.filter(due__lte=at, ends__lte=at)
    if state == "later":
        return queries.duties_of(account).filter(opened__gt=at, met__isnull=True, waived__isnull=True)
    duties = open_duties(account, at)
    if state == "overdue":
        return duties.filter(overdue(at))
    if state == "near":
        return duties.filter(due__gt=at, due__lte=at + NEAR)
    if state == "today":
        return duties.filter(due__lte=end_of_day(at))
    return duties
