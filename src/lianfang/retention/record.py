"""What was removed of what a figure counted, or of whom somebody asks: when, by which rule, how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Sum

from lianfang.facts.models import Removal, Removed
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
    told = rows.values_list("kind", "rule_zh", "rule_en", "clause").annotate(Max("at"), Sum("facts"))
    return [
        Away(kind, at, zh, en, clause, facts) for kind, zh, en, clause, at, facts in told.order_by("kind", "rule_zh")
    ]


def away_of(subject: UUID) -> Sequence[Removal]:
    """The removals in which facts about this person or case went, the last first; none where none did."""
    removals = Removed.objects.filter(subject=subject).values("removal_id")
    return list(Removal.objects.filter(id__in=removals).order_by("-at", "kind"))
