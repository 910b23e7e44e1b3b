"""What was removed of what a figure counted, or of whom somebody asks: when, by which rule, how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet, Sum

from lianfang.facts.models import Removal
from lianfang.places.tree import range_of

# Of which facts the rows behind a figure are made.
BEHIND = {"tested": ("specimen",), "contacts": ("exposure", "visit"), "released": ("exposure", "observation")}
_CASES = ("case", "outcome", "severity")


@dataclass(frozen=True, slots=True)
class Away:
    """That so many facts of a kind are away, the last of them since a moment, by a rule of this name and clause."""

    kind: str
    at: datetime
    rule_zh: str
    rule_en: str
    clause: str
    facts: int


def away_behind(figure: str, day: date, path: str) -> list[Away]:
    """What was removed of that by which a figure of a day within an area was counted; the session sees its own area's.

    Of new figures what was over on that day, of others to that day.
    """
    how, _, what = figure.partition("_")
    low, high = range_of(path)
    rows = Removal.objects.filter(kind__in=BEHIND.get(what, _CASES), area_path__gte=low, area_path__lt=high)
    rows = rows.filter(day=day) if how == "new" else rows.filter(day__lte=day)
    return _told(rows.values_list("kind", "rule_zh", "rule_en", "clause").annotate(Max("at"), Sum("facts")))


def away_of(subject: UUID) -> list[Away]:
    """What was removed about this person or case, by kind and rule; the session sees what its own area recorded."""
    gone = Removal.objects.filter(facts_gone__subject=subject)
    return _told(gone.values_list("kind", "rule_zh", "rule_en", "clause").annotate(Max("at"), Count("facts_gone")))


def _told(rows: QuerySet[Removal, Any]) -> list[Away]:
    told = rows.order_by("kind", "rule_zh")
    return [Away(kind, at, zh, en, clause, facts) for kind, zh, en, clause, at, facts in told]
