"""The investigation form of a case: shown from facts, filled in where they are silent, printed."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.clinic.fields import Asking, Field, Group, with_cursor
from lianfang.desks.clinic.queries import places
from lianfang.desks.clinic.reading import options_of
from lianfang.desks.clinic.telling import placed
from lianfang.desks.clinic.typed import LABELS, Typed
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.investigation.printing import printed
from lianfang.desks.investigation.queries import Form, Line, form_of, lists_of
from lianfang.desks.investigation.questions import QUESTIONS
from lianfang.desks.investigation.telling import read, tell
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.papers import PRINTED
from lianfang.desks.recording import Refused
from lianfang.situation import queries as situation

KINDS = ("case", "case_status", "person", "exposure", "journey", "specimen")
TOLD = ("case", "person", "symptom", "exposure", "journey")
# Where a reason of the ledger's belongs on the form.
_FIELD_OF = {
    "person.identity_number": "document",
    "person.residence": "area",
    "person.age": "birth",
    "exposure.occurred_from": "last_contact",
    "journey.occurred_from": "travel_back",
    "journey.origin_place": "travel",
    "symptom.occurred_from": "onset",
}
_FIELDS = frozenset(name for question in QUESTIONS for name in question.fields)


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it: what is known, or the fields in which it is filled in."""

    line: Line
    fields: tuple[Field, ...]


@reads(*KINDS)
def form(request: HttpRequest, case: UUID) -> HttpResponse:
    """The form as known: what facts hold is shown, only the rest is asked, in the order of dictation."""
    account: Account = request.user  # type: ignore[assignment]
    status = situation.case_for(account, str(case), place_of(request))
    again = request.GET.get("again", "")
    return _page(request, form_of(account, status, moment_of(request), again=again), Typed(), again=again)


@require_POST
@reads(*KINDS)
@records(*TOLD)
def fill(request: HttpRequest, case: UUID) -> HttpResponse:
    """Records what was missing and is typed now; with a mistake nothing, and what was typed is kept."""
    account: Account = request.user  # type: ignore[assignment]
    status = situation.case_for(account, str(case), place_of(request))
    at, again, typed = now_of(request), request.POST.get("again", ""), Typed.of(request.POST)
    found = form_of(account, status, at, again=again)
    told = read(typed, found, account.area_path, at)
    if typed.mistakes:
        return _page(request, found, typed, again=again)
    if not told.anything:
        messages.info(request, _("Nothing was filled in; nothing was recorded."))
        return redirect("investigation:form", case)
    try:
        tell(request, found, told)
    except Refused as refused:
        return _page(request, found, typed, refused, again=again)
    messages.success(request, _("Recorded. What is still missing stands below."))
    return redirect("investigation:form", case)


@require_POST
@reads(*KINDS)
def paper(request: HttpRequest, case: UUID) -> HttpResponse:
    """The form and its lists as docx or PDF, what identifies in clear and on record."""
    account: Account = request.user  # type: ignore[assignment]
    ending = request.POST.get("form", "")
    if ending not in PRINTED:
        raise Http404("an investigation form is printed as docx or pdf")
    status = situation.case_for(account, str(case), place_of(request))
    at = moment_of(request)
    lists = lists_of(account, status, at)
    shown = [status.person, *(near.contact.person for near in lists.contacts)]
    audited(account, "print investigation form", shown, where=place_of(request))
    return printed(form_of(account, status, at, clear=True), lists, names.own_place(account), ending, at)


def _page(
    request: HttpRequest, found: Form, typed: Typed, refused: Refused | None = None, *, again: str = ""
) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    may_fill = allowed(account, "record", *TOLD) and not request.GET.get("as-of")
    line = placed(typed, refused, _FIELD_OF, _FIELDS) if refused is not None else None
    asked = _fields(Asking(typed), found) if may_fill else {}
    sections = [
        (title, [Row(each, asked.get(each.question.column, ())) for each in lines]) for title, lines in found.sections
    ]
    return page(
        request,
        "investigation/form.html",
        {
            "case": found.case,
            "person": found.person,
            "sections": sections,
            "missing": found.missing,
            "to_fill": found.to_fill,
            "lists": lists_of(account, found.case, moment_of(request)),
            "mistakes": [typed.mistakes[name] for name in LABELS if name in typed.mistakes],
            "refused": line,
            "may_fill": may_fill,
            "again": again,
            "places": places(account) if may_fill else [],
            "may_paste": allowed(account, "record", "visit", "journey"),
        },
        status=422 if typed.mistakes or refused else 200,
    )


def _fields(asking: Asking, found: Form) -> dict[str, tuple[Field, ...]]:
    """By column the fields of each missing question, the cursor in the first that is to be typed."""
    missing = [line.question for line in found.to_fill]
    wanted = {name for question in missing for name in question.fields}
    made = {each.name: each for each in asking.who(frozenset(wanted)).fields}
    day = _("0 today, 1 yesterday, or a date")
    made |= {each.name: each for each in (*asking.found(), *asking.exposed(False, True).fields)}
    made |= {
        "onset": asking.field("onset", hint=day),
        "occupation": asking.field("occupation"),
        "workplace": asking.field("workplace"),
        "travel": asking.field("travel"),
        "travel_back": asking.field("travel_back", hint=day),
        "setting": asking.field("setting"),
        "exposed_from": asking.field("exposed_from", hint=day),
        "exposed_until": asking.field("exposed_until", hint=day),
        "origin": asking.words("origin", "case.origin", options_of("case", "origin"), empty=True),
        "contacts_told": asking.field("contacts_told", keys="numeric"),
        "investigated": asking.field("investigated", "tick"),
    }
    placed = with_cursor([[Group("", tuple(made[name] for q in missing for name in q.fields))]])
    by_name = {each.name: each for column in placed for group in column for each in group.fields}
    return {question.column: tuple(by_name[name] for name in question.fields) for question in missing}
