"""Who may open a page: signed in, and let in by the table of rights."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lianfang.access import audit, rights
from lianfang.access.shown import noting
from lianfang.desks.page import as_of
from lianfang.desks.reasons import reason_words
from lianfang.situation.past import past
from lianfang.vocabulary import Mistake

View = Callable[..., HttpResponse]


def allowed(account: rights.Holder, action: rights.Action, *kinds: str) -> bool:
    """Whether the table of rights lets this account do ``action`` with every one of these kinds."""
    return all(rights.may(account, action, kind) for kind in kinds)


def _door(action: rights.Action, kinds: tuple[str, ...], own_past: bool = False) -> Callable[[View], View]:
    for kind in kinds:
        rights.group_of(kind)  # a misspelt kind fails when the page is loaded, not when somebody is let in

    def decorated(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if not allowed(request.user, action, *kinds):  # type: ignore[arg-type]
                audit.refused(request.user, f"{action} {kinds[0]} refused", where=audit.place_of(request))  # type: ignore[arg-type]
                raise Http404("this desk has no such page")
            moment = as_of(request)
            # Only a page is shown as of a past moment: what is recorded is recorded now.
            back = moment if request.method == "GET" and not own_past else None
            with noting() as shown, past(back) if back else nullcontext():
                answer = view(request, *arguments, **named)
            if shown.untold and _is_page(answer):
                audit.audited(request.user, f"list {kinds[0]}", shown.untold, where=audit.place_of(request))  # type: ignore[arg-type]
            return answer

        return opened

    return decorated


def mistakes_told(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Where what was asked for cannot be read, by whatever page: one line says so, and nothing was recorded."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = _told  # type: ignore[attr-defined]
    return middleware


def _told(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    if not isinstance(exception, Mistake):
        return None
    return render(request, "desks/mistake.html", {"mistake": reason_words(str(exception))}, status=400)


def _is_page(answer: HttpResponse) -> bool:
    """Whether the answer shows people: not one that only leads on, nor a file to take along, which has its own line."""
    return not 300 <= answer.status_code < 400 and not answer.has_header("Content-Disposition")


def reads(*kinds: str, own_past: bool = False) -> Callable[[View], View]:
    """A view for those who may read all of these kinds; for anybody else the page is not there (404, audited).

    With ``?as-of=`` in its address the view finds the situation as it was known then, unless it answers for the past
    itself (``own_past``).
    """
    return _door("read", kinds, own_past)


def records(*kinds: str) -> Callable[[View], View]:
    """A view for those who may record all of these kinds."""
    return _door("record", kinds)


def corrects(*kinds: str) -> Callable[[View], View]:
    """A view for those who may correct all of these kinds: on it they take back what they recorded."""
    return _door("correct", kinds)
