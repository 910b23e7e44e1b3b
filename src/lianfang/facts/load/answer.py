"""What became of a file: figures that add up to its rows, and every row that was not recorded."""

from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not recorded: its number as a spreadsheet shows it, the file's column, its value, what to do."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures of a load. ``loaded + unchanged + corrected + rejected`` are the rows of the file.

    ``skipped`` are the lines that are no records (subtotals, notes, …) by sheet, number and reason, not among the rows.
    ``rejects`` has the file's own columns and ``row`` and ``reason``, ready to be mended and loaded again. ``remarks``
    are lines to be said beside the figures: which mapping was used, which areas came into being. ``elsewhere``: code
    and name of each area that the accounts of the area ``loaded_for`` do not see, and how many rows belong there.
    ``diseases`` are those of which the rows speak. ``counted``: what its rows are, in a file that is no table.
    """

    file: str
    rows: int = 0
    loaded: int = 0
    unchanged: int = 0
    corrected: int = 0
    rejected: int = 0
    rejections: tuple[RejectedRow, ...] = ()
    skipped: tuple[tuple[str, int, str], ...] = ()
    remarks: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str, int], ...] = ()
    loaded_for: str = ""
    diseases: tuple[str, ...] = ()
    rejects: pl.DataFrame = field(default_factory=pl.DataFrame, compare=False)
    counted: str = "row"

    def __post_init__(self) -> None:
        if self.loaded + self.unchanged + self.corrected + self.rejected != self.rows:
            raise AssertionError("loaded, unchanged, corrected and rejected must add up to the rows of the file")


@dataclass(frozen=True, slots=True)
class Change:
    """What a row would do: its state (loaded, corrected, unchanged, rejected), and of a correction what changes.

    ``changes``: (column, before, after) as text; of what is encrypted the value before is not shown. ``person`` and
    ``case``: whom the corrected facts are about, for whoever may see only some people. ``cells`` are its first cells as
    typed, none of them sealed. Of a rejected row ``column`` (the file's), ``value`` and ``reason``.
    """

    sheet: str
    row: int
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()
    person: str = ""
    case: str = ""
    cells: tuple[str, ...] = ()
    column: str = ""
    value: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What loading the file would do: the figures, and row by row the first ``limit`` rows that would do anything.

    Of the rows that would change nothing as many are told as there is room for.
    """

    answer: Answer
    rows: tuple[Change, ...]
