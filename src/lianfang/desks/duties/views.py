"""The list of duties: filtered, paged, assigned and waived in bulk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.as_text import Part, as_text, line_of
from lianfang.desks.doors import allowed, reads
from lianfang.desks.duties.queries import STATES, chosen
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import chinese
from lianfang.desks.letters.queries import labels
from lianfang.desks.moments import deadline, duty_state
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.paging import LongPaginator
from lianfang.desks.queries import person_names
from lianfang.desks.recording import recorded, say
from lianfang.desks.returning import returned
from lianfang.desks.rules import rules_by_promise, spoken, title_of, titles
from lianfang.desks.words import state_word
from lianfang.places.models import Unit
from lianfang.plan import Rule
from lianfang.plan.wording.answering import waiver
from lianfang.situation.answering import is_asked
from lianfang.situation.models import Duty, PersonStatus
from lianfang.situation.plans import rule_of
from lianfang.situation.queries import duties_of, with_causes
from lianfang.situation.waiving import reasons_for, unit_kind_of

ROWS = 50
# No page shows more at once, so no form names more.
MOST = 500


@reads("duty", "person_status")
def duty_list(request: HttpRequest) -> HttpResponse:
    """Duties by deadline. ``state``, ``rule``, ``unit``, ``disease``, ``mine`` narrow them; ``today`` those missed."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    rule, unit = request.GET.get("rule", "").strip(), request.GET.get("unit", "").strip()
    promise = request.GET.get("promise", "").strip()
    rules = [rule] if rule else rules_by_promise().get(promise, [])
    mine, today = bool(request.GET.get("mine")), state == "missed" and bool(request.GET.get("today"))
    disease = request.GET.get("disease", "").strip()
    duties = chosen(account, at, state, rules, unit, disease=disease, mine=mine, today=today)
    if request.GET.get("export"):
        return exported(
            request, "duties", _columns(at), duties.iterator(), persons=lambda duty: duty.person, computed=True
        )
    shown = LongPaginator(duties, ROWS).get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    people = person_names(account, [duty.person for duty in listed])
    units = names.units([unit, *(duty.owed_by for duty in listed)])
    lines = [_line(duty, people.get(duty.person), units.get(duty.owed_by or ""), at) for duty in listed]
    title = f"{_('Duties')} · {state_word(state)}"
    return page(
        request,
        "duties/list.html",
        {
            "text": as_text(title, at, [Part("", lines)], more=shown.paginator.count - len(lines)),
            "state": state,
            "states": [each for each in STATES if each != "brought" or each == state or is_asked(account)],
            "rule": rule,
            "rules": titles(),
            "promise": promise if rules and not rule else "",
            "unit": unit,
            "disease": disease,
            "mine": mine,
            "today": today,
            "shown": shown,
            "duties": [(duty, people.get(duty.person)) for duty in listed],
            "units": units,
            "areas": names.areas([person.whereabouts for person in people.values()]),
            "letters": labels((duty.subject for duty in listed if duty.subject_kind == "subject"), at),
            "may_assign": allowed(account, "record", "assignment"),
            "may_waive": allowed(account, "record", "waiver"),
            "to_units": units_to_choose(account),
            "reasons": [option.name for option in vocabulary.kind("waiver").column("why").options],
        },
    )


def _line(duty: Duty, person: PersonStatus | None, unit: Unit | None, at: datetime) -> str:
    """A duty in one line of a message: whom it is about, what is owed, by when, by whom."""
    word = duty_state(duty, at) if duty.met or duty.waived else deadline(duty.due, at)
    return line_of(person.name if person else "", title_of(duty.plan, duty.rule), word.text, unit.name if unit else "")


def units_to_choose(account: Account) -> Sequence[Unit]:
    """The units to which work can be given here: those of the account's area that act, grids left out."""
    from lianfang.places.tree import range_of

    low, high = range_of(account.area_path)
    acting = (
        "command",
        "health_authority",
        "cdc",
        "hospital",
        "fever_clinic",
        "isolation_site",
        "police",
        "laboratory",
    )
    return list(Unit.objects.filter(path__gte=low, path__lt=high, kind__in=acting).order_by("kind", "code")[:200])


def _columns(at: datetime) -> list[Exported]:
    return [
        Exported(_("Duty"), lambda duty: duty.key),
        Exported(_("What"), lambda duty: title_of(duty.plan, duty.rule)),
        Exported(_("Disease"), lambda duty: duty.disease),
        Exported(_("Owed by"), lambda duty: duty.owed_by),
        Exported(_("Opened"), lambda duty: duty.opened),
        Exported(_("Deadline"), lambda duty: duty.due),
        Exported(_("Done"), lambda duty: duty.met),
        Exported(_("State"), lambda duty: duty_state(duty, at).text),
    ]


def _why_not(rule: Rule) -> str:
    who = waiver(rule, "zh" if chinese() else "en") or _("no reason")
    return _("“%(what)s” was not waived: it may be only for %(who)s.") % {"what": spoken(rule.owes.what), "who": who}


@require_POST
@reads("duty")
def act(request: HttpRequest) -> HttpResponse:
    """Assigns the ticked duties to a unit or person, or waives them with a reason; each right asked by itself."""
    account: Account = request.user  # type: ignore[assignment]
    keys = request.POST.getlist("duty")[:MOST]
    seen = list(duties_of(account).filter(key__in=keys))
    what = request.POST.get("what", "")
    if not seen:
        messages.error(request, _("No duty was ticked; nothing was recorded."))
    elif what == "waive":
        _waive(request, seen)
    else:
        assign(request, seen)
    return returned(request, "duties:list")


def assign(request: HttpRequest, duties: Sequence[Any]) -> None:
    """Assigns duties to the unit or the account that the form names."""
    unit, person = request.POST.get("to_unit", "").strip(), request.POST.get("to_account", "").strip()
    if not unit and not person:
        messages.error(request, _("Choose a unit or name a person to assign to; nothing was recorded."))
        return
    rows = [
        {
            "assignment.duty": duty.key,
            "assignment.to_unit": unit or None,
            "assignment.to_account": person or None,
            "assignment.note": request.POST.get("note", "").strip() or None,
            "assignment.occurred_from": now_of(request),
        }
        for duty in duties
    ]
    recorded(request, "assignment", with_causes("assignment", rows))


def _waive(request: HttpRequest, duties: Sequence[Any]) -> None:
    """Waives those duties whose rules let this account do so for the reason that the form names; says which do not."""
    kind, why = unit_kind_of(request.user), request.POST.get("why", "")  # type: ignore[arg-type]
    rules = {(duty.plan, duty.rule): rule_of(duty.plan, duty.rule) for duty in duties}
    held = {key for key, found in rules.items() if why and why not in reasons_for(found and found[1], kind)}
    say(request, [_why_not(rules[key][1]) for key in sorted(held)])  # type: ignore[index]
    if held:
        duties = [duty for duty in duties if (duty.plan, duty.rule) not in held]
    if not duties:
        return
    rows = [
        {
            "waiver.duty": duty.key,
            "waiver.why": request.POST.get("why") or None,
            "waiver.note": request.POST.get("note", "").strip() or None,
            "waiver.occurred_from": now_of(request),
        }
        for duty in duties
    ]
    recorded(request, "waiver", with_causes("waiver", rows))
