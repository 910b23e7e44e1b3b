"""Every request acts in one account's name, and the database is told which."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from lianfang.access import audit
from lianfang.access.models import Account
from lianfang.access.session import NOBODY, acting_as, settings_of
from lianfang.access.tokens import account_of_token

# Tokens open the API and nothing else: a page opened by a token would escape the rules of sessions.
API = "/api/"


def acting_account(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.user` from a token on the API, and the session of row-level security for either way of coming in.

    ``request.token_refused`` is True where a token was shown that lets nobody act. Stands after Django's
    AuthenticationMiddleware.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        _take_token(request)
        account = request.user if isinstance(request.user, Account) else None
        if account is not None and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(account.language)
            request.LANGUAGE_CODE = translation.get_language()
        with acting_as(settings_of(account) if account else NOBODY), audit.refusals_kept():
            return get_response(request)

    return middleware


def by_token(request: HttpRequest) -> bool:
    """Whether a token, good or bad, was shown where tokens are looked at: then it decides alone."""
    kind = request.headers.get("Authorization", "").partition(" ")[0]
    return kind.lower() == "bearer" and request.path.startswith(API)


def _take_token(request: HttpRequest) -> None:
    # Evaluated here once, before the session of the database is set, so that it is never asked for within a view.
    request.user.is_authenticated  # noqa: B018
    request.token_refused = False  # type: ignore[attr-defined]
    if not by_token(request):
        return
    account = account_of_token(request.headers["Authorization"].partition(" ")[2].strip())
    # A token decides alone: a cookie beside it must not lend it another's rights.
    request.user = account or AnonymousUser()
    request.token_refused = account is None  # type: ignore[attr-defined]
