"""决定书: who is to be decided on, isolation and its end, the papers; and the page on which anyone verifies one."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import is_uuid
from lianfang.desks.decisions import queries
from lianfang.desks.decisions.printing import printed
from lianfang.desks.decisions.writing import Typed, ground_of, isolated, lifted, typed
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.papers import PRINTED
from lianfang.desks.recording import say, sent_before
from lianfang.reports.decision_paper import PROVIDED, REMEDY

# Papers, and people who wait for one, on a page.
ROWS = 100


@reads("decision", "contact", "person_status")
def today(request: HttpRequest) -> HttpResponse:
    """The latest decisions with how they stand, and contacts without one."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    rows = queries.latest(at)
    if request.GET.get("export"):
        papers = queries.of_people(account, rows, at)
        return exported(
            request, "decisions", _COLUMNS, papers, persons=lambda each: each.decision["subject"], computed=True
        )
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    papers = queries.of_people(account, list(shown), at)
    # As some are decided on, others come up.
    waiting = queries.waiting(account, at)
    subjects = queries.subjects(account, waiting[:ROWS], at)
    people = {UUID(paper.decision["subject"]) for paper in papers} | {subject.person for subject in subjects}
    audited(account, "read decisions", people, where=place_of(request))
    return page(
        request,
        "decisions/today.html",
        {
            "papers": papers,
            "shown": shown,
            "waiting": [(subject, ground_of(subject)) for subject in subjects],
            "wait": len(waiting),
            "may_decide": allowed(account, "record", "decision", "observation"),
            "areas": names.areas([subject.status.whereabouts for subject in subjects]),
        },
    )


_COLUMNS = [
    Exported("决定书编号", lambda each: each.number),
    Exported("姓名", lambda each: each.person.name),
    Exported("判定", option_of("decision", "decision", lambda each: each.decision["decision"])),
    Exported("判定医师", lambda each: each.decision["doctor"]),
    Exported("依据", lambda each: each.decision["ground"]),
    Exported("隔离起始日", lambda each: each.decision["begins"]),
    Exported("隔离截止日", lambda each: each.decision["ends"]),
    Exported("所解除的决定书编号", lambda each: each.decision["lifts"]),
    Exported("判定时间", lambda each: each.decision["occurred_from"]),
]


@require_POST
@records("decision", "observation")
def write(request: HttpRequest) -> HttpResponse:
    """The form of an isolation decision for the people ticked elsewhere; sent again with its fields, it records."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    ticked = [UUID(text) for text in request.POST.getlist("person")[: queries.MOST] if is_uuid(text)]
    chosen = queries.subjects(account, ticked, now)
    said = typed(request)
    lines: list[str] = []
    if not chosen:
        lines = [_("Nobody was ticked; nothing was recorded.")]
    elif "decided_by" in request.POST:
        if sent_before(request, "decision"):
            return redirect("decisions:today")
        lines = isolated(request, account, chosen, said, now)
        if not lines:
            return _written(request, len(chosen))
    else:
        language = language_of_page()
        said = Typed(begins=f"{local(now):%Y-%m-%d}", provided=PROVIDED[language], remedy=REMEDY[language])
    say(request, lines)
    audited(account, "read for a decision", {subject.person for subject in chosen}, where=place_of(request))
    shown = {"said": said, "chosen": [(subject, ground_of(subject)) for subject in chosen]}
    return page(request, "decisions/write.html", shown, status=422 if lines else 200)


@require_POST
@records("decision", "observation")
def lift(request: HttpRequest) -> HttpResponse:
    """The form that ends the ticked isolations today; sent again with its fields, it records."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    chosen = queries.numbered(account, request.POST.getlist("paper"), now)
    said = typed(request)
    lines: list[str] = []
    if not chosen:
        lines = [_("No decision was ticked; nothing was recorded.")]
    elif "decided_by" in request.POST:
        if sent_before(request, "decision"):
            return redirect("decisions:today")
        lines = lifted(request, account, chosen, said, now)
        if not lines:
            return _written(request, len(chosen))
    else:
        said = Typed(remedy=REMEDY[language_of_page()])
    say(request, lines)
    shown = {"said": said, "papers": chosen}
    return page(request, "decisions/lift.html", shown, status=422 if lines else 200)


def _written(request: HttpRequest, count: int) -> HttpResponse:
    messages.success(request, _("%d written; tick them below to print.") % count)
    return redirect("decisions:today")


@require_POST
@reads("decision", "contact", "person_status")
def papers(request: HttpRequest) -> HttpResponse:
    """The ticked decisions as one file of papers; on record."""
    account: Account = request.user  # type: ignore[assignment]
    form = request.POST.get("form", "pdf")
    if form not in PRINTED:
        raise Http404("a decision is printed as docx or pdf")
    now = now_of(request)
    chosen = queries.numbered(account, request.POST.getlist("paper"), now)
    if not chosen:
        messages.error(request, _("No decision was ticked; nothing was printed."))
        return redirect("decisions:today")
    audited(account, "print decisions", {UUID(paper.decision["subject"]) for paper in chosen}, where=place_of(request))
    return printed(request, account, chosen, form, now)


@require_safe
@never_cache
def verify(request: HttpRequest, number: str = "") -> HttpResponse:
    """For anyone, signed in or not: whether a paper is in force, from and to. It tells nothing about the person.

    Who sees the number sees the paper, and nobody else can guess one (``facts.decisions``).
    """
    asked = number or request.GET.get("number", "")
    standing = queries.verified(asked, now_of(request)) if asked.strip() else None
    status = 404 if standing and standing.state == "unknown" else 200
    return render(
        request,
        "decisions/verify.html",
        {"asked": asked[:40], "standing": standing, "now": now_of(request)},
        status=status,
    )
