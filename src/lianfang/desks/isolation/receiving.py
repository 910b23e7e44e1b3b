"""Receiving: both ends sign a transfer; who comes without one is found by number or name, and entered."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.ages import is_child
from lianfang.desks.doors import reads
from lianfang.desks.finding import Search, searched
from lianfang.desks.homes import children_alone, homes_of
from lianfang.desks.isolation import moving, queries
from lianfang.desks.isolation.moving import Coming
from lianfang.desks.isolation.stays import here, stays
from lianfang.desks.moments import day_read, local, to_the_minute
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.recording import say, say_done, together
from lianfang.desks.words import option_word
from lianfang.facts.identity import Document
from lianfang.places.models import Unit
from lianfang.situation.models import PersonStatus
from lianfang.situation.queries import contacts_of


@reads("observation", "transfer", "person_status")
def receive(request: HttpRequest) -> HttpResponse:
    """Who is due in. A room beside a name receives them: several together, or none where one cannot be."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    site = queries.site_of(account)
    inside = here(stays(site.code, at))
    coming = moving.due_in(account, site, at, inside)
    wrong: list[str] = []
    if request.method == "POST":
        wrong = _answered(request, site, coming, [stay.person for stay in inside])
        if not wrong:
            return redirect("isolation:receive")
    taken = sorted({stay.room for stay in inside if stay.room})
    rows = [
        (
            one,
            request.POST.get(f"room-{one.person}", ""),
            request.POST.get(f"reason-{one.person}", ""),
            _companion(request, one) or one.guardian,
        )
        for one in coming
    ]
    say(request, wrong)
    return page(
        request,
        "isolation/receive.html",
        {
            "site": site,
            "rows": rows,
            "taken": taken,
            "free": None if site.capacity is None else site.capacity - len(inside),
            "units": names.units([one.transfer["from_unit"] for one in coming if one.transfer]),
            "areas": names.areas([one.status.whereabouts for one in coming if one.status]),
        },
        status=422 if wrong else 200,
    )


def _answered(request: HttpRequest, site: Unit, coming: list[Coming], inside: Sequence[UUID]) -> list[str]:
    """Records what the form says of those due in, beside those who are ``inside``; answers what was wrong."""
    refused = request.POST.get("refuse", "")
    if refused:
        return _refused(request, site, [one for one in coming if str(one.person) == refused])
    filled = [(one, request.POST.get(f"room-{one.person}", "").strip()[:20]) for one in coming]
    filled = [(one, room) for one, room in filled if room]
    if not filled:
        there = {str(person) for person in inside}
        if any(name.removeprefix("room-") in there and request.POST.get(name, "").strip() for name in request.POST):
            messages.info(request, _("This was recorded before; nothing changed."))
            return []
        return [_("No room was filled in; write the room beside each who has come. Nothing was recorded.")]
    now = now_of(request)
    alone = _alone(request, [one.person for one, _room in filled], inside)
    unaccompanied = [one for one, _room in filled if one.person in alone and not _companion(request, one)]
    if unaccompanied:
        return [_UNACCOMPANIED % one.name for one in unaccompanied]
    entries = [
        entry(site, one.person, room, _ground(one), one.disease, one.outbreak, to_the_minute(now))
        | {"observation.companion": _companion(request, one) if one.person in alone else None}
        for one, room in filled
    ]
    receipts = [_signed(one, site, "received", now) for one, _room in filled if one.transfer]
    wrong = together(request, [("transfer", receipts), ("observation", entries)])
    if not wrong:
        say_done(request, len(entries))
        _say_shared(request, site)
    return wrong


_UNACCOMPANIED = gettext_lazy(
    "%s is a child without an adult of the household here: name the adult who stays along. Nobody was received."
)


def _companion(request: HttpRequest, one: Coming) -> str:
    """The adult who stays with a child: as typed, else as the sender named them."""
    named = (one.transfer["companion"] or "") if one.transfer else ""
    return request.POST.get(f"companion-{one.person}", named).strip()[:60]


def _alone(request: HttpRequest, persons: Sequence[UUID], inside: Sequence[UUID]) -> set[UUID]:
    """Of those who come in together, the children with no adult of their household among them or in already."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    everybody = [*persons, *inside]
    return set(children_alone(persons, inside, person_names(account, everybody), homes_of(everybody, now), now))


def _refused(request: HttpRequest, site: Unit, chosen: list[Coming]) -> list[str]:
    row = chosen[0] if chosen else None
    if row is None or row.transfer is None:
        return [_("This transfer was answered meanwhile; look at the list again.")]
    reason = request.POST.get(f"reason-{row.person}", "").strip()[:200]
    if not reason:
        return [_("%s: say why this site refuses; the sender reads it and stays responsible.") % row.name]
    wrong = together(request, [("transfer", [{**_signed(row, site, "refused", now_of(request)), "note": reason}])])
    if not wrong:
        messages.success(request, _("%s was refused; the sender stays responsible.") % row.name)
    return wrong


def _signed(one: Coming, site: Unit, stage: str, now: Any) -> dict[str, Any]:
    """The receiver's end of a transfer."""
    assert one.transfer is not None
    return {
        "transfer": one.transfer["subject"],
        "person": str(one.person),
        "number": one.transfer["number"],
        "what": "person",
        "stage": stage,
        "from_unit": one.transfer["from_unit"],
        "to_unit": site.code,
        "occurred_from": now,
    }


