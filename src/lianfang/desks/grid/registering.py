"""Register who came: the person found or told anew, from where, when and how; the journey ends in the own grid."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks.doors import corrects, records
from lianfang.desks.finding import Search, searched
from lianfang.desks.grid import queries
from lianfang.desks.moments import field_moment, moment_typed, moment_words
from lianfang.desks.page import now_of, page
from lianfang.desks.recording import recorded
from lianfang.desks.risks import risks_at
from lianfang.places.models import Area
from lianfang.places.names import area_codes
from lianfang.situation.models import PersonStatus
from lianfang.situation.queries import people_of

# Places proposed while the origin is typed; a cheap phone is spared the whole country.
MOST_PLACES = 300
FIELDS = ("q", "person", "name", "identity", "telephone", "address", "origin", "as_written", "when", "means", "vehicle")


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, by field, and what cannot be: a line a field."""

    typed: dict[str, str]
    wrong: dict[str, str]


@records("person")
@corrects("journey")
def register(request: HttpRequest) -> HttpResponse:
    """Finds somebody, then asks what is not known; by POST records the journey and, of somebody new, who it is."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    given = request.POST if request.method == "POST" else request.GET
    typed = {field: given.get(field, "").strip() for field in FIELDS}
    search = searched(account, typed["q"], now)
    person = _chosen(account, typed["person"], search)
    if request.method != "POST":
        typed["when"] = typed["when"] or field_moment(now)
        return _asked(request, search, person, Form(_known(typed, search, person), {}))
    row, wrong = _row(typed, person, account, now)
    if wrong:
        return _asked(request, search, person, Form(typed, wrong))
    answered = recorded(request, "journeys", [row])
    if answered is None or answered.rejected:
        return _asked(request, search, person, Form(typed, {"": ""}))
    who = str(answered.subjects["person"][0])
    fact = queries.recorded_now("journey", who, account, now)
    return redirect(reverse("grid:today") + (f"?done=journey.{fact}#just" if fact else ""))


def _chosen(account: Account, person: str, search: Search) -> PersonStatus | None:
    """The person whom the form names, or the only one whom a number names; of those whom the account may see."""
    if search.one is not None and person != "new":
        return search.one
    try:
        return people_of(account).filter(person=person).first() if person not in ("", "new") else None
    except ValueError:
        return None


def _known(typed: dict[str, str], search: Search, person: PersonStatus | None) -> dict[str, str]:
    """What the search itself says of somebody new: the form does not ask it again."""
    if person is not None or not search.text:
        return typed
    field = {"identity": "identity", "telephone": "telephone", "name": "name"}[search.by]
    return typed | {field: typed[field] or search.text}


def _asked(request: HttpRequest, search: Search, person: PersonStatus | None, form: Form) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    new = person is None and (form.typed["person"] == "new" or bool(search.text and not search.people))
    context = {
        "search": search,
        "person": person,
        "new": new and not (search.mistake and form.typed["person"] != "new"),
        "typed": form.typed,
        "wrong": form.wrong,
        "places": _places(account, now_of(request)) if new or person else [],
        "means": [option.name for option in vocabulary.kind("journey").column("means").options],
    }
    return page(request, "grid/register.html", context, status=422 if form.wrong else 200)


def _places(account: Account, at: datetime) -> list[str]:
    """Names proposed for the origin: what is declared at risk first, then prefectures and the counties around."""
    risky = {risk.area: place for place, risk in reversed(list(enumerate(risks_at(at).in_force(at))))}
    near = "/".join(account.area_path.split("/")[:3]) + "/"
    around = Q(level="prefecture") | Q(level="county", path__startswith=near)
    areas = Area.objects.filter(Q(code__in=risky) | around).select_related("parent").order_by("order", "code")
    known = sorted(areas, key=lambda area: risky.get(area.code, len(risky)))[:MOST_PLACES]
    return [_spoken(area) for area in known]


def _spoken(area: Area) -> str:
    """An area as one says it: a county or a place with what lies above it before it."""
    above = area.parent.name if area.parent is not None and area.level != "prefecture" else ""
    return f"{above}{area.name}"


def _row(
    typed: dict[str, str], person: PersonStatus | None, account: Account, now: datetime
) -> tuple[dict[str, Any], dict[str, str]]:
    """The row of the layout ``journeys``, and what is wrong by field."""
    row: dict[str, Any] = {"journey.direction": "arrival", "journey.destination": account.area}
    wrong: dict[str, str] = {}
    if person is not None:
        row["person"] = str(person.person)
    else:
        _somebody_new(typed, row, wrong)
    _origin(typed, row, wrong)
    _moment(typed, row, wrong, now)
    row["journey.means"] = typed["means"] or None
    row["journey.vehicle"] = typed["vehicle"] or None
    return {name: value for name, value in row.items() if value is not None}, wrong


def _somebody_new(typed: dict[str, str], row: dict[str, Any], wrong: dict[str, str]) -> None:
    if not typed["name"]:
        wrong["name"] = _("Name: empty; enter the name as on the document.")
    if not typed["identity"] and not typed["telephone"]:
        wrong["identity"] = _("Identity number and telephone: both empty; enter one of them.")
    row |= {
        "person.name": typed["name"],
        "person.identity_number": typed["identity"] or None,
        "person.telephone": typed["telephone"] or None,
        "person.address": typed["address"] or None,
    }


def _origin(typed: dict[str, str], row: dict[str, Any], wrong: dict[str, str]) -> None:
    """The area that the origin names; a place that is no area here is kept as written once that was said."""
    origin = typed["origin"]
    if not origin:
        wrong["origin"] = _("From where: empty; enter the county or place, such as its town.")
        return
    found = area_codes([origin])
    row["journey.origin_place"] = origin
    if origin in found.codes:
        row["journey.origin"] = found.codes[origin]
    elif not typed["as_written"]:
        line = _("From where %s: no place here, or several are called so; choose one of those proposed, or keep it.")
        wrong["origin"] = line % origin


def _moment(typed: dict[str, str], row: dict[str, Any], wrong: dict[str, str], now: datetime) -> None:
    moment = moment_typed(typed["when"])
    if moment is None:
        wrong["when"] = _("Arrived %s: no date and time; choose both.") % (typed["when"] or _("empty"))
        return
    if moment > now + timedelta(minutes=1):
        words = {"when": moment_words(moment), "now": moment_words(now)}
        wrong["when"] = _("Arrived %(when)s lies ahead of now, %(now)s; choose when it was.") % words
    row["journey.occurred_from"] = min(moment, now)
