"""What every request meets and every answer carries: few methods, a bound, no NUL in an address, no foreign script."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

# Everything from this house: no script in a page, nothing of another's. Widths and colours stand in style attributes;
# codes to scan are data; MapLibre draws with a worker that is a file of this house.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


# No other method is anybody's to use: TRACE would say the request back with what a proxy added to it.
ASKED = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


def guarded(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuses methods that nothing answers, what is larger than any file that is loaded, and NUL in addresses, where no
    person typed it; sends the policy along.

    PostgreSQL keeps no NUL. In a form it is the view's to say so, so that what was typed is kept; where one that no
    person can type (a hidden field, a choice) reaches the database, the request is refused here.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            raise BadRequest("a NUL is no text")
        _take_address_of_proxy(request)
        if request.method not in ASKED:
            answer: HttpResponse = HttpResponseNotAllowed(sorted(ASKED))
        elif _declared_length(request) > settings.LARGEST_REQUEST:
            answer = _too_large()
        else:
            answer = get_response(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        if not answer.has_header("Cache-Control") and not request.path.startswith("/static/"):
            # What a page tells of people stays in no cache of a shared computer.
            answer.headers["Cache-Control"] = "private, no-store"
        return answer

    middleware.process_exception = _nul_refused  # type: ignore[attr-defined]
    return middleware


def _declared_length(request: HttpRequest) -> int:
    """How many bytes the request says that it brings, read as Django reads it, which takes no more than these."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _too_large() -> HttpResponse:
    """Said before anything of it is read: nobody fills the disk with what is refused afterwards."""
    most = settings.LARGEST_REQUEST // 2**20
    line = f"请求超过 {most} MB，请拆分文件。 The request is larger than {most} MB; split the file.\n"
    return HttpResponse(line, status=413, content_type="text/plain; charset=utf-8")


def _nul_refused(request: HttpRequest, exception: Exception) -> None:
    """Django asks this of what a view did not catch; what it answers nothing to goes on as it was."""
    if isinstance(exception, DataError) and any("\x00" in told for _, each in request.POST.lists() for told in each):
        raise BadRequest("a NUL is no text") from exception


def _take_address_of_proxy(request: HttpRequest) -> None:
    """Behind the proxy that brings TLS the audit and the lock-out go by the address that it saw, which it adds last."""
    if not settings.BEHIND_PROXY:
        return
    last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(last))
    except ValueError:
        return
