"""紧急查档: one person's file outside one's area, opened for three hours, with a reason, on record."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access import openings
from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks.choices import is_uuid
from lianfang.desks.doors import records
from lianfang.desks.moments import local
from lianfang.desks.page import now_of, page
from lianfang.desks.reasons import reason_words
from lianfang.facts import clock
from lianfang.facts.identity import RefusedNumber, document_of
from lianfang.situation.queries import person_anywhere

# Enough that whoever is told can judge it.
SHORTEST, LONGEST = 6, 500


@records("opening")
def ask(request: HttpRequest) -> HttpResponse:
    """Whom, why and in which words; opened, the person's file."""
    account: Account = request.user  # type: ignore[assignment]
    given = request.POST if request.method == "POST" else request.GET
    said = {field: given.get(field, "").replace("\x00", "").strip() for field in ("whom", "reason", "told")}
    wrong: list[str] = []
    if request.method == "POST":
        if said["reason"] not in openings.REASONS:
            wrong.append(_("Choose a reason."))
        if not SHORTEST <= len(said["told"]) <= LONGEST:
            wrong.append(_("Say in a few words what happened; your command reads it."))
        number = _number(request, said["whom"], wrong)
        if not wrong:
            # Asked only now: whether a person is known is told to nobody without a reason.
            status = person_anywhere(number)
            if status is not None:
                opened = openings.opened(
                    account, status.person, status.responsible or "/", said["reason"], said["told"],
                    clock.machine_time(), place_of(request),
                )  # fmt: skip
                return redirect("dossier:person", opened.person)
            audited(account, "break glass refused", reason=f"{said['reason']}: {said['told']}", where=place_of(request))
            wrong.append(_("Nobody is known by this number; the attempt is on record."))
    reasons = list(openings.REASONS.items())
    context = {"said": said, "wrong": wrong, "reasons": reasons, "shortest": SHORTEST, "longest": LONGEST}
    return page(request, "emergency/ask.html", context, status=422 if wrong else 200)


def _number(request: HttpRequest, whom: str, wrong: list[str]) -> str:
    """The number as it is kept, or the id of a file; what it cannot be stands in ``wrong``."""
    plain = "".join(whom.split())
    if is_uuid(plain):
        return str(UUID(plain))
    try:
        return document_of(plain, latest=local(now_of(request)).date()).number
    except RefusedNumber as refused:
        wrong.append(f"{plain[:40]}: {reason_words(str(refused))}")
        return ""
