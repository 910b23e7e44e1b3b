"""Town, prefecture and province: what is owed here, figures by area, who has signed the day, signing it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianfang.access.models import Account
from lianfang.desks import figures as day_figures
from lianfang.desks import names
from lianfang.desks.areas.queries import figures_below
from lianfang.desks.choices import day_of, disease_of, diseases_of
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.emergency.told import told_of
from lianfang.desks.export import Exported, exported
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import (
    brought_before,
    first_to_do,
    last_full_day,
    only_people,
    open_duties,
    overdue_by_unit,
    owed_today,
)
from lianfang.desks.recording import recorded
from lianfang.desks.sign_offs import sign_offs, signing
from lianfang.desks.tasks.queries import open_tasks, tasks
from lianfang.desks.words import sign_off_word
from lianfang.facts import known_by
from lianfang.facts.lowered import lowered
from lianfang.places.models import Area, Unit
from lianfang.reports.figures import SignOffLine, SignOffState
from lianfang.vocabulary import Mistake

# The figures shown of each area below.
_COLUMNS = (
    "new_confirmed", "current_confirmed", "cumulative_confirmed", "new_asymptomatic", "current_asymptomatic",
    "current_suspected", "current_contacts",
)  # fmt: skip

# For so long a correction that lowered a signed figure stands on the first page.
_LOWERED_FOR = timedelta(days=7)

# Shorter than the vocabulary's names, for the head of a wide table.
SHORT = {
    "new_confirmed": gettext_lazy("New confirmed"),
    "current_confirmed": gettext_lazy("Current confirmed"),
    "cumulative_confirmed": gettext_lazy("Cumulative confirmed"),
    "new_asymptomatic": gettext_lazy("New asymptomatic"),
    "current_asymptomatic": gettext_lazy("Current asymptomatic"),
    "current_suspected": gettext_lazy("Current suspected"),
    "current_contacts": gettext_lazy("Contacts observed"),
}


@reads("duty", "count", "sign_off")
def today(request: HttpRequest) -> HttpResponse:
    """What is owed here first, the figures of the areas below, and whether the day is signed."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    disease, diseases = diseases_of(request, account)
    day = last_full_day(at)
    children = list(Area.objects.filter(parent_id=account.area or None).exclude(level="elsewhere").order_by("order"))
    figures = figures_below(account, children, disease, day, at, _COLUMNS)
    signed = sign_offs(account.area_path, day, disease, at)
    duties = open_duties(account, at)
    groups = owed_today(account, at)
    first, over = first_to_do(groups, most=10), overdue_by_unit(groups, most=8)
    brought = brought_before(account, at, most=4)
    to_do = open_tasks(tasks(at))[:6] if allowed(account, "read", "task") else []
    own = [line for line in signed.lines if line.unit == account.unit]
    fewer = lowered(disease, at - _LOWERED_FOR, at) if allowed(account, "read", "case") else []
    return page(
        request,
        "areas/today.html",
        {
            "disease": disease,
            "diseases": diseases,
            "day": day,
            "first": first,
            "brought": brought,
            "names": only_people(account, duties, first, at),
            "columns": [(name, SHORT[name]) for name in _COLUMNS],
            "whole": figures.whole,
            # What is counted in this area itself and in none below it: without this row the sums would not agree.
            "itself": figures.itself,
            "children": [(child, figures.children[child.code], _unsigned(signed.lines, child)) for child in children],
            "unknown": figures.unknown,
            "added_up": figures.added_up,
            "reported": not all(row.people for row in figures.children.values()) or not figures.whole.people,
            "lowered": fewer,
            "areas": names.areas([one.area for one in fewer]),
            "own": own[0] if own else None,
            "signers": len(signed.lines),
            "signed": [(state, len(signed.of(state))) for state in SignOffState if signed.of(state)],
            "missing": signed.of(SignOffState.MISSING),
            "due": signed.due,
            "over": over,
            "tasks": [(task, task.word(at)) for task in to_do],
            "units": names.units(
                [
                    *(o.owed_by for o in (*first, *brought.first)),
                    *(u for u, _n in over),
                    *(t.fact["owner"] for t in to_do),
                    *(unit for one in fewer for unit in one.units),
                ]
            ),
            "openings": told_of(account),
            "may_sign": allowed(account, "record", "sign_off") and bool(account.unit),
        },
    )


def _unsigned(lines: tuple[SignOffLine, ...], area: Area) -> int:
    """How many units directly of this area have not signed. A unit deeper down counts with the area it lies in."""
    return sum(1 for line in lines if line.area.startswith(area.code) and line.state is SignOffState.MISSING)


