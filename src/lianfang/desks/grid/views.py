"""The grid worker's day: today's visits and their answers, and the people of the grid."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
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
from lianfang.desks.choices import is_uuid
from lianfang.desks.doors import View, allowed, corrects, records
from lianfang.desks.grid import queries
from lianfang.desks.grid.answers import NOT_MET, Telling, Unclear, days_offered, seen_by, taking_back, telling_of
from lianfang.desks.grid.households import households_of, residents_of
from lianfang.desks.grid.one_door import UnclearAt, asked_at, said_at, tellings_at
from lianfang.desks.grid.visits import behind_the_door_of, cards_of, counts_of
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.recording import Refused, recorded, whole
from lianfang.situation.models import PersonStatus
from lianfang.situation.queries import duties_of, person_for

HOUSEHOLDS = 40
# More than live behind one door.
MOST_AT_A_DOOR = 60
_ANCHOR = re.compile(r"h-[0-9a-f]{10}")
# The kinds that the desk records.
AT_DOORS = ("health_check", "notice", "attempt", "observation", "journey")


def at_doors(view: View) -> View:
    """A view for whoever works at doors: who records all that is told there, and takes a journey back."""
    return records(*AT_DOORS)(corrects("journey")(view))


@at_doors
def today(request: HttpRequest) -> HttpResponse:
    """Today's visits: a card a household, in walking order."""
    return _today(request)


def _today(request: HttpRequest, refused: dict[str, Any] | None = None) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    cards = cards_of(account, at, _just(request, account))
    shown = [resident for card in cards for resident in card.household.residents if resident.address]
    if shown:
        audited(account, "open address", [one.status.person for one in shown], _("today's visits"), place_of(request))
    for card in cards:
        if card.just and request.GET.get("door", "").isdigit():
            card.together = int(request.GET["door"])
    given = (refused or {}).get("said", {})
    context = {
        "cards": [(card, asked_at(card, given)) for card in cards if card.stands],
        "done": [card for card in cards if not card.stands],
        "counts": counts_of(cards),
        "cut_off": sum(len(card.owed) for card in cards) >= queries.MOST_DUTIES,
        "most": queries.MOST_DUTIES,
        "days": days_offered(at),
        "not_met": NOT_MET,
        "refused": refused or {},
        "undone": request.GET.get("undone"),
    }
    return page(request, "grid/today.html", context, status=422 if refused else 200)


def _just(request: HttpRequest, account: Account) -> tuple[str, dict[str, Any]] | None:
    """The fact that the last tap recorded, as the address of the page names it."""
    kind, _dot, fact = request.GET.get("done", "").partition(".")
    if kind not in AT_DOORS or not is_uuid(fact):
        return None
    row = queries.fact_of(kind, fact, now_of(request))
    return (kind, row) if row and row["recorded_by"] == account.username and row["person"] else None


@require_POST
@at_doors
def answer(request: HttpRequest) -> HttpResponse:
    """Records what a tap on a card says and comes back to the card."""
    account: Account = request.user  # type: ignore[assignment]
    duty = duties_of(account).filter(key=request.POST.get("duty", ""), person__isnull=False).first()
    if duty is None or duty.met:
        messages.info(request, _("This was done before; nothing was recorded again."))
        return _back(request, "grid:today")
    try:
        telling = telling_of(request.POST, duty, str(account), now_of(request))
    except Unclear as unclear:
        typed = request.POST.get("temperature") or request.POST.get("sampled") or ""
        return _today(request, {"duty": duty.key, "why": str(unclear), "typed": typed})
    nobody = telling.row.get("attempt.result") == "no_answer"
    return _told(request, telling, "grid:today", _together(account, telling.row["person"], request) if nobody else ())


@require_POST
@at_doors
def door(request: HttpRequest) -> HttpResponse:
    """Records what a family answered at its door, all of it or nothing, and comes back to the card."""
    account: Account = request.user  # type: ignore[assignment]
    keys = request.POST.getlist("duty")[:MOST_AT_A_DOOR]
    said = said_at(request.POST, keys)
    open_ = {duty.key: duty for duty in duties_of(account).filter(key__in=keys, person__isnull=False, met__isnull=True)}
    duties = [open_[key] for key in keys if key in open_]
    if not duties:
        messages.info(request, _("This was done before; nothing was recorded again."))
        return _back(request, "grid:today")
    try:
        tellings = tellings_at(duties, said, str(account), now_of(request))
        told_whole(request, tellings)
    except UnclearAt as unclear:
        return _today(request, {"at_door": unclear.duty, "why": str(unclear), "said": said})
    except Refused as refused:
        return _today(request, {"at_door": keys[0], "why": refused.lines[0], "said": said})
    first = tellings[0]
    fact = queries.recorded_now(first.kind, first.row["person"], account, now_of(request))
    told = {"done": f"{first.kind}.{fact}", "door": str(len(tellings))} if fact else {}
    return _back(request, "grid:today", **told)


def told_whole(request: HttpRequest, tellings: Sequence[Telling]) -> None:
    """Records what was told at doors, kind by kind. Raises Refused where anything is refused; then nothing stays."""
    with whole(request) as record:
        for kind in dict.fromkeys(telling.kind for telling in tellings):
            record(kind, [telling.row for telling in tellings if telling.kind == kind])


def _together(account: Account, person: str, request: HttpRequest) -> list[str]:
    """The others behind the same door: where nobody opens, nobody of them was met."""
    members = behind_the_door_of(account, UUID(person), now_of(request))
    return [str(member) for member in members if str(member) != person]


