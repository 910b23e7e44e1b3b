"""The one door: a path in, its sheets out."""

import io
from collections.abc import Container
from pathlib import Path

import numpy as np
import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.reading import web_pages, workbooks
from lianfang.facts.reading.header import is_known
from lianfang.facts.reading.kinds import content_of
from lianfang.facts.reading.sheet import Grid, Sheet, Sheets
from lianfang.facts.reading.tables import sheet_of
from lianfang.facts.reading.text import text_sheet
from lianfang.vocabulary.mistakes import Mistake

LIMIT_BYTES = 200 * 1024 * 1024


def read(path: Path, *, sheet: str | None = None, limit_bytes: int = LIMIT_BYTES, words: Container[str] = ()) -> Sheets:
    """The tables of a file: CSV (.csv, .tsv, .txt, also .gz), XLSX, XLSB, XLS, ODS, HTML (also as .xls), Parquet.

    ``words`` are the column names to be expected, as they are or as ``header_key`` gives them: they tell the header
    from titles and the sheets with data from lists and notes. ``sheet`` names the only one wanted. Raises Mistake, in
    one line with what to do, for a file that cannot be used at all: then there is nothing to record.
    """
    path = Path(path)
    kind, raw = content_of(path, limit_bytes)
    if kind == "parquet":
        found = Sheets([_parquet_sheet(path, raw)])
    elif kind == "text":
        only = text_sheet(path, raw, words)
        found = Sheets([only] if only else [], [] if only else [(path.name, reason("no_table"))])
    elif kind == "html":
        found = _sheets(web_pages.grids(path, raw), [], words)
    else:
        grids, charts = workbooks.grids(path, raw, sheet)
        found = _sheets(grids, charts, words)
    if sheet is not None and kind not in {"xlsx", "xlsb", "xls", "ods"}:
        raise Mistake(f"{path}: has no sheets to choose from; leave the name of the sheet out")
    if not found:
        raise Mistake(_nothing(path, found))
    return found


def _sheets(grids: list[Grid], charts: list[str], words: Container[str]) -> Sheets:
    skipped = [(name, reason("chart_sheet")) for name in charts]
    tables: list[tuple[Grid, Sheet, int]] = []
    for grid in grids:
        table = sheet_of(grid, words)
        if table is None:
            skipped.append((grid.name, reason("no_table")))
        elif not table.rows.height:
            skipped.append((grid.name, reason("no_rows")))
        else:
            tables.append((grid, table, sum(1 for name in table.header if is_known(name, words))))
    most = max((known for _, _, known in tables), default=0)
    good = []
    for grid, table, known in tables:
        if grid.hidden and not known:
            skipped.append((grid.name, reason("hidden_sheet")))
        elif most and not known:
            skipped.append((grid.name, reason("not_known_header")))
        else:
            good.append(table)
    return Sheets(good, skipped)


def _nothing(path: Path, found: Sheets) -> str:
    reasons = [why for _, why in found.skipped]
    if reason("no_rows") in reasons:
        return f"{path}: holds only a header; fill in its rows"
    if reason("hidden_sheet") in reasons:
        return f"{path}: its only table is on a hidden sheet; show the sheet and save the file again"
    return f"{path}: no header was found; the first row of the table must name its columns"


def _parquet_sheet(path: Path, raw: bytes) -> Sheet:
    try:
        frame = pl.read_parquet(io.BytesIO(raw))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Mistake(f"{path}: the Parquet table is damaged ({type(error).__name__}); write it again") from None
    if not frame.height:
        raise Mistake(f"{path}: holds only a header; fill in its rows")
    texts = [_text_column(frame[name]) for name in frame.columns]
    return Sheet(path.name, tuple(frame.columns), pl.DataFrame(texts), np.arange(1, frame.height + 1, dtype=np.int64))


def _text_column(column: pl.Series) -> pl.Series:
    if column.dtype == pl.List:
        text = column.list.eval(pl.element().cast(pl.String)).list.join("、")
    elif isinstance(column.dtype, pl.Datetime):
        text = column.dt.to_string("iso:strict" if column.dtype.time_zone else "iso")
    else:
        text = column.cast(pl.String).str.replace(r"^(-?\d+)\.0$", "${1}")
    return text.fill_null("").alias(column.name)
