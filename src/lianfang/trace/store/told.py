"""What visits tell beside who and when, each combination kept once: so a visit is five numbers, whatever it tells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl

from lianfang.trace.few import Place, Visit, spots
from lianfang.trace.store import kernels, siphash
from lianfang.trace.store.segment import Segment

# What may be told of a visit; what is not is null.
TOLD: dict[str, Any] = {
    "place": pl.String, "kind": pl.String, "number": pl.String, "carriage": pl.String, "room": pl.String,
    "row": pl.Int64, "seat": pl.String, "staff": pl.Boolean, "air": pl.String, "square_metres": pl.Float64,
    "how": pl.String, "area": pl.String,
}  # fmt: skip
MOMENT = pl.Datetime("us")
# A visit as it comes in and as it is read: moments are UTC, `person` a keyed hash.
VISIT: dict[str, Any] = {"person": pl.Int64, "start": MOMENT, "end": MOMENT, **TOLD}
# Where a visit counts: at its place, under each number of its vehicle, and at each place that holds these.
SPOT: dict[str, Any] = {
    "told": pl.UInt32, "spot": pl.UInt32, "spot_place": pl.String, "key": pl.Int64, "spot_kind": pl.String,
    "spot_carriage": pl.String, "spot_room": pl.String, "spot_row": pl.Int64, "spot_staff": pl.Boolean,
    "spot_air": pl.String, "spot_square_metres": pl.Float64,
}  # fmt: skip
_NO_MOMENT = datetime.fromtimestamp(0, UTC).replace(tzinfo=None)
ROWS = {"person": pl.Int64, "told": pl.UInt32, "start": pl.UInt32, "end": pl.UInt32, "gone": pl.Boolean}


@dataclass
class Told:
    """Visits as numbers, and the combinations that `told` counts from 0. What is told later holds, `gone` takes away.

    Two tellings are of one visit where person, place (else number) and start are the same.
    """

    rows: pl.DataFrame
    combinations: pl.DataFrame

    @staticmethod
    def nothing() -> Told:
        """No visit."""
        return Told(pl.DataFrame(schema=ROWS), pl.DataFrame(schema=TOLD))

    @staticmethod
    def of(visits: pl.DataFrame) -> Told:
        """Of visits in the form of `VISIT`, of which columns may be left out, with `gone` for those withdrawn."""
        present = [name for name in TOLD if name in visits.columns]
        combinations = visits.select(present).unique(maintain_order=True).with_row_index("told")
        rows = visits.join(combinations, on=present, how="left", nulls_equal=True, maintain_order="left")
        gone = pl.col("gone").fill_null(False) if "gone" in visits.columns else pl.lit(False)
        moments = (pl.col(name).dt.epoch("s").cast(pl.UInt32) for name in ("start", "end"))
        every = [(pl.col(name) if name in present else pl.lit(None).alias(name)).cast(TOLD[name]) for name in TOLD]
        return Told(rows.select("person", "told", *moments, gone=gone), combinations.select(every))

    def and_then(self, later: Told) -> Told:
        """Both, the later ones holding where they tell of the same visit."""
        both = pl.concat([self.combinations, later.combinations])
        distinct = both.unique(maintain_order=True).with_row_index("told")
        number = both.join(distinct, on=list(TOLD), how="left", nulls_equal=True, maintain_order="left")["told"]
        first = self.combinations.height
        ours = self.rows.with_columns(number[:first].gather(self.rows["told"]).alias("told"))
        theirs = later.rows.with_columns(number[first:].gather(later.rows["told"]).alias("told"))
        return Told(pl.concat([ours, theirs]), distinct.drop("told"))

    def settled(self) -> Told:
        """Each visit once, as it was told last, none that was withdrawn."""
        place = self.combinations.select(pl.coalesce("place", "number", pl.lit("")).rank("dense")).to_series()
        rows = self.rows.with_columns(place=place.gather(self.rows["told"]))
        rows = rows.unique(["person", "place", "start"], keep="last", maintain_order=True)
        kept = rows.filter(~pl.col("gone") & (pl.col("start") < pl.col("end"))).drop("place")
        return Told(kept, self.combinations)

    def of_persons(self, persons: Sequence[int]) -> Told:
        """Those of these people."""
        return Told(self.rows.filter(pl.col("person").is_in(list(persons))), self.combinations)

    def at_places(self, places: Collection[str]) -> Told:
        """Those that count at these places or in vehicles of these numbers."""
        there = {number for number, _, place, *_ in _spots(self.combinations, {}) if place in places}
        return Told(self.rows.filter(pl.col("told").is_in(list(there))), self.combinations)

    def visits(self) -> pl.DataFrame:
        """The visits in the form of `VISIT`, with `gone`."""
        moments = (pl.from_epoch(pl.col(name).cast(pl.Int64), "s").cast(MOMENT) for name in ("start", "end"))
        told = self.combinations.select(pl.all().gather(self.rows["told"]))
        return pl.concat([self.rows.select("person", *moments), told, self.rows.select("gone")], how="horizontal")


def laid_out(told: Told, places: Mapping[str, Place]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What a segment holds of visits: a row each of its spots (`person, place, start, end, detail`), and the details.

    A visit's own spot is the first of its combination, `spot` 0. `places` says what is known of places.
    """
    details = pl.DataFrame(list(_spots(told.combinations, places)), SPOT, orient="row", strict=False)
    details = details.with_columns(siphash.keyed(details["spot_place"], siphash.OF_PLACES).alias("key"))
    numbered = details.select("told", place="key").with_row_index("detail")
    rows = told.rows.drop("gone").join(numbered, on="told", how="inner").drop("told")
    whole = details.join(told.combinations.with_row_index("told"), on="told", how="left", maintain_order="left")
    return rows, whole.drop("told")


def _spots(combinations: pl.DataFrame, places: Mapping[str, Place]) -> Iterator[tuple[Any, ...]]:
    for number, one in enumerate(combinations.drop("how", "area").iter_rows(named=True)):
        visit = Visit(None, None, start=_NO_MOMENT, end=_NO_MOMENT, **one)
        # A number that says not which vehicle it was, and no place beside it, is nowhere where others could be.
        there = (spot for spot in spots([visit], places) if spot.place is not None)
        for at, spot in enumerate(there):
            yield (
                number, at, spot.place, 0, spot.kind, spot.carriage, spot.room, spot.row, bool(spot.staff), spot.air,
                spot.square_metres,
            )  # fmt: skip


def rows_of(segment: Segment) -> Told:
    """The visits that a segment holds, each once."""
    half, details = segment.by_person, segment.details()
    who = np.repeat(np.asarray(kernels.unmixed(half.keys)), np.diff(half.offsets))
    rows = pl.DataFrame({"person": who, "start": half.start, "end": half.end, "detail": half.detail})
    own = details.with_row_index("detail").filter(pl.col("spot") == 0).with_row_index("told")
    rows = rows.join(own.select("detail", "told"), on="detail", how="inner", maintain_order="left")
    return Told(rows.select("person", "told", "start", "end", gone=pl.lit(False)), own.select(*TOLD))
