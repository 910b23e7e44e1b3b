"""What the pages of accounts ask: the accounts of an area, what state each is in, and one of them by its id."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet, Sum
from django.http import Http404

from lianfang.access import roles, second_factor
from lianfang.access.models import Account
from lianfang.access.sessions import sessions_of
from lianfang.places.tree import range_of

UNUSED = timedelta(days=90)
STATES = ("locked", "suspended", "invited", "without", "unused")


@dataclass(frozen=True, slots=True)
class Line:
    """An account in the list: its state, whether it has a second factor or should have one, how many sessions stand."""

    account: Account
    state: str
    second: bool
    asked: bool
    sessions: int


def accounts_of(reader: Account) -> QuerySet[Account]:
    """The accounts of the reader's area."""
    low, high = range_of(reader.area_path)
    return Account.objects.filter(area_path__gte=low, area_path__lt=high).order_by("area_path", "role", "username")


def narrowed(accounts: QuerySet[Account], text: str, role: str, state: str, at: datetime) -> QuerySet[Account]:
    """Of these accounts those of a name, a role, a state of ``STATES`` at the machine's time, as far as it is asked."""
    chosen = Q()
    if text:
        chosen &= Q(username__icontains=text) | Q(name__icontains=text) | Q(unit=text)
    if role:
        chosen &= Q(role=role)
    if state == "suspended":
        chosen &= Q(is_active=False)
    elif state == "locked":
        chosen &= Q(username__in=locked(at))
    elif state == "invited":
        chosen &= Q(password__startswith=UNUSABLE_PASSWORD_PREFIX, is_active=True)
    elif state == "without":
        asked = [name for name in roles.NAMES if second_factor.asked_of(name)]
        having = Authenticator.objects.filter(type__in=second_factor.KINDS).values("user_id")
        chosen &= Q(role__in=asked, is_active=True) & ~Q(pk__in=having)
    elif state == "unused":
        chosen &= Q(is_active=True) & (Q(last_login__lt=at - UNUSED) | Q(last_login=None, created_at__lt=at - UNUSED))
    return accounts.filter(chosen)


def lines(accounts: Iterable[Account], at: datetime) -> list[Line]:
    """The accounts with their state, in three queries for all of them."""
    shown = list(accounts)
    ids = [account.pk for account in shown]
    having = second_factor.with_second_factor(ids)
    open_sessions = Counter(sessions_of(ids).values_list("user_id", flat=True))
    shut = locked(at)
    return [
        Line(
            account,
            _state(account, shut),
            account.pk in having,
            second_factor.asked_of(account.role),
            open_sessions[account.pk],
        )
        for account in shown
    ]


def account_for(reader: Account, account: UUID) -> Account:
    """The account, if it is of the reader's area. Raises Http404 else, as for none at all."""
    found = accounts_of(reader).filter(pk=account).first()
    if found is None:
        raise Http404("no such account")
    return found


def locked(at: datetime) -> set[str]:
    """The user names that wrong passwords lock at some address, at the machine's time."""
    since = at - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = AccessAttempt.objects.filter(attempt_time__gt=since).values("username", "ip_address")
    often = tried.annotate(wrong=Sum("failures_since_start")).filter(wrong__gte=settings.AXES_FAILURE_LIMIT)
    return {row["username"] for row in often if row["username"]}


def _state(account: Account, shut: set[str]) -> str:
    if not account.is_active:
        return "suspended"
    if not account.has_usable_password():
        return "invited"
    return "locked" if account.username in shut else "open"
