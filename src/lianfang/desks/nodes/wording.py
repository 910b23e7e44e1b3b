"""What a file between nodes tells, in words, and the columns of its lines."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.desks.reasons import column_words
from lianfang.desks.words import kind_name, option_word
from lianfang.exchange.nodes.files import Line

TELLS: dict[str, str | Promise] = {
    "figures": gettext_lazy("the signed figures of a day"),
    "lowered": gettext_lazy("a signed figure that was lowered"),
    "letter": gettext_lazy("a letter with its names"),
    "transfer": gettext_lazy("the responsibility for a person"),
    "anchor": gettext_lazy("the day's anchor of the audit"),
}


def kind_words(kind: str) -> str:
    """The name of a kind of line."""
    return _("Anchor") if kind == "anchor" else kind_name(kind)


def columns_of(line: Line) -> list[tuple[str, str]]:
    """The columns of a line in words, each with its value; what names another line is left out."""
    hidden = {"person", "transfer", "correction"}
    return [
        (_column(line.kind, name), _value(line.kind, name, str(value)))
        for name, value in line.row.items()
        if name not in hidden
    ]


def _column(kind: str, name: str) -> str:
    return {"opened": _("Since"), "due": _("Due"), "ends": _("Ends"), "anchor": _("Anchor")}.get(
        name, column_words(f"{kind}.{name}")
    )


def _value(kind: str, name: str, value: str) -> str:
    return value if kind == "anchor" else option_word(f"{kind}.{name}", value)
