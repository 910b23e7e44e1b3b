"""A patient in one field; then one short form: a suspected case with all that was found, or triage."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.access.audit import place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import disease_of
from lianfang.desks.clinic import queries
from lianfang.desks.clinic.fields import SAMPLES, Asking, Group, missing, with_cursor
from lianfang.desks.clinic.reading import child, illness, symptoms, who
from lianfang.desks.clinic.telling import case_told, patient_told, placed
from lianfang.desks.clinic.typed import LABELS, Typed
from lianfang.desks.doors import reads, records
from lianfang.desks.finding import MOST, Search, searched
from lianfang.desks.page import now_of, page
from lianfang.desks.recording import Refused
from lianfang.facts import identities
from lianfang.facts.identities import Identity
from lianfang.situation import queries as situation
from lianfang.situation.models import PersonStatus
from lianfang.situation.plans import plans_in_force

# Where a reason of the ledger's belongs on the form.
_FIELD_OF = {
    "person.identity_number": "document",
    "person.residence": "area",
    "person.birth": "birth",
    "person.age": "birth",
    "exposure.case_number": "case_number",
    "exposure.occurred_from": "last_contact",
    "specimen.number": "specimen",
    "case.occurred_from": "onset",
    "referral.to_unit": "refer_to",
}


@reads("person")
@records("case", "health_check")
def start(request: HttpRequest) -> HttpResponse:
    """One field: a number, a telephone or a name. One person found opens the form; several are chosen among."""
    account: Account = request.user  # type: ignore[assignment]
    purpose = "triage" if (request.POST or request.GET).get("purpose") == "triage" else "suspected"
    if request.method != "POST":
        return _search_page(request, purpose, Search())
    search = searched(account, request.POST.get("q", "")[:60], now_of(request))
    if search.one is not None:
        return redirect(f"{reverse(f'clinic:{purpose}')}?person={search.one.person}")
    if not search.text or search.mistake or (search.people and not request.POST.get("nobody")):
        return _search_page(request, purpose, search)
    named = {"identity": "document", "telephone": "telephone", "name": "name"}[search.by]
    typed = Typed({named: search.text})
    if (document := search.document) is not None:
        born = document.birth.isoformat() if document.birth else ""
        typed.text |= {"document": document.number, "birth": born, "sex": document.sex or ""}
        typed.text["document_kind"] = document.kind
    return _form(request, purpose, typed, None)


def _search_page(request: HttpRequest, purpose: str, search: Search) -> HttpResponse:
    known = identities.identities_of(person.person for person in search.people)
    return page(
        request,
        "clinic/patient.html",
        {
            "purpose": purpose,
            "search": search,
            "many": len(search.people) >= MOST,
            "found": [(person, known[person.person]) for person in search.people],
            "areas": names.areas(person.responsible for person in search.people),
        },
        status=422 if search.mistake else 200,
    )


@reads("person", "case_status")
@records("case", "health_check", "specimen", "journey", "exposure", "admission")
def suspected(request: HttpRequest) -> HttpResponse:
    """The form of a suspected case, of somebody known (``?person=``) or new; and recording it, whole or not at all."""
    account: Account = request.user  # type: ignore[assignment]
    at, known = now_of(request), _known(request)
    if request.method != "POST":
        return _form(request, "suspected", Typed(), known)
    typed = Typed.of(request.POST)
    told = who(typed, _asked(known, typed, request), known[0] if known else None, account.area_path, at)
    ill = illness(typed, _diseases(request), SAMPLES, at)
    if typed.mistakes:
        return _form(request, "suspected", typed, known)
    try:
        case = case_told(request, known[0].person if known else None, told, ill)
    except Refused as refused:
        return _form(request, "suspected", typed, known, refused)
    messages.success(request, _("Recorded. What is owed now, and by whom, stands below."))
    return redirect("clinic:slip", case)


@reads("person")
@records("health_check", "referral")
def triage(request: HttpRequest) -> HttpResponse:
    """预检分诊: a patient with a fever who is no suspected case; referred on where that is needed."""
    account: Account = request.user  # type: ignore[assignment]
    at, known = now_of(request), _known(request)
    if request.method != "POST":
        return _form(request, "triage", Typed(), known)
    typed = Typed.of(request.POST)
    told = who(typed, _asked(known, typed, request), known[0] if known else None, account.area_path, at)
    typed.require("temperature")
    temperature = typed.value("temperature", "health_check.temperature", at)
    refer_to = typed.choice("refer_to", [unit.code for unit in queries.hospitals(account)])
    if typed.mistakes:
        return _form(request, "triage", typed, known)
    note = typed["note"] or None
    try:
        patient_told(request, known[0].person if known else None, told, temperature, symptoms(typed), refer_to, note)
    except Refused as refused:
        return _form(request, "triage", typed, known, refused)
    messages.success(request, _("Recorded; the patient stands among those of today."))
    return redirect("clinic:today")


Known = tuple[PersonStatus, Identity]


def _known(request: HttpRequest) -> Known | None:
    """The person whom the address or the form names, or None where it is about somebody new."""
    account: Account = request.user  # type: ignore[assignment]
    given = request.POST.get("person") or request.GET.get("person")
    if not given:
        return None
    try:
        person = UUID(given)
    except ValueError:
        raise Http404("no such person") from None
    status = situation.person_for(account, str(person), place_of(request))
    return status, identities.identity_of(person)


def _asked(known: Known | None, typed: Typed, request: HttpRequest) -> frozenset[str]:
    """The fields about who it is that the form has to have; a guardian's once the birth says a child."""
    at, status = now_of(request), known[0] if known else None
    plain = missing(known[1] if known else None, status, False)
    # Read once for birth and age alone: whether it is a child decides what is asked.
    first = Typed(dict(typed.text))
    told = who(first, plain, status, "/", at) if typed.text else {}
    young = child(told.get("person.birth"), told.get("person.age"), status, at)
    return missing(known[1] if known else None, status, young)


