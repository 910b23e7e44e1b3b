"""What happens at the door: sign-ins, sign-outs and failed attempts stand in the audit."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from lianfang.access import audit
from lianfang.access.models import Account


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: Account, **_: Any) -> None:
    audit.audited(user, "sign in", where=audit.place_of(request))


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: Account | None, **_: Any) -> None:
    if user is not None:
        audit.audited(user, "sign out", where=audit.place_of(request))


@receiver(user_login_failed)
def _sign_in_refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    where = audit.place_of(request) if request is not None else ""
    audit.audited(None, "sign in refused", where=where, name=str(credentials.get("username", "")))
