"""Recording at an isolation site: facts of several kinds whole or not at all, mistakes in the page's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianfang.desks.reasons import column_words, reason_words
from lianfang.desks.recording import entered
from lianfang.facts.recorder import Rejection
from lianfang.vocabulary import Mistake

Rows = Sequence[Mapping[str, Any]]


def together(request: HttpRequest, parts: Sequence[tuple[str, Rows]], *, new: bool = False) -> list[str]:
    """Records rows of several kinds or layouts in one transaction, all of them or none; answers what was wrong.

    ``new`` refuses rows that would change a fact already there: a tube's number that is another specimen's. Each kind
    has an id of its own made from the form's, so that a form sent twice is recorded once. Raises Http404 where the
    account has no right to record one of the kinds.
    """
    wrong: list[str] = []
    with transaction.atomic():
        for kind, rows in parts:
            if not rows:
                continue
            try:
                answer = entered(request, kind, rows, part=kind)
            except Mistake as mistake:
                wrong.append(str(mistake))
                continue
            wrong += [said(rejection) for rejection in answer.rejections]
            if new and answer.corrected:
                wrong.append(_("one of these numbers is already in use elsewhere; check them"))
        if wrong:
            transaction.set_rollback(True)
    return wrong


def said(rejection: Rejection) -> str:
    """One line: the column in the words of the page, the value, what to do."""
    where = " ".join(part for part in (column_words(rejection.column), rejection.value) if part)
    return f"{where}: {reason_words(rejection.reason)}"


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
