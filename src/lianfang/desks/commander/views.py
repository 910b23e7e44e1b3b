"""The commander's page, and the rows that its figures count."""

from collections.abc import Iterable
from datetime import datetime
from datetime import time as clock_time
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import figures as day_figures
from lianfang.desks import names
from lianfang.desks.choices import day_of, disease_of, diseases_of
from lianfang.desks.commander import queries
from lianfang.desks.commander.towns import map_of_towns, ranked
from lianfang.desks.doors import allowed, reads
from lianfang.desks.emergency.told import told_of
from lianfang.desks.export import Exported, exported
from lianfang.desks.moments import local_zone
from lianfang.desks.page import moment_of, page
from lianfang.desks.queries import (
    brought_before,
    first_to_do,
    last_full_day,
    midnight,
    only_people,
    open_duties,
    overdue_by_unit,
    owed_today,
    person_names,
)
from lianfang.desks.removed import in_words
from lianfang.desks.rules import rules_by_promise
from lianfang.desks.sign_offs import sign_offs
from lianfang.desks.tasks.queries import open_tasks, tasks
from lianfang.places.boundaries import drawings
from lianfang.reports.figures import SignOffState
from lianfang.retention.record import away_behind
from lianfang.situation import queries as situation
from lianfang.vocabulary import Mistake

ROWS = 50
# What a row of figures is called; the words of the bulletin.
TITLES = {
    "confirmed": gettext_lazy("Confirmed cases"),
    "suspected": gettext_lazy("Suspected cases"),
    "asymptomatic": gettext_lazy("Asymptomatic infections"),
    "clinical": gettext_lazy("Clinically diagnosed cases"),
    "contacts": gettext_lazy("Close contacts under observation"),
    "released": gettext_lazy("Contacts released"),
    "tested": gettext_lazy("People tested"),
    "discharged": gettext_lazy("Discharged"),
    "died": gettext_lazy("Deaths"),
    "severe": gettext_lazy("Severe cases"),
    "critical": gettext_lazy("Critical cases"),
    "turned": gettext_lazy("Asymptomatic turned confirmed"),
    "admitted": gettext_lazy("Confirmed cases in hospital"),
}
HOW = {"new": gettext_lazy("new"), "current": gettext_lazy("current"), "cumulative": gettext_lazy("cumulative")}


