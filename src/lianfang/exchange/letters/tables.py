"""The table of a letter: which row is its header, which column means what, a person a row."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from lianfang import vocabulary
from lianfang.exchange.letters.told import NAME_FIELDS, NameTold, Unread
from lianfang.facts.cells import half_width_of
from lianfang.facts.reading import header_key

_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|共\s*计|小\s*计)")
# A row is a header from so many known words on, one of them the name's.
_KNOWN = 2


@cache
def header_words() -> dict[str, str]:
    """Each form of a header that is known, and the column of ``letter_name`` that it means."""
    found: dict[str, str] = {}
    for column in vocabulary.kind("letter_name").columns:
        if column.name in NAME_FIELDS:
            for word in (column.zh, column.en, column.name, *column.also):
                found.setdefault(header_key(word), column.name)
    return found


def columns_of(header: Sequence[str]) -> list[str]:
    """The columns that the cells of a header mean, "" for those unknown; each column once."""
    meant: list[str] = []
    for cell in header:
        name = header_words().get(header_key(cell), "")
        meant.append(name if name not in meant else "")
    return meant


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names the columns of a table of people."""
    meant = [name for name in columns_of(cells) if name]
    return "name" in meant and len(meant) >= _KNOWN


def header_at(rows: Iterable[Sequence[str]]) -> int | None:
    """The place of the first row that is a header; None where none is."""
    return next((place for place, row in enumerate(rows) if is_header(row)), None)


def names_of_rows(rows: Sequence[Sequence[str]], start: int, where: str) -> tuple[list[NameTold], list[Unread]]:
    """The people of a table of text cells whose header stands at ``start``.

    ``where`` names the table, for what was not understood. A header that comes again and a row that sums up are passed
    over; a row of more or fewer cells than the header is not understood, for nobody knows which cell is missing.
    """
    header = [cell.strip() for cell in rows[start]]
    meant = columns_of(header)
    names: list[NameTold] = []
    unread: list[Unread] = []
    for place, row in enumerate(rows[start + 1 :], start=start + 2):
        cells = [half_width_of(cell).strip() for cell in row]
        if not any(cells) or is_header(cells) or _TOTAL.match(next(cell for cell in cells if cell)):
            continue
        # What is filled of a row says who it is; a serial number alone is an empty form's line.
        if not any(cell for cell, name in zip(cells, meant, strict=False) if name != "place"):
            continue
        if len(cells) != len(header):
            unread.append(Unread(f"{where} {place}", " ".join(filter(None, cells)), "cells"))
            continue
        names.append(_name(cells, header, meant, f"{where} {place}"))
    return names, unread


def _name(cells: Sequence[str], header: Sequence[str], meant: Sequence[str], where: str) -> NameTold:
    told = NameTold(where=where)
    beside: list[str] = []
    for cell, title, name in zip(cells, header, meant, strict=True):
        if not cell:
            continue
        if name:
            setattr(told, name, " ".join(cell.split()))
        elif title:
            # A column that we do not know is still something that is known of the person.
            beside.append(f"{title}：{' '.join(cell.split())}")
    told.known = "；".join(filter(None, (told.known, *beside)))
    return told
