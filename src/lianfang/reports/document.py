"""A report as blocks that every renderer walks: headings, paragraphs, tables, notes."""

from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; of level 1 a chapter, of level 2 an article."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``leading`` marks the opening paragraph."""

    text: str
    leading: bool = False


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its label, whether its cells are numbers, its width as a share of the others'."""

    label: str
    number: bool = False
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a None in a column of numbers is unknown and printed —, an empty text is no cell at all.

    ``strong`` are the places of rows that sum up, ``indented`` of those that are parts of the row above them.
    ``sheet`` names it in a workbook; ``only_workbook`` tables are too long for paper, ``only_paper``
    ones are their beginnings.
    """

    title: str
    sheet: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    strong: frozenset[int] = frozenset()
    indented: frozenset[int] = frozenset()
    note: str = ""
    only_workbook: bool = False
    only_paper: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """What figures mean and when they were known, in small type; without a title the lines stand alone."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """An address as a QR code, with the lines beside it; where nothing can be drawn the address itself stands."""

    address: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """A line to be filled in by hand: what each part of it is for, with a blank behind it as long as there is room."""

    labels: tuple[str, ...]

    def in_text(self, chinese: bool) -> str:
        """The line where nothing can be drawn."""
        blank, between = ("＿" * 7, "　　") if chinese else ("_" * 14, "  ")
        return between.join(f"{label}{blank}" for label in self.labels)


Block = Heading | Paragraph | Table | Notes | Code | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """A report: title, the line under it, its blocks, and the date of knowledge in words and by the clock.

    ``dense`` sets it smaller and closer, for what is to stand on one page.
    """

    language: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    known: str
    dense: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))


def printed(cell: Cell) -> str:
    """A cell as every paper prints it: numbers grouped by thousands with a true minus sign, unknown as —."""
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return f"{cell:,.2f}".replace("-", "−")
    return f"{cell:,}".replace("-", "−")
