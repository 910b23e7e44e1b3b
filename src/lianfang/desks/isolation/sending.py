"""Sending on: somebody with a fever or a positive result to a clinic or hospital; ours until the other end signs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.doors import reads
from lianfang.desks.isolation import moving, queries
from lianfang.desks.isolation.queries import Resident
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.recording import say, together
from lianfang.places.models import Unit


@reads("transfer", "observation", "person_status")
def send(request: HttpRequest) -> HttpResponse:
    """Who should go, who is on the way with how long already; anybody else can be chosen too."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    site = queries.site_of(account)
    residents = queries.residents(account, site, at)
    near = moving.hospitals(site)
    lines: list[str] = []
    if request.method == "POST":
        lines = _sent(request, site, residents, near)
        if not lines:
            return redirect("isolation:send")
        say(request, lines)
    going = moving.sent_on(site, at)
    people = person_names(account, [row["person"] for row in going])
    chosen = request.POST.get("person") or request.GET.get("person", "")
    return page(
        request,
        "isolation/send.html",
        {
            "site": site,
            "first": [r for r in residents if (r.fever or r.positive) and not r.sent],
            "others": [r for r in residents if not r.sent],
            "near": near,
            "to": request.POST.get("to", ""),
            "vehicle": request.POST.get("vehicle", ""),
            "typed_note": request.POST.get("note", ""),
            "chosen": chosen,
            "going": [(row, people.get(UUID(row["person"])), row["refused"]) for row in going],
            "units": names.units(row["to_unit"] for row in going),
        },
        status=422 if lines else 200,
    )


def _sent(request: HttpRequest, site: Unit, residents: list[Resident], near: list[Unit]) -> list[str]:
    """Signs the sender's end of a transfer; answers what was wrong."""
    chosen = next((r for r in residents if str(r.person) == request.POST.get("person")), None)
    to = next((unit for unit in near if unit.code == request.POST.get("to")), None)
    wrong = []
    if chosen is None:
        wrong.append(_("Person: is missing; choose who is to be sent on."))
    if to is None:
        wrong.append(_("To: is missing; choose a clinic or hospital of the county."))
    if chosen is None or to is None:
        return wrong
    if chosen.sent and chosen.sent["occurred_from"] < now_of(request):
        messages.info(request, _("%s is on the way already; nothing was recorded.") % chosen.name)
        return []
    row = {
        "person": str(chosen.person),
        "what": "person",
        "stage": "sent",
        "from_unit": site.code,
        "to_unit": to.code,
        "vehicle": request.POST.get("vehicle", "").strip()[:60] or None,
        "note": request.POST.get("note", "").strip()[:200] or None,
        "occurred_from": now_of(request),
    }
    wrong = together(request, [("transfer", [row])])
    if not wrong:
        told = _("%(name)s was sent to %(unit)s and stays on this list until they sign.")
        messages.success(request, told % {"name": chosen.name, "unit": to.name})
    return wrong
