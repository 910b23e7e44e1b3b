"""The boundaries in force: how areas are drawn, and which of them lie beside one another."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lianfang.places.models import Area, Boundary


def in_force() -> QuerySet[Boundary]:
    """The boundaries that no later file has taken the place of."""
    return Boundary.objects.filter(until=None)


def drawings(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """How areas are drawn, by code, as GeoJSON geometries with a ``label``: longitude, latitude, and room around it.

    Those without a boundary are left out.
    """
    told = in_force().filter(area__in=list(codes)).values_list("area_id", "drawn")
    return {code: json.loads(text) for code, text in told}


@dataclass(frozen=True, slots=True)
class Bounded:
    """Of how many areas of a level the boundary or the neighbours are known; ``since``: the latest boundary."""

    areas: int
    bounded: int
    told: int
    since: datetime | None


def bounded(level: str) -> Bounded:
    """What is known of who lies beside whom among the areas of a level."""
    here = Area.objects.filter(level=level)
    since = list(in_force().filter(area__level=level).values_list("since", flat=True))
    return Bounded(here.count(), len(since), here.exclude(neighbours="").count(), max(since, default=None))


def neighbours(level: str) -> list[tuple[str, str]]:
    """The pairs of areas of a level that lie beside one another, each pair once, by their codes.

    They touch by their boundaries, or one of the two was told to lie beside the other: an island by its ferry.
    """
    told = list(Area.objects.filter(level=level).values_list("code", "neighbours"))
    here = {code for code, _others in told}
    told += in_force().filter(area__level=level).values_list("area_id", "beside")
    pairs = {(min(code, other), max(code, other)) for code, others in told for other in others.split()}
    return sorted(pair for pair in pairs if pair[0] != pair[1] and pair[1] in here and pair[0] in here)