def _ground(one: Coming) -> str:
    return option_word("exposure.grade", one.ground) if one.ground else _("sent by transfer")


def entry(
    site: Unit, person: UUID | None, room: str, ground: str, disease: str | None, outbreak: str | None, moment: Any
) -> dict[str, Any]:
    """The row of an entry into this site."""
    return {
        "person": str(person) if person else None,
        "observation.observation": "central",
        "observation.stage": "entered",
        "observation.site": site.code,
        "observation.room": room,
        "observation.ground": ground,
        "observation.disease": disease,
        "observation.outbreak": outbreak,
        "observation.occurred_from": moment,
    }


def _say_shared(request: HttpRequest, site: Unit) -> None:
    """Names who now shares a room: one person a room, but a child under 14 stays with a parent."""
    account: Account = request.user  # type: ignore[assignment]
    rooms: dict[str, list[UUID]] = {}
    for stay in here(stays(site.code, now_of(request))):
        if stay.room:
            rooms.setdefault(stay.room, []).append(stay.person)
    sent = {request.POST.get(name, "").strip() for name in request.POST if name.startswith("room")}
    shared = {room: who for room, who in rooms.items() if len(who) > 1 and room in sent}
    people = person_names(account, [person for who in shared.values() for person in who])
    for room, who in shared.items():
        listed = ", ".join((people[person].name if person in people else None) or "–" for person in who)
        told = _("Room %(room)s is shared by %(people)s. One person a room; a child under 14 stays with a parent.")
        messages.warning(request, told % {"room": room, "people": listed})


@reads("observation", "person_status")
def arrive(request: HttpRequest) -> HttpResponse:
    """Somebody came without a transfer: found by number, telephone or name, and entered with a room and a ground."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    site = queries.site_of(account)
    asked = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()[:60]
    search = searched(account, asked, now)
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    wrong: list[str] = []
    if request.method == "POST":
        wrong = _entered(request, site, typed, search)
        if not wrong:
            return redirect("isolation:arrive")
        say(request, wrong)
    elif search.by == "name":
        typed["name"] = search.text
    elif search.by == "telephone":
        typed["telephone"] = search.text
    elif search.by == "identity":
        typed["identity_number"] = search.document.number if search.document else ""
    if search.mistake:
        messages.error(request, search.mistake)
    inside = {stay.person: stay for stay in here(stays(site.code, now))}
    return page(
        request,
        "isolation/arrive.html",
        {
            "site": site,
            "search": search,
            "asked": asked,
            "typed": typed,
            "people": [(person, inside.get(person.person)) for person in search.people],
            "areas": names.areas([person.whereabouts for person in search.people]),
        },
        status=422 if wrong or search.mistake else 200,
    )


_TYPED = ("person", "name", "sex", "birth", "identity_number", "telephone", "room", "ground", "companion")


def _entered(request: HttpRequest, site: Unit, typed: dict[str, str], search: Search) -> list[str]:
    """Enters whom the form names; answers what was wrong. Room and ground are asked of everybody."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    lacking = [
        _("Room: is missing; write the room in which the person stays."),
        _("Ground: is missing; isolation is a decision, say on which ground."),
    ]
    wrong = [line for line, name in zip(lacking, ("room", "ground"), strict=True) if not typed[name]]
    known = next((one for one in search.people if str(one.person) == typed["person"]), None)
    if known is None and not typed["name"]:
        wrong.append(_("Name: is missing; write it, or choose one of those found."))
    inside = here(stays(site.code, now))
    if known is not None and any(stay.person == known.person for stay in inside):
        messages.info(request, _("%s is in already; nothing was recorded.") % (known.name or "–"))
        return []
    number = None if known else searched(account, typed["identity_number"], now).document
    if not typed["companion"] and _is_alone(request, known, typed, number, [stay.person for stay in inside]):
        wrong.append(_UNACCOMPANIED % ((known.name if known else typed["name"]) or "–"))
    if wrong:
        return wrong
    contact = contacts_of(account).filter(person=known.person).order_by("-last_exposed").first() if known else None
    row = entry(
        site,
        known.person if known else None,
        typed["room"][:20],
        typed["ground"][:200],
        contact.disease if contact else None,
        contact.outbreak if contact else None,
        to_the_minute(now),
    ) | {"observation.companion": typed["companion"][:60] or None}
    if known is None:
        row |= {f"person.{name}": typed[name] or None for name in _TYPED[1:6]}
        if number is not None:
            # The number says it already; what was typed beside it would only contradict.
            row |= {"person.identity_kind": number.kind, "person.birth": number.birth or row["person.birth"]}
            row["person.sex"] = number.sex or row["person.sex"]
    receipts = [
        _signed(one, site, "received", now)
        for one in (moving.due_in(account, site, now, inside) if known else [])
        if known and one.person == known.person and one.transfer
    ]
    wrong = together(request, [("transfer", receipts), ("observations", [row])])
    if not wrong:
        say_done(request, 1)
        _say_shared(request, site)
    return wrong


def _is_alone(
    request: HttpRequest,
    known: PersonStatus | None,
    typed: dict[str, str],
    number: Document | None,
    inside: Sequence[UUID],
) -> bool:
    """Whether who comes is a child with no adult of the household in; of somebody new no household is known."""
    if known is not None:
        return known.person in _alone(request, [known.person], inside)
    birth = (number.birth if number else None) or day_read(typed["birth"])
    return birth is not None and is_child(birth, local(now_of(request)).date())
