"""Invitations: a code, shown once, by which the holder of an account chooses its password; nobody else knows it.

The same way leads back in for whoever forgot a password: a new invitation, which ends those before it.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from lianfang.access.models import Account, Invitation
from lianfang.vocabulary import Mistake

LONGEST = timedelta(days=14)
_FORM = re.compile(r"[0-9A-Za-z_-]{32}")


@transaction.atomic
def invitation_of(account: Account, given_by: Account, lasts: timedelta) -> tuple[Invitation, str]:
    """A new invitation for `account` and its code, which is shown this once; those before it end.

    Raises Mistake where `lasts` is nothing or more than two weeks.
    """
    if not timedelta(0) < lasts <= LONGEST:
        raise Mistake(_("An invitation lasts from one hour to two weeks."))
    end_invitations(account)
    code = secrets.token_urlsafe(24)
    # The database's clock decides, as it will when the code is shown.
    invitation = Invitation.objects.create(
        account=account, digest=_digest(code), given_by=given_by.username, expires_at=Now() + lasts
    )
    invitation.refresh_from_db()
    return invitation, code


def account_invited(code: str) -> Account | None:
    """Whose invitation this code is, or None: unknown, used, expired, ended, or the account is closed."""
    found = _standing(code).select_related("account").first()
    return found.account if found else None


@transaction.atomic
def accepted(code: str, password: str) -> Account | None:
    """Sets the password that the holder chose and uses the code up; None where it lets nobody in any more.

    Every session of the account ends, for the password was changed.
    """
    found = _standing(code).select_for_update(of=("self",)).select_related("account").first()
    if found is None:
        return None
    Invitation.objects.filter(pk=found.pk).update(used_at=Now())
    found.account.set_password(password)
    found.account.save(update_fields=["password"])
    return found.account


def end_invitations(account: Account) -> None:
    """Ends what invitations of the account are still open."""
    Invitation.objects.filter(account=account, used_at=None, expires_at__gt=Now()).update(expires_at=Now())


def _standing(code: str) -> QuerySet[Invitation]:
    if not _FORM.fullmatch(code):
        return Invitation.objects.none()
    return Invitation.objects.filter(digest=_digest(code), used_at=None, expires_at__gt=Now(), account__is_active=True)


def _digest(code: str) -> bytes:
    # 192 random bits: a slow hash would add nothing.
    return hashlib.sha256(code.encode()).digest()
