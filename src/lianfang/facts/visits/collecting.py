"""Collecting is off by default: a declaration turns it on for an area, kinds of place and a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import polars as pl
from django.conf import settings

from lianfang.access.session import machine_session
from lianfang.facts.known import known_by
from lianfang.facts.models import CollectedVisit
from lianfang.facts.place_kinds import kinds_named
from lianfang.places.models import Area
from lianfang.places.tree import range_of


@dataclass(frozen=True, slots=True)
class Collecting:
    """What a declaration lets be collected: visits in an area, at kinds of place, that begin in a time (half-open)."""

    declaration: UUID
    area: str
    area_path: str
    kinds: tuple[str, ...]
    since: datetime
    until: datetime | None


def declared(at: datetime) -> list[Collecting]:
    """What was declared by a moment, also what is over or still to come. The machine's or an account's, by its area."""
    frame = known_by(at, ["declaration"], where={"about": ["collecting"]})["declaration"]
    paths = dict(Area.objects.filter(code__in=frame["declared"].to_list()).values_list("code", "path"))
    return [
        Collecting(
            UUID(row["original"] or row["id"]),
            row["declared"],
            paths[row["declared"]],
            kinds_named(row["place_kinds"] or ""),
            row["occurred_from"],
            row["occurred_until"],
        )
        for row in frame.iter_rows(named=True)
        if row["declared"] in paths
    ]


def in_force(at: datetime) -> list[Collecting]:
    """What may be collected at a moment: nothing where no declaration holds."""
    return [one for one in declared(at) if one.since <= at and (one.until is None or at < one.until)]


def ever_collected() -> bool:
    """Whether visits were ever kept here, in rows or in files: asked before the store, compiled code, is loaded."""
    if Path(settings.VISITS_FOLDER).exists():
        return True
    with machine_session():
        return CollectedVisit.objects.exists()


def covered(collecting: Iterable[Collecting]) -> pl.Expr:
    """Whether a visit is one that any of these lets be collected, by its ``path`` (of its area), kind and start."""
    return pl.any_horizontal(pl.lit(False), *(_covers(one) for one in collecting))


def with_paths(visits: pl.DataFrame) -> pl.DataFrame:
    """The visits with the paths of their areas as ``path``; null where an area is not here."""
    codes = visits["area"].unique().drop_nulls().to_list()
    paths = dict(Area.objects.filter(code__in=codes).values_list("code", "path"))
    return visits.with_columns(path=pl.col("area").replace_strict(paths, default=None, return_dtype=pl.String))


def _covers(one: Collecting) -> pl.Expr:
    low, high = range_of(one.area_path)
    held = (pl.col("path") >= low) & (pl.col("path") < high) & pl.col("kind").is_in(list(one.kinds))
    held &= pl.col("start") >= one.since.replace(tzinfo=None)
    if one.until is not None:
        held &= pl.col("start") < one.until.replace(tzinfo=None)
    return held.fill_null(False)
