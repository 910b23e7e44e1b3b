"""Where a case was, as areas on a map: each place in the area where it lies, numbered by when the case came first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.desks.dossier.movements import Stay
from lianfang.desks.map import Map, Told, map_of
from lianfang.desks.moments import day_words, local
from lianfang.places.boundaries import drawings
from lianfang.places.models import Area
from lianfang.places.tree import is_within, range_of

_INSTANT = timedelta(microseconds=1)


@dataclass(slots=True)
class Placed:
    """An area where the case was: its number by first arrival, its stays in order, whom the case met on them."""

    number: int
    area: Area
    stays: list[Stay] = field(default_factory=list)
    close: set[UUID] = field(default_factory=set)
    others: set[UUID] = field(default_factory=set)

    @property
    def days(self) -> list[date]:
        """The days of its stays, each once."""
        return sorted({day for stay in self.stays for day in days_of(stay)})

    @property
    def fill(self) -> str:
        """As the picture of lanes has it: close contacts met, others only, nobody."""
        return "close" if self.close else "others" if self.others else "nobody"


def days_of(stay: Stay) -> list[date]:
    """The days that a stay touches; one that ends at midnight does not touch the day that begins then."""
    first = local(stay.begins).date()
    last = max(first, local(stay.ends - _INSTANT).date())
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def placed(stays: Iterable[Stay], home: str, only: date | None = None) -> tuple[list[Placed], list[Stay]]:
    """The areas of stays (of those on one day where ``only`` is given), and the stays of which the area is not known.

    ``home`` is the path within which a place as told is looked for by the name of a town or village in it; "" is none.
    """
    shown = [stay for stay in stays if only is None or only in days_of(stay)]
    codes = {stay.area for stay in shown if stay.area}
    here = {area.code: area for area in Area.objects.filter(code__in=codes)}
    named = _named_within(home) if home and any(not stay.area for stay in shown) else []
    found: dict[str, Placed] = {}
    nowhere = []
    for stay in shown:
        area = here.get(stay.area) or (None if stay.vehicle else _named_in(stay.place, named))
        if area is None:
            nowhere.append(stay)
            continue
        one = found.setdefault(area.code, Placed(len(found) + 1, area))
        one.stays.append(stay)
        one.close |= stay.close
        one.others |= stay.others
    for one in found.values():
        one.others -= one.close
    return list(found.values()), nowhere


def _named_within(path: str) -> list[Area]:
    low, high = range_of(path)
    return list(Area.objects.filter(path__gte=low, path__lt=high, level__in=("town", "village")))


def _named_in(place: str, areas: Sequence[Area]) -> Area | None:
    """The smallest area whose name stands in a place as told: 河东村 of 向阳镇河东村早市; none where two are meant."""
    found = [area for area in areas if area.name in place]
    # 河东村 is not meant where 大河东村 is written.
    found = [area for area in found if not any(area.name != one.name and area.name in one.name for one in found)]
    inner = [area for area in found if any(area != one and is_within(area.path, one.path) for one in found)]
    meant = inner or found
    return meant[0] if len(meant) == 1 else None


def map_of_stays(areas: Sequence[Placed]) -> Map | None:
    """The map of where a case was, over the areas around; None where no boundary of them is loaded."""
    if not areas:
        return None
    drawn, shown = _drawn_as(areas)
    if not drawn:
        return None
    around = _around([area.path for area in drawn.values()])
    held = drawings([area.code for area in around]) | shown
    visited = {area.code for area in drawn.values()}
    told = {
        area.code: Told("around", area.name, "" if _holds(area, drawn.values()) else area.short_name or area.name, "")
        for area in around
        if area.code not in visited
    }
    for code, area in drawn.items():
        at = [one for one in areas if is_within(one.area.path, area.path)]
        told.setdefault(code, _told(area, at))
    fills = dict.fromkeys(told[code].fill for code in visited)
    legend = [(fill, words) for fill, words in _legend() if fill in fills]
    return map_of(held, told, legend)


def _drawn_as(areas: Sequence[Placed]) -> tuple[dict[str, Area], dict[str, Any]]:
    """The areas, or of those without a boundary the nearest above that has one, and how these are drawn."""
    above = {part for one in areas for part in one.area.path.strip("/").split("/")}
    shown = drawings(above)
    here = {area.code: area for area in Area.objects.filter(code__in=list(shown))}
    drawn: dict[str, Area] = {}
    for one in areas:
        code = next((part for part in reversed(one.area.path.strip("/").split("/")) if part in shown), None)
        if code is not None and here[code].level in ("county", "town", "village", "grid"):
            drawn.setdefault(code, here[code])
    return drawn, {code: shown[code] for code in drawn}


def _around(paths: Sequence[str]) -> list[Area]:
    """The areas below the nearest one that holds all of these; of a single one those beside it."""
    parts = [path.strip("/").split("/") for path in paths]
    common: list[str] = []
    for held in zip(*parts, strict=False):
        if len(set(held)) > 1:
            break
        common.append(held[0])
    if any(len(part) == len(common) for part in parts):
        common.pop()
    return list(Area.objects.filter(parent_id=common[-1]).order_by("order")) if common else []


def _holds(area: Area, others: Iterable[Area]) -> bool:
    return any(is_within(other.path, area.path) for other in others)


def _told(area: Area, at: Sequence[Placed]) -> Told:
    days = sorted({day for one in at for day in one.days})
    close, others = set().union(*(one.close for one in at)), set().union(*(one.others for one in at))
    words = _("%(number)s %(area)s: %(days)s; close contacts met %(close)s, others %(others)s") % {
        "number": "、".join(str(one.number) for one in at), "area": area.name, "days": days_words(days),
        "close": len(close), "others": len(others - close),
    }  # fmt: skip
    fill = "close" if close else "others" if others else "nobody"
    return Told(fill, words, area.short_name or area.name, "·".join(str(one.number) for one in at), "#stays-by-area")


def days_words(days: Sequence[date]) -> str:
    """Days in words, those that follow one another as one span."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return "、".join(
        day_words(span[0]) if len(span) == 1 else f"{day_words(span[0])}–{day_words(span[-1])}" for span in spans
    )


def _legend() -> list[tuple[str, str]]:
    return [("close", _("close contacts met")), ("others", _("others met only")), ("nobody", _("nobody met"))]
