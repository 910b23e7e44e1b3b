"""防控方案 as people read it: each rule with its occasion, what it obliges to, whom, by when, and on which clause."""

from datetime import UTC, date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.desks.doors import allowed, reads
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import span_words
from lianfang.desks.page import now_of, page
from lianfang.desks.papers import taken_along
from lianfang.desks.plans.queries import derived_whole, older_editions, plan_held, proposals, versions_held, versions_of
from lianfang.desks.rules import spoken
from lianfang.desks.words import kind_name, option_word
from lianfang.plan import Rule
from lianfang.plan.document import plan_document
from lianfang.reports.plan_paper import paper
from lianfang.reports.render import document_written
from lianfang.situation.plans import plans_in_force

FORMS = ("html", "docx", "pdf", "txt")


@reads("plan")
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans in force here, since when and by whom signed; for whoever may read them, what is proposed."""
    at = now_of(request)
    seen = allowed(request.user, "read", "plan_proposal", "duty")  # type: ignore[arg-type]
    held = plans_in_force()
    plans = [
        (each, spoken(each.layers[-1].names), len(each.rules), version)
        for each, version in zip(held, versions_held(held), strict=True)
    ]
    proposed = [(one, spoken(one.plan.layers[-1].names)) for one in proposals(at)] if seen else []
    shown = {
        "plans": plans, "proposed": [each for each in proposed if each[0].in_force_from is None],
        "older": [(one, spoken(one.name), spoken(one.keeps)) for one in older_editions()],
        "sees_proposals": seen, "may_propose": allowed(request.user, "record", "plan_proposal"),  # type: ignore[arg-type]
    }  # fmt: skip
    return page(request, "plans/list.html", shown)


@reads("plan")
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """One plan, chapter by chapter; ``?form=`` the document that people sign."""
    found = plan_held(plan)
    if found is None:
        raise Http404("no such plan")
    form = request.GET.get("form", "")
    if form:
        made = paper(plan_document(found, language_of_page()))
        day = found.in_force_from or date(2000, 1, 1)
        content = document_written(made, form, datetime(day.year, day.month, day.day, tzinfo=UTC))
        return taken_along(content, f"{found.layers[-1].id}-{found.digest[:8]}", form)
    chapters: dict[str, list[tuple[Rule, str, str, str, str, str]]] = {}
    for rule in found.rules:
        line = (
            rule,
            spoken(rule.names),
            spoken(rule.owes.what),
            _owner(rule),
            _by_when(rule),
            ", ".join(dict.fromkeys(kind_name(meeting.kind) for meeting in rule.owes.met_by)),
        )
        chapters.setdefault(spoken(rule.chapter), []).append(line)
    shown = {
        "plan": found, "name": spoken(found.layers[-1].names), "chapters": chapters, "forms": FORMS,
        "layers": [spoken(layer.names) for layer in found.layers[:-1]], "versions": versions_of(found.id),
        "may_propose": allowed(request.user, "record", "plan_proposal"),  # type: ignore[arg-type]
        "sees_proposals": allowed(request.user, "read", "plan_proposal", "duty"),  # type: ignore[arg-type]
    } | derived_whole(found)  # fmt: skip
    return page(request, "plans/plan.html", shown)


def _owner(rule: Rule) -> str:
    return " / ".join(option_word("duty.owed_kind", kind) for kind in rule.owes.kinds)


def _by_when(rule: Rule) -> str:
    owes = rule.owes
    schedule = owes.schedule
    if schedule.how == "daily":
        return _("each day by %s of the next") % _clock(schedule.due - timedelta(days=1))
    if schedule.how == "days":
        return _("on days %s") % ", ".join(str(day) for day in schedule.days)
    if schedule.how == "slots":
        return _("%d times a day") % len(schedule.slots)
    if owes.within is not None:
        return _("within %s") % span_words(owes.within)
    return _("by the moment the rule names") if owes.due else ""


def _clock(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
