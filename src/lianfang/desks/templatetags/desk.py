"""Tags of the pages: headings with export, states as words, moments as people say them, names and links."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.desks import moments, names
from lianfang.desks.ages import years_of
from lianfang.desks.language import name_of
from lianfang.vocabulary.shared_columns import AREA_LEVELS

register = template.Library()
register.filter(moments.field_moment)


@register.inclusion_tag("desks/heading.html", takes_context=True)
def heading(context: Any, title: str, note: str = "", export: bool = False, anchor: str = "") -> dict[str, Any]:
    """The title of a section with a grey note and, where asked, the links to its rows as files."""
    query = context["request"].GET.copy()
    links = []
    for form in ("xlsx", "csv") if export else ():
        query["export"] = form
        links.append((form, f"?{query.urlencode()}"))
    return {"title": title, "note": note, "links": links, "anchor": anchor}


@register.simple_tag(takes_context=True)
def due(context: Any, duty: Any) -> SafeString:
    """The deadline of a duty (or a moment) as seen from now; how it ended where it has."""
    if not isinstance(duty, datetime) and duty is not None and (duty.met or duty.waived):
        return _coloured(moments.duty_state(duty, context["now"]))
    moment = duty if isinstance(duty, datetime) or duty is None else duty.due
    word = _coloured(moments.deadline(moment, context["now"]))
    return format_html('<span title="{}">{}</span>', moments.moment_words(moment) if moment else "", word)


@register.simple_tag(takes_context=True)
def state(context: Any, duty: Any) -> SafeString:
    """The state of a duty as a coloured word."""
    return _coloured(moments.duty_state(duty, context["now"]))


def _coloured(word: moments.Word) -> SafeString:
    return format_html('<span class="{}">{}</span>', word.state, word.text)


@register.simple_tag
def person_link(person: Any, name: str | None = None) -> SafeString:
    """A link to a person's page under their name."""
    if not person:
        return format_html("{}", name or "–")
    return format_html('<a href="{}">{}</a>', reverse("dossier:person", args=[person]), name or _("no name"))


@register.simple_tag
def case_link(case: Any, label: str | None = None) -> SafeString:
    """A link to a case's page."""
    return format_html('<a href="{}">{}</a>', reverse("dossier:case", args=[case]), label or _("case"))


@register.simple_tag
def duty_link(duty: Any, label: str | None = None) -> SafeString:
    """A link to a duty's page, under the words of its rule."""
    from lianfang.desks.rules import title_of

    shown = label or title_of(duty.plan, duty.rule)
    return format_html('<a href="{}?key={}">{}</a>', reverse("dossier:duty"), _quoted(duty.key), shown)


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


@register.simple_tag(takes_context=True)
def unit_name(context: Any, code: str | None, leader: bool = True, link: bool = False) -> SafeString:
    """The name of a unit and, in grey, its responsible leader (包保); the code where the unit is unknown."""
    unit = context.get("units", {}).get(code)
    if unit is None:
        return format_html("{}", code or "–")
    shown: Any = unit.name
    if link:
        shown = format_html('<a href="{}">{}</a>', reverse("dossier:place", args=[unit.code]), unit.name)
    if leader and unit.leader:
        return format_html('{} <span class="muted">{}</span>', shown, unit.leader)
    return format_html("{}", shown)


@register.simple_tag(takes_context=True)
def area_name(context: Any, key: str | None) -> str:
    """The name of an area by its code or path."""
    area = context.get("areas", {}).get(key)
    if area is not None:
        return str(area.name)
    return (key or "").strip("/").rsplit("/", 1)[-1] or "–"


@register.filter
def word(value: Any, column: str) -> str:
    """The word of an option ("kind.column") in the language of the page; the stored value where it is no option."""
    if value is None or value == "":
        return "–"
    return option_word(column, str(value))


def option_word(column: str, value: str) -> str:
    """The word of an option by its stored name; ``column`` is written "kind.column" or "table.column"."""
    kind, _dot, name = column.partition(".")
    try:
        declared: Any = vocabulary.kind(kind)
    except vocabulary.Mistake:
        declared = vocabulary.derived(kind)
    for candidate in declared.columns:
        if candidate.name == name:
            for option in candidate.options:
                if option.name == value:
                    return name_of(option)
    return value


