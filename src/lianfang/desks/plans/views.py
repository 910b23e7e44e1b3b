"""防控方案 as people read it: each rule with its occasion, what it obliges to, whom, by when, and on which clause."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.desks.doors import reads
from lianfang.desks.moments import span_words
from lianfang.desks.page import page
from lianfang.desks.rules import spoken
from lianfang.desks.templatetags.desk import kind_name, option_word
from lianfang.plan import Rule
from lianfang.situation.plans import plans_in_force


@reads("plan")
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans in force."""
    plans = [(each, spoken(each.names), len(each.rules)) for each in plans_in_force()]
    return page(request, "plans/list.html", {"plans": plans})


@reads("plan")
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """One plan, chapter by chapter."""
    found = next((each for each in plans_in_force() if each.id == plan), None)
    if found is None:
        raise Http404("no such plan")
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
    return page(request, "plans/plan.html", {"plan": found, "name": spoken(found.names), "chapters": chapters})


def _owner(rule: Rule) -> str:
    return " / ".join(option_word("duty.owed_kind", kind) for kind in rule.owes.by.kinds)


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
