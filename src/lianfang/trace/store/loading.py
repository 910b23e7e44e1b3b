"""Visits out of large Parquet and CSV files in batches, and out of the store as Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from lianfang.trace.store import kernels
from lianfang.trace.store.segment import Segment
from lianfang.vocabulary.mistakes import Mistake

ROWS = 2_000_000
COLUMNS = ("person", "place", "start", "end")
_TYPES = {"person": pa.int64(), "place": pa.int64(), "start": pa.timestamp("s"), "end": pa.timestamp("s")}


def read_in_batches(file: Path) -> Iterator[pl.DataFrame]:
    """A file's visits, a batch at a time: `person` and `place` as whole numbers (keyed hashes), moments without zone.

    Raises Mistake, in the midst of it, where the file cannot be read, lacks a column or has a cell of another type.
    """
    try:
        for batch in _parquet(file) if file.suffix == ".parquet" else _csv(file):
            frame = pl.from_arrow(batch)
            assert isinstance(frame, pl.DataFrame)
            if any(frame.null_count().row(0)):
                raise Mistake(f"{file}: a visit lacks its person, place, start or end")
            yield frame.with_columns(pl.col("person", "place").cast(pl.Int64))
    except (pa.ArrowException, KeyError, OSError) as wrong:
        raise Mistake(f"{file}: cannot be read: {' '.join(str(wrong).split())[:160]}") from None


def _parquet(file: Path) -> Iterator[pa.RecordBatch]:
    opened = pq.ParquetFile(file)
    missing = [name for name in COLUMNS if name not in opened.schema_arrow.names]
    if missing:
        raise Mistake(f"{file}: has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
    yield from parquet_batches(opened, COLUMNS, ROWS)


def parquet_batches(opened: pq.ParquetFile, columns: Sequence[str], rows: int) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file, in batches of that many at most.

    Its row groups are read so many together as hold a batch: read through at once, Arrow keeps all that it has read.
    """
    groups: list[int] = []
    held = 0
    for number in range(opened.num_row_groups):
        groups.append(number)
        held += opened.metadata.row_group(number).num_rows
        if held >= rows or number == opened.num_row_groups - 1:
            yield from opened.iter_batches(batch_size=rows, row_groups=groups, columns=list(columns))
            groups, held = [], 0


def _csv(file: Path) -> Iterator[pa.RecordBatch]:
    convert = pa.csv.ConvertOptions(include_columns=list(COLUMNS), column_types=_TYPES)
    yield from pa.csv.open_csv(file, read_options=pa.csv.ReadOptions(block_size=64 << 20), convert_options=convert)


def exported(segment: Segment, file: Path) -> int:
    """Writes a segment's visits as Parquet, by place and start, for Spark and others; answers how many."""
    half = segment.by_place
    places = kernels.unmixed(half.keys)
    schema = pa.schema([(name, pa.timestamp("us") if name in ("start", "end") else pa.int64()) for name in COLUMNS])
    with pq.ParquetWriter(file, schema) as writer:
        for low in range(0, segment.rows, ROWS):
            there = slice(low, min(low + ROWS, segment.rows))
            number = np.searchsorted(half.offsets, np.arange(there.start, there.stop), side="right") - 1
            moments = [(column[there].astype(np.int64) * 1_000_000) for column in (half.start, half.end)]
            columns = [half.other[there], places[number], *moments]
            writer.write_table(pa.table([pa.array(c) for c in columns], names=list(COLUMNS)).cast(schema))
    return segment.rows
