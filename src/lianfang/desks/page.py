"""One way to draw a page: what the view found, in the shell."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianfang.desks import names
from lianfang.desks.moments import day_read, moment_typed, start_of
from lianfang.desks.navigation import navigation_of
from lianfang.facts import clock, outbox
from lianfang.vocabulary import Mistake


def now_of(request: HttpRequest) -> datetime:
    """The time by which this request goes, the same from its beginning to its end."""
    if not hasattr(request, "lianfang_now"):
        request.lianfang_now = clock.now()  # type: ignore[attr-defined]
    return request.lianfang_now  # type: ignore[attr-defined]


def as_of(request: HttpRequest) -> datetime | None:
    """The past moment that ``?as-of=`` asks for, or None; a day alone means its end. Raises Mistake on all else."""
    given = request.GET.get("as-of", "").strip()
    if not given:
        return None
    day, moment = day_read(given), moment_typed(given)
    if day is not None:
        moment = start_of(day + timedelta(days=1))
    if moment is None:
        raise Mistake(_("as-of is a day or a moment such as 2021-01-09 or 2021-01-09T18:00, not %s") % repr(given))
    # In UTC, as now is: what is signed says its moments so.
    moment = moment.astimezone(UTC)
    if moment > now_of(request):
        raise Mistake(_("as-of lies in the future; leave it out to see what is known now"))
    return moment


def moment_of(request: HttpRequest) -> datetime:
    """The moment as of which this page shows things: ``?as-of=``, else now."""
    return as_of(request) or now_of(request)


def known_until(now: datetime) -> datetime:
    """Until when what was recorded stands in the situation: now, or since when something waits to be worked in."""
    waiting = outbox.waiting_since()
    return now if waiting is None else min(now, waiting + (now - clock.machine_time()))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of a template within the shell; ``context`` may bring ``units`` and ``areas`` by code or path."""
    now = now_of(request)
    past = as_of(request)
    account = request.user
    own = names.own_place(account)
    shell: dict[str, Any] = {
        "account": account,
        "now": past or now,
        "clock": now,
        "as_of": past,
        "known": past or known_until(now),
        "navigation": navigation_of(request),
        "own_place": own,
        "demonstration": settings.DEMONSTRATION,
        "units": {},
        "areas": {},
    }
    return render(request, template, {**shell, **(context or {})}, status=status)
