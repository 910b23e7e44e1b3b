"""A form of a journey read: each value as the vocabulary has it, each mistake one line at its field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.desks.language import chinese
from lianfang.desks.moments import local, to_the_minute
from lianfang.desks.reasons import column_words, reason_words
from lianfang.desks.risks import Risks
from lianfang.facts.values import parsed
from lianfang.places.models import Area
from lianfang.places.names import area_codes

_HALF_A_YEAR = timedelta(days=183)
# The vocabulary's column behind each field of the form.
COLUMNS = {
    "arrived": "journey.occurred_from",
    "direction": "journey.direction",
    "origin": "journey.origin",
    "left_origin": "journey.left_origin",
    "destination": "journey.destination",
    "means": "journey.means",
    "vehicle": "journey.vehicle",
    "carriage": "journey.carriage",
    "seat": "journey.seat",
    "evidence_result": "journey.evidence_result",
    "evidence_sampled": "journey.evidence_sampled",
    "note": "journey.note",
    "temperature": "health_check.temperature",
    "name": "person.name",
    "number": "person.identity_number",
    "telephone": "person.telephone",
    "sex": "person.sex",
    "birth": "person.birth",
    "address": "person.address",
    "guardian_name": "person.guardian_name",
    "guardian_telephone": "person.guardian_telephone",
}
DIRECTIONS = tuple(option.name for option in vocabulary.kind("journey").column("direction").options)
# Means whose vehicle has places that are numbered.
SEATED = frozenset({"train", "aircraft", "coach", "ship"})

# What a number says of the means: a flight has two signs of its airline, a plate begins with its province's sign.
_FLIGHT = re.compile(r"(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])\d{3,4}")
_TRAIN = re.compile(r"[GDCZTKYLSP]?\d{1,4}")
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·・\-]?[A-Z0-9]{5,6}[\u4e00-\u9fff]?")
_CODE_BEHIND = re.compile(r"(.+?)\s+([0-9A-Za-z-]+)")


def label_of(name: str) -> str:
    """What a field is called: its column's name in the language of the page."""
    return column_words(COLUMNS[name])


def means_of(vehicle: str) -> str:
    """The means of travel that a number tells of: train, aircraft, car; empty where it tells of none."""
    plain = "".join(vehicle.upper().split())
    if _TRAIN.fullmatch(plain):
        return "train"
    if _FLIGHT.fullmatch(plain):
        return "aircraft"
    return "car" if _PLATE.fullmatch(plain) else ""


def area_text(area: Area | None) -> str:
    """An area as its field shows it: the name, behind it the code, so that no other is meant."""
    return f"{area.name} {area.code}" if area else ""


@dataclass(slots=True)
class Form:
    """What was typed, the rows' values that it means, and by field the one line that says what to mend."""

    typed: Mapping[str, str]
    at: datetime
    within: str
    values: dict[str, Any] = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What was typed in a field, without spaces around it."""
        return " ".join(self.typed.get(name, "").split())

    def refuse(self, name: str, why: str) -> None:
        """Notes a mistake at a field: its name, its value, what to do. The first one stays."""
        value = self.text(name)
        colon = "：" if chinese() else ": "
        head = f"{label_of(name)} {value}" if value else label_of(name)
        self.mistakes.setdefault(name, f"{head}{colon}{why}")

    def read(self, *names: str, ahead: bool = False) -> None:
        """Reads fields as their columns' types; blank ones are left out. ``ahead`` lets the journey lie ahead."""
        for name in names:
            if not (text := self.text(name)):
                continue
            kind, _dot, column_name = COLUMNS[name].partition(".")
            declared = vocabulary.kind(kind)
            moment = column_name == "occurred_from"
            column = vocabulary.moment_of(declared) if moment else declared.column(column_name)
            value, why = self._parsed(text, column, moment and ahead)
            if why is not None:
                self.refuse(name, reason_words(why))
            elif value is not None:
                self.values[name] = value

    def _parsed(self, text: str, column: vocabulary.Column, ahead: bool) -> tuple[Any, str | None]:
        """The value of a text, or the reason why it has none. A day without a year is the last in half a year."""
        year, first = local(self.at).year, None
        without_year = column.type in (vocabulary.Type.MOMENT, vocabulary.Type.DATE) and not re.search(r"\d{4}", text)
        for tried in (year, year - 1) if without_year and not ahead else (year,):
            found = parsed(
                pl.Series([text]),
                column.type,
                at=self.at,
                options=column.options or None,
                unit=column.unit,
                minimum=column.minimum,
                maximum=column.maximum,
                year=tried if without_year else None,
                future=ahead,
            )
            if found.reasons[0] is None and not self._long_ago(found.values[0], tried < year):
                return found.values[0], None
            first = first or found.reasons[0]
        return None, first

    def _long_ago(self, value: Any, guessed: bool) -> bool:
        """Whether a moment of the year before that nobody wrote is too long past to be meant."""
        return guessed and isinstance(value, datetime) and self.at - value > _HALF_A_YEAR

    def read_areas(self, *names: str) -> None:
        """Reads fields that name areas, by name or code, all with one look at the tree."""
        texts = {name: text for name in names if (text := self.text(name))}
        asked: dict[str, str] = {}
        for name, text in texts.items():
            behind = _CODE_BEHIND.fullmatch(text)
            asked[name] = behind[2] if behind else text
        found = area_codes([*asked.values(), *texts.values()], self.within)
        codes = {name: found.codes.get(asked[name]) or found.codes.get(text) for name, text in texts.items()}
        areas = {area.code: area for area in Area.objects.filter(code__in=[c for c in codes.values() if c])}
        for name, code in codes.items():
            if code in areas:
                self.values[name], self.areas[name] = code, areas[code]
            else:
                self.refuse(name, _which(texts[name]))


