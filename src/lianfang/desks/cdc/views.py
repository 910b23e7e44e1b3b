"""疾控: what to do first, the line list, the contacts and their chain; telling, calling and assigning in bulk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks import figures as day_figures
from lianfang.desks import names
from lianfang.desks.cdc import queries, steps
from lianfang.desks.cdc.blocks import blocks_of
from lianfang.desks.cdc.contact_rows import ContactRow, contacts_as_text
from lianfang.desks.cdc.exports import cases_exported, contacts_exported
from lianfang.desks.choices import day_of, is_uuid
from lianfang.desks.doors import allowed, reads
from lianfang.desks.duties.views import assign, units_to_choose
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.paging import LongPaginator
from lianfang.desks.queries import first_to_do, only_people, open_duties, owed_today, person_names
from lianfang.desks.recording import recorded
from lianfang.desks.returning import returned
from lianfang.places.models import Area
from lianfang.situation.queries import cases_of, contacts_of

ROWS = 50
MOST = 500


@reads("case_status", "contact", "duty")
def today(request: HttpRequest) -> HttpResponse:
    """What is owed first; how far each contact has come; the latest cases."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    duties = open_duties(account, at)
    groups = owed_today(account, at)
    own = first_to_do([group for group in groups if account.unit and group.owed_by == account.unit], most=8)
    others = first_to_do([group for group in groups if not account.unit or group.owed_by != account.unit], most=8)
    latest = list(queries.line_list(account, queries.Asked(state="current"))[:12])
    people = person_names(account, [case.person for case in latest])
    owed = queries.duties_by_person(account, [case.person for case in latest], at)
    return page(
        request,
        "cdc/today.html",
        {
            "own": own,
            "others": others,
            "names": only_people(account, duties, [*own, *others], at),
            "chain": list(steps.counted(contacts_of(account).filter(grade="close"), steps.calls_in_vain()).items()),
            "latest": [(case, people.get(case.person), owed.get(case.person, (0, 0))) for case in latest],
            "units": names.units([*(o.owed_by for o in own), *(o.owed_by for o in others)]),
            "areas": names.areas([case.responsible for case in latest]),
        },
    )


@reads("case_status", "person_status")
def cases(request: HttpRequest) -> HttpResponse:
    """The line list: filtered, sorted, paged, exported, assigned in bulk."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    area = _area(request, account)
    asked = queries.Asked(
        text=request.GET.get("q", "").strip()[:40],
        classification=request.GET.get("classification", ""),
        disease=request.GET.get("disease", ""),
        outbreak=request.GET.get("outbreak", ""),
        path=area.path if area else "",
        onset=day_of(request, "onset"),
        state=request.GET.get("state", ""),
        sort=request.GET.get("sort", "-classified"),
    )
    found = queries.line_list(account, asked)
    if request.GET.get("export"):
        return cases_exported(request, account, list(found))
    shown = LongPaginator(found, ROWS).get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    people = person_names(account, [case.person for case in listed])
    owed = queries.duties_by_person(account, [case.person for case in listed], at)
    return page(
        request,
        "cdc/cases.html",
        {
            "asked": asked,
            "area": area,
            "shown": shown,
            "cases": [(case, people.get(case.person), owed.get(case.person, (0, 0))) for case in listed],
            "classifications": [o.name for o in vocabulary.kind("case").column("classification").options],
            "diseases": day_figures.diseases_counted(account.area_path),
            "outbreaks": queries.outbreaks(account),
            "below": Area.objects.filter(parent_id=account.area or None).exclude(level="elsewhere").order_by("order"),
            "areas": names.areas(
                [*(c.responsible for c in listed), *(c.treated for c in listed), *(c.whereabouts for c in listed)]
            ),
            "may_assign": allowed(account, "record", "assignment"),
            "to_units": units_to_choose(account),
        },
    )


def _area(request: HttpRequest, account: Account) -> Area | None:
    """The area that ``?area=`` names, where it lies within the account's; else none is chosen."""
    given = request.GET.get("area", "").strip()
    area = names.areas([given]).get(given) if given else None
    return area if area is not None and area.path.startswith(account.area_path) else None


@require_POST
@reads("case_status", "duty")
def assign_cases(request: HttpRequest) -> HttpResponse:
    """Assigns every open duty about the people of the ticked cases to a unit or a person."""
    account: Account = request.user  # type: ignore[assignment]
    chosen = [text for text in request.POST.getlist("case")[:MOST] if is_uuid(text)]
    persons = list(cases_of(account).filter(case__in=chosen).values_list("person", flat=True))
    duties = list(open_duties(account, now_of(request)).filter(person__in=persons))
    if not duties:
        messages.error(request, _("The ticked cases have no open duty; nothing was recorded."))
    else:
        assign(request, duties)
    return returned(request, "cdc:cases")