def _diseases(request: HttpRequest) -> tuple[str, ...]:
    """The diseases with a plan in force, first the one most counted here, which is meant where none is said."""
    first = disease_of(request, request.user)
    return tuple(sorted(dict.fromkeys(plan.disease for plan in plans_in_force()), key=lambda each: each != first))


def _form(
    request: HttpRequest, purpose: str, typed: Typed, known: Known | None, refused: Refused | None = None
) -> HttpResponse:
    """The form with what was typed; 422 and the first mistake under the cursor where it was refused."""
    account: Account = request.user  # type: ignore[assignment]
    at = now_of(request)
    again = placed(typed, refused, _FIELD_OF, LABELS) if refused is not None else None
    asking = Asking(typed)
    status = known[0] if known else None
    journeys, exposures = queries.history(account, status.person, at) if status else ([], [])
    of_who = asking.who(_asked(known, typed, request))
    columns: list[list[Group]]
    if purpose == "triage":
        to = [("", ""), *((unit.code, unit.name) for unit in queries.hospitals(account)[:100])]
        last = (asking.field("note"), asking.field("refer_to", "choice", options=to))
        columns = [[of_who], [Group(_("At triage"), (*asking.found(), *last))]]
    else:
        onset = asking.field("onset", hint=_("0 today, 1 yesterday, or a date"))
        found = Group(_("Found now"), (*asking.found(), onset))
        exposed = asking.exposed(not journeys, not exposures)
        columns = [[of_who], [found], [exposed, asking.judged(_diseases(request))], [asking.done()]]
    return page(
        request,
        "clinic/form.html",
        {
            "purpose": purpose,
            "columns": with_cursor(columns),
            "mistakes": [typed.mistakes[name] for name in LABELS if name in typed.mistakes],
            "again": again,
            "person": status,
            "identity": known[1] if known else None,
            "current": queries.current_case(account, status.person) if status else None,
            "journeys": journeys,
            "exposures": exposures,
            "places": queries.places(account),
            "risks": queries.places_at_risk(at) if purpose != "triage" else [],
            "areas": names.areas([*(row["origin"] for row in journeys), status.responsible if status else None]),
        },
        status=422 if typed.mistakes or refused else 200,
    )
