"""物品和环境（人物同防）: which goods were positive; of a batch where it was, where it went, and who handled it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import moment_typed
from lianfang.desks.doors import allowed, reads
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.goods import queries
from lianfang.desks.moments import duty_state
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.recording import say, say_done, together
from lianfang.trace.goods import Touch, Way

_ON_A_PAGE = 50
_ASKED = ("name", "identity_number", "telephone")


@reads("specimen", "test_result", "consignment", "handling")
def found(request: HttpRequest) -> HttpResponse:
    """Goods and surfaces found positive, the latest first."""
    rows = queries.found_positive(moment_of(request))
    shown = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    listed = rows if request.GET.get("export") else list(shown.object_list)
    units = names.units(place for row in listed for place in row.places)
    if request.GET.get("export"):
        return exported(request, "positive-goods", _of_found(units), listed, computed=True)
    return page(request, "goods/found.html", {"shown": shown, "rows": listed, "units": units})


@reads("specimen", "test_result", "consignment", "handling")
def batch(request: HttpRequest) -> HttpResponse:
    """One batch: where it was positive, where it went and came from, who handled it; by POST one more who did."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    told = queries.batch_of(request.GET.get("batch", "").strip(), at)
    if told is None:
        raise Http404("nothing is on record of this batch")
    may = allowed(account, "record", "person", "handling")
    wrong: list[str] = []
    if request.method == "POST":
        if not may:
            raise Http404("this desk records nobody")
        wrong = _recorded(request, told.batch)
        if not wrong:
            say_done(request, 1)
            return redirect(f"{reverse('goods:batch')}?{urlencode({'batch': told.batch})}")
        say(request, wrong)
    touches = told.traced.touches
    people = person_names(account, [touch.handling.person for touch in touches])
    owed = queries.owed_for(account, told.works)
    units = names.units([*(stop.place for stop in told.traced.stops), *(row["unit"] for row in told.works.values())])
    if request.GET.get("export"):
        return _exported(request, told, {"people": people, "owed": owed, "units": units})
    return page(
        request,
        "goods/batch.html",
        {
            "told": told,
            "touches": [
                (
                    touch,
                    told.works[touch.handling.fact],
                    people.get(touch.handling.person),
                    owed.get(touch.handling.person),
                )
                for touch in touches
            ],
            "units": units,
            "lies": lies_words(),
            "places": [stop.place for stop in told.traced.stops],
            "works": vocabulary.kind("handling").column("work").options,
            "may_tell": may,
            "given": request.POST,
        },
        status=422 if wrong else 200,
    )


def _recorded(request: HttpRequest, batch: str) -> list[str]:
    """Records who handled the batch; answers what was wrong."""
    began = moment_typed(request.POST.get("occurred_from", ""))
    if began is None:
        return [_("When: is missing; give the day and the hour at which it was handled.")]
    row: dict[str, Any] = {f"person.{name}": request.POST.get(name, "").strip()[:100] or None for name in _ASKED}
    row |= {
        "handling.batch": batch,
        "handling.unit": request.POST.get("unit") or None,
        "handling.work": request.POST.get("work") or None,
        "handling.protected": {"yes": True, "no": False}.get(request.POST.get("protected", "")),
        "handling.occurred_from": began,
    }
    return together(request, [("handlings", [row])])


def _of_found(units: Any) -> list[Exported]:
    def places(row: queries.Found) -> str:
        return "、".join(_unit(units, place) for place in row.places)

    return [
        Exported(_("Batch"), lambda row: row.batch),
        Exported(_("Item"), lambda row: row.item),
        Exported("标本对象", option_of("specimen", "category", lambda row: row.category)),
        Exported(_("Where it was"), places),
        Exported("检测结果", option_of("test_result", "result", lambda row: row.result)),
        Exported(_("First result"), lambda row: row.first),
        Exported(_("Specimens"), lambda row: row.specimens),
        Exported(_("Handled by"), lambda row: row.handled),
    ]


def _unit(units: Any, code: str | None) -> str:
    return units[code].name if code in units else code or ""


def _exported(request: HttpRequest, told: queries.Batch, beside: dict[str, Any]) -> HttpResponse:
    """Where the batch went as a file, or who handled it."""
    units, people = beside["units"], beside["people"]
    words = lies_words()
    if request.GET.get("of") == "ways":
        columns = [
            Exported(_("Consignment number"), lambda way: str(way.consignment.consignment)),
            Exported(_("From"), lambda way: _unit(units, way.consignment.origin)),
            Exported(_("Sent to"), lambda way: _unit(units, way.consignment.destination)),
            Exported(_("Sent"), lambda way: way.consignment.sent),
            Exported(_("Goods received"), lambda way: way.consignment.received),
            Exported(_("Quantity"), lambda way: way.consignment.quantity),
            Exported(_("How it lies"), lambda way: words[way.lies]),
            Exported(_("Steps away"), lambda way: way.step),
        ]
        ways: list[Way] = told.traced.ways
        return exported(request, "consignments-of-batch", columns, ways, computed=True)

    def name(touch: Touch) -> str:
        found = people.get(touch.handling.person)
        return (found.name if found else None) or ""

    def owed(touch: Touch) -> str:
        duty = beside["owed"].get(touch.handling.person)
        return str(duty_state(duty, now_of(request)).text) if duty else ""

    columns = [
        Exported("姓名", name),
        Exported("批号", lambda touch: told.batch),
        Exported("接触场所", lambda touch: _unit(units, touch.handling.place)),
        Exported("接触时间", lambda touch: touch.handling.began),
        Exported("作业", option_of("handling", "work", lambda touch: told.works[touch.handling.fact]["work"])),
        Exported(_("How it lies"), lambda touch: words[touch.lies]),
        Exported(_("Test"), owed),
    ]
    return exported(
        request, "handled-batch", columns, told.traced.touches, persons=lambda touch: touch.handling.person,
        computed=True,
    )  # fmt: skip


def lies_words() -> dict[str, str]:
    """How a consignment or a place lies to where the batch was positive."""
    return {
        "sampled": _("found positive here"),
        "onward": _("downstream of it"),
        "before": _("upstream of it"),
        "beside": _("same batch, elsewhere"),
    }
