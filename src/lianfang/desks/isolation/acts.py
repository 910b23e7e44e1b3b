"""Recording at an isolation site: facts of several kinds whole or not at all, mistakes in the page's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lianfang import facts, vocabulary
from lianfang.desks.doors import allowed
from lianfang.desks.page import now_of
from lianfang.desks.reasons import reason_words
from lianfang.desks.recording import recorder_of, request_id_of
from lianfang.facts.recorder import Recorded, Rejection
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
                answer = recorded_as(request, kind, rows)
            except Mistake as mistake:
                wrong.append(str(mistake))
                continue
            wrong += [said(rejection) for rejection in answer.rejections]
            if new and answer.corrected:
                wrong.append(_("one of these numbers is already in use elsewhere; check them"))
        if wrong:
            transaction.set_rollback(True)
    return wrong


def recorded_as(request: HttpRequest, kind: str, rows: Rows) -> Recorded:
    """Records rows of one kind of a form that records several. Raises Mistake, and Http404 where there is no right."""
    if not allowed(request.user, "record", vocabulary.layout(kind).parts[-1].name):  # type: ignore[arg-type]
        raise Http404("this desk records no such thing")
    request_id = uuid5(request_id_of(request), kind)
    return facts.record(kind, rows, recorder_of(request.user), "page", request_id, now_of(request))


def said(rejection: Rejection) -> str:
    """One line: the column in the words of the page, the value, what to do."""
    kind, _dot, name = rejection.column.partition(".")
    words = rejection.column
    try:
        declared = vocabulary.kind(kind)
        column = declared.column(name)
        words = column.zh if (get_language() or "zh").startswith("zh") else column.en
    except (Mistake, KeyError):
        pass
    return " ".join(part for part in (words, rejection.value) if part) + ": " + reason_words(rejection.reason)


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
