"""物品和环境（人物同防）: which goods were positive; of a batch where it was, where it went, and who handled it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks import choices, names
from lianfang.desks.doors import allowed, reads
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.goods import forms, queries
from lianfang.desks.moments import duty_state
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.recording import say, say_done
from lianfang.desks.tasks.form import owners_within
from lianfang.trace.goods import Presence, Touch, Way

_ON_A_PAGE = 50


@reads("specimen", "test_result", "consignment", "handling")
def found(request: HttpRequest) -> HttpResponse:
    """Goods and surfaces found positive, the latest first; by POST a specimen of some."""
    account: Account = request.user  # type: ignore[assignment]
    may, wrong = allowed(account, "record", "specimen", "test_result"), list[str]()
    if request.method == "POST":
        if not may:
            raise Http404("this desk records no specimen")
        wrong = forms.record_specimen(request)
        if not wrong:
            say_done(request, 1)
            named = request.POST.get("batch", "").strip()
            return redirect(_batch_at(named) if named else reverse("goods:found"))
        say(request, wrong)
    rows = queries.found_positive(moment_of(request))
    shown = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    listed = rows if request.GET.get("export") else list(shown.object_list)
    units = names.units(place for row in listed for place in row.places)
    if request.GET.get("export"):
        return exported(request, "positive-goods", _of_found(units), listed, computed=True)
    said = request.POST if request.method == "POST" or not may else {"disease": choices.disease_of(request, account)}
    shown_too = {
        "may_tell": may,
        "given": said,
        "owners": owners_within(account.area_path) if may else [],
        "categories": [one for one in _options("specimen", "category") if one.name in queries.GOODS],
        "results": _options("test_result", "result"),
        "diseases": names.DISEASES.items(),
    }
    told = {"shown": shown, "rows": listed, "units": units, **shown_too}
    return page(request, "goods/found.html", told, status=422 if wrong else 200)


@reads("specimen", "test_result", "consignment", "handling")
def batch(request: HttpRequest) -> HttpResponse:
    """One batch: where it was positive and where it went, who handled it and who was there; by POST more of these."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    told = queries.batch_of(request.GET.get("batch", "").strip(), at)
    if told is None:
        raise Http404("nothing is on record of this batch")
    may = {
        "handling": allowed(account, "record", "person", "handling"),
        "consignment": allowed(account, "record", "consignment"),
        "take_along": allowed(account, "export", "visit"),
    }
    wrong: list[str] = []
    asked = request.POST.get("form", "handling")
    if request.method == "POST":
        if asked not in ("handling", "consignment") or not may[asked]:
            raise Http404("this desk records none of it")
        recorded = forms.record_consignment if asked == "consignment" else forms.record_handling
        wrong = recorded(request, told.batch)
        if not wrong:
            say_done(request, 1)
            return redirect(_batch_at(told.batch))
        say(request, wrong)
    touches = told.traced.touches
    owed = queries.owed_for(account, told.works)
    sees_visits = allowed(account, "read", "visit")
    present = queries.there_meanwhile(told, at) if sees_visits else []
    shown = Paginator(present, _ON_A_PAGE).get_page(request.GET.get("page"))
    named = present if request.GET.get("of") == "present" else list(shown.object_list)
    people = person_names(
        account, [*(touch.handling.person for touch in touches), *(one.visit.person for one in named)]
    )
    units = names.units([*(stop.place for stop in told.traced.stops), *(row["unit"] for row in told.works.values())])
    if request.GET.get("export"):
        beside = {"people": people, "owed": owed, "units": units}
        if request.GET.get("of") == "present":
            if not may["take_along"]:
                raise Http404("this desk takes no visits along")
            return _exported_present(request, named, beside)
        return _exported(request, told, beside)
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
            "works": _options("handling", "work"),
            "may": may,
            "given": {asked: request.POST},
            "sees_visits": sees_visits,
            "shown": shown,
            "present": [(one, people.get(one.visit.person)) for one in named],
            "owners": owners_within(account.area_path) if may["consignment"] else [],
            "stages": _options("consignment", "stage"),
        },
        status=422 if wrong else 200,
    )


def _batch_at(batch: str) -> str:
    return f"{reverse('goods:batch')}?{urlencode({'batch': batch})}"


def _options(kind: str, column: str) -> Sequence[Any]:
    return vocabulary.kind(kind).column(column).options


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
            Exported(_("Sent from"), lambda way: _unit(units, way.consignment.origin)),
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


def _exported_present(request: HttpRequest, present: list[Presence], beside: dict[str, Any]) -> HttpResponse:
    """Who was there meanwhile as a file."""
    units, people, words = beside["units"], beside["people"], lies_words()

    def name(one: Presence) -> str:
        found = people.get(one.visit.person)
        return (found.name if found else None) or ""

    columns = [
        Exported("姓名", name),
        Exported("场所", lambda one: _unit(units, one.visit.place)),
        Exported(_("From"), lambda one: one.since),
        Exported(_("Until"), lambda one: one.until),
        Exported(_("Minutes"), lambda one: int((one.until - one.since).total_seconds() // 60)),
        Exported(_("How it lies"), lambda one: words[one.lies]),
    ]
    return exported(request, "there-meanwhile", columns, present, persons=lambda one: one.visit.person, computed=True)


def lies_words() -> dict[str, str]:
    """How a consignment or a place lies to where the batch was positive."""
    return {
        "sampled": _("found positive here"),
        "onward": _("downstream of it"),
        "before": _("upstream of it"),
        "beside": _("same batch, elsewhere"),
    }
