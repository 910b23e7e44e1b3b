"""The second factor: of whom it is asked, who has one, and how its secrets are kept.

Asked of every role that may take data out and of whoever gives accounts: one password that was guessed or lent must
not carry a county's list away.
"""

import base64
import hmac
from collections.abc import Callable, Iterable
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access import rights
from lianfang.access.keys import keys
from lianfang.access.middleware import API, by_token
from lianfang.access.models import Account

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What an account without its second factor still reaches: the pages that set it up, the way out, the language.
_OPEN = ("/accounts/", "/language/", "/javascript-words/", "/healthz")
_KNOWN = "second_factor"
# How every text begins that Fernet made; no secret of an authenticator and no seed of recovery codes does.
_ENCRYPTED = "gAAAA"


def asked_of(role: str) -> bool:
    """Whether an account of this role works only with a second factor."""
    if settings.SECOND_FACTOR_EXEMPT:
        return False
    return rights.exports(role) or "responsible" in rights.relations(role, "record", "account")


def with_second_factor(accounts: Iterable[UUID]) -> set[UUID]:
    """Which of these accounts have set one up."""
    found = Authenticator.objects.filter(user__in=list(accounts), type__in=KINDS)
    return set(found.values_list("user_id", flat=True))


def removed_from(account: Account) -> int:
    """Takes an account's second factor away with its recovery codes, as when a phone was lost; answers how many."""
    return Authenticator.objects.filter(user=account).delete()[0]


def second_factor_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Leads an account that needs a second factor and has none to the page that sets it up, whatever was asked.

    Stands after ``acting_account``. A token is no session: it was given for one program and is asked for nothing more.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _missing(request):
            return get_response(request)
        if request.path.startswith(API):
            return JsonResponse({"detail": "set up the second factor of this account first"}, status=403)
        messages.warning(
            request, _("Your role works only with a second factor: set one up here. Until then no other page opens.")
        )
        return redirect("mfa_index")

    return middleware


def _missing(request: HttpRequest) -> bool:
    account = request.user
    if not isinstance(account, Account) or request.path.startswith(_OPEN) or not asked_of(account.role):
        return False
    session = request.session
    if by_token(request):
        return False
    # Asked of the database once a session; where one is removed, `forgotten` has it asked again.
    if not session.get(_KNOWN):
        session[_KNOWN] = bool(with_second_factor([account.pk]))
    return not session[_KNOWN]


def forgotten(request: HttpRequest) -> None:
    """Has this session's next request ask anew whether there is a second factor."""
    request.session.pop(_KNOWN, None)


class SecondFactors(DefaultMFAAdapter):
    """allauth's door to the second factor, with secrets encrypted at rest and the last one kept where it is asked."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether its holder may take this one away: not the last, where the role works only with one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=KINDS).exclude(pk=authenticator.pk)
        return not asked_of(authenticator.user.role) or others.exists()

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(_ENCRYPTED):
            return encrypted_text  # set up before these secrets were encrypted
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Lianfang"


def _cipher() -> Fernet:
    # Not with a month's key: those are destroyed with the data they sealed.
    own = hmac.digest(keys().lookup_key(), b"lianfang second factors", "sha256")
    return Fernet(base64.urlsafe_b64encode(own))
