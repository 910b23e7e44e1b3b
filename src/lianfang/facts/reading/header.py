"""Where the header of a table is, and what its columns are called.

Each of the first 40 rows is tried as the top of a header of one, two or three lines. A second line belongs to the
header where it fills exactly the columns of merged parents above it (发病 over 日期 and 地点) and looks like words. In
a file that does not keep its merges (CSV) a parent is a name with blank columns to its right, and its child stands
under it too. The candidate with the most known words wins, the earlier and the deeper one where two have as many.
Where no word is known, the first row wins that is filled nearly as far as the rows beneath it and holds no figures or
dates. A title above the table is one cell, so it is neither.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from lianfang.facts.cells import half_width_of
from lianfang.facts.reading.sheet import Grid

SEARCHED_ROWS = 40
_VALUE = re.compile(r"[\d\s.,:/%+\-eE]*\d[\d\s.,:/%+\-eE]*|\d{4}[年/.\-]\d{1,2}.*|\d{15,}.*|[A-Za-z]?\d{6,}", re.DOTALL)
_DROPPED = re.compile(r"[\s*＊/:：_]|[（(\[【].*?[)）\]】]")


@dataclass(frozen=True, slots=True)
class Header:
    """Rows first to last (from 0) are the header; ``names`` are not yet distinct, '' where a column has none."""

    first: int
    last: int
    names: list[str]
    known: int


def header_key(name: str) -> str:
    """A header's name as it is compared: half-width, in lower case, without spaces, marks and words in brackets.

    So 发病/日期, 发病日期 and '发病日期（必填）*' are one.
    """
    return _DROPPED.sub("", half_width_of(name)).casefold()


def is_known(name: str, words: Container[str]) -> bool:
    """Whether the name, its compared form, or the child of a merged parent is a known word."""
    child = name.rsplit("/", 1)[-1]
    return any(form and form in words for form in (name, name.strip(), header_key(name), child, header_key(child)))


def header_of(grid: Grid, words: Container[str] = ()) -> Header | None:
    """The header, or None where the sheet has no table."""
    top = [(number, row) for number, row in enumerate(grid.rows[: 4 * SEARCHED_ROWS]) if any(row)][:SEARCHED_ROWS]
    candidates = [candidate for number, _ in top for candidate in _candidates(grid, number, words)]
    best = max(candidates, key=lambda c: (c.known, -c.first, c.last), default=None)
    # Two known words, or one where the table has no more columns to know.
    if best is not None and best.known >= min(2, _filled(best.names)):
        return best
    widths = sorted(_filled(row) for _, row in top)
    usual = widths[len(widths) // 2] if widths else 0
    fitting = [c for c in candidates if _filled(c.names) >= max(1, 0.6 * usual) and _is_words(c.names)]
    if best is not None and best.known and best in fitting:
        return best
    # A lone cell over a wider table is its title.
    fitting = [c for c in fitting if _filled(c.names) > 1 or widths[-1] == 1]
    return min(fitting, key=lambda c: (c.first, -c.last), default=None)


def _candidates(grid: Grid, number: int, words: Container[str]) -> list[Header]:
    names = list(grid.rows[number])
    if not any(names):
        return []
    found = [Header(number, number, names, _known(names, words))]
    columns = set(range(len(names)))
    own = names
    for below in range(number + 1, min(number + 3, len(grid.rows))):
        children = grid.rows[below]
        spans = _spans(grid, below - 1, own, columns)
        used = _used_spans(grid, below, spans, own)
        if not used or _filled(own) < 2 - (below > number + 1):
            break
        parents = names + [""] * (len(children) - len(names))
        longer = list(parents)
        for start, end in used:
            for column in range(start, end + 1):
                parent = parents[column] if _at(own, column) else parents[start]
                child = children[column] if column < len(children) else ""
                longer[column] = f"{parent}/{child}" if child and child != parent else parent
        names, own = longer, children
        columns = {column for start, end in used for column in range(start, end + 1)}
        found.append(Header(number, below, names, _known(names, words)))
    return found


def _spans(grid: Grid, row: int, own: list[str], columns: set[int]) -> list[tuple[int, int]]:
    """The runs of columns that a name of this row stands over, wider than one column."""
    if grid.merges is not None:
        wide = [(c1, c2) for r1, r2, c1, c2 in grid.merges if r1 <= row and r2 == row and c2 > c1 and c1 in columns]
        if wide:
            return sorted(wide)
    spans: list[tuple[int, int]] = []
    for column in sorted(columns):
        if column < len(own) and own[column]:
            spans.append((column, column))
        elif spans and spans[-1][1] == column - 1:
            spans[-1] = (spans[-1][0], column)
    return [(start, end) for start, end in spans if end > start]


def _used_spans(grid: Grid, row: int, spans: list[tuple[int, int]], own: list[str]) -> list[tuple[int, int]]:
    """The spans whose columns this row fills; none where it is no line of a header."""
    children = grid.rows[row]
    if not _is_words(children):
        return []
    used = []
    for start, end in spans:
        covered = [_is_covered(grid, row, column) for column in range(start, end + 1)]
        if not any(covered):
            continue
        # Where merges are not kept, unnamed columns may follow the parent's last child.
        width = len(covered) if grid.merges is not None else len(covered) - covered[::-1].index(True)
        if width < 2 or not _at(children, start) or not all(covered[:width]):
            return []
        used.append((start, start + width - 1))
    inside = {column for start, end in used for column in range(start, end + 1)}
    outside = [c for c in range(len(children)) if children[c] and c not in inside and children[c] != _at(own, c)]
    return [] if outside else used


def _is_covered(grid: Grid, row: int, column: int) -> bool:
    """Whether the cell has a word, or stands under one that spans it and has children of its own."""
    if _at(grid.rows[row], column):
        return True
    if grid.merges is not None:
        return any(r1 <= row <= r2 and c1 < column <= c2 for r1, r2, c1, c2 in grid.merges)
    below = grid.rows[row + 1] if row + 1 < len(grid.rows) else []
    return bool(_at(below, column)) and not _at(below, 0) and _is_words(below)


def _at(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _known(names: list[str], words: Container[str]) -> int:
    return len({name for name in names if name and is_known(name, words)})


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if cell)


def _is_words(row: list[str]) -> bool:
    return all(not _VALUE.fullmatch(cell) and len(cell) <= 80 for cell in row if cell)
