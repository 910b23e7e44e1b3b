"""检查站: the queue at the door. Whom it is, where from, by what; then at once what the plan asks of them."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.arrivals import queries
from lianfang.desks.arrivals.form import DIRECTIONS, Form, area_text
from lianfang.desks.arrivals.offers import loading_address, offers, settled_texts
from lianfang.desks.arrivals.registering import Registering, registering_of
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.finding import Search, searched
from lianfang.desks.moments import local
from lianfang.desks.page import known_until, moment_of, now_of, page
from lianfang.desks.queries import open_duties, person_names
from lianfang.desks.recording import recorded
from lianfang.desks.risks import risks_at
from lianfang.situation.queries import people_of

ROWS = 50
# What the page of today shows, besides the rules of the plan: each with its count, each opening its rows.
OTHERS = ("expected", "arrival", "departure", "passing_through")


@reads("journey", "duty", "declaration")
def today(request: HttpRequest) -> HttpResponse:
    """The registration field; whom of today the plan asks something of now; who is expected, came and went."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    day = local(at).date()
    found = queries.journeys(account, at, queries.Asked(day, day))
    fever = queries.rules_for("health_check")
    rules = [*fever, *queries.rules_for("journey")]
    by_rule = queries.owed_by_rule(account, at, rules)
    expected = queries.expected(account, at, found)
    counts = {"expected": len(expected)}
    counts |= {name: found.frame.filter(found.frame["direction"] == name).height for name in OTHERS[1:]}
    before = queries.owed_before(account, at, rules)
    owed, over = sum(n for _plan, _rule, n in by_rule), before.count()
    # Where today asks nothing of anybody yet, what is left of earlier days comes first.
    asked = request.GET.get("show", "") or ("owed" if owed or not over else "before")
    of_duties = ("owed", "before", *rules)
    shown = asked if asked in counts or asked in of_duties else "owed"
    if shown == "before":
        chosen: Any = before
    elif shown in of_duties:
        chosen = queries.owed(account, at, rules if shown == "owed" else [shown])
    elif shown == "expected":
        chosen = expected
    else:
        chosen = list(found.frame.filter(found.frame["direction"] == shown).iter_rows(named=True))
    part = Paginator(chosen, ROWS).get_page(request.GET.get("page"))
    listed = list(part.object_list)
    duties, lines = (listed, []) if shown in of_duties else ([], listed)
    people = person_names(account, [*(d.person for d in duties), *(UUID(row["person"]) for row in lines)])
    return page(
        request,
        "arrivals/today.html",
        {
            "day": day,
            "directions": DIRECTIONS,
            "may_register": allowed(account, "record", "journey", "health_check"),
            "by_rule": [(plan, rule, n, rule in fever) for plan, rule, n in by_rule],
            "owed": owed,
            "before": over,
            "counts": list(counts.items()),
            "shown": shown,
            "part": part,
            "duties": [(duty, people.get(duty.person), duty.rule in fever) for duty in duties],
            "lines": [(row, people.get(UUID(row["person"])), found.risk_of(row), None) for row in lines],
            "units": names.units([*(duty.owed_by for duty in duties), *(row["checkpoint"] for row in lines)]),
            "areas": found.areas | names.areas(person.whereabouts for person in people.values()),
            "loading": loading_address(),
        },
    )


@require_POST
@reads("journey", "duty", "declaration")
@records("journey", "health_check")
def find(request: HttpRequest) -> HttpResponse:
    """Whom the text of the queue's field names. By POST, so that no number stands in an address or a log."""
    account: Account = request.user  # type: ignore[assignment]
    text = request.POST.get("who", "").strip()[:60]
    direction = _direction(request.POST.get("direction", ""))
    search = searched(account, text, now_of(request))
    if not text:
        return redirect("arrivals:today")
    if search.mistake:
        context = {"mistake": search.mistake, "who": text, "directions": DIRECTIONS, "direction": direction}
        return page(request, "arrivals/again.html", context, status=422)
    if search.one is not None:
        asked = {"person": str(search.one.person), "direction": direction, "same": request.POST.get("same", "")}
        query = urlencode({name: value for name, value in asked.items() if value})
        return redirect(f"{reverse('arrivals:register')}?{query}")
    if search.people and not request.POST.get("new"):
        areas = names.areas(person.whereabouts for person in search.people)
        return page(request, "arrivals/choose.html", {"search": search, "direction": direction, "areas": areas})
    registering = registering_of(account, None, now_of(request))
    typed = registering.beginning(request.POST, search, direction)
    return _form(request, registering, Form(typed, registering.at, account.area_path))


