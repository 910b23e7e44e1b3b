"""Duties filtered as the address asks."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q, QuerySet

from lianfang.access.models import Account
from lianfang.desks.moments import NEAR
from lianfang.desks.queries import end_of_day, midnight, nulls_last, open_duties, overdue
from lianfang.situation import answering, queries
from lianfang.situation.models import Duty

STATES = ("open", "overdue", "brought", "near", "today", "later", "missed", "done", "waived")


def chosen(
    account: Account,
    at: datetime,
    state: str,
    rules: Collection[str],
    unit: str,
    *,
    disease: str = "",
    mine: bool = False,
    today: bool = False,
) -> QuerySet[Duty]:
    """The duties of a state, of these rules (of all where none is named), a unit and a disease, by when they are due.

    Those done stand by when they were done. With ``today``, of those missed the ones whose time ended since midnight.
    """
    duties = _of_state(account, at, state)
    if today and state == "missed":
        duties = duties.filter(ends__gt=midnight(at))
    if rules:
        duties = duties.filter(rule__in=rules)
    if unit:
        duties = duties.filter(owed_by=unit)
    if disease:
        duties = duties.filter(disease=disease)
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
        # Those marked as long over among them: this list asks no index of open duties.
        unmet = queries.duties_of(account).filter(queries.unwaived(at), Q(met__isnull=True) | Q(met__gt=at))
        return unmet.filter(due__lte=at, ends__lte=at, ends__gte=F("due"))
    if state == "later":
        return queries.duties_of(account).filter(opened__gt=at, met__isnull=True, waived__isnull=True)
    duties = open_duties(account, at)
    if state == "overdue":
        return duties.filter(overdue(at))
    if state == "brought":
        return duties.filter(answering.of(answering.brought_before(account, at)))
    if state == "near":
        return duties.filter(due__gt=at, due__lte=at + NEAR)
    if state == "today":
        return duties.filter(due__lte=end_of_day(at))
    return duties
