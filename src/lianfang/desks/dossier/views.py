"""The pages of a person, a case, a place and a duty. Each look at a person is in the audit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.cdc import steps
from lianfang.desks.cdc.queries import case_labels
from lianfang.desks.choices import day_of
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.dossier import movements as moving
from lianfang.desks.dossier import queries
from lianfang.desks.dossier.answers import answers_of
from lianfang.desks.dossier.codes import codes_of
from lianfang.desks.dossier.encounters import ORDER, met, met_exported, unnamed
from lianfang.desks.dossier.lanes import lanes_of
from lianfang.desks.dossier.placed import days_of, days_words, map_of_stays, placed
from lianfang.desks.dossier.proposals import proposals_of
from lianfang.desks.dossier.seats import carriages
from lianfang.desks.dossier.timeline import facts_about, owed_lines, timeline
from lianfang.desks.duties.views import units_to_choose
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.moments import duty_state, moment_typed
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.paging import LongPaginator
from lianfang.desks.queries import open_duties, overdue, person_names
from lianfang.desks.recording import recorded
from lianfang.desks.removed import in_words
from lianfang.desks.rules import plan_name, source_of, spoken
from lianfang.desks.words import option_word
from lianfang.facts import identities, known_by
from lianfang.places.models import Unit
from lianfang.places.tree import county_around
from lianfang.retention.record import away_of
from lianfang.situation import queries as situation
from lianfang.situation.models import DutyCause
from lianfang.situation.plans import rule_of
from lianfang.situation.waiving import reasons_for, unit_kind_of

# So many encounters stand on the case's own page; the rest has a page of its own.
_FIRST = 12


@reads("person", "person_status")
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """一人一档: who it is, what is owed, what happened; of who is no longer kept, by which rule that ended."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    away = away_of(person)
    if away and not situation.people_of(account).filter(person=person).exists():
        return page(request, "dossier/removed.html", {"away": in_words(away)}, status=410)
    status = situation.person_for(account, str(person), place_of(request))
    identity = identities.identity_of(person)
    cases = list(situation.about(status, situation.cases_of(account)).order_by("classified"))
    contacts = list(situation.about(status, situation.contacts_of(account)).order_by("judged"))
    tables = facts_about([person], [case.case for case in cases], at)
    duties = list(situation.about(status, situation.duties_of(account)).order_by("due", "key"))
    indexes = case_labels(account, [contact.case for contact in contacts])
    return page(
        request,
        "dossier/person.html",
        {
            "status": status,
            "may_give_code": allowed(account, "record", "entry_code"),
            "identity": identity,
            "cases": cases,
            "contacts": [(contact, indexes.get(contact.case)) for contact in contacts],
            "ill": person_names(account, [index.person for index in indexes.values()]),
            "codes": codes_of(account, status, at) if allowed(account, "read", "health_code") else None,
            "story": timeline(account, tables, at),
            "owed": owed_lines([duty for duty in duties if duty.opened is None or duty.opened <= at], at),
            "units": names.units(duty.owed_by for duty in duties),
            "areas": names.areas([status.responsible, status.whereabouts, status.treated]),
        },
    )


@reads("person")
def sealed(request: HttpRequest, person: UUID, kind: str) -> HttpResponse:
    """One sealed value in clear, on record. By GET only the question whether to open it."""
    account: Account = request.user  # type: ignore[assignment]
    if kind not in identities.SEALED:
        raise Http404("no such value")
    status = situation.person_for(account, str(person), place_of(request))
    if request.method != "POST":
        return page(request, "dossier/sealed.html", {"status": status, "kind": kind, "value": None})
    audited(account, f"open {kind}", [status.person], request.POST.get("reason", ""), place_of(request))
    value = identities.sealed_value(person, kind) or "–"
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(value, content_type="text/plain; charset=utf-8")
    return page(request, "dossier/sealed.html", {"status": status, "kind": kind, "value": value})


