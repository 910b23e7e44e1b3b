"""A session that nobody uses ends: whoever finds an open screen an hour later meets the door."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

_SEEN = "seen"
# Seen again so soon is not noted again: no write to the database a request.
_NOTED_EACH = 60


def idle_ended(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Signs out whose session was not used for ``SESSION_IDLE_SECONDS``. Stands before ``acting_account``.

    The machine's clock counts; set back, it ends nobody's session early.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            unused = time.time() - request.session.get(_SEEN, 0)
            if _SEEN in request.session and unused > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif abs(unused) > _NOTED_EACH:
                _note(request)
        return get_response(request)

    return middleware


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, **_: Any) -> None:
    _note(request)


def _note(request: HttpRequest) -> None:
    request.session[_SEEN] = int(time.time())