@reads("journey", "duty", "declaration")
@records("journey", "health_check")
def register(request: HttpRequest) -> HttpResponse:
    """The form of one person who is known; by POST the journey of anybody, recorded whole or not at all."""
    account: Account = request.user  # type: ignore[assignment]
    if request.method == "POST":
        return _registered(request, account)
    known = _known(account, request.GET.get("person", ""))
    if known is None:
        return redirect("arrivals:today")
    audited(account, "read", [known.person], where=place_of(request))
    registering = registering_of(account, known, now_of(request))
    typed = registering.beginning(request.GET, Search(), _direction(request.GET.get("direction", "")))
    return _form(request, registering, Form(typed, registering.at, account.area_path))


def _registered(request: HttpRequest, account: Account) -> HttpResponse:
    at = now_of(request)
    given = request.POST.get("person", "")
    known = _known(account, given)
    if given and known is None:
        raise Http404("no such person")
    registering = registering_of(account, known, at)
    form = registering.read(request.POST, _direction(request.POST.get("direction", "")))
    if not form.mistakes and not registering.asks_more:
        answer = recorded(request, "registrations", [registering.row(form)], quiet=True)
        if answer is not None and not answer.rejected:
            return redirect("arrivals:registered", answer.subjects["person"][0])
        if answer is not None:
            registering.refused(form, answer.rejections)
    return _form(request, registering, form, status=422)


def _form(request: HttpRequest, registering: Registering, form: Form, status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    origins, vehicles = offers(account, registering.at, registering.risks)
    context = registering.context(form) | {
        "directions": DIRECTIONS,
        "origins": origins,
        "vehicles": vehicles,
        "settled": settled_texts(account),
    }
    return page(request, "arrivals/register.html", context, status=status)


def _known(account: Account, given: str) -> Any:
    """The person whose id a form or an address names, where the account may see them."""
    try:
        person = UUID(given)
    except ValueError:
        return None
    return people_of(account).filter(person=person).first()


def _direction(given: str) -> str:
    return given if given in DIRECTIONS else DIRECTIONS[0]


@reads("journey", "duty", "declaration")
def registered(request: HttpRequest, person: UUID) -> HttpResponse:
    """The verdict by the plan in big words: what this person owes, by when, who takes them over; or that nothing is."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    told = queries.journeys_of(person, at)
    if not told.height:
        raise Http404("no such journey")
    audited(account, "read", [person], where=place_of(request))
    row = told.row(-1, named=True)
    status = people_of(account).filter(person=person).first()
    duties = list(open_duties(account, at).filter(person=person).order_by("due", "key"))
    causes = queries.causes_of(duties)
    areas = names.areas([row["origin"], row["destination"], getattr(status, "whereabouts", None)])
    origin = areas.get(row["origin"])
    destination = areas.get(row["destination"])
    risk = risks_at(at).of(origin.path if origin else None, row["left_origin"], row["occurred_from"])
    checks = queries.checks_at(person, row["occurred_from"], at)
    door = [duty for duty in duties if causes.get(duty.key, set()) & set(checks["id"])]
    travel = [duty for duty in duties if row["id"] in causes.get(duty.key, ())]
    return page(
        request,
        "arrivals/registered.html",
        {
            "person": person,
            "name": status.name if status else queries.told_of(person, at).get("name"),
            "status": status,
            "journey": row,
            "risk": risk,
            "temperature": checks["temperature"].drop_nulls().max(),
            "door": door,
            "travel": travel,
            "others": [duty for duty in duties if duty not in door and duty not in travel],
            # Until it is worked in, nobody may read that nothing is owed.
            "waiting": known_until(at) < at and known_until(at) <= row["known_at"],
            # What an area owes that is not the account's is not seen here, and so is not said to be nothing.
            "elsewhere": destination is not None and not destination.path.startswith(account.area_path),
            "directions": DIRECTIONS,
            "may_register": allowed(account, "record", "journey", "health_check"),
            "units": names.units([*(duty.owed_by for duty in duties), row["checkpoint"]]),
            "areas": areas,
        },
    )


@reads("journey", "declaration")
def origin(request: HttpRequest) -> HttpResponse:
    """A part of the form: whether the place typed is at risk, and what is asked only then."""
    account: Account = request.user  # type: ignore[assignment]
    registering = registering_of(account, None, now_of(request))
    form = Form({"origin": request.GET.get("origin", "")[:80]}, registering.at, account.area_path)
    form.read_areas("origin")
    registering.weigh(form)
    return page(
        request, "arrivals/origin.html", registering.context(form) | {"told": area_text(form.areas.get("origin"))}
    )
