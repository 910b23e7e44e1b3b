"""Days that are over are sealed: their rows and batches become one segment, the later telling of a visit holding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import connection

from lianfang.access.session import machine_session
from lianfang.facts.clock import local_day
from lianfang.facts.models import CollectedVisit
from lianfang.places.models import Unit
from lianfang.trace.few import Place
from lianfang.trace.store import Days, Segment, Told
from lianfang.trace.store.told import VISIT

# Whoever seals or destroys holds this for its transaction: one day is never written by two.
SEALING = 20210109
COLUMNS = (*VISIT, "gone")
_GONE = "DELETE FROM facts_collectedvisit WHERE id = ANY(%s)"


def store() -> Days:
    """The files of this installation's visits."""
    return Days(Path(settings.VISITS_FOLDER))


def seal(at: datetime, days: Sequence[date] | None = None) -> dict[date, int]:
    """Seals every day that is over of which anything is not sealed, or these; answers how many visits each now has.

    A kill at any moment loses nothing: rows leave the table in the transaction that ends after their segment is on the
    disk, and what is then in both is one visit, being of the same person, place and start.
    """
    made: dict[date, int] = {}
    for day in unsealed_days() if days is None else days:
        if day >= local_day(at):
            continue
        with machine_session():
            locked()
            rows = CollectedVisit.objects.filter(day=day).order_by("id").values_list("id", *COLUMNS)
            frame = frame_of(rows)
            made[day] = store().seal(day, in_their_order(day, frame), places())
            if frame.height:
                # Others may add rows meanwhile, whose ids may be lower: only what was sealed goes.
                with connection.cursor() as cursor:
                    cursor.execute(_GONE, [frame["id"].to_list()])
    return made


def unsealed_days() -> list[date]:
    """Days of which there are rows or batches."""
    with machine_session():
        rows = set(CollectedVisit.objects.order_by().values_list("day", flat=True).distinct())
    return sorted(rows | set(store().open_days()))


def segments(at: datetime, since: datetime | None = None, until: datetime | None = None) -> list[Segment]:
    """The sealed days that hold visits of some time, what is over and came late sealed first. Today is not in them."""
    seal(at)
    return store().segments(since, until)


def locked() -> None:
    """Waits until nobody else writes days; until the transaction ends nobody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])


@contextmanager
def alone() -> Iterator[None]:
    """Within, nobody else writes days, over several transactions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SEALING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEALING])


def in_their_order(day: date, rows: pl.DataFrame) -> list[tuple[str, Told]]:
    """Rows of a day, parted where batches of it came between them, under names that sort among those of the batches."""
    numbers = [int(file.stem) for file in store().batches(day)]
    part = sum((rows["id"] > number for number in numbers), pl.zeros(rows.height, eager=True))
    parts = rows.with_columns(part=part).partition_by("part", include_key=False, maintain_order=True)
    return [(batch_name(each["id"][0]), Told.of(each.drop("id"))) for each in parts]


def batch_name(number: int) -> str:
    """The name of a batch of this number: names sort as numbers do."""
    return f"{number:019}"


def next_number() -> int:
    """The next of the numbers that rows and batches share, in the order in which they come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('facts_collectedvisit', 'id'))")
        (number,) = cursor.fetchone()
    return int(number)


def frame_of(rows: object) -> pl.DataFrame:
    """Rows of the table, their ids before them, in the store's form."""
    schema = {"id": pl.Int64, **VISIT, "gone": pl.Boolean}
    aware = {name: pl.Datetime("us", "UTC") if name in ("start", "end") else dtype for name, dtype in schema.items()}
    frame = pl.DataFrame(list(rows), aware, orient="row")  # type: ignore[call-overload]
    return frame.with_columns(pl.col("start", "end").dt.replace_time_zone(None))


def places() -> dict[str, Place]:
    """What is known of the places that are units here."""
    return {code: Place(kind=kind) for code, kind in Unit.objects.values_list("code", "kind")}
