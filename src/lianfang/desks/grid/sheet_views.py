"""Today's visits on paper, one's own or a grid's, and the page on which the paper is typed back in its order."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.as_text import Part, as_text, line_of
from lianfang.desks.grid import queries
from lianfang.desks.grid.sheet import Line, UnclearLine, lines_of, printed_lines, tellings_of
from lianfang.desks.grid.views import at_doors, told_whole
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import local, moment_typed
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.papers import PRINTED, taken_along
from lianfang.desks.recording import Refused, say, say_done
from lianfang.desks.responsible.queries import UnitLine, units_here
from lianfang.desks.responsible.queries import lines as who_is_responsible
from lianfang.places.models import Unit
from lianfang.reports.render import document_written
from lianfang.reports.visit_sheet import VisitSheet, document
from lianfang.vocabulary import Mistake

GRIDS = 40


@at_doors
def sheets(request: HttpRequest) -> HttpResponse:
    """The grids of this area that owe a visit, with who goes there: the list of each is printed and typed back here."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    owed = queries.owed_by_grid(account, at)
    grids = units_here(account, "grid", "").filter(code__in=owed)
    shown = Paginator(grids, GRIDS).get_page(request.GET.get("page"))
    lines = [(line, owed[line.unit.code]) for line in who_is_responsible(shown.object_list, at)]
    return page(request, "grid/sheets.html", {"lines": lines, "shown": shown})


@require_POST
@at_doors
def sheet(request: HttpRequest) -> HttpResponse:
    """Today's list as docx or PDF: what is owed here now, a line each, with a code that opens the page to type it."""
    account: Account = request.user  # type: ignore[assignment]
    ending = request.POST.get("form", "")
    if ending not in PRINTED:
        raise Http404("a list of visits is printed as docx or pdf")
    at = now_of(request)
    grid = _grid(account, request.POST.get("unit", ""), at)
    lines = lines_of(account, at, grid.unit if grid else None)
    if not lines:
        messages.info(request, _("Nobody has to be visited now; there is nothing to print."))
        return redirect("grid:sheets" if grid else "grid:today")
    audited(account, "print visits", _people(lines), where=place_of(request))
    address = request.build_absolute_uri(_typed_at(_code(at), grid))
    made = VisitSheet(_place(account, grid), printed_lines(lines, at), local(at), address)
    content = document_written(document(made, language_of_page()), ending, at)
    return taken_along(content, f"visits-{local(at):%Y%m%d-%H%M}", ending)


@at_doors
def typed(request: HttpRequest) -> HttpResponse:
    """The sheet as it was printed, a field a line; recording it, all of it or nothing."""
    account: Account = request.user  # type: ignore[assignment]
    grid = _grid(account, request.GET.get("unit", ""), now_of(request))
    if not request.GET.get("printed"):
        # Without a sheet: what is owed now, as a sheet printed now would have it.
        return redirect(_typed_at(_code(now_of(request)), grid))
    printed = _printed(request)
    lines = lines_of(account, printed, grid.unit if grid else None)
    audited(account, "open address", _people(lines), _("a printed sheet"), place_of(request))
    wrong: UnclearLine | None = None
    lines_wrong: list[str] = []
    if request.method == "POST":
        open_lines = [line for line in lines if not line.done]
        try:
            told = tellings_of(
                open_lines,
                [request.POST.get(f"answer-{line.code}", "") for line in open_lines],
                [request.POST.get(f"time-{line.code}", "") for line in open_lines],
                _went(grid) if grid else str(account),
                printed,
                now_of(request),
            )
            if told:
                told_whole(request, told)
                say_done(request, len(told))
            else:
                messages.info(request, _("Nothing was filled in; nothing was recorded."))
            return redirect(_typed_at(request.GET.get("printed", ""), grid))
        except UnclearLine as unclear:
            wrong, lines_wrong = unclear, [str(unclear)]
        except Refused as refused:
            lines_wrong = refused.lines
        say(request, lines_wrong)
    first = next((line for line in lines if not line.done), None)
    rows = [
        (
            line,
            request.POST.get(f"answer-{line.code}", ""),
            request.POST.get(f"time-{line.code}", ""),
            wrong.field if wrong and wrong.duty == line.owed.duty.key else "",
            line is first and wrong is None,
        )
        for line in lines
    ]
    place = _place(account, grid)
    context = {
        "rows": rows,
        "printed": printed,
        "place": place,
        "grid": grid,
        "open": sum(1 for line in lines if not line.done),
        "text": _as_text(place, lines, printed),
    }
    return page(request, "grid/typed.html", context, status=422 if lines_wrong else 200)


def _grid(account: Account, code: str, at: datetime) -> UnitLine | None:
    """The grid of this code in the account's area, None for the account's own sheet. Raises Http404 for any other."""
    if not code:
        return None
    found = Unit.objects.filter(code=code, kind="grid", path__startswith=account.area_path).select_related("area")
    if not found:
        raise Http404("no such grid here")
    return who_is_responsible(found, at)[0]


def _place(account: Account, grid: UnitLine | None) -> str:
    return grid.unit.name if grid else names.own_place(account)


def _went(grid: UnitLine) -> str:
    """Who goes to the doors of a grid: its worker, else its leader, else the unit."""
    return grid.worker.name if grid.worker else grid.leader_name or grid.unit.name


def _as_text(place: str, lines: Sequence[Line], printed: datetime) -> str:
    """What is still to be done, as a message to whoever goes there."""
    said = [
        line_of(line.door, f"{line.who} {line.owed}", line.due)
        for line in printed_lines([line for line in lines if not line.done], printed)
    ]
    return as_text(_("Today's visits") + " " + place, printed, [Part("", said)])


def _typed_at(code: str, grid: UnitLine | None) -> str:
    """The address of the page on which the sheet of this code is typed back."""
    whose = {"unit": grid.unit.code} if grid else {}
    return f"{reverse('grid:typed')}?{urlencode({'printed': code, **whose})}"


def _code(printed: datetime) -> str:
    """A moment in signs that an address keeps as they are, so that the code on the sheet stays small."""
    return f"{printed.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"


def _printed(request: HttpRequest) -> datetime:
    """The moment at which the sheet was printed, as its code says."""
    given = request.GET.get("printed", "").strip()
    moment = moment_typed(given.replace(" ", "+"))
    if moment is None or moment > now_of(request):
        raise Mistake(_("printed is the moment on the sheet, such as 2021-01-10T08:00, not %s") % repr(given[:40]))
    return moment


def _people(lines: list[Line]) -> set[UUID]:
    return {line.owed.person.person for line in lines}
