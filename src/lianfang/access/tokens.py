"""Keys of the API: made once, shown once, kept as a digest, good until they expire or are ended."""

import hashlib
import re
import secrets
from datetime import timedelta

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from lianfang.access.models import Account, ApiToken
from lianfang.vocabulary import Mistake

LONGEST = timedelta(days=366)
_FORM = re.compile(r"lf_([0-9a-f]{8})_[0-9A-Za-z_-]{43}")


def token_of(account: Account, label: str, lasts: timedelta) -> tuple[ApiToken, str]:
    """A new token with the rights of the account's role, and its text, which is shown this once.

    Raises Mistake where `lasts` is nothing or more than a year.
    """
    if not timedelta(0) < lasts <= LONGEST:
        raise Mistake(_("A token lasts from one day to one year."))
    prefix = secrets.token_hex(4)
    text = f"lf_{prefix}_{secrets.token_urlsafe(32)}"
    # The database's clock decides, as it will when the token is shown: a demonstration's clock must not lengthen it.
    token = ApiToken.objects.create(
        account=account, label=label, prefix=prefix, digest=_digest(text), expires_at=Now() + lasts
    )
    token.refresh_from_db()
    return token, text


def account_of_token(text: str) -> Account | None:
    """The account that this text lets act, or None: unknown, expired, ended, or the account is closed."""
    if not _FORM.fullmatch(text):
        return None
    token = (
        ApiToken.objects.select_related("account")
        .filter(digest=_digest(text), expires_at__gt=Now(), ended_at=None, account__is_active=True)
        .first()
    )
    return token.account if token else None


def end(token: ApiToken) -> None:
    """Ends a token at once; ending it again changes nothing."""
    ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=Now())


def _digest(text: str) -> bytes:
    # The text has 256 random bits, so that a slow hash would add nothing.
    return hashlib.sha256(text.encode()).digest()
