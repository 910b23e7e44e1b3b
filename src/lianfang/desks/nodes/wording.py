"""What a file between nodes tells, in words, and the columns of its lines."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.desks import names
from lianfang.desks.moments import local
from lianfang.desks.reasons import column_words
from lianfang.desks.words import kind_name, option_word
from lianfang.exchange.nodes.files import Line

TELLS: dict[str, str | Promise] = {
    "figures": gettext_lazy("the signed figures of a day"),
    "lowered": gettext_lazy("a signed figure that was lowered"),
    "letter": gettext_lazy("a letter with its names"),
    "reply": gettext_lazy("the reply to a letter"),
    "transfer": gettext_lazy("the responsibility for a person"),
    "receipt": gettext_lazy("the receipt of a responsibility, or its refusal"),
    "anchor": gettext_lazy("the day's anchor of the audit"),
}


def kind_words(kind: str) -> str:
    """The name of a kind of line."""
    return _("Anchor") if kind == "anchor" else kind_name(kind)


def columns_of(lines: Iterable[Line]) -> dict[str, list[tuple[str, str]]]:
    """By line, its columns in words, each with its value; what names another line is left out. Two queries."""
    shown = list(lines)
    values = {str(value) for line in shown for value in line.row.values()}
    places = {code: area.name for code, area in names.areas(values).items()}
    places |= {code: unit.name for code, unit in names.units(values).items()}
    hidden = {"person", "transfer", "correction", "name_place"}
    return {
        line.id: [
            (_column(line.kind, name), _value(line.kind, name, str(value), places))
            for name, value in line.row.items()
            if name not in hidden
        ]
        for line in shown
    }


_OF_CLAIMS: dict[str, str | Promise] = {
    "opened": gettext_lazy("Since"), "due": gettext_lazy("Due"), "ends": gettext_lazy("Ends"),
    "anchor": gettext_lazy("Anchor"), "letter_number": gettext_lazy("In answer to the letter"),
}  # fmt: skip


def _column(kind: str, name: str) -> str:
    return str(_OF_CLAIMS[name]) if name in _OF_CLAIMS else column_words(f"{kind}.{name}")


def _value(kind: str, name: str, value: str, places: Mapping[str, str]) -> str:
    """A value as a page shows it: moments local, places and diseases by name, options in words."""
    if kind == "anchor":
        return value
    if name == "disease":
        return names.disease(value)
    if name == "units":
        return _(", ").join(places.get(code, code) for code in value.split(","))
    if "T" in value and (moment := _moment(value)) is not None:
        return f"{local(moment):%Y-%m-%d %H:%M}"
    # A name may be spelled as a code is: only what is a place by its column is one.
    return places.get(value, value) if name in _PLACES else option_word(f"{kind}.{name}", value)


_PLACES = ("unit", "from_unit", "to_unit", "from_area", "to_area", "counted", "residence", "gone_to")


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
