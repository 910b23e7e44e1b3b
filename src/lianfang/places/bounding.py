"""Boundaries of areas, data of this installation: put in, kept when others take their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from lianfang.places.boundaries import in_force
from lianfang.places.models import Area, Boundary
from lianfang.places.outlines import drawn, touching


@transaction.atomic
def install_boundaries(outlines: Mapping[str, BaseGeometry], file: str, by: str, at: datetime) -> dict[str, str]:
    """Puts outlines in by their areas' codes; answers of each loaded, corrected or unchanged.

    What another one takes the place of is kept with its dates. Which areas touch, and how they are drawn, is found
    anew. Raises KeyError for an area that is not here.
    """
    areas = Area.objects.in_bulk(list(outlines))
    told = {code: shapely.to_wkb(outline) for code, outline in outlines.items()}
    before = {one.area_id: bytes(one.outline) for one in in_force().filter(area__in=list(told))}
    states = {
        code: "loaded" if code not in before else "unchanged" if before[code] == outline else "corrected"
        for code, outline in told.items()
    }
    changed = [code for code, state in states.items() if state != "unchanged"]
    if not changed:
        return states
    in_force().filter(area__in=changed).update(until=at)
    Boundary.objects.bulk_create(
        (Boundary(area=areas[code], outline=told[code], file=file[:200], by=by[:150], since=at) for code in changed),
        batch_size=500,
    )
    _draw_anew({areas[code].parent_id for code in changed})
    _find_touching_anew({areas[code].level for code in changed})
    return states


def _draw_anew(parents: Iterable[str | None]) -> None:
    """Areas of one area are drawn together, so that a common border stays common."""
    for parent in parents:
        by_level: dict[str, list[Boundary]] = {}
        for one in in_force().filter(area__parent=parent).select_related("area").order_by("area"):
            by_level.setdefault(one.area.level, []).append(one)
        for held in by_level.values():
            for one, text in zip(held, drawn(_outlines(held)), strict=True):
                one.drawn = text
            Boundary.objects.bulk_update(held, ["drawn"], batch_size=500)


def _find_touching_anew(levels: Iterable[str]) -> None:
    for level in levels:
        held = list(in_force().filter(area__level=level).order_by("area"))
        beside: list[list[str]] = [[] for _ in held]
        for one, two in touching(_outlines(held)):
            beside[one].append(held[two].area_id)
            beside[two].append(held[one].area_id)
        for boundary, others in zip(held, beside, strict=True):
            boundary.beside = " ".join(others)
        Boundary.objects.bulk_update(held, ["beside"], batch_size=500)


def _outlines(held: Iterable[Boundary]) -> list[BaseGeometry]:
    return list(shapely.from_wkb([bytes(one.outline) for one in held]))
