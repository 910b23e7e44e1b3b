"""The rows that were not recorded, as a file of the same columns with what is wrong beside each."""

from pathlib import Path

import polars as pl

from lianfang.facts.load.answer import RejectedRow
from lianfang.facts.load.shipped import REJECTS_COLUMNS
from lianfang.facts.reading import Sheet


def rejects_of(sheet: Sheet, rejections: list[RejectedRow], places: list[int]) -> pl.DataFrame:
    """The rejected rows of a sheet (by their places, from 0) with ``row`` and ``reason`` at the end."""
    rows = sheet.rows.drop(REJECTS_COLUMNS, strict=False)[places] if places else sheet.rows.clear()
    return rows.with_columns(
        pl.Series(REJECTS_COLUMNS[0], [str(r.row) for r in rejections], dtype=pl.String),
        pl.Series(REJECTS_COLUMNS[1], [f"{r.column}: {r.reason}" for r in rejections], dtype=pl.String),
    )


def write_rejects(rejects: pl.DataFrame, path: Path) -> None:
    """Writes the rejected rows as CSV that spreadsheets open with their Chinese whole."""
    with path.open("wb") as file:
        rejects.write_csv(file, include_bom=True)
