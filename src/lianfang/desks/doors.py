"""Who may open a page: signed in, and let in by the table of rights."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lianfang.access import audit, rights
from lianfang.vocabulary import Mistake

View = Callable[..., HttpResponse]


def allowed(account: rights.Holder, action: rights.Action, *kinds: str) -> bool:
    """Whether the table of rights lets this account do ``action`` with every one of these kinds."""
    return all(rights.may(account, action, kind) for kind in kinds)


def _door(action: rights.Action, kinds: tuple[str, ...]) -> Callable[[View], View]:
    for kind in kinds:
        rights.group_of(kind)  # a misspelt kind fails when the page is loaded, not when somebody is let in

    def decorated(view: View) -> View:
        @login_required
        @wraps(view)
        def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if not allowed(request.user, action, *kinds):  # type: ignore[arg-type]
                audit.refused(request.user, f"{action} {kinds[0]}", where=audit.place_of(request))  # type: ignore[arg-type]
                raise Http404("this desk has no such page")
            try:
                return view(request, *arguments, **named)
            except Mistake as mistake:
                # What was asked for cannot be read: one line, and nothing was recorded.
                return render(request, "desks/mistake.html", {"mistake": mistake}, status=400)

        return opened

    return decorated


def reads(*kinds: str) -> Callable[[View], View]:
    """A view for those who may read all of these kinds; for anybody else the page is not there (404, audited)."""
    return _door("read", kinds)


def records(*kinds: str) -> Callable[[View], View]:
    """A view for those who may record all of these kinds."""
    return _door("record", kinds)
