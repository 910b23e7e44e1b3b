"""Release: who is due out with what speaks for it; before the term only with a reason."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.doors import reads
from lianfang.desks.isolation import queries
from lianfang.desks.isolation.queries import Resident
from lianfang.desks.moments import day_words, to_the_minute
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import end_of_day
from lianfang.desks.recording import say, say_done, together
from lianfang.places.models import Unit


@reads("observation", "notice", "exposure", "test_result", "duty")
def release(request: HttpRequest) -> HttpResponse:
    """Due out now, until tomorrow, and everybody else: released in bulk, each told of it."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    site = queries.site_of(account)
    residents = queries.residents(account, site, at)
    lines: list[str] = []
    if request.method == "POST":
        lines = _released(request, account, site, residents)
        if not lines:
            return redirect("isolation:release")
        say(request, lines)
    ticked = set(request.POST.getlist("person"))
    tomorrow = end_of_day(at) + timedelta(days=1)
    groups = [
        (_("Due out now"), "now", [r for r in residents if r.over(at)]),
        (
            _("Due out by tomorrow"),
            "soon",
            [
                r
                for r in residents
                if not r.over(at) and r.release and r.release.opened and r.release.opened <= tomorrow
            ],
        ),
    ]
    listed = {r.person for _title, _key, group in groups for r in group}
    groups.append(
        (_("Later, or owed no release by the plan"), "later", [r for r in residents if r.person not in listed])
    )
    return page(
        request,
        "isolation/release.html",
        {
            "site": site,
            "groups": [
                (
                    title,
                    key,
                    [
                        (
                            r,
                            objection(r, at),
                            str(r.person) in ticked if lines else key == "now" and not objection(r, at),
                        )
                        for r in group
                    ],
                )
                for title, key, group in groups
            ],
            "reason": request.POST.get("reason", ""),
            "any": bool(residents),
        },
        status=422 if lines else 200,
    )


def objection(resident: Resident, at: Any) -> str:
    """What speaks against releasing somebody now, in one line; nothing where the plan asks for it."""
    if resident.positive:
        return _("the latest result is positive")
    if resident.over(at):
        return ""
    if resident.term is None:
        return _("the plan owes this person no release: no contact is on record")
    return _("the term lasts until the end of %s") % day_words(resident.term)


def _released(request: HttpRequest, account: Account, site: Unit, residents: list[Resident]) -> list[str]:
    """Releases whom the form ticked, and tells them; answers what was wrong."""
    wanted = set(request.POST.getlist("person"))
    chosen = [resident for resident in residents if str(resident.person) in wanted]
    if wanted and not chosen:
        messages.info(request, _("This was recorded before; nothing changed."))
        return []
    if not chosen:
        return [_("Nobody was ticked; nothing was recorded.")]
    now = now_of(request)
    reason = request.POST.get("reason", "").strip()[:200]
    against = [(resident, objection(resident, now)) for resident in chosen]
    if not reason and any(why for _resident, why in against):
        told = _("%(room)s %(name)s: %(why)s. Write the reason below, or untick; nobody was released.")
        return [
            told % {"room": resident.stay.room, "name": resident.name, "why": why} for resident, why in against if why
        ]
    rows = [
        {
            "person": str(resident.person),
            "observation.observation": "central",
            "observation.stage": "released",
            "observation.site": site.code,
            "observation.room": resident.stay.room or None,
            "observation.ground": resident.stay.ground or None,
            "observation.disease": resident.stay.disease,
            "observation.outbreak": resident.stay.outbreak,
            "observation.note": f"{why}: {reason}" if why else None,
            "observation.occurred_from": max(to_the_minute(now), resident.stay.entered + timedelta(seconds=1)),
        }
        for resident, why in against
    ]
    notices = [
        {"person": str(resident.person), "about": "release", "told_by": account.name, "occurred_from": now}
        for resident in chosen
    ]
    wrong = together(request, [("observation", rows), ("notice", notices)])
    if not wrong:
        say_done(request, len(rows))
    return wrong
