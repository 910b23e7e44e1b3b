"""Who waits for whom in a web process: programs that record take turns, and people's pages do not wait behind them.

Whoever records holds the ledger's lock for a transaction. Fifty devices that record at once would each take a thread
and a connection only to wait for it, until none is left for a page. They wait here, before they hold either.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import BoundedSemaphore, Lock

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError

API = "/api/"

Answer = Callable[[HttpRequest], HttpResponse]


def in_turn(get_response: Answer) -> Answer:
    """Answers one program's POST at a time, and as many other requests at once as ``settings.ANSWERED_AT_ONCE``."""
    program, others = Lock(), BoundedSemaphore(settings.ANSWERED_AT_ONCE)

    def middleware(request: HttpRequest) -> HttpResponse:
        if not (request.method == "POST" and request.path_info.startswith(API)):
            with others:
                return get_response(request)
        # What comes slowly keeps nobody else waiting; what is too large the view refuses in its own words.
        with suppress(RequestDataTooBig, UnreadablePostError):
            _ = request.body
        with program:
            return get_response(request)

    return middleware
