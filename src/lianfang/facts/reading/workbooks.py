"""Workbooks (xlsx, xlsb, xls, ods) by calamine: cells as the text that a person sees in them."""

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from lianfang.facts.cells import LOST_DIGITS
from lianfang.facts.reading.sheet import Grid
from lianfang.vocabulary.mistakes import Mistake

# Spreadsheets keep 15 digits of a number; a longer one has 0 for the rest, in the file itself.
_KEPT_DIGITS = 10**15


def grids(path: Path, raw: bytes, wanted: str | None = None) -> tuple[list[Grid], list[str]]:
    """The cells of the sheets, hidden rows too, and the names of charts. Raises Mistake for a damaged file."""
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(raw))
    except python_calamine.PasswordError:
        raise Mistake(f"{path}: the workbook is encrypted; save it without a password") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Mistake(f"{path}: the workbook is damaged ({_line(error)}); open it and save it again") from None
    found, others = [], []
    if wanted is not None and wanted not in workbook.sheet_names:
        raise Mistake(f"{path}: has no sheet {wanted}; its sheets are {', '.join(workbook.sheet_names)}")
    for about in workbook.sheets_metadata:
        if wanted is not None and about.name != wanted:
            continue
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            others.append(about.name)
            continue
        try:
            sheet = workbook.get_sheet_by_name(about.name)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            raise Mistake(f"{path}: sheet {about.name} is damaged ({_line(error)}); save it again") from None
        rows = [[text_of(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        merges = sheet.merged_cell_ranges
        spans = None if merges is None else [(r1, r2, c1, c2) for (r1, c1), (r2, c2) in merges]
        hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        found.append(Grid(about.name, rows, spans, hidden))
    return found, others


def text_of(cell: object) -> str:
    """The text of a cell: 12.0 as 12, dates as ISO, a number too long for its cell with LOST_DIGITS before it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        # Excel's days are binary fractions: half a second mends 9:29:59.999997.
        whole = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        return whole.date().isoformat() if whole.time() == time() else whole.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.replace(microsecond=0).isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return ""


def _number(value: float) -> str:
    if value == int(value):
        whole = int(value)
        return f"{LOST_DIGITS}{whole}" if abs(whole) >= _KEPT_DIGITS else str(whole)
    return repr(float(f"{value:.15g}"))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