@reads("duty", "count", "case_status", "sign_off", "task")
def today(request: HttpRequest) -> HttpResponse:
    """What to do first; the figures of the last full day; curve, towns, sign-offs, what is overdue, tasks."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    disease, diseases = diseases_of(request, account)
    day = last_full_day(at)
    days = [day, day_figures.before(day)]
    found = day_figures.days_of(account.area_path, disease, days)
    duties = open_duties(account, at)
    groups = owed_today(account, at)
    first, over = first_to_do(groups, most=8), overdue_by_unit(groups, most=8)
    brought = brought_before(account, at, most=4)
    signed = sign_offs(account.area_path, day, disease, at)
    to_do = open_tasks(tasks(at))[:6]
    now = at.astimezone(local_zone()).date()
    here = queries.counted_here(account, disease, now)
    below = queries.tiles(account, disease, (now, day), at, here)
    measure = "new" if request.GET.get("map") == "new" else "current"
    bounds = drawings(tile.area.code for tile in below)
    curve, delay = queries.onset_curve(account, disease, day)
    units = names.units(
        [
            *(owed.owed_by for owed in (*first, *brought.first)),
            *(unit for unit, _n in over),
            *(t.fact["owner"] for t in to_do),
        ]
    )
    return page(
        request,
        "commander/today.html",
        {
            "disease": disease,
            "diseases": diseases,
            "day": day,
            "first": first,
            "brought": brought,
            "names": only_people(account, duties, first, at),
            "lines": [(line, TITLES[line.what]) for line in queries.lines(found[day], found[days[1]])],
            "generations": queries.generations(account, disease, midnight(at)),
            "promises": [one for one in queries.promises(account, disease, at, rules_by_promise()) if one.owed],
            "curve": curve,
            "delay": delay,
            "forms": ("docx", "xlsx", "pdf"),
            "tiles": below,
            "map": map_of_towns(below, bounds, measure, disease, day),
            "measure": measure,
            "here": here,
            "ranked": ranked(below, measure),
            "unbounded": [tile.area for tile in below if tile.area.code not in bounds] if bounds else [],
            "signed": [(state, signed.of(state)) for state in _STATES],
            "missing": signed.of(SignOffState.MISSING),
            "late": signed.of(SignOffState.LATE),
            "signers": len(signed.lines),
            "due": signed.due,
            "over": over,
            "tasks": [(task, task.word(at)) for task in to_do],
            "units": units,
            "may_brief": allowed(account, "read", "meeting"),
            "openings": told_of(account),
        },
    )


_STATES = (
    SignOffState.REPORTED, SignOffState.ZERO, SignOffState.LATE, SignOffState.REOPENED, SignOffState.PENDING,
    SignOffState.MISSING,
)  # fmt: skip


def _listed(account: Account, ordered: Iterable[Any], of_people: bool) -> list[tuple[Any, Any, Any]]:
    """Person, case and status of each row; a figure of people has no case."""
    if of_people:
        return [(status.person, None, status) for status in ordered]
    cases = list(ordered)
    found = person_names(account, [case.person for case in cases])
    return [(case.person, case, found.get(case.person)) for case in cases]


@reads("count", "case_status", "contact")
def rows(request: HttpRequest) -> HttpResponse:
    """The very rows that a figure counts: of ``figure`` on ``day``, within ``area``."""
    account: Account = request.user  # type: ignore[assignment]
    figure = request.GET.get("figure", "")
    how, _dash, what = figure.partition("_")
    if what not in TITLES or how not in HOW:
        raise Http404("no such figure")
    disease = disease_of(request, account)
    day = day_of(request, "day") or last_full_day(moment_of(request))
    path = _path(request, account)
    noon = datetime.combine(day, clock_time(12), local_zone())
    counted = day_figures.rows_of(account, figure, noon, disease, path, moment_of(request))
    of_people = what in ("contacts", "released", "tested")
    subjects = counted["subject"].to_list()
    if of_people:
        ordered: QuerySet[Any] = situation.people_of(account).filter(person__in=subjects).order_by("name", "person")
    else:
        ordered = situation.cases_of(account).filter(case__in=subjects)
        ordered = ordered.order_by("confirmed", "classified", "number", "case")
    if request.GET.get("export"):
        everybody = _listed(account, ordered, of_people)
        return exported(request, figure, _columns(), everybody, persons=lambda row: row[0], computed=True)
    shown = Paginator(ordered, ROWS).get_page(request.GET.get("page"))
    listed = _listed(account, shown.object_list, of_people)
    audited(account, "read rows", [row[0] for row in listed if row[0]], where=place_of(request))
    return page(
        request,
        "commander/rows.html",
        {
            "title": TITLES[what],
            "how": HOW[how],
            "day": day,
            "disease": disease,
            "of_people": of_people,
            "listed": listed,
            "shown": shown,
            "total": counted["subject"].n_unique(),
            "areas": names.areas(
                [
                    account.area_path,
                    path,
                    *(one[2].responsible for one in listed if one[2]),
                    *(one[1].counted_in for one in listed if one[1]),
                ]
            ),
            "path": path,
            "away": in_words(away_behind(figure, day, path)),
        },
    )


def _path(request: HttpRequest, account: Account) -> str:
    given = request.GET.get("area", "").strip()
    if not given:
        return account.area_path
    area = names.areas([given]).get(given)
    if area is None or not area.path.startswith(account.area_path):
        raise Mistake(_("area %s is not within yours; leave it out to see all") % repr(given))
    return area.path


def _columns() -> list[Exported]:
    return [
        Exported(_("Case number"), lambda row: row[1].number if row[1] else ""),
        Exported(_("Name"), lambda row: row[2].name if row[2] else ""),
        Exported(_("Sex"), lambda row: row[2].sex if row[2] else ""),
        Exported(_("Age"), lambda row: row[2].age if row[2] else ""),
        Exported(_("Onset"), lambda row: row[1].onset.isoformat() if row[1] and row[1].onset else ""),
        Exported(_("Classification"), lambda row: row[1].classification if row[1] else ""),
        Exported(_("Classified"), lambda row: row[1].classified if row[1] else None),
        Exported(_("Disease"), lambda row: row[1].disease if row[1] else ""),
    ]
