"""What waits on the bench, the figures of the day with their rows, a tube found by its number."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.access.models import Account
from lianfang.desks.choices import day_of, disease_of
from lianfang.desks.doors import allowed, reads
from lianfang.desks.export import exported
from lianfang.desks.laboratory import queries
from lianfang.desks.laboratory.found import Found, cut
from lianfang.desks.laboratory.kept_files import files_of
from lianfang.desks.laboratory.lines import lines_of, units_of
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of, page
from lianfang.desks.queries import last_full_day
from lianfang.desks.sign_offs import sign_offs
from lianfang.facts import specimens

FIRST = 8
REST = "results not recorded"

# The lists behind the figures: the word of each, and whether it asks of a day.
LISTS: dict[str, tuple[str | Promise, bool]] = {
    "waiting": (gettext_lazy("Waiting for a result"), False),
    "review": (gettext_lazy("Waiting for a review"), False),
    "pools": (gettext_lazy("Positive pools, single samples owed"), False),
    "sampled": (gettext_lazy("Specimens of the day"), True),
    "persons": (gettext_lazy("Persons sampled on the day"), True),
    "tested": (gettext_lazy("Results of the day"), True),
    "positive": (gettext_lazy("Positive on the day"), True),
    "preliminary": (gettext_lazy("Preliminary positive on the day"), True),
}


@reads("specimen", "test_result", "duty")
def today(request: HttpRequest) -> HttpResponse:
    """What waits: for a result, for a review, for single samples, for a right number; the day's figures, signing it."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    day = local(at).date()
    waiting = lines_of(account, specimens.rows("waiting", at, most=FIRST).to_dicts(), at)
    review = lines_of(account, specimens.rows("review", at, most=FIRST).to_dicts(), at)
    pools = queries.pools_waiting(account, at)
    laboratory = account.unit or None
    signing = _signing(request, account, at)
    units = units_of([*waiting, *review]) | queries.owing(pools)
    return page(
        request,
        "laboratory/today.html",
        {
            "waiting": waiting,
            "waiting_count": specimens.count("waiting", at),
            "review": review,
            "review_count": specimens.count("review", at),
            "pools": pools[:FIRST],
            "pools_count": len(pools),
            "rest": files_of(account, REST),
            "day": day,
            "figures": _figures(at, day, laboratory),
            "units": units,
            "may_register": allowed(account, "record", "specimen"),
            "may_test": allowed(account, "record", "test_result"),
            **signing,
        },
    )


def _figures(at: datetime, day: date, laboratory: str | None) -> list[tuple[str, Any, list[tuple[str, int | None]]]]:
    """Of the day: a line for all that the account sees and, where it acts for a unit, one for what that unit tested."""
    every = specimens.counted(at, queries.day_of_bench(day))
    lines: list[tuple[str, Any, list[tuple[str, int | None]]]] = [
        (
            _("In this area"),
            "",
            [
                ("sampled", every.specimens),
                ("persons", every.persons),
                ("tested", every.results),
                ("positive", every.positive),
                ("preliminary", every.preliminary),
            ],
        )
    ]
    if laboratory:
        own = specimens.counted(at, queries.day_of_bench(day, laboratory))
        cells: list[tuple[str, int | None]] = [("tested", own.results), ("positive", own.positive)]
        cells = [("", None), ("", None), *cells, ("preliminary", own.preliminary)]
        lines.append((_("Tested by this unit"), laboratory, cells))
    return lines


def _signing(request: HttpRequest, account: Account, at: datetime) -> dict[str, Any]:
    """The sign-off of the last full day by the account's own unit, where the plan asks one of it."""
    if not account.unit or not allowed(account, "record", "sign_off"):
        return {"own": None}
    disease, day = disease_of(request, account), last_full_day(at)
    signed = sign_offs(account.area_path, day, disease, at)
    own = next((line for line in signed.lines if line.unit == account.unit), None)
    return {"own": own, "signed_day": day, "disease": disease, "due": signed.due}


@reads("specimen", "test_result", "duty")
def rows(request: HttpRequest) -> HttpResponse:
    """The rows behind a figure or a list of the desk: ``what``, of a ``day``, of one ``laboratory``; exported too."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    what = request.GET.get("what", "waiting")
    if what not in LISTS:
        raise Http404("the bench has no such list")
    title, of_a_day = LISTS[what]
    day = day_of(request, "day") or local(at).date()
    asked = queries.day_of_bench(day, request.GET.get("laboratory", "").strip() or None) if of_a_day else None
    found = Found(account, what, at, asked)
    if request.GET.get("export"):
        return exported(request, f"laboratory-{what}", found.columns(), found.exported(), persons=_person_of)
    shown = cut(request, found)
    listed = list(shown.object_list)
    own = {"waiting": "laboratory/waiting.html", "pools": "laboratory/pools.html", "persons": "laboratory/persons.html"}
    table = "laboratory/waiting.html" if what == "sampled" else own.get(what, "laboratory/results.html")
    units = queries.owing(listed) if what == "pools" else {} if what == "persons" else units_of(listed)
    return page(
        request,
        "laboratory/rows.html",
        {
            "what": what,
            "title": title,
            "day": day if of_a_day else None,
            "laboratory": asked.laboratory if asked else None,
            "shown": shown,
            "table": table,
            "lines": listed,
            "units": units | (queries.units_named([asked.laboratory]) if asked else {}),
        },
    )


def _person_of(row: dict[str, Any]) -> Any:
    return getattr(row["person"], "person", None)


@reads("specimen", "test_result", "duty")
def find(request: HttpRequest) -> HttpResponse:
    """A tube by its number: its page, where there is one; else one line, and the way to register it."""
    account: Account = request.user  # type: ignore[assignment]
    number = "".join(request.GET.get("number", "").split())[:60]
    found = queries.specimens_numbered(number, moment_of(request)) if number else []
    if len(found) == 1:
        return redirect(reverse("laboratory:specimen", args=[found[0]]))
    context = {"number": number, "found": found, "may_register": allowed(account, "record", "specimen")}
    return page(request, "laboratory/find.html", context, status=200 if found or not number else 404)