def _which(text: str) -> str:
    """What to write instead of a text that is no area, or several: those that it may mean, with their codes."""
    alike = [area_text(area) for area in Area.objects.filter(name__contains=text).order_by("order")[:4]]
    if alike:
        return _("several areas may be meant; write one of: %s") % ", ".join(alike)
    return _("no area here has this name or code; write the county or its code")


def read_journey(form: Form, risks: Risks, direction: str) -> None:
    """Reads what a journey is: where from and to, by what, when, what was shown; and what contradicts itself."""
    ahead = direction == "intended_return"
    form.values["direction"] = direction
    form.read_areas("origin", "destination")
    form.read("arrived", ahead=ahead)
    form.read("means", "vehicle", "carriage", "seat", "left_origin", "evidence_result", "evidence_sampled", "note")
    asked = "destination" if direction == "departure" else "origin"
    if not form.text(asked):
        form.refuse(asked, _("is blank; write a name or a code"))
    if ahead and not form.text("arrived"):
        form.refuse("arrived", _("is blank; say when they are expected"))
    arrived = form.values.setdefault("arrived", to_the_minute(form.at))
    if ahead and local(arrived).date() < local(form.at).date():
        form.refuse("arrived", _("is over; whoever has come is registered as an arrival"))
    if form.values.get("left_origin", arrived) > arrived:
        form.refuse("left_origin", _("is after the arrival; exchange or mend them"))
    if form.values.get("evidence_sampled", arrived) > arrived:
        form.refuse("evidence_sampled", _("is after the arrival; check the day"))
    _read_vehicle(form)
    _read_evidence(form)


def _read_vehicle(form: Form) -> None:
    vehicle = form.values.get("vehicle", "")
    if vehicle and "means" not in form.values and "means" not in form.mistakes:
        means = means_of(vehicle)
        if means:
            form.values["means"] = means
        else:
            form.refuse("vehicle", _("is no train, flight or plate as they are written; choose the means beside it"))
    if vehicle:
        form.values["vehicle"] = vehicle if not vehicle.isascii() else vehicle.upper()
    for name in ("carriage", "seat"):
        if name in form.values and not (vehicle and form.values.get("means") in SEATED):
            form.refuse(name, _("belongs to a train, flight, coach or ship; write its number first"))


def _read_evidence(form: Form) -> None:
    told = {name for name in ("evidence_result", "evidence_sampled") if form.text(name)}
    if told == {"evidence_result"}:
        form.refuse("evidence_sampled", _("is blank; write the day of sampling that the test shows"))
    if told == {"evidence_sampled"}:
        form.refuse("evidence_result", _("is blank; choose the result that the test shows"))


def read_person(form: Form) -> None:
    """Reads who somebody is whom nobody registered before. Birth and sex come from the number where there is one."""
    form.read("name", "number", "telephone", "sex", "birth", "address", "guardian_name", "guardian_telephone")
    if not form.text("name"):
        form.refuse("name", _("is blank; write the name as on the document"))
    if not form.text("number") and not form.text("telephone"):
        form.refuse("number", _("is blank; write the number of a document, or a telephone if there is none"))


def person_columns(form: Form) -> dict[str, Any]:
    """The columns of a person of the form's values."""
    names = (name for name, column in COLUMNS.items() if column.startswith("person."))
    return {COLUMNS[name]: form.values[name] for name in names if name in form.values}


def journey_columns(form: Form) -> dict[str, Any]:
    """The columns of a journey, and of the temperature taken at its moment, of the form's values."""
    names = (name for name, column in COLUMNS.items() if not column.startswith("person."))
    row = {COLUMNS[name]: form.values[name] for name in names if name in form.values}
    if "temperature" in form.values:
        row["health_check.occurred_from"] = form.values["arrived"]
        row["health_check.setting"] = "door"
    return row


def first_mistake(form: Form, order: Iterable[str]) -> str:
    """The field at which the page puts the cursor: the first in its order that has a mistake, else empty."""
    return next((name for name in order if name in form.mistakes), "")
