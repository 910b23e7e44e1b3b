"""Who waits for whom in a web process: programs that record take turns, and people's pages do not wait behind them.

Whoever records holds the ledger's lock for a transaction. Fifty devices that record at once would each take a thread
and a connection only to wait for it, until none is left for a page. They wait here, before they hold either. What
follows from facts that come close behind one another is derived once for all of them.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from threading import BoundedSemaphore, Lock

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError

API = "/api/"
# Seconds that facts may wait for what follows from them while more facts keep coming.
FOLLOWS_WITHIN = 1.0

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


def in_turn(get_response: Answer) -> Answer:
    """Answers one program's POST at a time, and as many other requests at once as ``settings.ANSWERED_AT_ONCE``."""
    programs, others = Programs(get_response), BoundedSemaphore(settings.ANSWERED_AT_ONCE)

    def middleware(request: HttpRequest) -> HttpResponse:
        if not (request.method == "POST" and request.path_info.startswith(API)):
            with others:
                return get_response(request)
        # What comes slowly keeps nobody else waiting; what is too large the view refuses in its own words.
        with suppress(RequestDataTooBig, UnreadablePostError):
            _ = request.body
        return programs.answered(request)

    return middleware


class Programs:
    """The programs that wait in this process, and the subjects they touched of which nothing is derived yet."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response
        self._turn, self._counting = Lock(), Lock()
        self.waiting = 0
        self._touched, self._since = 0, 0.0

    def answered(self, request: HttpRequest) -> HttpResponse:
        """The answer, once it is this program's turn.

        What follows is derived before the answer where no other program waits, or where facts have waited long enough.
        """
        from lianfang.facts import outbox
        from lianfang.situation.tasks import recorded

        self._wait(1)
        with self._turn:
            self._wait(-1)
            with outbox.quiet() as touched:
                answer = self._get_response(request)
            if touched and not self._touched:
                self._since = time.monotonic()
            self._touched += sum(touched)
            if self._touched and (not self.waiting or time.monotonic() - self._since >= FOLLOWS_WITHIN):
                subjects, self._touched = self._touched, 0
                try:
                    recorded(subjects)
                except Exception:  # what is committed is recorded, and the answer says so
                    logger.exception("what follows from facts just recorded is not derived yet: the worker goes on")
            return answer

    def _wait(self, more: int) -> None:
        with self._counting:
            self.waiting += more
