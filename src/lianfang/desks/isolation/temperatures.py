"""Temperatures of the current time of day in one grid, by keyboard; a wrong one is corrected by a new fact."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import fevers
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.isolation import asked, queries
from lianfang.desks.isolation.queries import Resident
from lianfang.desks.isolation.today import slots_of
from lianfang.desks.moments import moment_typed
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.recording import say, say_done, together
from lianfang.desks.temperatures import temperature_of
from lianfang.facts import known_by

# What stands for "no symptoms", as the field writes it.
NONE = "无"


@reads("health_check", "observation", "duty")
def temperatures(request: HttpRequest) -> HttpResponse:
    """The grid: a row a person by room, an input where this time of day has no temperature yet."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    site = queries.site_of(account)
    slots = slots_of(account, at)
    number = request.GET.get("slot", "")
    slot = next((each for each in slots if str(each.number) == number), slots[-1])
    residents = queries.residents(account, site, at)
    wrong: dict[UUID, str] = {}
    lines: list[str] = []
    if request.method == "POST":
        wrong, lines = _taken(request, slot, residents)
        if not wrong and not lines:
            return redirect(f"{reverse('isolation:temperatures')}?slot={slot.number}")
        # What was good is on record: the page is drawn with it, and with what was typed where it was refused.
        residents = queries.residents(account, site, at)
        say(request, [*lines, *wrong.values()])
    rows = [
        (
            resident,
            resident.check_in(slot),
            request.POST.get(f"t-{resident.person}", ""),
            request.POST.get(f"s-{resident.person}", ""),
            resident.person in wrong,
        )
        for resident in residents
    ]
    missing = [resident.person for resident, check, *_rest in rows if check is None]
    return page(
        request,
        "isolation/temperatures.html",
        {
            "site": site,
            "slot": slot,
            "slots": slots,
            "past": slot is not slots[-1],
            "rows": rows,
            "missing": len(missing),
            "focus": next((person for person in missing if person in wrong), missing[0] if missing else None),
            "feverish": [(r, r.fever) for r in residents if r.fever],
            "typed_moment": request.POST.get("taken", ""),
            "thresholds": fevers.thresholds(),
        },
        status=422 if wrong or lines else 200,
    )


def _taken(request: HttpRequest, slot: asked.Slot, residents: list[Resident]) -> tuple[dict[UUID, str], list[str]]:
    """Records every good row of the grid; answers the bad ones by person, and what is wrong with the form itself."""
    try:
        moment = _moment(request, slot)
    except ValueError as refused:
        return {}, [str(refused)]
    wrong: dict[UUID, str] = {}
    rows: list[dict[str, Any]] = []
    feverish: list[tuple[Resident, float]] = []
    for resident in residents:
        text = request.POST.get(f"t-{resident.person}", "")
        symptoms = request.POST.get(f"s-{resident.person}", "").strip()[:200]
        try:
            value = temperature_of(text)
        except ValueError as refused:
            wrong[resident.person] = f"{resident.stay.room} {resident.name} {text.strip()[:20]}: {refused}"
            continue
        if value is None and not symptoms.strip("-"):
            continue
        if value is None:
            told = _("symptoms without a temperature; take it, or empty the symptoms")
            wrong[resident.person] = f"{resident.stay.room} {resident.name}: {told}"
            continue
        if moment < resident.stay.entered:
            told = _("came in later than this was measured; mend the time")
            wrong[resident.person] = f"{resident.stay.room} {resident.name}: {told}"
            continue
        rows.append(_row(str(resident.person), value, symptoms, moment))
        if fevers.fever(value):
            feverish.append((resident, value))
    if not rows:
        return wrong, [] if wrong else [_("No temperature was filled in; nothing was recorded.")]
    lines = together(request, [("health_check", rows)])
    if not lines:
        say_done(request, len(rows))
        for resident, value in feverish:
            _say_fever(request, resident, value)
    return wrong, lines


def _moment(request: HttpRequest, slot: asked.Slot) -> datetime:
    """When it was measured: now, or the time the form tells of a sheet on paper. Raises ValueError with the reason."""
    given = request.POST.get("taken", "").strip()
    now = now_of(request)
    if not given:
        if not slot.begin <= now < slot.until:
            raise ValueError(_("Measured: this time of day is over; say when it was measured"))
        return now
    moment = moment_typed(given)
    if moment is None:
        raise ValueError(_("Measured %s: is no moment; write it as 2021-01-09T07:30") % given[:30])
    if moment > now:
        raise ValueError(_("Measured %s: lies in the future; mend the time") % given[:30])
    if not slot.begin <= moment < slot.until:
        raise ValueError(_("Measured %s: lies outside this time of day; choose the other one above") % given[:30])
    return moment


def _row(person: str, value: float, symptoms: str, moment: datetime) -> dict[str, Any]:
    return {
        "person": person,
        "temperature": value,
        "symptoms": NONE if symptoms and not symptoms.strip("-") else symptoms or None,
        "setting": "isolation",
        "occurred_from": moment,
    }


def _say_fever(request: HttpRequest, resident: Resident, value: float) -> None:
    found = fevers.fever(value)
    assert found is not None
    told = _("%(room)s %(name)s: %(value)g ℃ is above %(above)g ℃. The plan asks: %(asks)s.")
    messages.warning(
        request,
        told
        % {
            "room": resident.stay.room,
            "name": resident.name,
            "value": value,
            "above": found.above,
            "asks": found.asks,
        },
    )


@records("health_check")
def correct(request: HttpRequest, fact: UUID) -> HttpResponse:
    """Corrects a temperature that this site took, with the reason, or takes it back; what stood there stays known."""
    account: Account = request.user  # type: ignore[assignment]
    site = queries.site_of(account)
    told = known_by(now_of(request), ["health_check"], where={"id": [str(fact)], "place": [site.code]})["health_check"]
    if not told.height or not allowed(account, "correct", "health_check"):
        raise Http404("no such temperature of this site's, or it was corrected since")
    row = told.row(0, named=True)
    lines: list[str] = []
    if request.method == "POST":
        lines = _corrected(request, row)
        if not lines:
            return redirect("isolation:temperatures")
        say(request, lines)
    return page(
        request,
        "isolation/correct.html",
        {
            "site": site,
            "check": row,
            "person": person_names(account, [row["person"]]).get(UUID(row["person"])),
            "value": request.POST.get("temperature", ""),
            "reason": request.POST.get("reason", ""),
        },
        status=422 if lines else 200,
    )


def _corrected(request: HttpRequest, row: dict[str, Any]) -> list[str]:
    reason = request.POST.get("reason", "").strip()[:200]
    withdrawn = bool(request.POST.get("withdrawn"))
    text = request.POST.get("temperature", "")
    wrong = [] if reason else [_("Reason: is missing; say what was wrong.")]
    value: float | None = row["temperature"]
    if not withdrawn:
        try:
            value = temperature_of(text)
        except ValueError as refused:
            wrong.append(f"{text.strip()[:20]}: {refused}")
        if value is None:
            wrong.append(_("Temperature: is missing; write the right one, or tick that it was not taken."))
    if wrong:
        return wrong
    fact = {
        "person": row["person"],
        "supersedes": row["id"],
        "reason": reason,
        "withdrawn": withdrawn,
        "temperature": value,
        "occurred_from": row["occurred_from"],
    }
    wrong = together(request, [("health_check", [fact])])
    if not wrong:
        say_done(request, 1)
    return wrong