@reads("case", "case_status")
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """A case as one story: what happened, what the plan made of it, who was near, and why it is what it is."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    status = situation.case_for(account, str(case), place_of(request))
    who = person_names(account, [status.person]).get(status.person)
    tables = facts_about([status.person] if status.person else [], [case], at)
    contacts = situation.contacts_of(account).filter(case=case)
    told = known_by(at, ["exposure"], {"case": [str(case)]})["exposure"]
    settings, marks = queries.settings_of(told, contacts)
    traced = situation.encounters_of(account, case).order_by(*ORDER)
    grades = {option.name: 0 for option in vocabulary.kind("exposure").column("grade").options}
    for grade in contacts.values_list("grade", flat=True):
        grades[grade or "general"] = grades.get(grade or "general", 0) + 1
    # What others did because of this case belongs to their own pages.
    if status.person and allowed(account, "read", "visit"):
        tables["visit"] = queries.visits_told(status.person, at)
    own = {kind: _about_this_case(kind, table, case, status.person) for kind, table in tables.items()}
    return page(
        request,
        "dossier/case.html",
        {
            "case": status,
            "status": who,
            "identity": identities.identity_of(status.person) if status.person else None,
            "story": timeline(account, own, at),
            "settings": settings,
            "met": met(account, traced[:_FIRST], status.person),
            "met_more": traced[_FIRST : _FIRST + 1].exists(),
            "unnamed": unnamed(account, situation.unnamed_of(account).filter(case=case).order_by("began", "place")),
            "marks": marks,
            "grades": list(grades.items()),
            "total": sum(grades.values()),
            "chain": list(steps.counted(contacts.filter(grade="close"), steps.calls_in_vain()).items()),
            "why": queries.why(own, status),
            "proposals": proposals_of(account, case, request.GET.get("why", ""), at),
            "areas": names.areas([status.responsible, status.whereabouts, status.treated]),
            "may_change": allowed(account, "record", "case"),
            "may_read_itinerary": bool(status.person) and allowed(account, "record", "visit", "journey"),
            "may_see_movements": allowed(account, "read", "visit", "journey", "contact"),
            "may_see_chains": allowed(account, "read", "contact"),
            "may_card": allowed(account, "read", "case", "card", "person"),
            "may_investigate": allowed(account, "read", "person", "exposure", "journey", "specimen"),
            "classifications": [o.name for o in vocabulary.kind("case").column("classification").options],
            "severities": [o.name for o in vocabulary.kind("severity").column("severity").options],
        },
    )


def _about_this_case(kind: str, table: Any, case: UUID, person: UUID | None) -> Any:
    """The rows of a kind that tell of the case or of its own person: not the exposures of others to it."""
    if kind == "exposure" and person is not None:
        import polars as pl

        return table.filter(pl.col("person") == str(person))
    return table


@reads("case", "case_status", "contact")
def encounters(request: HttpRequest, case: UUID) -> HttpResponse:
    """Every encounter that makes a contact of a case, with its place, minutes and the setting of the plan."""
    account: Account = request.user  # type: ignore[assignment]
    status = situation.case_for(account, str(case), place_of(request))
    found = situation.encounters_of(account, case).order_by(*ORDER)
    if request.GET.get("export"):
        return met_exported(request, met(account, found, status.person))
    shown = LongPaginator(found, 50).get_page(request.GET.get("page"))
    who = person_names(account, [status.person]).get(status.person)
    rows = met(account, shown.object_list, status.person)
    return page(request, "dossier/encounters.html", {"case": status, "status": who, "met": rows, "shown": shown})


@reads("case", "case_status", "contact", "visit", "journey")
def movements(request: HttpRequest, case: UUID) -> HttpResponse:
    """Where a case was by place and day with the contacts on it, and the carriages it rode in, seat by seat."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    status = situation.case_for(account, str(case), place_of(request))
    found = list(situation.encounters_of(account, case).filter(via=status.person).order_by(*ORDER))
    stays = moving.stays(status.person, found, at)
    if request.GET.get("export"):
        return exported(request, "movements", _of_stays(), stays, persons=lambda _stay: status.person, computed=True)
    days = sorted({day for stay in stays for day in days_of(stay)})
    only = day_of(request, "day")
    areas, nowhere = placed(stays, county_around(status.responsible or "") or "", only)
    rides = [(stay, moving.passengers(stay, status.person, found, at)) for stay in stays if moving.aboard(stay)]
    people = person_names(account, [status.person, *(one.person for _stay, aboard in rides for one in aboard)])
    return page(
        request,
        "dossier/movements.html",
        {
            "case": status,
            "status": people.get(status.person),
            "stays": stays,
            "lanes": lanes_of(stays, moving.marks_of(status)),
            "rides": [(stay, aboard, carriages(aboard, people)) for stay, aboard in rides],
            "people": people,
            "map": map_of_stays(areas),
            "areas": [(one, days_words(one.days)) for one in areas],
            "nowhere": nowhere,
            "days": days[-_MOST_DAYS:],
            "only": only,
        },
    )


