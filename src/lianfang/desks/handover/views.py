"""The hand-over of a shift: from facts, plan and clock; signed by whoever leaves and whoever comes, two accounts."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.language import language_of_page
from lianfang.desks.meetings.rows import address, linked
from lianfang.desks.moments import field_moment, local, moment_typed
from lianfang.desks.page import as_of, moment_of, now_of, page
from lianfang.desks.papers import OFFERED, taken_along
from lianfang.desks.recording import recorded
from lianfang.facts.shifts import shift_of, signatures
from lianfang.reports.handover_figures import Handover
from lianfang.reports.handover_ledger import change_near, handover
from lianfang.reports.handover_paper import document, on_duty_sentence, parts
from lianfang.reports.render import PAPERS, document_written
from lianfang.reports.render.json import as_json
from lianfang.reports.wording import ZONE
from lianfang.vocabulary import Mistake

_SIDES = ("leaving", "coming")


@reads("duty", "task", "shift", "handover")
def today(request: HttpRequest) -> HttpResponse:
    """What the shift hands over at the change at hand (or at ``?changes=``), and who has signed it."""
    return _today(request)


def _today(request: HttpRequest, status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    at, unit, changes = moment_of(request), _unit(account), _changes(request)
    made = _made(account, unit, changes, at)
    signed = signatures(unit, changes, now_of(request))
    language = language_of_page()
    persons = {UUID(person) for person in (*(o.person for o in made.sought), *(o.person for o in made.expected))}
    if form := request.GET.get("form", ""):
        if form not in PAPERS:
            raise Http404("a hand-over is taken as docx, pdf, html or txt")
        audited(account, f"export handover {form}", persons, where=place_of(request))
        content = document_written(document(made, signed, language), form, at)
        return taken_along(content, f"handover-{unit}-{local(changes):%Y%m%d-%H%M}", form)
    audited(account, "read handover", persons, where=place_of(request))
    leaving = signed.get("leaving")
    shown = {
        "made": made,
        "on_duty": on_duty_sentence(made, language),
        "parts": linked(parts(made, language), _opened_by(made, request.GET.get("as-of", ""))),
        "signed": [(side, signed.get(side)) for side in _SIDES],
        "side": _side_open(account, signed) if allowed(account, "record", "handover") and not as_of(request) else "",
        "leaving": leaving,
        "complete": len(signed) == len(_SIDES),
        # Shown as known when it was signed, what was signed can be held against what stands here.
        "same": _digest(made) == leaving.digest if leaving and leaving.known == at else None,
        "earlier": shift_of(changes - timedelta(minutes=1), ZONE)[0],
        "later": shift_of(changes, ZONE)[1],
        "text": document_written(document(made, signed, language), "txt", at).decode(),
        "forms": OFFERED,
        "chinese": language == "zh",
    }
    return page(request, "handover/today.html", shown, status=status)


def _unit(account: Account) -> str:
    if not account.unit:
        raise Mistake(_("your account acts for no unit, and only a unit has shifts; ask whoever gave you the account"))
    return str(account.unit)


def _changes(request: HttpRequest) -> datetime:
    """When the shifts change whose hand-over is asked for."""
    given = (request.GET.get("changes") or request.POST.get("changes") or "").strip()
    if not given:
        return change_near(moment_of(request))
    moment = moment_typed(given)
    if moment is None:
        raise Mistake(_("changes is a moment such as 2021-01-10T08:00, not %s") % repr(given))
    return moment


def _made(account: Account, unit: str, changes: datetime, at: datetime) -> Handover:
    return handover(unit, changes, at, people=allowed(account, "read", "attempt", "journey", "transfer"))


def _side_open(account: Account, signed: dict[str, Any]) -> str:
    """The side that this account may sign now: the leaving first; the coming only by somebody else; "" for none."""
    if "leaving" not in signed:
        return "leaving"
    if "coming" not in signed and signed["leaving"].account != account.username:
        return "coming"
    return ""


def _digest(made: Handover) -> str:
    return sha256(as_json(made)).hexdigest()


def _opened_by(made: Handover, past: str) -> dict[str, str]:
    return {
        "running": address(reverse("duties:list"), {"state": "near" if not made.running else "open"}, past),
        "promised": address(reverse("tasks:list"), {"state": "open"}, past),
        "by_itself": address(reverse("duties:list"), {"state": "later"}, past),
    }


@require_POST
@records("handover")
def sign(request: HttpRequest) -> HttpResponse:
    """Signs for the leaving or the coming shift; the coming one signs what the leaving one saw, by another account."""
    account: Account = request.user  # type: ignore[assignment]
    now, unit, changes, side = now_of(request), _unit(account), _changes(request), request.POST.get("side", "")
    signed = signatures(unit, changes, now)
    row: dict[str, Any] = {
        "handover.unit": unit,
        "handover.changes": changes,
        "handover.side": side or None,
        "handover.signed_by": request.POST.get("signed_by", "").strip() or account.name or None,
        "handover.note": request.POST.get("note", "").strip() or None,
        "handover.occurred_from": now,
    }
    if side in signed:
        messages.error(request, _("This side has signed already; nothing was recorded."))
    elif side == "coming" and "leaving" not in signed:
        messages.error(request, _("The leaving shift signs first; nothing was recorded."))
    else:
        if side == "coming":
            row |= {"handover.known": signed["leaving"].known, "handover.digest": signed["leaving"].digest}
        else:
            row |= {"handover.known": now, "handover.digest": _digest(_made(account, unit, changes, now))}
        answer = recorded(request, "handover", [row])
        if answer is None or answer.rejected:
            return _today(request, 422)
    return redirect(f"{reverse('handover:today')}?changes={field_moment(changes)}")
