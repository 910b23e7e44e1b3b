"""值班表: who is on duty in a week, the leader on duty first; added by hand here, by file under loading."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import day_of
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported
from lianfang.desks.moments import field_moment, local, local_zone, moment_typed
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.recording import recorded
from lianfang.desks.tasks.form import owners_within
from lianfang.facts.shifts import OnDuty, rota, shift_of

_FIELDS = ("unit", "name", "telephone", "begins", "ends", "leading")


@reads("shift")
def week(request: HttpRequest) -> HttpResponse:
    """The rota of seven days from ``?from=`` (today, where none is named)."""
    return _week(request)


def _week(request: HttpRequest, said: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    at, zone = moment_of(request), local_zone()
    first = day_of(request, "from") or local(at).date()
    begins = datetime.combine(first, time(), zone)
    on_duty = rota(begins, begins + timedelta(days=7), at, zone, telephones=True)
    audited(account, "read rota", where=place_of(request))
    if request.GET.get("export"):
        return exported(request, "rota", _columns(), on_duty)
    days: dict[str, list[OnDuty]] = {}
    for one in on_duty:
        days.setdefault(local(one.begins).date().isoformat(), []).append(one)
    coming = shift_of(at, zone)[1]
    blank = {
        "unit": account.unit or "",
        "begins": field_moment(coming),
        "ends": field_moment(shift_of(coming, zone)[1]),
    }
    shown = {
        "days": [(rows[0].begins, rows) for rows in days.values()],
        "now_on_duty": [one for one in on_duty if one.begins <= at < one.ends],
        "earlier": first - timedelta(days=7),
        "later": first + timedelta(days=7),
        "units": names.units((one.unit for one in on_duty), at),
        "may_add": allowed(account, "record", "shift"),
        "owners": owners_within(account.area_path),
        "said": said or blank,
    }
    return page(request, "handover/rota.html", shown, status=status)


def _columns() -> list[Exported]:
    # The headers are those that the import of shifts reads.
    kind = vocabulary.kind("shift")
    return [
        Exported(kind.column("unit").zh, lambda one: one.unit),
        Exported(kind.column("name").zh, lambda one: one.name),
        Exported(kind.column("telephone").zh, lambda one: one.telephone),
        Exported(kind.column("leading").zh, lambda one: "是" if one.leading else "否"),
        Exported(kind.moment_zh, lambda one: one.begins),
        Exported("shift.occurred_until", lambda one: one.ends),
    ]


@require_POST
@records("shift")
def add(request: HttpRequest) -> HttpResponse:
    """Puts somebody on the rota; refused, the form comes back with what was typed."""
    said = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    row = {
        "shift.unit": said["unit"] or None,
        "shift.name": said["name"] or None,
        "shift.telephone": said["telephone"] or None,
        "shift.leading": bool(said["leading"]),
        "shift.occurred_from": moment_typed(said["begins"]) or said["begins"] or now_of(request),
        "shift.occurred_until": moment_typed(said["ends"]) or said["ends"] or None,
    }
    answer = recorded(request, "shift", [row])
    if answer is None or answer.rejected:
        return _week(request, said, 422)
    return redirect(f"{reverse('handover:rota')}?from={request.POST.get('from', '')}")
