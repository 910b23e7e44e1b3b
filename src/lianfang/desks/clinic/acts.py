"""What is done from a clock by one key: reported, sampled again, put into a single room, received."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import place_of
from lianfang.access.models import Account
from lianfang.desks.clinic import queries
from lianfang.desks.clinic.fields import SAMPLES
from lianfang.desks.clinic.reading import numbers
from lianfang.desks.clinic.telling import sampled
from lianfang.desks.doors import records
from lianfang.desks.page import now_of
from lianfang.desks.reasons import reason_words
from lianfang.desks.recording import Refused, recorded
from lianfang.situation import queries as situation


def _back(request: HttpRequest, case: UUID) -> HttpResponse:
    """Whence the button was pressed: Today, else the slip of the case."""
    today = request.POST.get("from") == "today"
    return redirect("clinic:today") if today else redirect("clinic:slip", case)


@require_POST
@records("action")
def report(request: HttpRequest, case: UUID) -> HttpResponse:
    """The case was reported through the network now: its report clock stops, the review's begins."""
    found = situation.case_for(request.user, str(case), place_of(request))  # type: ignore[arg-type]
    row = {
        "case": str(case),
        "person": str(found.person),
        "action.action": "network_report",
        "action.occurred_from": now_of(request),
    }
    recorded(request, "action", [row])
    return _back(request, case)


@require_POST
@records("specimen")
def specimen(request: HttpRequest, case: UUID) -> HttpResponse:
    """A further specimen was taken now: its number scanned, its kind chosen."""
    found = situation.case_for(request.user, str(case), place_of(request))  # type: ignore[arg-type]
    tubes, sample = numbers(request.POST.get("specimen", "")[:200]), request.POST.get("sample", "")
    if not tubes:
        messages.error(request, _("Specimen number: is missing; scan the tube. Nothing was recorded."))
        return _back(request, case)
    try:
        sampled(request, found.person, found.disease or "", tubes, sample if sample in SAMPLES else None)
    except Refused as refused:
        shown = "、".join(tubes)
        messages.error(
            request, _("Specimen number %(number)s: %(why)s") % {"number": shown, "why": reason_words(refused.reason)}
        )
    else:
        messages.success(request, _("Specimen %s registered.") % "、".join(tubes))
    return _back(request, case)


@require_POST
@records("admission")
def single_room(request: HttpRequest, case: UUID) -> HttpResponse:
    """The patient is alone in a room of this unit now."""
    account: Account = request.user  # type: ignore[assignment]
    found = situation.case_for(account, str(case), place_of(request))
    row = {
        "person": str(found.person),
        "admission.case": str(case),
        "admission.disease": found.disease,
        "admission.hospital": account.unit or None,
        "admission.room": "single",
        "admission.bed": request.POST.get("bed", "").strip()[:40] or None,
        "admission.occurred_from": now_of(request),
    }
    recorded(request, "admission", [row])
    return _back(request, case)


@require_POST
@records("transfer", "health_check")
def receive(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """Somebody carried here has come: the receipt is signed, and the patient is examined next."""
    account: Account = request.user  # type: ignore[assignment]
    sent = queries.transfer_here(account, transfer, now_of(request))
    if sent is None or not sent["person"]:
        raise Http404("nobody is on the way here by this transfer")
    situation.person_for(account, sent["person"], place_of(request))
    kept = ("number", "what", "from_unit", "to_unit", "to_area", "vehicle")
    row = {f"transfer.{name}": sent[name] for name in kept} | {
        "transfer": str(transfer),
        "person": sent["person"],
        "transfer.stage": "received",
        "transfer.occurred_from": now_of(request),
    }
    recorded(request, "transfer", [row])
    return redirect(f"{reverse('clinic:triage')}?person={sent['person']}")