def _told(request: HttpRequest, telling: Telling, name: str, others: Iterable[str] = ()) -> HttpResponse:
    """Records a fact (the same of ``others``) quietly; the card says what it was, with the way to take it back."""
    account: Account = request.user  # type: ignore[assignment]
    rows = [telling.row, *({**telling.row, "person": other} for other in others)]
    answered = recorded(request, telling.kind, rows, quiet=True)
    if answered is None or answered.rejected:
        return _back(request, name)
    fact = queries.recorded_now(telling.kind, telling.row["person"], account, now_of(request))
    return _back(request, name, **({"done": f"{telling.kind}.{fact}"} if fact else {}))


def _back(request: HttpRequest, name: str, **asked: str) -> HttpResponse:
    """The way back to the card from which one came."""
    anchor = request.POST.get("at", "")
    query = {**{key: request.POST[key] for key in ("area", "q", "page") if request.POST.get(key)}, **asked}
    address = reverse(name) + (f"?{urlencode(query)}" if query else "")
    return redirect(f"{address}#{anchor}" if _ANCHOR.fullmatch(anchor) else address)


@require_POST
@at_doors
def undo(request: HttpRequest) -> HttpResponse:
    """Takes back what this account recorded by a wrong tap: the fact is withdrawn with its reason."""
    account: Account = request.user  # type: ignore[assignment]
    kind, fact = request.POST.get("kind", ""), request.POST.get("fact", "")
    if kind not in AT_DOORS or not is_uuid(fact) or not allowed(account, "correct", kind):
        raise Http404("nothing to take back")
    name = "grid:people" if request.POST.get("from") == "people" else "grid:today"
    row = queries.fact_of(kind, fact, now_of(request))
    if row is None:
        messages.info(request, _("This was taken back before."))
        return _back(request, name)
    if row["recorded_by"] != account.username or not row["person"]:
        raise Http404("recorded by somebody else")
    rows = [row]
    if request.POST.get("door"):
        return _door_taken_back(request, row)
    if kind == "attempt" and row["result"] == "no_answer":
        rows += queries.recorded_with(kind, row, _together(account, row["person"], request), account, now_of(request))
    answered = recorded(request, kind, [taking_back(kind, each).row for each in rows], quiet=True)
    return _back(request, name, **({"undone": "1"} if answered and not answered.rejected else {}))


def _door_taken_back(request: HttpRequest, row: dict[str, Any]) -> HttpResponse:
    """Takes back all that this account recorded at a door by the same tap as a fact."""
    account: Account = request.user  # type: ignore[assignment]
    at = now_of(request)
    members = [str(each) for each in behind_the_door_of(account, UUID(row["person"]), at, done=True)]
    taken = {kind: queries.recorded_with(kind, row, members, account, at) for kind in AT_DOORS}
    with whole(request) as record:
        for kind, rows in taken.items():
            if rows:
                record(kind, [taking_back(kind, each).row for each in rows])
    return _back(request, "grid:today", undone="1")


@at_doors
def people(request: HttpRequest) -> HttpResponse:
    """My grid: households and people, what they need, what is open; by name."""
    return _people(request)


def _people(request: HttpRequest, refused: dict[str, Any] | None = None) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    asked = (request.GET.get("q") or request.POST.get("q") or "").strip()
    area = queries.area_chosen(account, request.GET.get("area") or request.POST.get("area") or "")
    path = area.path if area else account.area_path
    too_many = queries.more_than(queries.MOST_PEOPLE, queries.people_in(account, path, asked))
    parts = queries.parts_of(area) if too_many else []
    here = [] if parts else queries.people_in(account, path, asked)[: queries.MOST_PEOPLE]
    found = {status.person: status for status in here}
    households = households_of(residents_of(found, at), path)
    shown = Paginator(households, HOUSEHOLDS).get_page(request.GET.get("page") or request.POST.get("page"))
    listed = list(shown.object_list)
    residents = [resident for household in listed for resident in household.residents]
    opened = [resident.status.person for resident in residents if resident.address]
    if opened:
        audited(account, "open address", opened, _("my grid"), place_of(request))
    just = _just(request, account)
    context = {
        "asked": asked,
        "area": area if area and area.path != account.area_path else None,
        "parts": parts,
        "too_many": too_many,
        "most": queries.MOST_PEOPLE,
        "shown": shown,
        "households": listed,
        "people": len(found),
        "alone": sum(1 for household in households for resident in household.residents if resident.alone),
        "open": queries.open_by_person(account, [resident.status.person for resident in residents], at),
        "visits": queries.visits_to([one.status.person for one in residents if one.alone], at),
        "areas": names.areas(one.status.whereabouts for one in residents if not _is_here(account, one.status)),
        "just": {"person": just[1]["person"], "kind": just[0], "fact": just[1]["id"]} if just else None,
        "refused": refused or {},
    }
    return page(request, "grid/people.html", context, status=422 if refused else 200)


def _is_here(account: Account, status: PersonStatus) -> bool:
    return (status.whereabouts or "").startswith(account.area_path)


@require_POST
@at_doors
def seen(request: HttpRequest, person: UUID) -> HttpResponse:
    """Records that somebody was visited and is well, or needs something."""
    account: Account = request.user  # type: ignore[assignment]
    status = person_for(account, str(person), place_of(request))
    well, note = request.POST.get("answer") == "well", request.POST.get("note", "").strip()
    try:
        telling = seen_by(str(status.person), well, note, now_of(request))
    except Unclear as unclear:
        return _people(request, {"person": status.person, "why": str(unclear), "typed": note})
    return _told(request, telling, "grid:people")