# Of a long stay the last days alone can be chosen one by one.
_MOST_DAYS = 40


def _of_stays() -> list[Exported]:
    return [
        Exported(_("Place"), lambda stay: stay.place),
        Exported(_("From"), lambda stay: stay.begins),
        Exported(_("Until"), lambda stay: stay.ends),
        Exported("记录方式", option_of("visit", "how", lambda stay: stay.how)),
        Exported(_("Carriage"), lambda stay: stay.carriage),
        Exported(_("Seat"), lambda stay: stay.seat),
        Exported(_("Close contacts"), lambda stay: len(stay.close)),
        Exported(_("Others met"), lambda stay: len(stay.others)),
    ]


@require_POST
@records("case", "severity")
def reclassify(request: HttpRequest, case: UUID) -> HttpResponse:
    """Records that a case is classified otherwise from a moment on, or how ill the person is: a new fact."""
    account: Account = request.user  # type: ignore[assignment]
    status = situation.case_for(account, str(case), place_of(request))
    moment = moment_typed(request.POST.get("moment", "")) or now_of(request)
    shared = {"case": str(case), "person": str(status.person) if status.person else None}
    classification, severity = request.POST.get("classification", ""), request.POST.get("severity", "")
    if classification and classification != status.classification:
        row: dict[str, Any] = shared | {
            "case.classification": classification,
            "case.disease": status.disease,
            "case.outbreak": status.outbreak,
            "case.number": status.number,
            "case.onset": status.onset,
            "case.note": request.POST.get("note", "").strip() or None,
            "case.occurred_from": moment,
        }
        recorded(request, "case", [row])
    elif severity and severity != status.severity:
        row = shared | {"severity.severity": severity, "severity.occurred_from": moment}
        recorded(request, "severity", [row])
    else:
        messages.error(request, _("Nothing differs from what is known; nothing was recorded."))
    return redirect("dossier:case", case)


