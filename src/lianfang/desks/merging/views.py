"""查重合并: pairs that may be one person, decided in bulk; a merge can be undone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.merging import queries
from lianfang.desks.page import now_of, page
from lianfang.desks.recording import recorded
from lianfang.facts.alike import LAST


@reads("merge", "person_status")
def today(request: HttpRequest) -> HttpResponse:
    """The pairs to decide, the most alike first; what was decided before."""
    account: Account = request.user  # type: ignore[assignment]
    at = now_of(request)
    proposed, total = queries.proposals(account, at)
    sides = [side for proposal in proposed for side in (proposal.known, proposal.new)]
    audited(account, "read pairs", {side.status.person for side in sides}, where=place_of(request))
    return page(
        request,
        "merging/today.html",
        {
            "proposed": proposed,
            "total": total,
            "last": LAST,
            "decided": queries.decided(account, at),
            "may_decide": allowed(account, "record", "merge"),
            "areas": names.areas([side.status.whereabouts or side.status.responsible for side in sides]),
        },
    )


@require_POST
@records("merge")
def decide(request: HttpRequest) -> HttpResponse:
    """Records of the ticked pairs that they are one person, or that they are two."""
    return _say(request, undone=request.POST.get("what") != "same")


@require_POST
@records("merge")
def undo(request: HttpRequest) -> HttpResponse:
    """Undoes a merge: the two are two again, and are not proposed anew."""
    return _say(request, undone=True)


def _say(request: HttpRequest, undone: bool) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    pairs = queries.pairs_of(account, request.POST.getlist("pair")[: queries.MOST])
    rows = [
        {
            "person": str(kept),
            "merge.merged": str(merged),
            "merge.undone": undone,
            "merge.occurred_from": now_of(request),
        }
        for kept, merged in pairs
    ]
    if rows:
        recorded(request, "merge", rows)
    else:
        messages.error(request, _("No pair was ticked; nothing was recorded."))
    return redirect("merging:today")
