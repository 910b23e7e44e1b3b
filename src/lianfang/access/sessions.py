"""Sessions as their holder and the administrator see them: since when, from where, on what; and their end.

Kept by allauth, a row a sign-in; a row counts as long as Django's own session stands behind it.
"""

from collections.abc import Iterable
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from lianfang.access.invitations import end_invitations
from lianfang.access.models import Account, ApiToken


def sessions_of(accounts: Iterable[UUID]) -> QuerySet[UserSession]:
    """The sessions of these accounts that still let somebody act, the latest first."""
    standing = Session.objects.filter(expire_date__gt=Now()).values("session_key")
    found = UserSession.objects.filter(user__in=list(accounts), session_key__in=standing)
    return found.select_related("user").order_by("-created_at", "-pk")


def tokens_of(account: Account) -> QuerySet[ApiToken]:
    """The tokens of an account that still let a program act, the latest first."""
    return ApiToken.objects.filter(account=account, ended_at=None, expires_at__gt=Now()).order_by("-created_at")


@transaction.atomic
def end_session(account: Account, session: int) -> bool:
    """Ends one session of the account; False where it has no such session. Its next request meets the door."""
    found = UserSession.objects.filter(user=account, pk=session).first()
    if found is None:
        return False
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    return True


@transaction.atomic
def end_everything(account: Account) -> tuple[int, int]:
    """Ends every session, token and open invitation of the account, as for a stolen phone.

    Answers how many sessions and tokens still stood.
    """
    kept = UserSession.objects.filter(user=account)
    standing = sessions_of([account.pk]).count()
    Session.objects.filter(session_key__in=kept.values("session_key")).delete()
    kept.delete()
    tokens = ApiToken.objects.filter(account=account, ended_at=None, expires_at__gt=Now()).update(ended_at=Now())
    end_invitations(account)
    return standing, tokens
