"""The register 台账 of a site, exported so that it can be loaded again; the sheet for when the line is down."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from lianfang.access.models import Account
from lianfang.desks.doors import reads
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.isolation import asked, queries
from lianfang.desks.isolation.stays import Stay, here, stays
from lianfang.desks.isolation.today import shared_rooms, slots_of
from lianfang.desks.page import moment_of, page
from lianfang.desks.queries import end_of_day, midnight, person_names
from lianfang.desks.rules import titles
from lianfang.situation.models import PersonStatus

ROWS = 50
VIEWS = ("in", "left", "all")


@reads("observation", "person_status")
def register(request: HttpRequest) -> HttpResponse:
    """Everybody who is or was here: room, from when to when, on what ground, due out when."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    site = queries.site_of(account)
    every = stays(site.code, at)
    view = request.GET.get("view", "in")
    view = view if view in VIEWS else "in"
    chosen = [stay for stay in every if view == "all" or (stay.left is None) == (view == "in")]
    if request.GET.get("export"):
        return _exported(request, account, chosen)
    shown = Paginator(chosen, ROWS).get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    people = person_names(account, [stay.person for stay in listed])
    inside = queries.residents(account, site, at, here(listed))
    known = {resident.person: resident for resident in inside}
    return page(
        request,
        "isolation/register.html",
        {
            "site": site,
            "view": view,
            "counts": [
                ("in", len(here(every))),
                ("left", len(every) - len(here(every))),
                ("all", len(every)),
            ],
            "shown": shown,
            "rows": [
                (stay, people.get(stay.person), known.get(stay.person) if stay.left is None else None)
                for stay in listed
            ],
        },
    )


def _exported(request: HttpRequest, account: Account, chosen: list[Stay]) -> HttpResponse:
    """A row an entry and a row a release, under the headers that the import of observations reads."""
    people = person_names(account, [stay.person for stay in chosen])
    rows: list[tuple[dict[str, Any], PersonStatus | None]] = []
    for stay in chosen:
        person = people.get(stay.person)
        rows.append(({**stay.entry, "room": stay.room, "ground": stay.ground}, person))
        if stay.how == "released" and stay.leaving is not None:
            rows.append((dict(stay.leaving), person))

    def of_person(column: str) -> Any:
        return lambda row: getattr(row[1], column, None)

    def told(column: str) -> Any:
        return lambda row: row[0][column]

    columns = [
        Exported("姓名", of_person("name")),
        Exported("性别", option_of("person", "sex", of_person("sex"))),
        Exported("出生日期", of_person("birth")),
        Exported("观察方式", option_of("observation", "observation", lambda row: row[0]["observation"])),
        Exported("环节", option_of("observation", "stage", lambda row: row[0]["stage"])),
        Exported("入住（解除）时间", lambda row: row[0]["occurred_from"]),
        Exported("隔离点", told("site")),
        Exported("房间", told("room")),
        Exported("依据", told("ground")),
        Exported("病种", told("disease")),
        Exported("疫情", told("outbreak")),
        Exported("决定人", told("decided_by")),
        Exported("备注", told("note")),
    ]
    return exported(request, "observations", columns, rows, persons=lambda row: row[0]["person"])


@reads("observation", "person_status", "health_check")
def sheet(request: HttpRequest) -> HttpResponse:
    """A sheet by room to be printed: names, needs, and empty columns for the temperatures of today and tomorrow."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    site = queries.site_of(account)
    residents = queries.residents(account, site, at)
    begun = slots_of(account, at)
    whole = asked.slots([rule for rule, _title in titles()], end_of_day(at) - timedelta(seconds=1))
    days = [midnight(at), end_of_day(at)]
    return page(
        request,
        "isolation/sheet.html",
        {
            "site": site,
            "days": days,
            "slots": whole,
            "columns": [(day, slot) for day in days for slot in whole],
            "rows": [
                (r, [r.check_in(slot) if slot in begun else None for slot in whole], len(whole)) for r in residents
            ],
            "shared": shared_rooms(residents),
        },
    )
