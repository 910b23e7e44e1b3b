"""A tube that was registered for the wrong person: a correction by whoever registered it, with its reason."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import place_of
from lianfang.access.models import Account
from lianfang.desks.doors import records
from lianfang.desks.laboratory import forms, queries
from lianfang.desks.laboratory.registering import NEW, Meant, person_meant, who_of
from lianfang.desks.laboratory.specimen import may_correct_persons, shown
from lianfang.desks.laboratory.tubes import people_told
from lianfang.desks.moments import local
from lianfang.desks.page import now_of
from lianfang.desks.recording import Refused, whole


@dataclass(slots=True)
class _Asked:
    """What the form says: in whose stead (None where the tube is nobody's), who it is, why."""

    instead: str | None
    meant: Meant | None
    reason: str


@require_POST
@records("specimen")
def correct_persons(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Puts the right person into a tube in the stead of the wrong one; of a pool, also takes one out of it."""
    account: Account = request.user  # type: ignore[assignment]
    bench = queries.specimen_for(account, subject, now_of(request), place_of(request))
    specimen = bench.specimen
    if not may_correct_persons(account, specimen):
        raise Http404("registered by somebody else")
    held = list(specimen["persons"] or ())
    meant: Meant | None = None
    try:
        meant = _meant(request)
        asked = _asked(request, held, meant)
        _record(request, specimen, held, asked)
    except (forms.Refused, Refused) as refused:
        lines = refused.lines if isinstance(refused, Refused) else [str(refused)]
        return shown(request, subject, {"whose": request.POST.dict(), "meant": meant, "wrong": lines}, 422)
    messages.success(request, _("The tube is corrected; what stood before stays on record."))
    return redirect("laboratory:specimen", subject)


def _meant(request: HttpRequest) -> Meant | None:
    """Whom the form means, None where it names nobody. Raises Refused where it names nobody that can be."""
    account: Account = request.user  # type: ignore[assignment]
    text = request.POST.get("who", "").strip()[:200]
    people, why = people_told(text, local(now_of(request)).date())
    if why:
        raise forms.Refused(why)
    if len(people) > 1:
        raise forms.Refused(_("Whose it is: %s names several people; name one") % text)
    if not people:
        return None
    meant, why = person_meant(account, people[0], request.POST.dict())
    if why:
        raise forms.Refused(f"{text}: {why}")
    return meant


def _asked(request: HttpRequest, held: list[str], meant: Meant | None) -> _Asked:
    """What is asked of the tube. Raises Refused where something is missing or nothing would change."""
    instead = request.POST.get("instead", "") or (held[0] if len(held) == 1 else None)
    if held and instead not in held:
        raise forms.Refused(_("Registered wrongly: choose who is not in this tube"))
    if meant is None and len(held) < 2:
        raise forms.Refused(_("Whose it is: is missing; write an identity number, or name and telephone"))
    if meant is not None and not meant.chosen:
        raise forms.Refused(_("Choose whom each name means; nothing was recorded yet"))
    if meant is not None and meant.chosen in held:
        raise forms.Refused(_("This person is in the tube already; nothing was changed"))
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise forms.Refused(_("Reason: say why the tube is corrected"))
    return _Asked(instead, meant, reason)


def _record(request: HttpRequest, specimen: dict[str, Any], held: list[str], asked: _Asked) -> None:
    """Records the correction and, where nobody here is meant, the new person. Raises Refused; then nothing stays."""
    with whole(request, specimen["disease"]) as record:
        left = [person for person in held if person != asked.instead]
        if asked.meant is not None:
            chosen: object = asked.meant.chosen
            if chosen == NEW:
                chosen = record("people", [who_of(asked.meant)]).subjects["person"][0]
            left.append(str(chosen))
        row = {"specimen": specimen["subject"], "supersedes": specimen["id"], "persons": left, "reason": asked.reason}
        record("specimen", [row])
