"""Tags of the pages: headings with export, moments as people say them, names and links; and the words as filters."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang.desks import moments, names, rules, words
from lianfang.desks.ages import years_of

register = template.Library()
register.filter(moments.field_moment)
for _word in (
    words.word,
    words.kind_name,
    words.fell_word,
    words.duty_title,
    words.duty_clause,
    words.sign_off_word,
    words.sign_off_colour,
    words.figure_word,
    words.state_word,
    words.task_state,
    words.task_colour,
    words.stage_word,
    words.level_word,
    words.load_word,
    words.load_colour,
    words.alike_word,
    words.short_name,
):
    register.filter(_word)
register.filter(rules.promise_title)
register.filter("disease_name", names.disease)
register.simple_tag(words.rule_name)


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
    shown = label or words.duty_title(duty)
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
def absolute(value: int) -> int:
    """Without its sign."""
    return abs(value)


@register.filter
def unlocalised(value: float) -> str:
    """A number of a picture: a point, whatever the language of the page."""
    return f"{value:g}"


@register.filter
def nth(sequence: Any, index: int) -> Any:
    """The element of a sequence at a place."""
    return sequence[index]


@register.filter
def iso(moment: datetime) -> str:
    """A moment exactly, for an address that comes back to it."""
    return moment.isoformat()


@register.filter
def anything(values: Any) -> bool:
    """Whether any of the values is not zero."""
    return any(values)


@register.inclusion_tag("desks/copy_as_text.html")
def copy_as_text(text: str) -> dict[str, Any]:
    """A button that copies a list as text (``as_text.as_text``); without a script it opens the text to be marked."""
    return {"text": text, "rows": min(text.count("\n") + 1, 16)}
