"""The list of journeys with its filters and its export, and the flows counted from the very same rows."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.arrivals import queries
from lianfang.desks.arrivals.form import DIRECTIONS
from lianfang.desks.arrivals.offers import loading_address
from lianfang.desks.cdc.queries import duties_by_person
from lianfang.desks.choices import day_of
from lianfang.desks.doors import allowed, reads
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of, page
from lianfang.desks.queries import person_names
from lianfang.places.models import Area
from lianfang.vocabulary import Mistake

ROWS = 50
# A list spans so many days at most, so that it reads only what a page can show.
MOST_DAYS = 92
UNKNOWN = "unknown"


@reads("journey", "duty", "declaration")
def journey_list(request: HttpRequest) -> HttpResponse:
    """Who came, went, is expected or passed through: filtered, paged, exported as the import reads it."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    asked = _asked(request, local(at).date())
    found = queries.journeys(account, at, asked)
    if request.GET.get("export"):
        return _exported(request, account, found)
    # Only a page's rows leave the table.
    shown = Paginator(range(found.frame.height), ROWS).get_page(request.GET.get("page"))
    rows = list(found.frame.slice(shown.start_index() - 1 if shown.object_list else 0, ROWS).iter_rows(named=True))
    persons = [UUID(row["person"]) for row in rows]
    people = person_names(account, persons)
    duties = duties_by_person(account, persons, at)
    return page(
        request,
        "arrivals/list.html",
        {
            "asked": asked,
            "directions": DIRECTIONS,
            "means": [option.name for option in vocabulary.kind("journey").column("means").options],
            "below": Area.objects.filter(parent_id=account.area or None).exclude(level="elsewhere").order_by("order"),
            "shown": shown,
            "at_risk": found.frame["risk"].drop_nulls().len(),
            "lines": [
                (row, people.get(person), found.risk_of(row), duties.get(person, (0, 0)))
                for row, person in zip(rows, persons, strict=True)
            ],
            "areas": found.areas,
            "units": names.units(row["checkpoint"] for row in rows),
            "loading": loading_address(),
            "may_register": allowed(account, "record", "journey", "health_check"),
        },
    )


def _asked(request: HttpRequest, today: date) -> queries.Asked:
    """What the address narrows the list by. Raises Mistake on days or areas that cannot be read."""
    last = day_of(request, "last") or today
    first = day_of(request, "first") or last
    if first > last:
        raise Mistake(_("the first day lies after the last; exchange them"))
    if last - first >= timedelta(days=MOST_DAYS):
        raise Mistake(_("a list spans %d days at most; choose a later first day") % MOST_DAYS)
    origin = request.GET.get("origin", "").strip()
    return queries.Asked(
        first,
        last,
        direction=_option(request.GET.get("direction", ""), "direction"),
        origin=_area(origin) if origin != UNKNOWN else None,
        unknown_origin=origin == UNKNOWN,
        means=_option(request.GET.get("means", ""), "means"),
        at_risk=bool(request.GET.get("risk")),
        destination=_area(request.GET.get("destination", "").strip()),
        vehicle=request.GET.get("vehicle", "").strip().upper()[:40],
    )


def _area(text: str) -> Area | None:
    """The area of a code, or of a name with its code behind it. Raises Mistake where there is none."""
    if not text:
        return None
    found = names.areas([text, text.rsplit(" ", 1)[-1]])
    area = found.get(text) or found.get(text.rsplit(" ", 1)[-1]) or Area.objects.filter(name=text).first()
    if area is None:
        raise Mistake(_("no area has the name or code %s; write its code") % repr(text))
    return area


def _option(given: str, column: str) -> str:
    return given if any(given == option.name for option in vocabulary.kind("journey").column(column).options) else ""


def _exported(request: HttpRequest, account: Account, found: queries.Journeys) -> HttpResponse:
    rows = list(found.frame.iter_rows(named=True))
    people = person_names(account, [UUID(row["person"]) for row in rows])

    def of_person(column: str) -> Any:
        return lambda row: getattr(people.get(UUID(row["person"])), column, None)

    def of(column: str) -> Any:
        return lambda row: row[column]

    # The headers are those that the import of journeys reads; moments are written in full, for by its moment a journey
    # is known again.
    columns = [
        Exported("person.id", of("person")),
        Exported("姓名", of_person("name")),
        Exported("方向", option_of("journey", "direction", of("direction"))),
        Exported("到达（离开）时间", of("occurred_from")),
        Exported("来源地", of("origin")),
        Exported("来源地名称", of("origin_place")),
        Exported("离开来源地时间", of("left_origin")),
        Exported("目的地", of("destination")),
        Exported("交通方式", option_of("journey", "means", of("means"))),
        Exported("车次（航班、车牌）", of("vehicle")),
        Exported("车厢", of("carriage")),
        Exported("座位", of("seat")),
        Exported("登记点", of("checkpoint")),
        Exported("出示核酸采样时间", of("evidence_sampled")),
        Exported("出示核酸结果", option_of("journey", "evidence_result", of("evidence_result"))),
        Exported("备注", of("note")),
    ]
    return exported(request, "journeys", columns, rows, persons=lambda row: row["person"])


@reads("journey", "duty", "declaration")
def flows(request: HttpRequest) -> HttpResponse:
    """Arrivals of the last fourteen days by origin and by means, by day; each figure opens its rows."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    last = local(at).date()
    first = last - timedelta(days=queries.FLOW_DAYS - 1)
    level = request.GET.get("level", "")
    level = level if level in queries.LEVELS else queries.LEVELS[0]
    found = queries.journeys(account, at, queries.Asked(first, last, direction="arrival"))
    days = [first + timedelta(days=n) for n in range(queries.FLOW_DAYS)]
    counted = queries.by_origin(found, level)
    origins = queries.table_of(counted, "shown", days)
    means = queries.table_of(queries.by_means(found), "means", days)
    areas = names.areas(path for path, _cells, _total, _risk in origins)
    if request.GET.get("export"):
        return _flows_exported(request, counted, areas)
    total = found.frame.group_by("day").len()
    by_day = dict(total.iter_rows())
    return page(
        request,
        "arrivals/flows.html",
        {
            "days": days,
            "first": first,
            "last": last,
            "level": level,
            "levels": queries.LEVELS,
            "origins": [(areas.get(path or ""), path, cells, n, risk) for path, cells, n, risk in origins],
            "means": means,
            "totals": [(day, by_day.get(day, 0)) for day in days],
            "total": found.frame.height,
            "at_risk": found.frame["risk"].drop_nulls().len(),
        },
    )


def _flows_exported(request: HttpRequest, counted: Any, areas: dict[str, Area]) -> HttpResponse:
    columns = [
        Exported(_("Day"), lambda row: row["day"].isoformat()),
        Exported(_("Code"), lambda row: areas[row["shown"]].code if row["shown"] in areas else ""),
        Exported(_("From"), lambda row: areas[row["shown"]].name if row["shown"] in areas else _("origin unknown")),
        Exported(_("Arrivals"), lambda row: row["n"]),
        Exported(_("From places at risk"), lambda row: row["at_risk"]),
    ]
    rows = counted.sort("day", "n", descending=[False, True]).iter_rows(named=True)
    return exported(request, "flows", columns, rows)