@reads("sign_off")
def sign_off_list(request: HttpRequest) -> HttpResponse:
    """Who has signed the day, by name: missing first; and the form by which one's own unit signs."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    disease, diseases = diseases_of(request, account)
    day = day_of(request, "day") or last_full_day(at)
    figures = sign_offs(account.area_path, day, disease, at)
    chosen = request.GET.get("state", "")
    lines = [line for line in figures.lines if not chosen or line.state == chosen]
    areas = names.areas([line.area for line in figures.lines])
    if request.GET.get("export"):
        return exported(request, "sign-offs", _export_columns(areas, day, disease, at), lines)
    own = next((line for line in figures.lines if line.unit == account.unit), None)
    return page(
        request,
        "areas/sign_offs.html",
        {
            "disease": disease,
            "diseases": diseases,
            "day": day,
            "earlier": day - timedelta(days=1),
            "later": day + timedelta(days=1) if day < local(at).date() else None,
            "figures": figures,
            "states": [(state, len(figures.of(state))) for state in SignOffState if figures.of(state)],
            "chosen": chosen,
            "lines": lines,
            "areas": areas,
            "own": own,
            "own_new": _own_new(account, disease, day),
            "may_sign": allowed(account, "record", "sign_off") and bool(account.unit),
            "already_over": at >= figures.cut,
        },
    )


def _export_columns(areas: dict[str, Area], day: Any, disease: str, at: Any) -> list[Exported]:
    """The list with what each sign-off says, under the headers of the mapping sign_offs_exported.

    Loaded again, whoever has signed is as it was, and whoever has not is passed over, unless somebody filled it in.
    """
    facts = {
        (fact["unit"], fact["occurred_from"]): fact
        for fact in known_by(at, ["sign_off"], where={"day": [day], "disease": [disease]})["sign_off"].to_dicts()
    }

    def told(column: str) -> Any:
        return lambda line: facts.get((line.unit, line.signed), {}).get(column)

    return [
        Exported("报送单位", lambda line: line.unit),
        Exported("名称", lambda line: line.name),
        Exported("辖区", lambda line: areas[line.area].name if line.area in areas else line.area),
        Exported("状态", lambda line: sign_off_word(line.state)),
        Exported("报送日", lambda line: day),
        Exported("病种", lambda line: disease),
        Exported("零报告", told("zero")),
        Exported("签发人", told("signed_by")),
        Exported("报送时间", lambda line: line.signed),
        Exported("包保领导", lambda line: line.leader),
    ]


def _own_new(account: Account, disease: str, day: Any) -> int:
    """How many infected are new here on the day: what decides whether a report is a zero report."""
    unit = Unit.objects.filter(code=account.unit).first()
    found = day_figures.days_of(unit.path if unit else account.area_path, disease, [day])[day]
    return sum(found.figure(f"new_{what}") for what in ("confirmed", "clinical", "suspected", "asymptomatic"))


@require_POST
@records("sign_off")
def sign(request: HttpRequest) -> HttpResponse:
    """Signs a day for one's own unit. Whether it is a zero report follows from the figures and is not asked."""
    account: Account = request.user  # type: ignore[assignment]
    day = day_of(request, "day") or last_full_day(now_of(request))
    disease = request.POST.get("disease", "").strip() or disease_of(request, account)
    if not account.unit:
        raise Mistake(_("your account acts for no unit, and only a unit signs; ask whoever gave you the account"))
    if day > local(now_of(request)).date():
        raise Mistake(_("%s has not begun; a day is signed when it is over, or on the day itself") % day.isoformat())
    kinds, _cut, _due = signing(disease)
    unit = Unit.objects.filter(code=account.unit).first()
    if unit is not None and kinds and unit.kind not in kinds:
        messages.info(request, _("The plan does not ask your unit to sign; it is recorded all the same."))
    row = {
        "sign_off.unit": account.unit,
        "sign_off.day": day,
        "sign_off.disease": disease,
        "sign_off.zero": _own_new(account, disease, day) == 0,
        "sign_off.signed_by": request.POST.get("signed_by", "").strip() or account.name,
        "sign_off.note": request.POST.get("note", "").strip() or None,
        "sign_off.occurred_from": now_of(request),
    }
    recorded(request, "sign_off", [row])
    return redirect(f"{reverse('areas:sign_offs')}?day={day.isoformat()}&disease={disease}")
