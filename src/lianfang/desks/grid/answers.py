"""What a tap on a card says, as rows of facts; and how a wrong tap is taken back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang import vocabulary
from lianfang.desks.grid import queries
from lianfang.desks.moments import day_read, day_words, local
from lianfang.desks.temperatures import temperature_of
from lianfang.situation.models import Duty
from lianfang.situation.plans import rule_of

# What a visit that came to nothing may say, and its word on a button.
NOT_MET = {
    "no_answer": gettext_lazy("Nobody home"),
    "refused": gettext_lazy("Refuses"),
    "gone": gettext_lazy("Gone elsewhere"),
}
Row = dict[str, Any]


class Unclear(Exception):
    """What was answered cannot be recorded: one line that names field, value and what to do."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The kind of fact and its row."""

    kind: str
    row: Row


def telling_of(answer: Mapping[str, Any], duty: Duty, told_by: str, at: datetime) -> Telling:
    """The fact that an answer to a duty tells. ``answer`` is the form: ``answer`` names it, with its value behind.

    ``told_by`` is the name of whoever was at the door.

    Raises Unclear where a value cannot be.
    """
    what, _space, value = str(answer.get("answer", "")).partition(" ")
    person = str(duty.person)
    if what == "temperature":
        degrees = _degrees(value or str(answer.get("temperature", "")))
        values: Row = {"temperature": degrees, "setting": "home"}
        return _telling("health_check", person, at, values)
    if what == "evidence":
        return _evidence(person, day_of(value or str(answer.get("sampled", "")), at), at)
    if what == "booked":
        return _notice(person, "testing", told_by, at)
    if what == "told":
        return _notice(person, _named(duty, "notice", "about", "monitoring"), told_by, at)
    if what == "entered":
        values = {
            "observation": _named(duty, "observation", "observation", "home"),
            "stage": "entered",
            "disease": duty.disease,
            "outbreak": duty.outbreak,
        }
        return _telling("observation", person, at, values)
    if what == "found":
        values = {"channel": "visit", "result": "reached", "note": _("found at home")}
        return _telling("attempt", person, at, values)
    if what == "attempt" and value in NOT_MET:
        return _telling("attempt", person, at, {"channel": "visit", "result": value})
    raise Unclear(_("No answer was chosen; tap one of the buttons."))


def seen_by(person: str, well: bool, note: str, at: datetime) -> Telling:
    """A visit to somebody who lives alone: reached, all well or in need of something. Raises Unclear without a word."""
    if not well and not note:
        raise Unclear(_("What is needed: empty; say it in a few words."))
    said = _("visited, all well") if well else _("visited, needs: %s") % note
    return _telling("attempt", person, at, {"channel": "visit", "result": "reached", "note": said})


def _telling(kind: str, person: str, at: datetime, values: Row) -> Telling:
    row = {f"{kind}.{name}": value for name, value in values.items() if value is not None}
    return Telling(kind, {"person": person, f"{kind}.occurred_from": at, **row})


def _notice(person: str, about: str, told_by: str, at: datetime) -> Telling:
    return _telling("notice", person, at, {"about": about, "channel": "visit", "told_by": told_by})


def _named(duty: Duty, kind: str, column: str, otherwise: str) -> str:
    """The option of a column that a duty's rule asks for first: monitoring, of ``about in (monitoring, isolation)``."""
    found = rule_of(duty.plan, duty.rule)
    asked = [one.where.text for one in found[1].owes.met_by if one.kind == kind and one.where] if found else []
    options = {option.name for option in vocabulary.kind(kind).column(column).options}
    for text in asked:
        words = re.findall(r"\w+", text)
        behind = words[words.index(column) + 1 :] if column in words else []
        named = next((word for word in behind if word in options), None)
        if named:
            return named
    return otherwise


def _degrees(text: str) -> float:
    """A temperature as typed. Raises Unclear."""
    try:
        degrees = temperature_of(text)
    except ValueError as why:
        raise Unclear(_("Temperature %(value)s: %(why)s") % {"value": text.strip(), "why": why}) from None
    if degrees is None:
        raise Unclear(_("Temperature: empty; enter one such as 36.5."))
    return degrees


def day_of(text: str, at: datetime) -> date:
    """The day on which a test shown was sampled: not ahead. Raises Unclear."""
    day = day_read(text.strip())
    today = local(at).date()
    if day is None:
        shown = text.strip() or _("empty")
        raise Unclear(_("Day of sampling: %s; choose the day on the test shown.") % shown)
    if day > today:
        words = {"day": day_words(day), "today": day_words(today)}
        raise Unclear(_("Day of sampling %(day)s lies ahead of today, %(today)s; choose the day on the test.") % words)
    return day


def days_offered(at: datetime) -> list[date]:
    """The days on which a test shown was most likely sampled: the day before yesterday, yesterday, today."""
    today = local(at).date()
    return [today - timedelta(days=days) for days in (2, 1, 0)]


def _evidence(person: str, sampled: date, at: datetime) -> Telling:
    """A negative test that was shown, told of the person's latest arrival: the journey is corrected by it."""
    journeys = queries.facts_of([person], at)["journey"]  # type: ignore[list-item]
    arrivals = [row for row in journeys if row["direction"] == "arrival"]
    if not arrivals:
        raise Unclear(_("No arrival of this person is known to which a test could belong; register it first."))
    row = {
        "person": person,
        "journey.supersedes": arrivals[-1]["id"],
        "journey.reason": _("test shown at the door"),
        "journey.evidence_sampled": sampled.isoformat(),
        "journey.evidence_result": "negative",
    }
    return Telling("journey", row)


def taking_back(kind: str, fact: Row) -> Telling:
    """The fact that takes another back: a withdrawal, or, where it corrected an earlier one, what stood before it.

    A test shown that was none before becomes an invalid one, for a correction cannot say that nothing was known.
    """
    reason = _("a wrong tap, taken back")
    row: Row = {"person": fact["person"], f"{kind}.supersedes": fact["id"], f"{kind}.reason": reason}
    if fact["supersedes"] is None:
        return Telling(kind, row | {f"{kind}.withdrawn": True})
    before = queries.fact_of(kind, fact["supersedes"], fact["known_at"] - timedelta(microseconds=1)) or {}
    row["journey.evidence_result"] = before.get("evidence_result") or "invalid"
    row["journey.evidence_sampled"] = before.get("evidence_sampled")
    return Telling(kind, {name: value for name, value in row.items() if value is not None})
