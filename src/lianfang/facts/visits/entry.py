"""Visits come in: those that a declaration covers are kept, the others are refused, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
from django.conf import settings
from django.db import connection

from lianfang.access.session import machine_session
from lianfang.facts.cells import reason
from lianfang.facts.recording.writing import copied
from lianfang.facts.visits.collecting import Collecting, covered, in_force, with_paths
from lianfang.facts.visits.flags import flag, with_afar
from lianfang.facts.visits.keeping import batch_name, next_number, store
from lianfang.facts.visits.people import number_of
from lianfang.facts.visits.waiting import note_arrived
from lianfang.places.models import Unit
from lianfang.trace.store import TOLD
from lianfang.trace.store.told import MOMENT, VISIT
from lianfang.trace.vehicles import AFTER_NUMBER, FLIGHT, NAMED_BY_NUMBER, TRAIN, VEHICLES
from lianfang.vocabulary import Mistake

# More than so many at once are kept as batches, not as rows: they come out of a file.
FEW = 20_000
# Who stands at a place for less than a minute is there within that minute.
_MINUTE = timedelta(minutes=1)
_TABLE = "facts_collectedvisit"
# What a scan tells of itself; no day that is sealed holds it.
OF_SCANS = ("device", "scanned_in")


@dataclass(frozen=True, slots=True)
class Refused:
    """A visit that was not kept: its place among those given (0-based), the column, its value, and why."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of visits: how many were kept, and which were refused. Both add up to those given."""

    kept: int
    refused: tuple[Refused, ...]


def append(visits: pl.DataFrame, at: datetime, *, area: str | None = None, dry_run: bool = False) -> Entered:
    """Keeps visits of people; when it returns they are kept for good, and a kill before leaves all or none of a day.

    ``visits`` has ``person`` (text that names them: identity number, telephone), ``start`` and, where told, ``end``
    (aware, or UTC), and any columns of ``store.TOLD``; ``gone`` withdraws one. Where ``end`` is not told a visit lasts
    until its day is over. The same visit (person, place, start) told again changes nothing; told otherwise it is
    corrected. ``area`` is that of visits which do not say theirs and whose place is no unit here. Of a scan may be told
    ``device``, which made it, and ``scanned_in``, the area where that was: by these some are flagged (``flags``).
    ``dry_run`` says what would become of them and keeps nothing.

    Raises Mistake where nothing may be collected at this moment, or on columns unknown.
    """
    with machine_session():
        allowed = in_force(at)
        if not allowed:
            raise Mistake("no declaration lets visits be collected now; record one (about: collecting) first")
        return _appended(visits, allowed, at, area, dry_run)


def _appended(
    visits: pl.DataFrame, allowed: Sequence[Collecting], at: datetime, area: str | None, dry_run: bool
) -> Entered:
    frame = with_afar(_placed(_shaped(visits), area))
    frame = frame.with_columns(why=_why(allowed))
    if not dry_run:
        # Where nothing may be collected, nothing is noted either.
        flag(frame.filter(pl.col("why").is_null() | (pl.col("why") == "visit_afar")), at)
    refused = frame.filter(pl.col("why").is_not_null())
    kept = frame.filter(pl.col("why").is_null())
    columns = [name for name in (*VISIT, "gone", "device") if name in kept.columns]
    days = kept.select("day", *columns)
    if not dry_run and days.height:
        numbers = _into_rows(days) if days.height <= FEW else _into_batches(days)
        gone = days.filter("gone") if "gone" in days.columns else days.clear()
        zoned = gone.select("person", pl.coalesce("place", "number").alias("place"), _aware("start"))
        note_arrived(*numbers, days["day"].unique().to_list(), days.height, zoned)
    return Entered(kept.height, tuple(_refusals(refused)))


def _shaped(visits: pl.DataFrame) -> pl.DataFrame:
    """The visits in the store's form, with their number in the file as ``given`` and the local day they began."""
    unknown = [name for name in visits.columns if name not in (*VISIT, "gone", *OF_SCANS)]
    if unknown or "person" not in visits.columns or "start" not in visits.columns:
        raise Mistake(f"visits have the columns {', '.join(visits.columns)}; they need person, start, and a place")
    zone = settings.TIME_ZONE
    moments = {name: _utc(visits, name) for name in ("start", "end")}
    local = moments["start"].dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    day, ends = local.cast(pl.Date), moments["end"]
    if ends.null_count():
        midnight = day.dt.offset_by("1d").cast(MOMENT).dt.replace_time_zone(zone, ambiguous="earliest")
        ends = pl.select(pl.coalesce(ends, midnight.dt.convert_time_zone("UTC").dt.replace_time_zone(None))).to_series()
    ends = ends.zip_with(ends != moments["start"], moments["start"] + _MINUTE)
    told = [visits[name].cast(TOLD[name]) for name in TOLD if name in visits.columns]
    told = [_without_nul(one.set(one == "", None)) if one.dtype == pl.String else one for one in told]
    gone = [visits["gone"].cast(pl.Boolean).fill_null(False)] if "gone" in visits.columns else []
    scans = [_without_nul(visits["scanned_in"].cast(pl.String))] if "scanned_in" in visits.columns else []
    scans += [number_of(visits["device"]).alias("device")] if "device" in visits.columns else []
    columns = [number_of(visits["person"]).alias("person"), moments["start"].alias("start"), ends.alias("end"), *scans]
    frame = pl.DataFrame([*columns, *told, *gone, day.alias("day")])
    return frame.with_row_index("given")