@register.filter
def kind_name(kind: str) -> str:
    """The name of a kind of fact, or of a derived table, in the language of the page."""
    declared: Any
    try:
        declared = vocabulary.kind(kind)
    except vocabulary.Mistake:
        try:
            declared = vocabulary.derived(kind)
        except vocabulary.Mistake:
            return kind
    return name_of(declared)


@register.filter
def fell_word(because: str | None) -> str:
    """Why the ground of a contact fell: its case was excluded, or withdrawn for a reason."""
    if because == "excluded":
        return _("the case was excluded")
    if not because or because == "withdrawn":
        return _("the case was withdrawn")
    return _("the case was withdrawn: %s") % because


@register.filter
def disease_name(code: str | None) -> str:
    """A disease in the language of the page."""
    return names.disease(code)


@register.filter
def when(moment: datetime | None) -> str:
    """1月9日 18:00."""
    return moments.moment_words(moment) if moment else "–"


@register.filter
def seen_from(moment: datetime, now: datetime) -> str:
    """A moment as briefly as may be: 07:28 on the day of ``now``, else with its day."""
    shown = moments.local(moment)
    return f"{shown:%H:%M}" if shown.date() == moments.local(now).date() else moments.moment_words(moment)


@register.filter
def day(value: date | datetime | None) -> str:
    """1月9日."""
    if value is None:
        return "–"
    return moments.day_words(moments.local(value).date() if isinstance(value, datetime) else value)


@register.filter
def dash(value: Any) -> Any:
    """A dash where there is nothing."""
    return "–" if value is None or value == "" else value


@register.simple_tag(takes_context=True)
def age(context: Any, person: Any) -> str:
    """A person's age on the day of the page: by birth where it is known, else as it was told. Months stay unsaid."""
    if person is None:
        return ""
    if person.birth is not None:
        return _("%d y") % years_of(person.birth, moments.local(context["now"]).date())
    return "" if person.age is None else _("%d y") % int(person.age)


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """The value of a mapping under a key that is a variable, or None."""
    return mapping.get(key) if mapping else None


@register.inclusion_tag("desks/sealed.html")
def sealed(kind: str, person: Any, masked: str | None) -> dict[str, Any]:
    """A masked value that opens one at a time, with a line in the audit."""
    return {"kind": kind, "person": person, "masked": masked}


@register.simple_tag
def request_id() -> SafeString:
    """The hidden field by which a form sent twice is recorded once."""
    return format_html('<input type="hidden" name="request_id" value="{}">', uuid4())


@register.simple_tag(takes_context=True)
def keep(context: Any, **changed: Any) -> str:
    """The address of this page with parameters changed; None takes one away, a change takes ``page`` away."""
    query = context["request"].GET.copy()
    if "page" not in changed:
        query.pop("page", None)
    for name, value in changed.items():
        parameter = name.replace("_", "-")
        if value is None or value == "":
            query.pop(parameter, None)
        else:
            query[parameter] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def then(context: Any) -> SafeString:
    """On a page of a past moment: what an address needs at its end to stay there."""
    given = context["request"].GET.get("as-of", "")
    return format_html("&amp;as-of={}", _quoted(given)) if given else SafeString("")


@register.inclusion_tag("desks/pages.html", takes_context=True)
def pages(context: Any, page: Any) -> dict[str, Any]:
    """Links to the other pages of a list."""
    return {"page": page, "request": context["request"]}


@register.filter
def duty_title(duty: Any) -> str:
    """What a duty (or a group of duties of one rule) obliges to."""
    from lianfang.desks.rules import title_of

    return title_of(duty.plan, duty.rule)


@register.filter
def promise_title(name: str) -> str:
    """What one of the three promises is called: 应收尽收."""
    from lianfang.desks.rules import promise_title as title

    return title(name)


@register.filter
def duty_clause(duty: Any) -> str:
    """The clause on which a duty stands."""
    from lianfang.desks.rules import clause_of

    return clause_of(duty.plan, duty.rule)


@register.filter
def absolute(value: int) -> int:
    """Without its sign."""
    return abs(value)


@register.filter
def unlocalised(value: float) -> str:
    """A number of a picture: a point, whatever the language of the page."""
    return f"{value:g}"


@register.filter
def short_name(area: Any) -> str:
    """An area's short name: 河东 for 河东镇."""
    if area.short_name:
        return str(area.short_name)
    name = str(area.name)
    return name[:-1] if len(name) > 2 and name[-1] in "镇乡县村省" else name


