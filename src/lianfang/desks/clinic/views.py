"""发热门诊: the clinic's clocks, who is coming, who came today; and the slip of a case."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.access.audit import place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import disease_of
from lianfang.desks.clinic import queries
from lianfang.desks.clinic.clocks import clock
from lianfang.desks.clinic.fields import sample_words
from lianfang.desks.doors import allowed, reads
from lianfang.desks.export import Exported, exported
from lianfang.desks.moments import duty_state
from lianfang.desks.page import moment_of, page
from lianfang.desks.queries import last_full_day, midnight, nulls_last, person_names
from lianfang.desks.sign_offs import sign_offs
from lianfang.desks.words import option_word
from lianfang.facts import identities
from lianfang.situation import queries as situation

ROWS = 50


@reads("case", "referral", "case_status", "duty")
def today(request: HttpRequest) -> HttpResponse:
    """What runs out first, who is on the way here, whoever came today and how far each has got, the day signed."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    patients = queries.patients(account, midnight(at), at)
    if request.GET.get("export"):
        return _patients_exported(request, account, patients)
    reported = queries.reported_cases(account, at)
    running, later = queries.clocks(account, reported, at), queries.coming(account, reported, at)
    coming = queries.on_the_way(account, at)
    shown = Paginator(patients, ROWS).get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    duties = [*running, *later]
    people = person_names(
        account, [*(d.person for d in duties), *(c.person for c in coming), *(p.person for p in listed)]
    )
    about = {duty.person for duty in duties}
    cases = queries.cases_by_id(account, [*reported, *(duty.subject for duty in duties)])
    cases |= {case: found for case, found in _cases_of(account, about).items() if case not in cases}
    disease, day = disease_of(request, account), last_full_day(at)
    signed = sign_offs(account.area_path, day, disease, at)
    return page(
        request,
        "clinic/today.html",
        {
            "running": [clock(duty, people, cases, at) for duty in running],
            "later": [clock(duty, people, cases, at) for duty in later],
            "coming": [(each, people.get(each.person)) for each in coming],
            "shown": shown,
            "patients": [(each, people.get(each.person), cases.get(each.case)) for each in listed],
            # Whoever lives elsewhere and was only seen here is another county's; the name told here stays known.
            "elsewhere": identities.identities_of(each.person for each in listed if each.person not in people),
            "disease": disease,
            "day": day,
            "due": signed.due,
            "own": next((line for line in signed.lines if line.unit == account.unit), None),
            "may_record": allowed(account, "record", "case", "health_check") and not request.GET.get("as-of"),
            "may_sign": allowed(account, "record", "sign_off") and bool(account.unit),
            "samples": sample_words(),
            "units": names.units([*(duty.owed_by for duty in duties), *(each.from_unit for each in coming)]),
            "areas": names.areas([person.responsible for person in people.values()]),
        },
    )


def _cases_of(account: Account, persons: set[UUID | None]) -> dict[UUID | None, Any]:
    """The cases that these people are now, by their ids."""
    found = situation.cases_of(account).filter(person__in=[each for each in persons if each], ended__isnull=True)
    return {case.case: case for case in found}


def _patients_exported(request: HttpRequest, account: Account, found: list[queries.Patient]) -> HttpResponse:
    people = person_names(account, [patient.person for patient in found])
    cases = queries.cases_by_id(account, [patient.case for patient in found])

    def classified(patient: queries.Patient) -> str:
        case = cases.get(patient.case)
        return option_word("case.classification", case.classification or "") if case else ""

    columns = [
        Exported(_("Came"), lambda patient: patient.came),
        Exported(_("Name"), lambda patient: getattr(people.get(patient.person), "name", None)),
        Exported(_("Temperature, °C"), lambda patient: patient.temperature),
        Exported(_("Symptoms"), lambda patient: patient.symptoms),
        Exported(_("Judged"), classified),
        Exported(_("Sampled"), lambda patient: patient.sampled),
        Exported(_("Result"), lambda patient: option_word("test_result.result", patient.result or "")),
        Exported(_("Room"), lambda patient: option_word("admission.room", patient.admitted or "")),
    ]
    return exported(request, "patients", columns, found, persons=lambda patient: patient.person)


@reads("case", "case_status", "duty", "specimen")
def slip(request: HttpRequest, case: UUID) -> HttpResponse:
    """A case on one page, to work from and to print: its clocks, what is owed next and by whom, its specimens."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    found = situation.case_for(account, str(case), place_of(request))
    who = person_names(account, [found.person]).get(found.person)
    duties = list(
        situation.duties_of(account)
        .filter(person=found.person, disease=found.disease, waived__isnull=True)
        .order_by(nulls_last("due"), "key")
    )
    people, cases = {found.person: who} if who else {}, {found.case: found}
    undone = [duty for duty in duties if not duty.met and (duty.ends is None or duty.ends > at)]
    began = found.suspected or found.classified or at
    return page(
        request,
        "clinic/slip.html",
        {
            "case": found,
            "person": who,
            "identity": identities.identity_of(found.person),
            "running": [clock(d, people, cases, at) for d in undone if d.opened is None or d.opened <= at],  # type: ignore[arg-type]
            "later": [clock(d, people, cases, at) for d in undone if d.opened is not None and d.opened > at],  # type: ignore[arg-type]
            "done": [(duty, duty_state(duty, at)) for duty in duties if duty.met],
            "sample_words": dict(sample_words()),
            "tubes": queries.tubes_of(found.person, midnight(began), at),
            "may_record": allowed(account, "record", "action", "specimen", "admission")
            and not request.GET.get("as-of"),
            "samples": sample_words(),
            "units": names.units(duty.owed_by for duty in duties),
            "areas": names.areas([found.responsible, found.whereabouts]),
        },
    )