def _without_nul(texts: pl.Series) -> pl.Series:
    """The texts with a mark where a NUL stood: the database keeps none, and no code or number has one."""
    return texts.str.replace_all("\x00", "\ufffd", literal=True)


def _utc(visits: pl.DataFrame, name: str) -> pl.Series:
    if name not in visits.columns:
        return pl.Series(name, [None] * visits.height, dtype=MOMENT)
    column = visits[name]
    if getattr(column.dtype, "time_zone", None):
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return column.cast(MOMENT)


def _placed(frame: pl.DataFrame, area: str | None) -> pl.DataFrame:
    """The frame with the kind of place and the path of the area, as told, else as the unit's, else as said for all."""
    every = {name: pl.lit(None, TOLD[name]).alias(name) for name in ("place", "kind", "number", "area")}
    frame = frame.with_columns(column for name, column in every.items() if name not in frame.columns)
    asked = frame["place"].unique()
    units = Unit.objects.filter(code__in=asked.to_list()) if asked.len() < FEW else Unit.objects.all()
    held = pl.DataFrame(
        list(units.values_list("code", "kind", "area_id")),
        {"place": pl.String, "unit_kind": pl.String, "unit_area": pl.String},
        orient="row",
    )
    number = pl.col("number").str.to_uppercase().str.replace_all(AFTER_NUMBER, "").str.split("/").list.first()
    train, aircraft = (pl.when(number.str.contains(form)) for form in (TRAIN, FLIGHT))
    of_number = pl.coalesce(train.then(pl.lit("train")), aircraft.then(pl.lit("aircraft")))
    frame = frame.join(held, on="place", how="left", maintain_order="left").with_columns(
        kind=pl.coalesce("kind", of_number, "unit_kind"), area=pl.coalesce("area", "unit_area", pl.lit(area, pl.String))
    )
    return with_paths(frame)


def _why(allowed: Sequence[Collecting]) -> pl.Expr:
    """The first reason, as its code, for which a visit is not kept; null where it is."""
    lettered = pl.col("kind").is_in(list(VEHICLES)) & pl.col("number").str.contains("[A-Za-z]")
    named = pl.col("number").is_not_null() & (pl.col("kind").is_in(list(NAMED_BY_NUMBER)) | lettered)
    nowhere = pl.col("place").is_null() & ~named.fill_null(False)
    return (
        pl.when(pl.col("person").is_null()).then(pl.lit("visit_nobody"))
        .when(pl.col("start").is_null()).then(pl.lit("visit_no_start"))
        .when(nowhere).then(pl.lit("visit_nowhere"))
        .when(pl.col("end") < pl.col("start")).then(pl.lit("visit_backwards"))
        .when(pl.col("kind").is_null()).then(pl.lit("visit_no_kind"))
        .when(pl.col("path").is_null()).then(pl.lit("visit_no_area"))
        .when(~covered(allowed)).then(pl.lit("visit_not_collected"))
        .when(pl.col("afar")).then(pl.lit("visit_afar"))
    )  # fmt: skip


_COLUMN = {
    "visit_nobody": "person", "visit_no_start": "start", "visit_nowhere": "place", "visit_backwards": "end",
    "visit_no_kind": "kind", "visit_no_area": "area", "visit_not_collected": "start",
    "visit_afar": "scanned_in",
}  # fmt: skip


def _refusals(refused: pl.DataFrame) -> list[Refused]:
    found = []
    for row in refused.iter_rows(named=True):
        column = _COLUMN[row["why"]]
        # The person's own name for themselves is never repeated: only their number is here, and that says nothing.
        value = "" if column == "person" or row[column] is None else str(row[column])
        found.append(Refused(row["given"], column, value, reason(row["why"])))
    return found


def _into_batches(days: pl.DataFrame) -> tuple[int, int]:
    """Keeps visits as a batch of each day; answers the number of them all, as first and last."""
    number = next_number()
    for (day,), part in days.group_by("day"):
        store().append(day, part.drop("day", "device", strict=False), batch_name(number))
    return number, number


def _aware(*names: str) -> pl.Expr:
    return pl.col(*names).dt.replace_time_zone("UTC")


def _into_rows(days: pl.DataFrame) -> tuple[int, int]:
    """Keeps visits as rows; answers the first and the last of their numbers, between which others may lie."""
    zoned = days.with_columns(_aware("start", "end"))
    if "gone" not in zoned.columns:
        zoned = zoned.with_columns(gone=pl.lit(False))
    copied("incoming_visits", _TABLE, zoned)
    names = ", ".join(f'"{name}"' for name in zoned.columns)
    with connection.cursor() as cursor:
        added = f'INSERT INTO {_TABLE} ({names}) SELECT {names} FROM "incoming_visits" RETURNING id'  # noqa: S608
        cursor.execute(f"WITH added AS ({added}) SELECT min(id), max(id) FROM added")  # noqa: S608
        first, last = cursor.fetchone()
        cursor.execute('DROP TABLE "incoming_visits"')
    return first, last
