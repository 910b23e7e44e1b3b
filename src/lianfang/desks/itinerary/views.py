"""An itinerary of a case: pasted, read beside its text, corrected, and recorded whole."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.audit import place_of
from lianfang.access.models import Account
from lianfang.desks.doors import records
from lianfang.desks.itinerary import lines as rows
from lianfang.desks.itinerary.marking import pieces
from lianfang.desks.itinerary.telling import told
from lianfang.desks.moments import local
from lianfang.desks.page import now_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.recording import Refused, whole
from lianfang.situation import queries as situation
from lianfang.trace.itinerary import read

_YEARS = range(1900, 2200)


@records("visit", "journey")
def paste(request: HttpRequest, case: UUID) -> HttpResponse:
    """The box to paste into; by POST what was read of it, to be corrected. Nothing is recorded here."""
    found = _case(request, case)
    today = local(now_of(request)).date()
    given: dict[str, Any] = {"text": "", "year": str((found.onset or today).year)}
    if request.method != "POST":
        return _box(request, found, given)
    given = {"text": _text(request), "year": request.POST.get("year", "").strip()[:8]}
    mistakes = {}
    if not given["text"]:
        mistakes["text"] = _("Nothing was pasted; paste the itinerary into the box.")
    elif len(given["text"]) > rows.LONGEST:
        mistakes["text"] = _("The text has more than %d characters; paste one person's itinerary.") % rows.LONGEST
    if not given["year"].isdecimal() or int(given["year"]) not in _YEARS:
        mistakes["year"] = _("The year is no year; write 2021.")
    if mistakes:
        return _box(request, found, given | {"mistakes": mistakes}, status=422)
    itinerary = read(given["text"], rows.latest_day(int(given["year"]), found.onset, today))
    lines = rows.lines_read(given["text"], itinerary, request.user.area_path)  # type: ignore[union-attr]
    if len(lines) > rows.MOST:
        mistakes["text"] = _("More than %d rows were read; paste one person's itinerary.") % rows.MOST
        return _box(request, found, given | {"mistakes": mistakes}, status=422)
    return _table(request, found, given, lines)


@require_POST
@records("visit", "journey")
def confirm(request: HttpRequest, case: UUID) -> HttpResponse:
    """Records the lines that are not left out, all or none; what cannot be comes back as it was typed."""
    found = _case(request, case)
    account: Account = request.user  # type: ignore[assignment]
    given = {"text": _text(request)[: rows.LONGEST], "year": request.POST.get("year", "")[:8]}
    lines = rows.lines_typed(request.POST, len(given["text"]))
    parts = told(lines, found.person, account.area_path, now_of(request))
    if not any(line.mistakes for line in lines):
        if not any(part.rows for part in parts):
            return _table(request, found, given, lines, _("Every row is left out; nothing was recorded."))
        part, done, known = parts[0], 0, 0
        try:
            with whole(request) as record:
                for part in (each for each in parts if each.rows):
                    answer = record(part.kind, part.rows)
                    done, known = done + answer.loaded + answer.corrected, known + answer.unchanged
        except Refused as refused:
            part.refuse(refused.rejections)
        else:
            _say(request, done, known)
            return redirect("dossier:case", case)
    return _table(request, found, given, lines, _("Nothing was recorded; correct the marked rows, or leave them out."))


def _case(request: HttpRequest, case: UUID) -> Any:
    found = situation.case_for(request.user, str(case), place_of(request))  # type: ignore[arg-type]
    if found.person is None:
        raise Http404("nobody is known to be this case")
    return found


def _text(request: HttpRequest) -> str:
    """What was pasted, its lines ended as the reader ends them, so that spans count the same each time."""
    return request.POST.get("text", "").replace("\r\n", "\n").strip()


def _say(request: HttpRequest, done: int, known: int) -> None:
    if done:
        messages.success(request, ngettext("%d movement recorded.", "%d movements recorded.", done) % done)
    if known:
        messages.info(request, ngettext("%d was known already.", "%d were known already.", known) % known)


def _shared(request: HttpRequest, found: Any) -> dict[str, Any]:
    account: Account = request.user  # type: ignore[assignment]
    return {"case": found, "status": person_names(account, [found.person]).get(found.person)}


def _box(request: HttpRequest, found: Any, given: dict[str, Any], status: int = 200) -> HttpResponse:
    return page(request, "itinerary/paste.html", {**_shared(request, found), **given}, status=status)


def _table(
    request: HttpRequest, found: Any, given: dict[str, Any], lines: list[rows.Line], mistake: str = ""
) -> HttpResponse:
    for line in lines:
        line.text = given["text"][line.start : line.end]
    grouped = [(group, [line for line in lines if line.group == group]) for group in rows.GROUPS]
    context = {
        **_shared(request, found),
        **given,
        "pieces": pieces(given["text"], lines),
        "groups": [(group, members) for group, members in grouped if members],
        "lines": lines,
        "wrong": [line for line in lines if line.mistakes],
        "mistake": mistake,
        "directions": rows.DIRECTIONS,
        "means": [option.name for option in vocabulary.kind("journey").column("means").options],
    }
    return page(request, "itinerary/table.html", context, status=422 if mistake else 200)