@reads("contact", "person_status")
def contacts(request: HttpRequest) -> HttpResponse:
    """The contacts with their chain, household by household: where each stands, since when, and what the plan owes."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    area = _area(request, account)
    case = request.GET.get("case", "")
    wanted = queries.Wanted(
        stage=request.GET.get("stage", ""),
        grade=request.GET.get("grade", ""),
        disease=request.GET.get("disease", ""),
        case=UUID(case) if is_uuid(case) else None,
        path=area.path if area else "",
    )
    found = queries.contacts_of(account, wanted)
    vain = steps.calls_in_vain()
    chain, people_asked = steps.counted_and_people(found, wanted.stage, vain)
    if wanted.stage in steps.STEPS:
        found = found.filter(steps.at_step(wanted.stage, vain))
    found = found.order_by("judged", "person", "case")
    if request.GET.get("export"):
        return contacts_exported(request, account, list(found))
    paginator = LongPaginator(found, ROWS)
    paginator.counted = chain.get(wanted.stage, chain["all"])
    shown = paginator.get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    indexes = queries.case_labels(account, [wanted.case, *(contact.case for contact in listed)])
    people = person_names(
        account, [*(contact.person for contact in listed), *(index.person for index in indexes.values())]
    )
    heard = queries.heard_of({contact.person for contact in listed}, at)
    ill = queries.infected(account, [contact.person for contact in listed])
    owed = queries.owed_about(account, [contact.person for contact in listed], at)
    rows = {
        (contact.person, contact.case): ContactRow(
            contact,
            people.get(contact.person),
            indexes.get(contact.case),
            people.get(getattr(indexes.get(contact.case), "person", None)),
            steps.standing_of(contact, heard.get(contact.person, ()), vain),
            ill.get(contact.person),
            owed.get(contact.person, []),
            at,
        )
        for contact in listed
    }
    return page(
        request,
        "cdc/contacts.html",
        {
            "wanted": wanted,
            "area": area,
            "chain": list(chain.items()),
            "shown": shown,
            "people": people_asked,
            "blocks": [
                (
                    block,
                    [(rows[contact.person, contact.case], depth) for contact, depth in block.contacts],
                    [(contact, person, steps.step_of(contact, vain)) for contact, person in block.beside],
                )
                for block in blocks_of(account, listed, at)
            ],
            "text": contacts_as_text(list(rows.values()), at, shown.paginator.count),
            "index": indexes.get(wanted.case),
            "index_person": people.get(getattr(indexes.get(wanted.case), "person", None)),
            "grades": [option.name for option in vocabulary.kind("exposure").column("grade").options],
            "diseases": day_figures.diseases_counted(account.area_path),
            "below": Area.objects.filter(parent_id=account.area or None).exclude(level="elsewhere").order_by("order"),
            "areas": names.areas([contact.whereabouts for contact in listed]),
            "units": names.units(duty.owed_by for duties in owed.values() for duty in duties[:1]),
            "channels": [option.name for option in vocabulary.kind("notice").column("channel").options],
            "results": [option.name for option in vocabulary.kind("attempt").column("result").options],
            "may_decide": allowed(account, "record", "decision", "observation"),
            "may_write": allowed(account, "record", "letter", "letter_name"),
            "may_tell": allowed(account, "record", "notice", "attempt"),
            "may_send": allowed(account, "record", "transfer"),
            "may_assign": allowed(account, "record", "assignment"),
            "to_units": units_to_choose(account),
        },
    )


@require_POST
@reads("contact")
def act_on_contacts(request: HttpRequest) -> HttpResponse:
    """Records a notice or an attempt for each ticked contact, or assigns what is owed about them."""
    account: Account = request.user  # type: ignore[assignment]
    chosen = queries.selected_people(account, request.POST.getlist("person")[:MOST])
    what = request.POST.get("what", "")
    now = now_of(request)
    if not chosen:
        messages.error(request, _("Nobody was ticked; nothing was recorded."))
    elif what == "notice":
        channel = request.POST.get("channel") or None
        rows = [
            {
                "person": str(person),
                "notice.about": "isolation",
                "notice.channel": channel,
                "notice.told_by": account.name or account.username,
                "notice.occurred_from": now,
            }
            for person in chosen
        ]
        recorded(request, "notice", rows)
    elif what == "attempt":
        rows = [
            {
                "person": str(person),
                "attempt.channel": request.POST.get("channel") or None,
                "attempt.result": request.POST.get("result") or None,
                "attempt.occurred_from": now,
            }
            for person in chosen
        ]
        recorded(request, "attempt", rows)
    else:
        duties = list(open_duties(account, now).filter(person__in=chosen))
        if duties:
            assign(request, duties)
        else:
            messages.error(request, _("Nothing is owed about the ticked people; nothing was recorded."))
    return returned(request, "cdc:contacts")
