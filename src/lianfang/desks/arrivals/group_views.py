"""A group of one coach or train: what all share once, then the list as it came in a message, confirmed in a table."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks.arrivals.form import COLUMNS, DIRECTIONS, Form, area_text, journey_columns, read_journey
from lianfang.desks.arrivals.offers import loading_address, offers, settled_texts
from lianfang.desks.arrivals.pasted import Someone, not_understood_first, read_cells, read_people
from lianfang.desks.doors import reads, records
from lianfang.desks.moments import local
from lianfang.desks.page import now_of, page
from lianfang.desks.recording import recorded
from lianfang.desks.risks import risks_at

# What all of a group share.
_SHARED = ("direction", "origin", "left_origin", "vehicle", "means", "arrived", "destination", "note")


@reads("journey", "duty", "declaration")
@records("person", "journey", "health_check")
def group(request: HttpRequest) -> HttpResponse:
    """Reads a pasted list into a table; the table, confirmed, is recorded whole or not at all."""
    account: Account = request.user  # type: ignore[assignment]
    at = now_of(request)
    if request.method != "POST":
        typed = {"direction": "arrival", "arrived": f"{local(at):%Y-%m-%d %H:%M}"}
        return _shown(request, Form(typed, at, account.area_path), [])
    typed = {name: str(request.POST.get(name, "")) for name in (*COLUMNS, "people")}
    if typed["direction"] not in DIRECTIONS:
        typed["direction"] = "arrival"
    form = Form(typed, at, account.area_path)
    read_journey(form, risks_at(at), typed["direction"])
    confirmed = request.POST.get("step") == "record"
    day = local(at).date()
    if confirmed:
        columns = [request.POST.getlist(name) for name in ("row_name", "row_number", "row_telephone")]
        people = read_cells(columns[0], columns[1], columns[2], day)
    else:
        people = read_people(request.POST.get("people", ""), day)
    if not people:
        messages.error(request, _("No line names anybody; paste the list, one person a line."))
        return _shown(request, form, people, status=422)
    wrong = [someone for someone in people if someone.mistake]
    if confirmed and not form.mistakes and not wrong:
        answer = recorded(request, "registrations", [_row(form, someone) for someone in people], quiet=True)
        if answer is not None and not answer.rejected:
            done = answer.loaded + answer.corrected
            text = ngettext("%d person of the group registered.", "%d people of the group registered.", done) % done
            messages.success(request, text)
            asked = {"vehicle": form.values.get("vehicle", ""), "direction": typed["direction"]}
            day_text = local(form.values["arrived"]).date().isoformat()
            query = urlencode({"first": day_text, "last": day_text} | {k: v for k, v in asked.items() if v})
            return redirect(f"{reverse('arrivals:list')}?{query}")
    refused = form.mistakes or wrong if confirmed else form.mistakes
    return _shown(request, form, not_understood_first(people), status=422 if refused or confirmed else 200)


def _row(form: Form, someone: Someone) -> dict[str, Any]:
    row = journey_columns(form) | {"person.name": someone.name}
    if someone.telephone:
        row["person.telephone"] = someone.telephone
    if (document := someone.document) is not None:
        row |= {"person.identity_number": document.number, "person.identity_kind": document.kind}
        row |= {f"person.{name}": value for name in ("birth", "sex") if (value := getattr(document, name))}
    return row


def _shown(request: HttpRequest, form: Form, people: list[Someone], status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    risks = risks_at(form.at)
    origins, vehicles = offers(account, form.at, risks)
    place = form.areas.get("origin")
    risk = risks.of(place.path, form.values.get("left_origin"), form.values.get("arrived", form.at)) if place else None
    return page(
        request,
        "arrivals/group.html",
        {
            "typed": form.typed,
            "mistakes": form.mistakes,
            "people": people,
            "wrong": sum(1 for someone in people if someone.mistake),
            "shared": _SHARED,
            "risk": risk,
            "told": area_text(place),
            "directions": DIRECTIONS,
            "means": [option.name for option in vocabulary.kind("journey").column("means").options],
            "origins": origins,
            "vehicles": vehicles,
            "settled": settled_texts(account),
            "loading": loading_address(),
        },
        status=status,
    )
