"""Which rows belong to areas that whoever records them will not see."""

import polars as pl

from lianfang.places.models import Area, Unit
from lianfang.places.tree import is_within

# What a row may say of where it belongs: the first that it says names the area, and any of them makes it visible there.
_AREAS = ("case.responsible", "person.residence", "journey.destination")
_UNITS = ("admission.hospital", "observation.site")


def rows_elsewhere(frame: pl.DataFrame, path: str) -> dict[str, int]:
    """By area (its code) how many rows belong there and nowhere within the recorder's area, whose path is given.

    A row that says nothing of where it belongs is the recorder's own.
    """
    areas = [name for name in _AREAS if name in frame.columns]
    units = [name for name in _UNITS if name in frame.columns]
    if not areas:
        return {}
    codes = {code for name in areas for code in frame[name].drop_nulls().unique().to_list()}
    inside = _within(dict(Area.objects.filter(code__in=codes).values_list("code", "path")), path)
    if codes <= inside:
        return {}
    sites = {code for name in units for code in frame[name].drop_nulls().unique().to_list()}
    sites = _within(dict(Unit.objects.filter(code__in=sites).values_list("code", "path")), path)
    here = [pl.col(name).is_in(list(inside)) for name in areas] + [pl.col(name).is_in(list(sites)) for name in units]
    told = frame.select(
        pl.coalesce(areas).alias("area"), pl.any_horizontal(e.fill_null(False) for e in here).alias("here")
    )
    counted = (
        told.filter(~pl.col("here"))
        .drop_nulls("area")
        .group_by("area")
        .len()
        .sort("len", "area", descending=[True, False])
    )
    return dict(counted.iter_rows())


def _within(paths: dict[str, str], outer: str) -> set[str]:
    return {code for code, path in paths.items() if is_within(path, outer)}
