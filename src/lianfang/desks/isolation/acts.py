"""Recording at an isolation site: facts of several kinds whole or not at all, mistakes in the page's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianfang.desks.recording import Refused, whole

Rows = Sequence[Mapping[str, Any]]


def together(request: HttpRequest, parts: Sequence[tuple[str, Rows]]) -> list[str]:
    """Records rows of several kinds or layouts, all of them or none; answers what was wrong, a line each.

    Each kind has an id of its own made from the form's, so that a form sent twice is recorded once. Raises Http404
    where the account has no right to record one of the kinds.
    """
    try:
        with whole(request) as record:
            for kind, rows in parts:
                if rows:
                    record(kind, rows)
    except Refused as refused:
        return refused.lines
    return []


def say(request: HttpRequest, wrong: Sequence[str], most: int = 5) -> None:
    """Puts what was wrong on the page, a line each."""
    for line in wrong[:most]:
        messages.error(request, line)
    if len(wrong) > most:
        messages.error(request, _("… and %d more") % (len(wrong) - most))


def say_done(request: HttpRequest, done: int) -> None:
    """Says on the page how many were recorded."""
    messages.success(request, ngettext("%d recorded.", "%d recorded.", done) % done)


def to_the_minute(moment: datetime) -> datetime:
    """A moment as an entry is told, to the minute: so it comes back from a spreadsheet as it went out."""
    return moment.replace(second=0, microsecond=0)
