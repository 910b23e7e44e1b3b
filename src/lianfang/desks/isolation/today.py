"""Today at an isolation site: what is due now, who is due in, in and due out, and how many beds are free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import disease_of
from lianfang.desks.doors import allowed, reads
from lianfang.desks.isolation import asked, moving, queries
from lianfang.desks.isolation.moving import Coming
from lianfang.desks.isolation.queries import Resident
from lianfang.desks.isolation.stays import here, stays
from lianfang.desks.page import moment_of, page
from lianfang.desks.queries import end_of_day, last_full_day
from lianfang.desks.rules import rules_met_by
from lianfang.desks.sign_offs import sign_offs
from lianfang.situation.queries import duties_of, unfinished


@reads("observation", "health_check", "transfer", "specimen", "duty")
def today(request: HttpRequest) -> HttpResponse:
    """What is due now first, then everybody who is in, by room."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    site = queries.site_of(account)
    inside = here(stays(site.code, at))
    residents = queries.residents(account, site, at, inside)
    coming = moving.due_in(account, site, at, inside)
    slots = slots_of(account, at)
    sent = moving.sent_on(site, at)
    disease = disease_of(request, account)
    day = last_full_day(at)
    signed = sign_offs(site.path, day, disease, at)
    own = next((line for line in signed.lines if line.unit == site.code), None)
    tomorrow = end_of_day(at) + timedelta(days=1)
    out = [r for r in residents if r.release is not None and r.release.opened and r.release.opened <= tomorrow]
    people = {r.person: r.name for r in residents}
    return page(
        request,
        "isolation/today.html",
        {
            "site": site,
            "residents": [(r, [(slot, r.check_in(slot)) for slot in slots]) for r in residents],
            "coming": coming,
            "slots": slots,
            "lines": _lines(residents, coming, slots, [r for r in out if r.over(at)]),
            "feverish": [r for r in residents if (r.fever or r.positive) and not r.sent],
            "out": out,
            "sent": [(row, people.get(UUID(row["person"]), "–")) for row in sent],
            "units": names.units(
                [row["to_unit"] for row in sent] + [c.transfer["from_unit"] for c in coming if c.transfer]
            ),
            "occupied": len(residents),
            "rooms": len({r.stay.room for r in residents if r.stay.room}),
            "free": None if site.capacity is None else site.capacity - len(residents),
            "own": own,
            "day": day,
            "due": signed.due,
            "disease": disease,
            "may_sign": allowed(account, "record", "sign_off"),
            "shared": shared_rooms(residents),
        },
    )


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be done for how many people, by when, on which page."""

    what: str
    address: str
    people: int
    due: datetime | None


def _lines(
    residents: list[Resident], coming: list[Coming], slots: list[asked.Slot], over: list[Resident]
) -> list[Line]:
    """What is due until the end of today, the earliest deadline first; what has none yet at the end."""
    found = []
    for slot in slots:
        missing = sum(1 for resident in residents if resident.check_in(slot) is None)
        if missing:
            what = _("Temperatures of the morning") if slot.first else _("Temperatures of the evening")
            found.append(Line(what, f"{reverse('isolation:temperatures')}?slot={slot.number}", missing, slot.due))
    owed = [resident.specimens[0].due for resident in residents if resident.specimens]
    if owed:
        found.append(Line(_("Specimens of today"), reverse("isolation:specimens"), len(owed), _earliest(owed)))
    if over:
        due = _earliest([resident.release.due for resident in over if resident.release])
        found.append(Line(_("Release whose term is over"), reverse("isolation:release"), len(over), due))
    if coming:
        due = _earliest([one.duty.due for one in coming if one.duty])
        found.append(Line(_("Receive who was sent here"), reverse("isolation:receive"), len(coming), due))
    return sorted(found, key=lambda line: (line.due is None, line.due or datetime.max.replace(tzinfo=UTC)))


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def slots_of(account: Account, at: datetime) -> list[asked.Slot]:
    """The times of day for temperatures that have begun, by the duties that this unit owes."""
    rules = rules_met_by("health_check")
    owed = duties_of(account).filter(unfinished(at), owed_by=account.unit, rule__in=rules)
    return asked.slots(owed.values_list("rule", flat=True).distinct().order_by("rule"), at)


def shared_rooms(residents: list[Resident]) -> dict[str, int]:
    """Rooms in which more than one person is, and how many."""
    found: dict[str, int] = {}
    for resident in residents:
        if resident.stay.room:
            found[resident.stay.room] = found.get(resident.stay.room, 0) + 1
    return {room: count for room, count in found.items() if count > 1}
