"""电话联系: who is to be called, with the number opened on record; a result each, recorded together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.cdc import queries, steps
from lianfang.desks.cdc.steps import Standing
from lianfang.desks.choices import is_uuid
from lianfang.desks.doors import reads, records
from lianfang.desks.homes import Home, homes_of
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.paging import LongPaginator
from lianfang.desks.queries import person_names
from lianfang.desks.recording import together
from lianfang.facts import identities
from lianfang.situation.models import Contact, PersonStatus

ROWS = 30
# What a call may come to, in the order of the buttons.
RESULTS = ("reached", "no_answer", "wrong_number", "refused", "gone")
# Who is still to be called: whoever is not on the way, nor in, nor out.
_TO_CALL = ("judged", "told", "lost", "refused")


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody on the list: the number to call, what came of the calls before, whom they live with."""

    contact: Contact
    person: PersonStatus | None
    telephone: str
    home: Home
    standing: Standing
    tries: Sequence[queries.Row]
    chosen: str
    note: str

    @property
    def in_vain(self) -> int:
        """How many attempts in a row nobody answered."""
        return self.contact.unanswered or 0


@reads("contact", "person_status")
@records("notice", "attempt")
def calls(request: HttpRequest) -> HttpResponse:
    """The contacts still to be reached, the longest waiting first; each row's result is recorded with the others."""
    account: Account = request.user  # type: ignore[assignment]
    lines: list[str] = []
    if request.method == "POST":
        lines = _recorded(request, account)
        if not lines:
            back = request.POST.get("case", "")
            return redirect(reverse("cdc:calls") + (f"?case={back}" if is_uuid(back) else ""))
    at = moment_of(request)
    case = request.GET.get("case", "") or request.POST.get("case", "")
    vain = steps.calls_in_vain()
    wanted = queries.Wanted(case=UUID(case) if is_uuid(case) else None)
    waiting = Q()
    for step in _TO_CALL:
        waiting |= steps.at_step(step, vain)
    found = queries.contacts_of(account, wanted).filter(waiting, grade__in=("close", "secondary"))
    # Whoever fell ill themselves is in other hands.
    found = found.exclude(person__in=queries.cases_of_the_infected(account).values("person"))
    shown = LongPaginator(found.order_by("judged", "person", "case"), ROWS).get_page(request.GET.get("page"))
    listed = list({contact.person: contact for contact in shown.object_list}.values())
    called = _called(request, account, listed, vain, at)
    return page(
        request,
        "cdc/calls.html",
        {
            "lines": lines,
            "called": called,
            "shown": shown,
            "case": case,
            "results": RESULTS,
            "vain": vain,
            "tells": "tells" in request.POST or request.method != "POST",
            "areas": names.areas(contact.whereabouts for contact in listed),
        },
        status=422 if lines else 200,
    )


def _called(
    request: HttpRequest, account: Account, listed: Sequence[Contact], vain: int | None, at: datetime
) -> list[Called]:
    """The list with its numbers opened: a line in the audit for all of them."""
    persons = [contact.person for contact in listed]
    people = person_names(account, persons)
    seen = [person for person in persons if person in people]
    telephones = identities.sealed_values(seen, "telephone")
    if any(telephones.values()):
        audited(account, "open telephone", seen, _("calls to contacts"), place_of(request))
    heard, homes = queries.heard_of(persons, at), homes_of(persons, at)
    made = [
        Called(
            contact,
            people.get(contact.person),
            telephones.get(contact.person, ""),
            homes.get(contact.person, Home()),
            steps.standing_of(contact, heard.get(contact.person, ()), vain),
            [row for row in heard.get(contact.person, ()) if row.get("result")],
            request.POST.get(f"result-{contact.person}", ""),
            request.POST.get(f"note-{contact.person}", "").strip()[:200],
        )
        for contact in listed
    ]
    first: dict[str, int] = {}
    for place, one in enumerate(made):
        first.setdefault(one.home.household or str(one.contact.person), place)
    return sorted(made, key=lambda one: first[one.home.household or str(one.contact.person)])


def _recorded(request: HttpRequest, account: Account) -> list[str]:
    """Records a call for each row with a result and, where the form says so, that whoever was reached was told."""
    now = now_of(request)
    chosen = [name.removeprefix("result-") for name in request.POST if name.startswith("result-")][:200]
    results = {text: request.POST[f"result-{text}"] for text in chosen if request.POST[f"result-{text}"] in RESULTS}
    persons = queries.selected_people(account, results)
    if not persons:
        return [_("No result was chosen; nothing was recorded.")]
    attempts = [
        {
            "person": str(person),
            "channel": "call",
            "result": results[str(person)],
            "note": request.POST.get(f"note-{person}", "").strip()[:200] or None,
            "occurred_from": now,
        }
        for person in persons
    ]
    reached = [person for person in persons if results[str(person)] == "reached"] if "tells" in request.POST else []
    notices = [
        {
            "person": str(person),
            "about": "isolation",
            "channel": "call",
            "told_by": account.name or account.username,
            "occurred_from": now,
        }
        for person in reached
    ]
    lines = together(request, [("attempt", attempts), ("notice", notices)])
    if not lines:
        told = ngettext("%d call recorded.", "%d calls recorded.", len(attempts)) % len(attempts)
        messages.success(request, told)
        _say_lost(request, account, persons)
    return lines


def _say_lost(request: HttpRequest, account: Account, persons: Sequence[UUID]) -> None:
    """Names who has now not answered as often as the plan waits for."""
    vain = steps.calls_in_vain()
    if vain is None:
        return
    # What follows from these calls is derived after they are committed: here the facts are asked.
    heard = queries.heard_of(persons, now_of(request))
    people = person_names(account, [person for person, rows in heard.items() if len(steps.in_vain(rows)) >= vain])
    if people:
        listed = ", ".join(sorted(person.name or "–" for person in people.values()))
        told = _("%(n)d calls in vain: %(people)s. The plan asks that somebody goes there; it stands among the duties.")
        messages.warning(request, told % {"n": vain, "people": listed})
