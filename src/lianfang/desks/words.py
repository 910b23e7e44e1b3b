"""What the pages call things: an option, a kind, a state, a step; and the class that colours a state."""

from typing import Any

from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.desks.language import name_of
from lianfang.desks.rules import clause_of, spoken, title_of
from lianfang.situation.plans import rule_of
from lianfang.vocabulary.shared_columns import AREA_LEVELS


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


def fell_word(because: str | None) -> str:
    """Why the ground of a contact fell: its case was excluded, or withdrawn for a reason."""
    if because == "excluded":
        return _("the case was excluded")
    if not because or because == "withdrawn":
        return _("the case was withdrawn")
    return _("the case was withdrawn: %s") % because


def duty_title(duty: Any) -> str:
    """What a duty (or a group of duties of one rule) obliges to."""
    return title_of(duty.plan, duty.rule)


def duty_clause(duty: Any) -> str:
    """The clause on which a duty stands."""
    return clause_of(duty.plan, duty.rule)


def short_name(area: Any) -> str:
    """An area's short name: 河东 for 河东镇."""
    if area.short_name:
        return str(area.short_name)
    name = str(area.name)
    return name[:-1] if len(name) > 2 and name[-1] in "镇乡县村省" else name


_SIGN_OFF_COLOURS = {"missing": "overdue", "late": "near", "reopened": "near"}


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


def sign_off_colour(state: Any) -> str:
    """The class that colours a sign-off's state."""
    return _SIGN_OFF_COLOURS.get(str(state), "")


def figure_word(name: str) -> str:
    """A figure's name as the vocabulary has it: 新增确诊."""
    return option_word("count.figure", name)


def state_word(state: str) -> str:
    """The word of a view of duties."""
    words = {
        "open": _("to do"),
        "overdue": _("overdue"),
        "brought": _("brought before us"),
        "near": _("due soon"),
        "today": _("due today"),
        "later": _("not begun yet"),
        "missed": _("missed"),
        "done": _("done"),
        "waived": _("waived"),
    }
    return words.get(state, state)


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


def task_colour(state: str) -> str:
    """The class that colours a task's state."""
    return {"overdue": "overdue", "sent_back": "overdue", "applied": "near", "struck_off": "done"}.get(state, "open")


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


def rule_name(plan: str | None, rule: str | None) -> str:
    """What a rule of a plan is called; its id where the plans in force have none such."""
    found = rule_of(plan, rule)
    return spoken(found[1].names) if found else (rule or "–")


def level_word(level: str) -> str:
    """The word of a level of the tree of areas."""
    option = next((option for option in AREA_LEVELS if option.name == level), None)
    return level if option is None else name_of(option)


_LOAD_COLOURS = {"rejected": "overdue", "corrected": "near", "loaded": "done", "unchanged": "muted"}


def load_word(state: str) -> str:
    """The word of what becomes of a row of a file."""
    words = {"loaded": _("new"), "corrected": _("correction"), "unchanged": _("unchanged"), "rejected": _("rejected")}
    return words.get(state, state)


def load_colour(state: str) -> str:
    """The class that colours what becomes of a row."""
    return _LOAD_COLOURS.get(state, "")


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
