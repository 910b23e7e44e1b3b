"""What reading gives: sheets of text; and what the readers of single kinds of file give before: grids."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file.

    ``header``: names made distinct, a child under a merged parent as parent/child (发病/日期). ``rows``: text columns
    of these names, never null ('' where blank). ``row_numbers``: for each row its number in the file as a spreadsheet
    shows it, from 1. ``skipped``: rows that are no records (subtotals, notes, the header again; also rows with more
    values than the header has columns), by number, with the reason in English. Wholly empty rows are nowhere.
    """

    name: str
    header: tuple[str, ...]
    rows: pl.DataFrame
    row_numbers: npt.NDArray[np.int64]
    skipped: list[tuple[int, str]] = field(default_factory=list)


class Sheets(list[Sheet]):
    """The sheets of a file that hold a table; ``skipped`` names the others and says why."""

    def __init__(self, sheets: Sequence[Sheet] = (), skipped: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(sheets)
        self.skipped = list(skipped)


# First row, last row, first column, last column: inclusive, from 0.
Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class Grid:
    """The text cells of a sheet from its first row on, with its merged cells (None: the file does not keep them)."""

    name: str
    rows: list[list[str]]
    merges: list[Merge] | None = None
    hidden: bool = False