@reads("duty")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """A unit or place: who leads it, what it owes, what it signed."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    unit = Unit.objects.select_related("area").filter(code=code).first()
    if unit is None or not (unit.path.startswith(account.area_path) or unit.code == account.unit):
        raise Http404("no such place")
    duties = open_duties(account, at).filter(owed_by=unit.code)
    shown = LongPaginator(duties.order_by("due", "key"), 50).get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    signed = []
    if allowed(account, "read", "sign_off"):
        rows = known_by(at, ["sign_off"], {"unit": [_subject_of(unit.code)]})["sign_off"].iter_rows(named=True)
        signed = sorted(rows, key=lambda row: (row["day"], row["occurred_from"]), reverse=True)[:14]
    return page(
        request,
        "dossier/place.html",
        {
            "unit": unit,
            "unit_kind": _unit_kind(unit.kind),
            "open": shown.paginator.count,
            "over": duties.filter(overdue(at)).count(),
            "shown": shown,
            "duties": listed,
            "people": person_names(account, [duty.person for duty in listed]),
            "signed": signed,
        },
    )


def _subject_of(code: str) -> str:
    from lianfang.vocabulary import place_subject

    return str(place_subject("unit", code))


def _unit_kind(kind: str) -> str:
    return option_word("duty.owed_kind", kind)


@reads("duty", "duty_cause")
def duty(request: HttpRequest) -> HttpResponse:
    """A duty: its rule and clause, why it is owed, by whom, by when, what met it."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    found = situation.duty_for(account, request.GET.get("key", ""))
    who = person_names(account, [found.person]).get(found.person)
    if who is not None:
        audited(account, "read", [who.person], where=place_of(request))
    rule = rule_of(found.plan, found.rule)
    causes = list(DutyCause.objects.filter(duty=found.key).order_by("since", "id")[:50])
    facts = [
        *((cause.kind, cause.fact, cause) for cause in causes),
        *([(found.met_kind, found.met_by, None)] if found.met_by else []),
    ]
    lines = _told(account, facts)
    history = known_by(at, ["assignment", "waiver"], {"duty": [_duty_subject(found.key)]})
    steps = [(kind, row) for kind in ("assignment", "waiver") for row in history[kind].iter_rows(named=True)]
    steps.sort(key=lambda step: step[1]["occurred_from"])
    may_waive = allowed(account, "record", "waiver")
    reasons = reasons_for(rule and rule[1], unit_kind_of(account)) if may_waive else ()
    return page(
        request,
        "dossier/duty.html",
        {
            "duty": found,
            "word": duty_state(found, at),
            "person": who,
            "rule_name": spoken(rule[1].names) if rule else found.rule,
            "plan_name": plan_name(found.plan),
            "source": source_of(found.plan, found.rule),
            "causes": [(cause, lines.get(cause.fact)) for cause in causes],
            "met_text": lines.get(found.met_by),
            "steps": steps,
            "units": names.units([found.owed_by, *(row.get("to_unit") for _kind, row in steps)]),
            "areas": names.areas([found.area, found.responsible, found.whereabouts]),
            "may_assign": allowed(account, "record", "assignment") and not found.met,
            "may_waive": bool(reasons) and not found.met and not found.waived,
            "reasons": reasons,
            "answers": answers_of(found, rule[1], at) if rule else None,
            "to_units": units_to_choose(account),
        },
    )


def _duty_subject(key: str) -> str:
    from lianfang.vocabulary import place_subject

    return str(place_subject("duty", key))


_MOVES = ("visit", "journey")
_BEHIND = {"contact": ("exposure", *_MOVES), "group": ("case",), "case_proposal": ("case",)}


def _told(account: Account, facts: Any) -> dict[Any, tuple[Any, str, str]]:
    """By fact, its words; facts that the reader may not see are left out."""
    from lianfang.desks.dossier.telling import told

    by_kind: dict[str, list[UUID]] = {}
    for kind, fact, _cause in facts:
        # Contacts and groups are derived: behind them stand an exposure as told, a visit or a ride, and a first case.
        for each in _BEHIND.get(kind, (kind,)):
            if each and (each not in _MOVES or allowed(account, "read", each)):
                by_kind.setdefault(each, []).append(fact)
    found = {}
    rows = []
    for kind, ids in by_kind.items():
        rows += [(kind, row) for row in queries.fact_rows(kind, ids)]
    units = names.units(v for _kind, row in rows for c, v in row.items() if c in _UNITS and isinstance(v, str))
    areas = names.areas(v for _kind, row in rows for c, v in row.items() if c in _AREAS and isinstance(v, str))
    for kind, row in rows:
        text = told(
            kind,
            row,
            lambda code: units[code].name if code in units else (code or ""),
            lambda code: areas[code].name if code in areas else (code or ""),
        )
        found[UUID(row["id"])] = (row["occurred_from"], text, row["recorded_by"])
    return found


_UNITS = frozenset(
    "reported_by hospital from_unit to_unit place sampled_by laboratory site unit checkpoint".split()  # noqa: SIM905
)
_AREAS = frozenset("origin destination to_area gone_to responsible declared".split())  # noqa: SIM905
