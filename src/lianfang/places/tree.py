"""The tree of areas: paths, ranges of paths, and putting areas and units in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from lianfang.places.models import Area, Unit
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.shared_columns import AREA_LEVELS, UNIT_KINDS

ROOT_PATH = "/"

_LEVELS = {level.name for level in AREA_LEVELS}
_UNIT_KINDS = {kind.name for kind in UNIT_KINDS}


def range_of(path: str) -> tuple[str, str]:
    """The lowest path within this path and the first beyond it, in byte order: ``low <= path < high``."""
    return path, path + "~"


def paths_up(path: str) -> list[str]:
    """The paths of an area and of all in which it lies, its own first."""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:depth])}/" for depth in range(len(parts), 0, -1)]


def is_within(path: str, outer: str) -> bool:
    """Whether one path lies within another, itself included."""
    return path.startswith(outer)


def path_of(code: str) -> str:
    """The path of an area; raises Mistake where no area has this code."""
    return paths_of([code])[code]


def paths_of(codes: Sequence[str]) -> dict[str, str]:
    """The paths of areas by their codes; raises Mistake where no area has one of these."""
    paths = dict(Area.objects.filter(code__in=codes).values_list("code", "path"))
    for code in codes:
        if code not in paths:
            raise Mistake(f"no area has the code {code!r}; load the areas first (lianfang load areas FILE)")
    return paths


def county_around(path: str) -> str | None:
    """The path of the county in which the area at `path` lies, or which it is; None where it lies in none."""
    above = path.strip("/").split("/")
    return Area.objects.filter(code__in=above, level="county").values_list("path", flat=True).first()


@transaction.atomic
def install_areas(rows: Iterable[Mapping[str, Any]]) -> int:
    """Puts areas in, or mends their names: ``code, name, level`` and, where known, ``parent, short_name, population,
    neighbours`` (codes with a space between).

    Rows may come in any order; a parent is in the rows or already here. Answers how many areas were new or changed.
    Raises Mistake, and puts nothing in, on a parent that is not there, a circle, a level unknown, a code with a slash.
    """
    given = {str(row["code"]).strip(): row for row in rows}
    known = {area.code: area for area in Area.objects.all()}
    paths: dict[str, str] = {code: area.path for code, area in known.items() if code not in given}
    order = max((area.order for area in known.values()), default=0)

    def path(code: str, below: tuple[str, ...]) -> str:
        if code in paths:
            return paths[code]
        if code in below:
            raise Mistake(f"areas: {' → '.join((*below, code))} is a circle; mend the parents")
        if code not in given:
            raise Mistake(f"areas: {below[-1]} has the parent {code}, which is no area here; add its row")
        parent = str(given[code].get("parent") or "").strip()
        paths[code] = (path(parent, (*below, code)) if parent else ROOT_PATH) + code + "/"
        return paths[code]

    areas, changed = [], 0
    for code, row in given.items():
        if not code or not code.isascii() or "/" in code or "~" in code:
            raise Mistake(f"areas: the code {code!r} must be of ASCII letters and digits, without / and ~")
        if row["level"] not in _LEVELS:
            raise Mistake(f"areas: {code} has the level {row['level']!r}; use one of {', '.join(sorted(_LEVELS))}")
        before = known.get(code)
        if before is None:
            order += 1
        area = Area(
            code=code,
            parent_id=str(row.get("parent") or "").strip() or None,
            level=row["level"],
            name=row["name"],
            short_name=row.get("short_name") or (before.short_name if before else ""),
            path=path(code, ()),
            population=row.get("population") or (before.population if before else None),
            order=before.order if before else order,
            neighbours=" ".join(str(row.get("neighbours") or "").split()) or (before.neighbours if before else ""),
        )
        if before is None or any(
            getattr(before, field) != getattr(area, field)
            for field in ("parent_id", "level", "name", "short_name", "path", "population", "neighbours")
        ):
            areas.append(area)
            changed += 1
    areas.sort(key=lambda area: area.path.count("/"))
    Area.objects.bulk_create(
        areas,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["parent", "level", "name", "short_name", "path", "population", "neighbours"],
    )
    return changed


@transaction.atomic
def install_units(rows: Iterable[Mapping[str, Any]]) -> int:
    """Puts units in, or mends them: ``code, kind, name, area`` and, where known, ``leader, leader_telephone, capacity``

    Answers how many rows there were. Raises Mistake, and puts nothing in, on an area or a kind unknown.
    """
    paths = dict(Area.objects.values_list("code", "path"))
    units = []
    for row in rows:
        if row["kind"] not in _UNIT_KINDS:
            raise Mistake(
                f"units: {row['code']} has the kind {row['kind']!r}; use one of {', '.join(sorted(_UNIT_KINDS))}"
            )
        if row["area"] not in paths:
            raise Mistake(f"units: {row['code']} lies in the area {row['area']!r}, which is not here; load it first")
        units.append(
            Unit(
                code=row["code"],
                kind=row["kind"],
                name=row["name"],
                area_id=row["area"],
                path=paths[row["area"]],
                leader=row.get("leader") or "",
                leader_telephone=row.get("leader_telephone") or "",
                capacity=row.get("capacity"),
            )
        )
    Unit.objects.bulk_create(
        units,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["kind", "name", "area", "path", "leader", "leader_telephone", "capacity"],
    )
    return len(units)


def hospitals_within(path: str) -> list[Unit]:
    """The fever clinics and hospitals of an area, clinics first, those of the area itself before those of its parts."""
    low, high = range_of(path)
    near = Unit.objects.filter(path__gte=low, path__lt=high, kind__in=("fever_clinic", "hospital"))
    return sorted(near, key=lambda unit: (unit.kind != "fever_clinic", len(unit.path), unit.code))
