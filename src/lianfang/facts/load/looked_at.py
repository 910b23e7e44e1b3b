"""A file looked at before anything of it is recorded: which sheets, which headers, and the column each is read as."""

from dataclasses import dataclass
from pathlib import Path

from lianfang.facts.load import links
from lianfang.facts.load.mapping import LINKS, Mapping, layout_of_kind
from lianfang.facts.load.options import Options
from lianfang.facts.load.prepare import BY_HEADERS, mapping_for, opened
from lianfang.facts.load.shipped import REJECTS_COLUMNS
from lianfang.vocabulary import Type

_PAIR = {"link.from": ("感染来源病例", "Infecting case"), "link.to": ("病例", "Infected case"),
         "link.setting": ("感染场所", "Setting of infection")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeaderRead:
    """A header with the columns that it is read as (none: it is not used) and its first cells as they were typed."""

    header: str
    columns: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet with its number of rows and its headers; ``mapping`` names the shipped mapping by which it is read."""

    name: str
    rows: int
    mapping: str
    headers: tuple[HeaderRead, ...]


@dataclass(frozen=True, slots=True)
class ColumnToFill:
    """A column that a file of a kind may fill: its full name, the words for it, its type."""

    full: str
    zh: str
    en: str
    type: Type


def columns_to_fill(kind: str) -> tuple[ColumnToFill, ...]:
    """The columns that a header of such a file may be read as, in the vocabulary's order."""
    if kind == LINKS:
        return tuple(ColumnToFill(full, *_PAIR[full], Type.TEXT) for full in links.HEADERS)
    layout = layout_of_kind(kind)
    return tuple(ColumnToFill(full, column.zh, column.en, column.type) for full, _part, column in layout.columns())


def looked_at(kind: str, path: Path, options: Options, first: int = 3) -> tuple[SheetRead, ...]:
    """The sheets of a file by its mapping, complete or not. Raises Mistake where the file cannot be read at all."""
    chosen, layout, sheets = opened(kind, path, options)
    found = []
    for sheet in sheets:
        mapping = mapping_for(sheet, kind, chosen, layout, options)
        headers = tuple(
            HeaderRead(header, _columns(header, mapping), tuple(sheet.rows[header].head(first).to_list()))
            for header in sheet.header
            if header not in REJECTS_COLUMNS
        )
        name = "" if mapping.name == BY_HEADERS else mapping.name
        found.append(SheetRead(sheet.name, sheet.rows.height, name, headers))
    return tuple(found)


def _columns(header: str, mapping: Mapping) -> tuple[str, ...]:
    columns = [full for full, source in mapping.columns.items() if header in source.headers]
    if mapping.areas is not None and header in mapping.areas.headers():
        columns += [full for full in mapping.areas.columns if full not in columns]
    return tuple(columns)
