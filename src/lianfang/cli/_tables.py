"""Tables that the commands of analysis read and write: CSV or Parquet by their ending, each mistake with its place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from lianfang.vocabulary.mistakes import Mistake

EMPTY = {"", "NA", "NaN", "nan", "null", "."}
CENTURY = timedelta(days=36_525)
ENDINGS = (".csv", ".parquet")


class Table:
    """The columns of a file as text, with the line that each row stood on."""

    def __init__(self, file: Path, columns: dict[str, list[str | None]], rows: int) -> None:
        self.file, self.rows, self._columns = file, rows, columns

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def texts(self, name: str) -> list[str]:
        """A column's cells without the spaces around them; raises Mistake where one is empty."""
        cells = [(cell or "").strip() for cell in self._columns[name]]
        for row, cell in enumerate(cells):
            if cell in EMPTY:
                raise self.wrong(row, name, cell, "is needed in every row")
        return cells

    def optional(self, name: str) -> list[str | None]:
        """A column's cells; an empty one is None."""
        cells = [(cell or "").strip() for cell in self._columns[name]]
        return [None if cell in EMPTY else cell for cell in cells]

    def groups(self, name: str) -> dict[str, list[int]]:
        """Rows by what a column says, in the order of the file; without a name all are one group, called nothing."""
        found: dict[str, list[int]] = {}
        for row, cell in enumerate(self.optional(name) if name else [None] * self.rows):
            found.setdefault(cell or "", []).append(row)
        return found

    def dates(self, name: str) -> list[date]:
        """A column of dates, each there."""
        return [self._date(row, name, cell) for row, cell in enumerate(self.texts(name))]

    def span(self, name: str, dates: Sequence[date], rows: Sequence[int]) -> tuple[date, date]:
        """The first and last date of these rows; raises Mistake over a century, which is a year mistyped."""
        first, last = min(rows, key=dates.__getitem__), max(rows, key=dates.__getitem__)
        if dates[last] - dates[first] > CENTURY:
            raise self.wrong(first, name, str(dates[first]), f"is more than a century before {dates[last]}")
        return dates[first], dates[last]

    def optional_dates(self, name: str) -> list[date | None]:
        """A column of dates, None where empty."""
        return [cell and self._date(row, name, cell) for row, cell in enumerate(self.optional(name))]  # type: ignore[misc]

    def numbers(self, name: str, *, least: float | None = None) -> list[float]:
        """A column of numbers, NaN where empty; raises Mistake for what is no number or below ``least``."""
        numbers = []
        for row, cell in enumerate(self.optional(name)):
            try:
                number = math.nan if cell is None else float(cell)
            except ValueError:
                raise self.wrong(row, name, cell or "", "is no number") from None
            if math.isinf(number) or (least is not None and number < least):
                raise self.wrong(
                    row, name, cell or "", f"must be {least:g} or more" if least is not None else "is endless"
                )
            numbers.append(number)
        return numbers

    def wrong(self, row: int, name: str, cell: str, why: str) -> Mistake:
        """The mistake of a cell, with its place in the file (the header is line 1)."""
        return Mistake(f"{self.file}: line {row + 2}, column {name}: {cell!r} {why}")

    def _date(self, row: int, name: str, cell: str) -> date:
        try:
            return datetime.fromisoformat(cell).date()
        except ValueError:
            raise self.wrong(row, name, cell, "is no date; write 2021-01-10") from None


def read(file: Path, *needed: str) -> Table:
    """The table of a file that has at least the ``needed`` columns; raises Mistake where it cannot be used."""
    import polars as pl

    if not file.is_file():
        raise Mistake(f"{file}: no such file")
    try:
        if file.suffix == ".parquet":
            frame = pl.read_parquet(file)
        else:
            frame = pl.read_csv(file, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError, ValueError) as error:
        raise Mistake(f"{file}: cannot be read as a table: {' '.join(str(error).split())[:120]}") from None
    frame = frame.rename({name: name.strip().strip("\ufeff") for name in frame.columns})
    for name in needed:
        if name not in frame.columns:
            raise Mistake(f"{file}: has no column {name}; it has {', '.join(frame.columns)[:120]}")
    if not frame.height:
        raise Mistake(f"{file}: has a header and no row")
    return Table(file, {name: frame[name].cast(pl.String).to_list() for name in frame.columns}, frame.height)


def refuse_other_endings(file: Path) -> None:
    """Raises Mistake where a table cannot be written into a file of this ending: said before the work, not after."""
    if file.suffix not in ENDINGS:
        raise Mistake(f"--out {file}: tables are written as {' or '.join(ENDINGS)}")


def write(columns: dict[str, Any], file: Path) -> None:
    """Writes the columns as CSV or Parquet by the file's ending; NaN becomes an empty cell."""
    import polars as pl

    refuse_other_endings(file)
    frame = pl.DataFrame(columns, strict=False).fill_nan(None)
    try:
        frame.write_parquet(file) if file.suffix == ".parquet" else frame.write_csv(file)
    except OSError as error:
        raise Mistake(f"--out {file}: cannot be written: {error.strerror or error}") from None
