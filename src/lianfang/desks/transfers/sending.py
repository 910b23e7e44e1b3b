"""Sending: people to a site or a clinic, or the responsibility for them to another unit; a child never alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import is_uuid
from lianfang.desks.doors import records
from lianfang.desks.homes import Home, children_alone, homes_of
from lianfang.desks.page import now_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.reasons import reason_words
from lianfang.desks.recording import Refused, say, whole
from lianfang.facts import transfers
from lianfang.places.models import Unit
from lianfang.places.tree import county_around, range_of
from lianfang.situation.models import PersonStatus

MOST = 200
# Where people are carried to, and who takes a responsibility over.
CARRIED_TO = ("isolation_site", "fever_clinic", "hospital", "holding_site")
HANDED_TO = ("command", "cdc", "health_authority", "grid")
_MOST_UNITS = 300


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody to be sent: who, with whom they live, whether the form asks for an adult who goes along."""

    person: UUID
    status: PersonStatus
    home: Home
    alone: bool
    companion: str
    on_the_way: bool

    @property
    def name(self) -> str:
        """Who it is."""
        return self.status.name or "–"


@require_POST
@records("transfer")
def send(request: HttpRequest) -> HttpResponse:
    """The form for the people ticked elsewhere; sent again with its fields, it signs the sender's end."""
    account: Account = request.user  # type: ignore[assignment]
    at = now_of(request)
    what = "responsibility" if request.POST.get("handed") == "responsibility" else "person"
    going = _going(request, account, what, at)
    units = _units(account, what)
    lines: list[str] = []
    if not going:
        lines = [_("Nobody was ticked; nothing was recorded.")]
    elif "to" in request.POST:
        lines = _sent(request, account, going, units, what, at)
        if not lines:
            told = _("%d sent; they stay ours until the other end signs.")
            messages.success(request, told % len(going))
            return redirect("transfers:today")
    say(request, lines)
    audited(account, "read for a transfer", {one.person for one in going}, where=place_of(request))
    return page(
        request,
        "transfers/send.html",
        {
            "going": sorted(going, key=lambda one: (one.home.household or str(one.person), one.status.birth is None)),
            "units": units,
            "what": what,
            "typed": {name: request.POST.get(name, "") for name in ("to", "vehicle", "note")},
            "areas": names.areas([one.status.whereabouts for one in going]),
            "may_sign": bool(account.unit),
        },
        status=422 if lines else 200,
    )


def _going(request: HttpRequest, account: Account, what: str, at: datetime) -> list[Going]:
    ticked = list(dict.fromkeys(UUID(text) for text in request.POST.getlist("person")[:MOST] if is_uuid(text)))
    people = person_names(account, ticked)
    going = [person for person in ticked if person in people]
    homes = homes_of(going, at)
    alone = set(children_alone(going, (), people, homes, at)) if what == "person" else set()
    way = {row["person"] for row in transfers.between_two_hands(at) if row["what"] == what}
    return [
        Going(
            person,
            people[person],
            homes.get(person, Home()),
            person in alone,
            request.POST.get(f"companion-{person}", homes.get(person, Home()).guardian).strip()[:60],
            str(person) in way,
        )
        for person in going
    ]


def _units(account: Account, what: str) -> list[Unit]:
    """Who may receive: sites, clinics and hospitals within reach, or whoever takes a responsibility over."""
    if what == "responsibility":
        found = Unit.objects.filter(kind__in=HANDED_TO)
    else:
        # A town carries to its county's sites: what lies beside it is in reach as well.
        low, high = range_of(county_around(account.area_path) or account.area_path)
        found = Unit.objects.filter(kind__in=CARRIED_TO, path__gte=low, path__lt=high)
    return list(found.exclude(code=account.unit).order_by("kind", "path", "code")[:_MOST_UNITS])


def _sent(
    request: HttpRequest, account: Account, going: Sequence[Going], units: Sequence[Unit], what: str, at: datetime
) -> list[str]:
    """Signs the sender's end for everybody; answers what was wrong, a line each, and then nothing was recorded."""
    to = next((unit for unit in units if unit.code == request.POST.get("to")), None)
    lines = []
    if not account.unit:
        lines.append(_("This account works at no unit, so it can sign no end of a transfer."))
    if to is None:
        lines.append(_("To: is missing; choose the unit that receives."))
    lines += [
        _("%s is on the way already; wait for the other end, or take it back.") % one.name
        for one in going
        if one.on_the_way
    ]
    lines += [
        _("%s is a child without an adult of the household: name the adult who goes along.") % one.name
        for one in going
        if one.alone and not one.companion
    ]
    if lines or to is None:
        return lines
    rows = [
        {
            "person": str(one.person),
            "what": what,
            "stage": "sent",
            "from_unit": account.unit,
            "to_unit": to.code,
            "to_area": to.area_id,
            "vehicle": request.POST.get("vehicle", "").strip()[:60] or None,
            "companion": one.companion if one.alone else None,
            "note": request.POST.get("note", "").strip()[:200] or None,
            "occurred_from": at,
        }
        for one in going
    ]
    return signed(request, rows, [one.name for one in going])


def signed(request: HttpRequest, rows: Sequence[Mapping[str, Any]], about: Sequence[str]) -> list[str]:
    """Records stages of transfers, all or none; ``about`` are the names of whom each row is about.

    Answers what was wrong, a line each.
    """
    try:
        with whole(request) as record:
            record("transfer", rows)
    except Refused as refused:
        return [f"{about[each.row]}: {reason_words(each.reason)}" for each in refused.rejections]
    return []
