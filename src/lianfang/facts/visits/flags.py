"""Scans that a desk should ask about: of a code far from its place, or for many people by one device.

A picture of a code can be scanned from anywhere: such a scan is no visit and is not kept, only counted. Whoever scans
for many may be a teacher at the door, or somebody who fills a list: these visits are kept, and the desk is told.
Nobody's code or duty turns on a flag, and none names anybody.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from django.db.models import QuerySet

from lianfang.facts.models import CollectedVisit, ScanFlag
from lianfang.places.models import Area

AFAR, ONE_DEVICE = "afar", "one device"
# So many people scanned by one device within so long are no family at a door.
MANY, WITHIN = 6, timedelta(minutes=10)
# What was flagged longer ago is no news.
NEWS = timedelta(days=30)
# Who is in another prefecture while scanning stands at no door here; where there is none, in another province.
_NEAR = ("prefecture", "province")


def with_afar(visits: pl.DataFrame) -> pl.DataFrame:
    """The visits with ``afar``: whether the area in which they were scanned lies far from their own ``path``."""
    if "scanned_in" not in visits.columns:
        return visits.with_columns(afar=pl.lit(False))
    codes = visits["scanned_in"].unique().drop_nulls().to_list()
    told = dict(Area.objects.filter(code__in=codes).values_list("code", "path"))
    held = [list(Area.objects.filter(level=level).values_list("path", flat=True)) for level in _NEAR]
    paths = {*told.values(), *visits["path"].unique().drop_nulls()}
    around = {
        path: next((one for level in held for one in level if path.startswith(one)), None) for path in paths
    }  # fmt: skip
    here = pl.col("path").replace_strict(around, default=None, return_dtype=pl.String)
    there = pl.col("scanned_in").replace_strict(
        {code: around[path] for code, path in told.items()}, default=None, return_dtype=pl.String
    )
    # Of an area that is not known here nothing can be said.
    return visits.with_columns(afar=(here != there).fill_null(False))


def flagged(at: datetime) -> QuerySet[ScanFlag]:
    """What was flagged within the last days before a moment, the latest first. Row-level security decides of where."""
    return ScanFlag.objects.filter(at__gt=at - NEWS, at__lte=at).order_by("-at", "-id")


def flag(visits: pl.DataFrame, at: datetime) -> None:
    """Notes what is to be asked about among visits that come in, before they are kept.

    With ``path``, ``afar`` and, where told, ``device``: a keyed hash.
    """
    far = _from_afar(visits.filter("afar"))
    found = [far, _by_one_device(visits)] if "device" in visits.columns else [far]
    ScanFlag.objects.bulk_create(
        ScanFlag(at=at, **{name: _aware(value) for name, value in row.items()})
        for frame in found
        for row in frame.iter_rows(named=True)
    )


def _by_one_device(visits: pl.DataFrame) -> pl.DataFrame:
    """Devices that now have scanned for many within a short time at one place, and before this had not."""
    told = visits.filter(~pl.col("afar") & pl.col("device").is_not_null() & pl.col("place").is_not_null())
    if told.is_empty():
        return pl.DataFrame()
    since = told["start"].min() - WITHIN  # type: ignore[operator]
    before = CollectedVisit.objects.filter(device__in=told["device"].unique().to_list(), start__gt=_aware(since))
    columns = {name: told.schema[name] for name in ("device", "place", "person", "start")}
    rows = [(*row, start.replace(tzinfo=None)) for *row, start in before.values_list(*columns)]
    held = pl.DataFrame(rows, columns, orient="row").with_columns(new=pl.lit(False))
    both = pl.concat([held, told.select(*columns, new=pl.lit(True))]).sort("start").with_columns(began="start")
    many = (
        both.rolling("start", period=WITHIN, group_by=["device", "place"])
        .agg(
            pl.col("person").n_unique().alias("people"),
            pl.col("person").filter(~pl.col("new")).n_unique().alias("before"),
            pl.col("began").min(),
        )
        .filter((pl.col("people") >= MANY) & (pl.col("before") < MANY))
    )
    lying = told.select("place", "area", "path").unique("place")
    made = many.group_by("device", "place").agg(
        pl.col("people").max(), pl.col("began").min().alias("first"), pl.col("start").max().alias("last")
    )
    made = made.join(lying, on="place").sort("place", "device").drop("device")
    return made.rename({"path": "area_path"}).with_columns(ground=pl.lit(ONE_DEVICE))


def _from_afar(visits: pl.DataFrame) -> pl.DataFrame:
    """By place, and the area in which whoever scanned its code was."""
    if visits.is_empty():
        return pl.DataFrame()
    moments = (pl.col("start").min().alias("first"), pl.col("start").max().alias("last"))
    told = visits.filter(pl.col("place").is_not_null()).group_by("place", "area", "path", "scanned_in")
    made = told.agg(pl.col("person").n_unique().alias("people"), *moments).sort("place", "scanned_in")
    return made.rename({"path": "area_path"}).with_columns(ground=pl.lit(AFAR))


def _aware(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
