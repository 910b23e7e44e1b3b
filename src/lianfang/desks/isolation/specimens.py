"""Specimens owed today by the plan's days: a tube's number beside each name, and what the laboratory has found."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.doors import reads
from lianfang.desks.isolation import queries
from lianfang.desks.isolation.queries import Resident
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.recording import Refused, line_of, say, say_done, whole
from lianfang.places.models import Unit
from lianfang.situation.models import Duty
from lianfang.situation.plans import plans_in_force, rule_of


@reads("specimen", "test_result", "observation", "duty")
def specimens(request: HttpRequest) -> HttpResponse:
    """Whom to sample today, by room, with a field for the tube's number; below, what was taken and found."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    site = queries.site_of(account)
    residents = queries.residents(account, site, at)
    wrong: dict[UUID, str] = {}
    lines: list[str] = []
    if request.method == "POST":
        wrong, lines = _taken(request, site, residents)
        if not wrong and not lines:
            return redirect("isolation:specimens")
        say(request, [*lines, *wrong.values()])
    owed = [r for r in residents if r.specimens]
    extra = [r for r in residents if not r.specimens]
    chosen = request.POST.get("extra", "")
    return page(
        request,
        "isolation/specimens.html",
        {
            "site": site,
            "owed": [
                (
                    r,
                    r.specimens[0],
                    day_of(r.specimens[0], r),
                    request.POST.get(f"tube-{r.person}", ""),
                    r.person in wrong,
                )
                for r in owed
            ],
            "extra": extra,
            "chosen": chosen,
            "extra_tube": request.POST.get("tube", ""),
            "taken": sorted(
                ((specimen, results, r) for r in residents for specimen, results in r.taken),
                key=lambda row: row[0]["occurred_from"],
                reverse=True,
            ),
            "typed_sample": request.POST.get("sample", ""),
        },
        status=422 if wrong or lines else 200,
    )


def day_of(duty: Duty, resident: Resident) -> int:
    """Which day of isolation a specimen is owed for, counted as its rule counts; a duty of no such rule says 1."""
    found = rule_of(duty.plan, duty.rule)
    first = found[1].owes.schedule.first_day if found else 1
    if duty.opened is None:
        return first
    return (local(duty.opened).date() - local(resident.stay.entered).date()).days + first


def _taken(request: HttpRequest, site: Unit, residents: list[Resident]) -> tuple[dict[UUID, str], list[str]]:
    """Records a specimen for each tube's number, all or none; answers what was wrong, by person and of the form."""
    filled = [(r, request.POST.get(f"tube-{r.person}", "").strip()[:40]) for r in residents]
    extra = next((r for r in residents if str(r.person) == request.POST.get("extra")), None)
    if extra is not None:
        filled.append((extra, request.POST.get("tube", "").strip()[:40]))
    elif request.POST.get("tube", "").strip():
        return {}, [_("Person: is missing; choose whose tube %s is.") % request.POST["tube"].strip()[:40]]
    filled = [(resident, tube) for resident, tube in filled if tube]
    if not filled:
        return {}, [_("No tube number was filled in; nothing was recorded.")]
    sample = request.POST.get("sample", "").strip()[:40] or None
    now = now_of(request)
    rows: list[dict[str, Any]] = [
        {
            "person": str(resident.person),
            "number": tube,
            "disease": resident.stay.disease or _disease(resident),
            "outbreak": resident.stay.outbreak,
            "category": "person",
            "sample": sample,
            "pool": 1,
            "purpose": _("isolation, day %d") % resident.day,
            "sampled_by": site.code,
            "occurred_from": now,
        }
        for resident, tube in filled
    ]
    try:
        with whole(request) as record:
            record("specimen", rows, new=True)
    except Refused as refused:
        # Whose number it is stands in the line that has it; the form shows which fields are meant.
        wrong = {filled[each.row][0].person: line_of(each) for each in refused.rejections if each.value}
        return wrong, [] if wrong else refused.lines
    say_done(request, len(rows))
    return {}, []


def _disease(resident: Resident) -> str:
    """The disease that somebody is isolated for: the contact's, the duty's, else that of the first plan in force."""
    told = (resident.contact and resident.contact.disease) or (resident.specimens and resident.specimens[0].disease)
    return told or next((plan.disease for plan in plans_in_force()), "covid19")
