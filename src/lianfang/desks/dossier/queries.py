"""What the dossier's pages ask beside the story."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.desks import names
from lianfang.desks.moments import day_words, local
from lianfang.desks.queries import midnight
from lianfang.desks.words import option_word
from lianfang.facts import clock, known_by


@dataclass(frozen=True, slots=True)
class Setting:
    """Where contacts met a case: from when to when (per cent of the whole span), how many of which grade."""

    label: str
    left: float
    width: float
    days: str
    close: int
    others: int
    not_received: int


def settings_of(exposures: Any, contacts: Iterable[Any]) -> tuple[list[Setting], list[tuple[str, float]]]:
    """The exposures of a case's contacts by setting, in order of time, and the days of the span as (word, per cent)."""
    rows = list(exposures.iter_rows(named=True))
    if not rows:
        return [], []
    received = {contact.person for contact in contacts if contact.received or contact.ground_fell}
    units = names.units(row["place"] for row in rows)
    begins = midnight(min(row["occurred_from"] for row in rows))
    latest = local(max(row["last"] or row["occurred_from"] for row in rows))
    days = max(1, (latest.date() - begins.date()).days + 1)
    span = timedelta(days=days).total_seconds()
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        place = units[row["place"]].name if row["place"] in units else ""
        grouped.setdefault(place or row["setting"] or row["relation"] or "–", []).append(row)
    made = []
    for label, told in grouped.items():
        start, end = min(r["occurred_from"] for r in told), max(r["last"] or r["occurred_from"] for r in told)
        close = {r["person"] for r in told if r["grade"] == "close"}
        left = 100 * (local(start) - begins).total_seconds() / span
        width = max(1.5, 100 * (end - start).total_seconds() / span)
        first, last = day_words(local(start).date()), day_words(local(end).date())
        made.append(
            Setting(
                label,
                round(left, 1),
                round(min(width, 100 - left), 1),
                first if first == last else f"{first} – {last}",
                len(close),
                len({r["person"] for r in told} - close),
                sum(1 for person in close if UUID(person) not in received),
            )
        )
    made.sort(key=lambda setting: (setting.left, setting.label))
    every = max(1, days // 5)
    marks = [
        (day_words((begins + timedelta(days=number)).date()), round(100 * number / days, 1))
        for number in range(0, days, every)
    ]
    return made, marks


def visits_told(person: UUID, at: datetime) -> Any:
    """The visits of a person that a statement tells: an investigation's, not what codes and tickets left behind."""
    import polars as pl

    found = known_by(at, ["visit"], {"person": [str(person)]})["visit"]
    return found.filter(pl.col("how") == "statement")


def why(tables: Any, case: Any) -> list[str]:
    """Why a case is classified as it is: the facts that say so, each in a few words."""
    said = []
    classifying = [row for row in tables["case"].iter_rows(named=True) if row["id"] == str(case.latest_fact)]
    for row in classifying:
        word = option_word("case.classification", row["classification"])
        said.append(f"{word} {_when(row['occurred_from'])} ({row['recorded_by']})")
    numbers = {row["subject"]: row["number"] for row in tables["specimen"].iter_rows(named=True)}
    for row in tables["test_result"].iter_rows(named=True):
        if row["result"] in ("positive", "preliminary_positive"):
            word = option_word("test_result.result", row["result"])
            said.append(f"{word} {_when(row['occurred_from'])} {numbers.get(row['subject']) or ''}".strip())
    for row in tables["decision"].iter_rows(named=True):
        if row["case"] == str(case.case):
            word = option_word("decision.decision", row["decision"])
            said.append(f"{word} {_when(row['occurred_from'])} {row['doctor']}: {row['ground']}")
    if case.onset:
        said.append(_("onset %s") % day_words(case.onset))
    return said


def _when(moment: datetime) -> str:
    shown = local(moment)
    return f"{day_words(shown.date())} {shown:%H:%M}"


def fact_rows(kind: str, facts: Iterable[UUID]) -> list[dict[str, Any]]:
    """Facts by their ids, as rows with their kind's columns; those that the reader may not see are left out."""
    return known_by(clock.now(), [kind], where={"id": facts})[kind].to_dicts()
