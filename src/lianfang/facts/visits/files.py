"""Files of visits read a piece at a time: Parquet with its types, CSV as text, each row with its number in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lianfang.trace.store.loading import parquet_batches
from lianfang.vocabulary import Mistake

ROWS = 1_000_000
_BLOCK = 64 << 20
_LOOKED_AT = 1 << 16


@dataclass(frozen=True)
class Piece:
    """Rows of a file, their numbers in it (the header being row 1), and which share of the file is read with them."""

    rows: pl.DataFrame
    numbers: NDArray[np.int64]
    read: float


@dataclass
class Source:
    """A file of visits: its headers, and as it is read on the rows that have other columns than the header."""

    file: Path
    headers: list[str]
    misshapen: list[int]

    def pieces(self, headers: list[str]) -> Iterator[Piece]:
        """The rows, a piece at a time, with these columns. Raises Mistake, in the midst, where it cannot be read."""
        try:
            yield from self._parquet(headers) if self.file.suffix == ".parquet" else self._csv(headers)
        except (pa.ArrowException, OSError, UnicodeError) as wrong:
            raise Mistake(f"{self.file}: cannot be read: {' '.join(str(wrong).split())[:160]}") from None

    def _parquet(self, headers: list[str]) -> Iterator[Piece]:
        opened = pq.ParquetFile(self.file)
        done, total = 0, opened.metadata.num_rows
        for batch in parquet_batches(opened, headers, ROWS):
            done += batch.num_rows
            yield Piece(_frame(batch), np.arange(done - batch.num_rows, done) + 2, done / total)

    def _csv(self, headers: list[str]) -> Iterator[Piece]:
        size, first = self.file.stat().st_size, 2

        def skipped(row: pa.csv.InvalidRow) -> str:
            self.misshapen.append(row.number)
            return "skip"

        convert = pa.csv.ConvertOptions(
            include_columns=headers, column_types=dict.fromkeys(headers, pa.string()), strings_can_be_null=False
        )
        parse = pa.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skipped)
        with self.file.open("rb") as raw:
            stream = pa.CompressedInputStream(raw, "gzip") if self.file.suffix == ".gz" else raw
            read = pa.csv.ReadOptions(block_size=_BLOCK, use_threads=False, encoding=encoding_of(self.file))
            for batch in pa.csv.open_csv(stream, read_options=read, parse_options=parse, convert_options=convert):
                numbers = _numbers(first, batch.num_rows, self.misshapen)
                first = int(numbers[-1]) + 1 if numbers.size else first
                yield Piece(_frame(batch), numbers, min(raw.tell() / size, 1.0))


def opened(file: Path) -> Source:
    """A file of visits. Raises Mistake where it is none, or has no rows and columns."""
    if not file.is_file():
        raise Mistake(f"{file}: there is no such file")
    try:
        if file.suffix == ".parquet":
            return Source(file, list(pq.ParquetFile(file).schema_arrow.names), [])
        if file.suffixes[-2:] not in ([".csv", ".gz"],) and file.suffix != ".csv":
            raise Mistake(f"{file}: visits are read from .parquet, .csv and .csv.gz")
        with file.open("rb") as raw:
            stream = pa.CompressedInputStream(raw, "gzip") if file.suffix == ".gz" else raw
            read = pa.csv.ReadOptions(block_size=_LOOKED_AT, encoding=encoding_of(file))
            parse = pa.csv.ParseOptions(invalid_row_handler=lambda row: "skip")
            names = pa.csv.open_csv(stream, read_options=read, parse_options=parse).schema.names
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise Mistake(f"{file}: has two columns called {', '.join(twice)}; name each once")
        return Source(file, names, [])
    except (pa.ArrowException, OSError, UnicodeError) as wrong:
        raise Mistake(f"{file}: cannot be read: {' '.join(str(wrong).split())[:160]}") from None


def encoding_of(file: Path) -> str:
    """`utf8`, or gb18030 where the beginning of a file is none."""
    if file.suffix == ".gz":
        return "utf8"
    with file.open("rb") as raw:
        beginning = raw.read(_LOOKED_AT)
    try:
        # The last character may be cut.
        beginning[: max(len(beginning) - 4, 0) if len(beginning) == _LOOKED_AT else None].decode("utf-8")
    except UnicodeDecodeError as wrong:
        return "utf8" if wrong.start > len(beginning) - 8 else "gb18030"
    return "utf8"


def _frame(batch: pa.RecordBatch) -> pl.DataFrame:
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _numbers(first: int, rows: int, misshapen: list[int]) -> NDArray[np.int64]:
    """The numbers of the next rows that are whole, the misshapen ones between them left out."""
    among = np.arange(first, first + rows + sum(number >= first for number in misshapen))
    return among[~np.isin(among, misshapen)][:rows]
