"""Two corrected the same fact at once: what each told, what stands meanwhile, and who decides."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks.disputes import queries
from lianfang.desks.doors import allowed, reads
from lianfang.desks.page import page
from lianfang.desks.queries import person_names
from lianfang.desks.recording import recorded_whole
from lianfang.facts.disputes import open_disputes

LONGEST = 300


@reads("duty", "person_status")
def today(request: HttpRequest) -> HttpResponse:
    """The disputed corrections of one's area, the latest first."""
    account: Account = request.user  # type: ignore[assignment]
    found = queries.disputed(account)
    persons = {one.person for one in found if one.person is not None}
    audited(account, "read disputes", persons, where=place_of(request))
    people = person_names(account, persons)
    return page(
        request,
        "disputes/today.html",
        {"disputes": [(one, people.get(one.person)) for one in found], "longest": LONGEST},
    )


@require_POST
@reads("duty", "person_status")
def decide(request: HttpRequest) -> HttpResponse:
    """Records which telling stands, as a correction with its reason; what was told before stays on record."""
    account: Account = request.user  # type: ignore[assignment]
    fact, chosen = request.POST.get("fact", ""), request.POST.get("chosen", "")
    reason = request.POST.get("reason", "").strip()[:LONGEST]
    dispute = next((one for one in open_disputes() if str(one.fact) == fact), None)
    if dispute is not None and not allowed(account, "correct", dispute.kind):
        raise Http404("this desk corrects no such fact")
    row = queries.correction(account, dispute, chosen) if dispute is not None else None
    if dispute is None or row is None:
        messages.error(request, _("This was decided meanwhile, or nothing was chosen; look at it again."))
    elif not reason:
        messages.error(request, _("Reason: say why this is what stands."))
    elif recorded_whole(request, dispute.kind, [row | {f"{dispute.kind}.reason": reason}]) is not None:
        audited(account, f"decide {dispute.kind}", (), reason, place_of(request))
    return redirect("disputes:today")
