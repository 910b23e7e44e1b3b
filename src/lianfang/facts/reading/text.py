"""Text tables: which encoding, which delimiter, and the rows.

Python's csv says what a row is. Polars reads the body where it is sure to say the same (a file of a million rows is
then read in a second), csv reads it elsewhere.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Container
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

from lianfang.facts.reading.header import SEARCHED_ROWS, header_of
from lianfang.facts.reading.sheet import Grid, Sheet
from lianfang.facts.reading.tables import sheet_of, table_of
from lianfang.vocabulary.mistakes import Mistake

DELIMITERS = ",;\t|"
_LINE_END = re.compile(r"\r\n|\r|\n")
_SAMPLED = 4 * SEARCHED_ROWS


def text_sheet(path: Path, raw: bytes, words: Container[str] = ()) -> Sheet | None:
    """The one sheet of a text table, named after the file; None where it has no header."""
    text = decoded(path, raw)
    text, separator = _told_separator(text)
    csv.field_size_limit(16 * 1024 * 1024)
    name = path.name
    delimiter = separator or ("\t" if ".tsv" in path.suffixes else delimiter_of(text))
    try:
        sheet = _quickly(name, text, delimiter, words) or sheet_of(_grid(name, text, delimiter), words)
    except csv.Error as error:
        raise Mistake(f"{path}: not a CSV table: {error}; save it again as CSV") from None
    if sheet is not None and not sheet.rows.height:
        raise Mistake(f"{path}: holds only a header; fill in its rows")
    return sheet


def decoded(path: Path, raw: bytes) -> str:
    """The text, from UTF-8, UTF-16 with its mark, or GB18030 (never GBK, which lacks characters of real names)."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        try:
            return raw.decode(encoding).rstrip("\x1a")
        except UnicodeDecodeError:
            encoding = "gb18030"
    try:
        return raw.decode(encoding).rstrip("\x1a")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"{path}: line {line} is neither UTF-8 nor GB18030; save the file again as CSV UTF-8"
        raise Mistake(message) from None


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the most of the first rows into as many cells, the wider table where two tie."""

    start = text[:1_000_000]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in islice(csv.reader(io.StringIO(start), delimiter=delimiter), _SAMPLED))
        except csv.Error:
            return 0, 0
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

    best = max(DELIMITERS, key=score)
    return best if score(best) > (0, 0) else ","


def _told_separator(text: str) -> tuple[str, str | None]:
    """Spreadsheets write and obey a first line 'sep=;', and do not show it as a row."""
    found = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    return (text[found.end() :], found[1]) if found else (text, None)


def _grid(name: str, text: str, delimiter: str) -> Grid:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return Grid(name, [[cell.strip() for cell in row] for row in reader])


def _quickly(name: str, text: str, delimiter: str, words: Container[str]) -> Sheet | None:
    """The sheet by polars, None where csv might say otherwise or polars cannot."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[int] = []
    top: list[list[str]] = []
    for row in islice(reader, _SAMPLED):
        top.append([cell.strip() for cell in row])
        lines.append(reader.line_num)
    header = header_of(Grid(name, top), words)
    if header is None or len(top) < _SAMPLED or "\r" in text.replace("\r\n", ""):
        return None
    ends = islice(_LINE_END.finditer(text), lines[header.last] - 1, None)
    start = next(ends).end()
    width = max(len(header.names), max(len(row) for row in top[header.last + 1 :]))
    # Polars gives a blank line of a one-column table no row, and reads quotes inside a bare cell in its own way.
    if width < 2 or (
        '"' in text and re.search(rf'[^\r\n"{re.escape(delimiter)}]"[^\r\n"{re.escape(delimiter)}]', text[start:])
    ):
        return None
    body = text[start:].replace("\r\n", "\n").encode()
    schema = {f"c{i}": pl.String for i in range(width)}
    try:
        frame = pl.read_csv(body, has_header=False, separator=delimiter, schema=schema, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    first = header.last + 2
    numbers = np.arange(first, first + frame.height, dtype=np.int64)
    return table_of(name, header, frame.with_columns(pl.all().str.strip_chars().fill_null("")), numbers)
