"""What happens at the door: sign-ins, sign-outs, failed attempts and second factors stand in the audit."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from lianfang.access import audit, second_factor
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


@receiver(authentication_failed)
def _second_factor_refused(request: HttpRequest, user: Account, **_: Any) -> None:
    audit.audited(user, "sign in refused", reason="second factor", where=audit.place_of(request))


@receiver(authenticator_added)
def _second_factor_added(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    audit.audited(user, "add second factor", reason=authenticator.type, where=audit.place_of(request))


@receiver(authenticator_removed)
def _second_factor_removed(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    second_factor.forgotten(request)
    audit.audited(user, "remove second factor", reason=authenticator.type, where=audit.place_of(request))
