"""From a grid of cells to a sheet: header, distinct names, and the rows that are rows."""

from collections.abc import Container
from itertools import zip_longest

import numpy as np
import numpy.typing as npt
import polars as pl

from lianfang.facts.cells import half_width_of, reason
from lianfang.facts.reading.header import Header, header_of
from lianfang.facts.reading.sheet import Grid, Sheet

# A label of the first columns (one of them may be a running number), alone or with its figure: 合计, 全县小计：12人.
_SUBTOTAL = r"^.{0,6}(合\s*计|小\s*计|总\s*计|共\s*计)\s*[：:]?\s*[\d,]*\s*[人例名份个户]?$"
_TOTAL = r"(?i)^(grand\s?|sub\s?-?)?totals?\s*:?$"
_NOTE = r"^(注|备注|说明|填表|填报|制表|审核|审批|签发|联系人|统计|数据来源|报送|单位负责人|note|source)s?.{0,8}[：:]"
_LABEL = r"^[^：:]{1,10}[：:]"


def sheet_of(grid: Grid, words: Container[str] = ()) -> Sheet | None:
    """The table of a grid, or None where it has no header. A header without rows gives a sheet of no rows."""
    header = header_of(grid, words)
    if header is None:
        return None
    _fill_down(grid, header.last)
    body = grid.rows[header.last + 1 :]
    width = max(len(header.names), max(map(len, body), default=0))
    columns = list(zip_longest(*body, fillvalue="")) if body else []
    columns += [("",) * len(body)] * (width - len(columns))
    frame = pl.DataFrame({f"c{i}": pl.Series(column, dtype=pl.String) for i, column in enumerate(columns)})
    numbers = np.arange(header.last + 2, header.last + 2 + len(body), dtype=np.int64)
    return table_of(grid.name, header, frame, numbers)


def table_of(name: str, header: Header, frame: pl.DataFrame, numbers: npt.NDArray[np.int64]) -> Sheet:
    """The sheet of a body read beneath its header: empty rows and columns out, rows that are no records set apart."""
    frame = frame.with_columns(pl.all().fill_null(""))
    names = header.names + [""] * (frame.width - len(header.names))
    named = [i for i, label in enumerate(names) if label]
    # Columns without a name to the right of the last named one are no part of the table.
    last = named[-1]
    unnamed = [i for i in range(frame.width) if not names[i]]
    used = {i for i in unnamed if i < last and frame[:, i].str.strip_chars().ne("").any()}
    keep = [i for i in range(last + 1) if names[i] or i in used]
    beyond = [pl.nth(i).str.strip_chars() != "" for i in unnamed if i > last]
    mark = pl.DataFrame({"reason": pl.Series([None] * frame.height, dtype=pl.String)})
    if frame.height:
        # Few rows are worth the patterns: a million of them would wait seconds for nothing.
        suspect = frame.select(_suspect(header, keep, beyond)).to_series()
        why = frame.filter(suspect).select(_why(header, keep, beyond).alias("reason")).to_series()
        mark = mark.with_columns(mark["reason"].scatter(suspect.arg_true(), why))
    empty = frame.select(pl.all_horizontal(pl.all().str.strip_chars() == ""))[:, 0] if frame.width else None
    skipped_here = mark["reason"].is_not_null()
    if empty is not None:
        skipped_here = skipped_here & ~empty
        good = ~empty & mark["reason"].is_null()
    else:
        good = mark["reason"].is_null()
    skipped = list(
        zip(numbers[skipped_here.to_numpy()].tolist(), mark["reason"].filter(skipped_here).to_list(), strict=True)
    )
    labels = distinct_names([names[i] for i in keep], keep)
    rows = frame.select(pl.nth(i).alias(label) for i, label in zip(keep, labels, strict=True)).filter(good)
    return Sheet(name, tuple(labels), rows, numbers[good.to_numpy()], skipped)


def distinct_names(names: list[str], columns: list[int]) -> list[str]:
    """Names on one line, repeated ones numbered (日期, 日期 (2)), missing ones after their column (column D)."""
    found: list[str] = []
    for name, column in zip(names, columns, strict=True):
        plain = " ".join(name.split()) or f"column {column_letters(column)}"
        label, count = plain, 1
        while label in found:
            count += 1
            label = f"{plain} ({count})"
        found.append(label)
    return found


def column_letters(column: int) -> str:
    """The letters that a spreadsheet shows above the column (0 is A, 26 is AA)."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _suspect(header: Header, keep: list[int], beyond: list[pl.Expr]) -> pl.Expr:
    """Rows that may be no records: each that ``_why`` gives a reason is one of them."""
    cells = [pl.nth(i) for i in keep]
    first_filled = pl.coalesce([pl.when(cell.str.strip_chars() != "").then(cell) for cell in cells])
    signs = [cell.str.contains_any(["计"]) for cell in cells[:2]]
    signs += [first_filled.str.contains_any(["total", "：", ":"], ascii_case_insensitive=True).fill_null(False)]
    signs += [cells[0].str.strip_chars() == header.names[keep[0]].strip()]
    return pl.any_horizontal(*signs, *beyond)


def _why(header: Header, keep: list[int], beyond: list[pl.Expr]) -> pl.Expr:
    cells = [pl.nth(i).str.strip_chars() for i in keep]
    first_filled = pl.coalesce([pl.when(cell != "").then(cell) for cell in cells])
    filled = pl.sum_horizontal([(cell != "").cast(pl.UInt32) for cell in cells])
    again = pl.all_horizontal([cell == header.names[i].strip() for i, cell in zip(keep, cells, strict=True)])
    subtotal = first_filled.str.contains(_TOTAL) | pl.any_horizontal([c.str.contains(_SUBTOTAL) for c in cells[:2]])
    # A note's row is nearly empty, or all labels (填表人：… 审核人：…); a record is neither.
    labels = pl.all_horizontal([(cell == "") | cell.str.contains(_LABEL) for cell in cells])
    note = (
        first_filled.str.contains(_NOTE) & ((filled <= max(1, len(keep) // 3)) | labels)
        if len(keep) > 2
        else pl.lit(False)
    )
    why = pl.when(subtotal).then(pl.lit(reason("subtotal"))).when(note).then(pl.lit(reason("note_row")))
    why = why.when(again).then(pl.lit(reason("header_again")))
    if beyond:
        why = why.when(pl.any_horizontal(beyond)).then(pl.lit(reason("too_many_values")))
    return why.otherwise(pl.lit(None, dtype=pl.String))


def _fill_down(grid: Grid, header_row: int) -> None:
    """Words and dates of a cell merged over several rows hold for each of them (a town over its villages).

    Figures stay with the first row, or they would be counted again in each.
    """
    for first, last, left, right in grid.merges or ():
        if first <= header_row or left != right or left >= len(grid.rows[first]):
            continue
        text = grid.rows[first][left]
        if not text or (half_width_of(text).replace(".", "", 1).replace(",", "").isdigit() and len(text) < 7):
            continue
        for row in grid.rows[first + 1 : last + 1]:
            row.extend([""] * (left + 1 - len(row)))
            row[left] = row[left] or text
