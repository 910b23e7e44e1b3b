"""What a form brought, as it was typed: read a field at a time, with one line for each that cannot be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang import vocabulary
from lianfang.desks.moments import local
from lianfang.desks.reasons import reason_words
from lianfang.facts.values import parsed

LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "document": gettext_lazy("Document number"),
    "document_kind": gettext_lazy("Kind of document"),
    "sex": gettext_lazy("Sex"),
    "birth": gettext_lazy("Birth date or age"),
    "telephone": gettext_lazy("Telephone"),
    "area": gettext_lazy("Where living: village, town"),
    "address": gettext_lazy("Address"),
    "guardian_name": gettext_lazy("Guardian"),
    "guardian_telephone": gettext_lazy("Guardian's telephone"),
    "temperature": gettext_lazy("Temperature, °C"),
    "symptoms": gettext_lazy("Symptoms"),
    "other_symptoms": gettext_lazy("Other symptoms"),
    "onset": gettext_lazy("Onset"),
    "origin_place": gettext_lazy("Came from a place at risk: where"),
    "arrived": gettext_lazy("Arrived here"),
    "case_number": gettext_lazy("Contact of case number"),
    "last_contact": gettext_lazy("Last together"),
    "grade": gettext_lazy("Grade of contact"),
    "classification": gettext_lazy("Classification"),
    "disease": gettext_lazy("Disease"),
    "severity": gettext_lazy("Severity"),
    "specimen": gettext_lazy("Specimen number"),
    "sample": gettext_lazy("Kind of sample"),
    "single_room": gettext_lazy("In a single room now"),
    "bed": gettext_lazy("Room or bed"),
    "reported": gettext_lazy("Reported through the network now"),
    "number": gettext_lazy("Case number"),
    "refer_to": gettext_lazy("Refer on to"),
    "note": gettext_lazy("Note"),
    # What an investigator asks beside it.
    "occupation": gettext_lazy("Occupation"),
    "workplace": gettext_lazy("Workplace or school"),
    "travel": gettext_lazy("Been away in the 14 days before: where"),
    "travel_back": gettext_lazy("Day of return"),
    "origin": gettext_lazy("Local or imported"),
    "setting": gettext_lazy("Where infected: occasion, place"),
    "exposed_from": gettext_lazy("Exposed from"),
    "exposed_until": gettext_lazy("Exposed until"),
    "contacts_told": gettext_lazy("How many close contacts as told"),
    "investigated": gettext_lazy("The investigation is done"),
}
_AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "前日": 2, "大前天": 3}
_DAYS_AGO = re.compile(r"(\d{1,2})(?:\s*(?:天前|日前|days? ago))?")
# Whoever fell ill longer ago than this is given a date.
_MOST_DAYS_AGO = 60


@dataclass
class Typed:
    """The text of each field, what was ticked of several, and the mistakes found so far by field."""

    text: dict[str, str] = field(default_factory=dict)
    ticked: dict[str, list[str]] = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: QueryDict) -> "Typed":
        """What a form sent, spaces around it gone."""
        text = {name: sent.get(name, "").strip()[:300] for name in LABELS}
        return cls(text, {"symptoms": sent.getlist("symptoms")[:40]})

    def __getitem__(self, name: str) -> str:
        return self.text.get(name, "")

    def refuse(self, name: str, why: str) -> None:
        """Notes why a field cannot be so: its name, its value, what to do. The first reason stands."""
        value = self[name]
        shown = f"{LABELS[name]} {value}" if value else str(LABELS[name])
        self.mistakes.setdefault(name, f"{shown}: {why}")

    def require(self, *names: str) -> None:
        """Notes each of these fields that is empty."""
        for name in names:
            if not self[name]:
                self.refuse(name, _("is missing; fill it in"))

    def value(self, name: str, column: str, at: datetime) -> Any:
        """The field read as the column ``kind.name`` of the vocabulary, or None with its mistake noted."""
        kind, _dot, own = column.partition(".")
        declared = vocabulary.kind(kind).column(own)
        found = parsed(
            pl.Series([self[name] or None], dtype=pl.String),
            "text" if declared.type is vocabulary.Type.UNIT else declared.type,
            at=at,
            options=declared.options or None,
            unit=declared.unit,
        )
        if found.reasons[0]:
            self.refuse(name, reason_words(found.reasons[0]))
            return None
        value = found.values[0]
        low, high = declared.minimum, declared.maximum
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            self.refuse(name, _("lies between %(low)g and %(high)g; check it") % {"low": low, "high": high})
            return None
        return value

    def choice(self, name: str, options: Iterable[str]) -> str | None:
        """The option that was chosen; None where none was, with the mistake noted where it is none of them."""
        given = self[name]
        if given and given not in options:
            self.refuse(name, _("choose one of the list"))
            return None
        return given or None

    def day(self, name: str, at: datetime) -> date | None:
        """A day said as days ago (0 is today), as a word, or as a date with or without its year."""
        text, today = self[name].lower(), local(at).date()
        if not text:
            return None
        counted = _DAYS_AGO.fullmatch(text)
        ago = _AGO.get(text, int(counted[1]) if counted else None)
        if ago is not None and ago <= _MOST_DAYS_AGO:
            return today - timedelta(days=ago)
        given = pl.Series([text], dtype=pl.String)
        found = parsed(given, "date", at=at, year=today.year)
        if found.reasons[0]:
            # A day without its year that would lie ahead was one of last year, if that is not long ago.
            earlier = parsed(given, "date", at=at, year=today.year - 1)
            if earlier.values[0] and today - earlier.values[0] <= timedelta(days=_MOST_DAYS_AGO):
                return earlier.values[0]
            self.refuse(name, reason_words(found.reasons[0]))
            return None
        return found.values[0]