_SIGN_OFF_COLOURS = {"missing": "overdue", "late": "near", "reopened": "near"}


@register.filter
def sign_off_word(state: Any) -> str:
    """The word of a sign-off's state."""
    words = {
        "reported": _("reported"),
        "zero": _("zero report"),
        "late": _("reported late"),
        "missing": _("not reported"),
        "reopened": _("re-opened"),
        "pending": _("not due yet"),
    }
    return words.get(str(state), str(state))


@register.filter
def sign_off_colour(state: Any) -> str:
    """The class that colours a sign-off's state."""
    return _SIGN_OFF_COLOURS.get(str(state), "")


@register.filter
def figure_word(name: str) -> str:
    """A figure's name as the vocabulary has it: 新增确诊."""
    return option_word("count.figure", name)


@register.filter
def nth(sequence: Any, index: int) -> Any:
    """The element of a sequence at a place."""
    return sequence[index]


@register.filter
def state_word(state: str) -> str:
    """The word of a view of duties."""
    words = {
        "open": _("to do"),
        "overdue": _("overdue"),
        "near": _("due soon"),
        "today": _("due today"),
        "later": _("not begun yet"),
        "missed": _("missed"),
        "done": _("done"),
        "waived": _("waived"),
    }
    return words.get(state, state)


@register.filter
def task_state(state: str) -> str:
    """The word of a view of tasks."""
    words = {
        "open": _("not struck off"),
        "overdue": _("overdue"),
        "today": _("due today"),
        "applied": _("awaits acceptance"),
        "sent_back": _("sent back"),
        "struck_off": _("struck off"),
    }
    return words.get(state, state)


@register.filter
def task_colour(state: str) -> str:
    """The class that colours a task's state."""
    return {"overdue": "overdue", "sent_back": "overdue", "applied": "near", "struck_off": "done"}.get(state, "open")


@register.filter
def iso(moment: datetime) -> str:
    """A moment exactly, for an address that comes back to it."""
    return moment.isoformat()


@register.filter
def stage_word(stage: str) -> str:
    """The word of a step of the contacts' chain."""
    words = {
        "all": _("all"),
        "judged": _("judged, not told yet"),
        "told": _("told"),
        "called": _("reached"),
        "carried": _("carried, not received"),
        "received": _("received"),
        "released": _("released"),
        "lost": _("lost"),
        "refused": _("refuses"),
        "left": _("has left"),
    }
    return words.get(stage, stage)


@register.filter
def anything(values: Any) -> bool:
    """Whether any of the values is not zero."""
    return any(values)


@register.simple_tag
def rule_name(plan: str | None, rule: str | None) -> str:
    """What a rule of a plan is called; its id where the plans in force have none such."""
    from lianfang.desks.rules import rule_of, spoken

    found = rule_of(plan, rule)
    return spoken(found[1].names) if found else (rule or "–")


@register.filter
def level_word(level: str) -> str:
    """The word of a level of the tree of areas."""
    option = next((option for option in AREA_LEVELS if option.name == level), None)
    return level if option is None else name_of(option)


_LOAD_COLOURS = {"rejected": "overdue", "corrected": "near", "loaded": "done", "unchanged": "muted"}


@register.filter
def load_word(state: str) -> str:
    """The word of what becomes of a row of a file."""
    words = {"loaded": _("new"), "corrected": _("correction"), "unchanged": _("unchanged"), "rejected": _("rejected")}
    return words.get(state, state)


@register.filter
def load_colour(state: str) -> str:
    """The class that colours what becomes of a row."""
    return _LOAD_COLOURS.get(state, "")


@register.filter
def alike_word(reason: str) -> str:
    """Why two people may be one, in words."""
    words = {
        "same_name": _("same name"),
        "same_sound": _("name sounds the same"),
        "same_birth": _("same birth date"),
        "near_birth": _("birth dates alike"),
        "same_telephone": _("same telephone"),
        "same_address": _("same address"),
    }
    return words.get(reason, reason)


@register.inclusion_tag("desks/copy_as_text.html")
def copy_as_text(text: str) -> dict[str, Any]:
    """A button that copies a list as text (``as_text.as_text``); without a script it opens the text to be marked."""
    return {"text": text, "rows": min(text.count("\n") + 1, 16)}
