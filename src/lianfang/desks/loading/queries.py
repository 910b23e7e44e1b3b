"""What a page shows of a file: its kinds, its headers and columns, and its rows in words, nothing that identifies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.access import rights
from lianfang.access.masks import Masked, masked, numbers_masked
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.language import name_of
from lianfang.desks.loading.asked import Asked, headers_of
from lianfang.desks.moments import local
from lianfang.desks.reasons import reason_words
from lianfang.desks.words import kind_name, option_word
from lianfang.facts import load as loading
from lianfang.facts.load import SheetRead
from lianfang.facts.load.changes import HIDDEN
from lianfang.situation.plans import unplanned
from lianfang.situation.queries import cases_of, people_of
from lianfang.vocabulary import Type

STATES = ("corrected", "rejected", "loaded", "unchanged")
_MASKS: dict[Type, Masked] = {Type.IDENTITY: "identity", Type.TELEPHONE: "telephone", Type.ADDRESS: "address"}


def kinds_for(account: Account) -> dict[str, str]:
    """The kinds of file of which the account may record every part, in the language of the page."""
    found = {}
    for layout in vocabulary.layouts():
        if all(rights.may(account, "record", part.name) for part in layout.parts):
            found[layout.name] = name_of(layout)
    if rights.may(account, "record", "case") and rights.may(account, "correct", "case"):
        found["links"] = _("Who infected whom")
    return found


def column_words(kind: str) -> dict[str, str]:
    """The columns that a header may be read as, with their words; the part before where several share a word."""
    columns = loading.columns_to_fill(kind)
    said = [name_of(column) for column in columns]
    words = {}
    for column, word in zip(columns, said, strict=True):
        part = column.full.partition(".")[0]
        several = said.count(word) > 1 and part != "link"
        words[column.full] = f"{kind_name(part)} · {word}" if several else word
    return words


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A header on the page: its place, the column chosen for it, others that it fills as well, its first cells.

    ``known``: whether the column is one that may be chosen; a person's own mark in an export is none.
    """

    place: int
    header: str
    column: str
    also: tuple[str, ...]
    cells: tuple[str, ...]
    known: bool


def header_lines(kind: str, sheets: tuple[SheetRead, ...], words: dict[str, str]) -> list[HeaderLine]:
    """The headers of a file, those that are not read first."""
    types = {column.full: column.type for column in loading.columns_to_fill(kind)}
    cells = {read.header: read.cells for sheet in reversed(sheets) for read in sheet.headers}
    lines = []
    for place, (header, columns) in enumerate(headers_of(sheets).items()):
        kinds = {types[full] for full in columns if full in types}
        lines.append(
            HeaderLine(
                place,
                header,
                columns[0] if columns else "",
                tuple(words.get(full, full) for full in columns[1:]),
                tuple(_cell(cell, kinds) for cell in cells[header]),
                not columns or columns[0] in words,
            )
        )
    return sorted(lines, key=lambda line: bool(line.column))


def _cell(text: str, types: Iterable[Type]) -> str:
    for type_ in types:
        if type_ in _MASKS:
            return masked(_MASKS[type_], text)
    return numbers_masked(text)[:60]


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row on the page: where it stands in the file, what it would do, what changes, or why it is refused.

    ``cells``: its first cells, by which one knows it again.
    """

    sheet: str
    row: int
    state: str
    cells: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""


def _known_by(cells: Iterable[str]) -> str:
    return " · ".join(numbers_masked(cell)[:40] for cell in cells if cell)


def rejected_line(sheet: str, row: int, column: str, value: str, reason: str, cells: Iterable[str] = ()) -> RowLine:
    """A row that is refused: its column, its value without what identifies, and what to do."""
    shown = f"{column} {numbers_masked(value)!r}" if value else column
    said = reason_words(reason)
    return RowLine(sheet, row, "rejected", _known_by(cells), reason=f"{shown}: {said}" if shown else said)


def row_lines(account: Account, asked: Asked, changes: list[list[Any]]) -> list[RowLine]:
    """Rows of a preview in the words of the page. What was known before of people elsewhere is not shown."""
    words = column_words(asked.kind)
    types = {column.full: column.type for column in loading.columns_to_fill(asked.kind)}
    corrected = [row for row in changes if row[3]]
    people, cases = _visible(account, corrected)
    places = names.areas(
        value for row in corrected for full, *pair in row[3] if types.get(full) is Type.AREA for value in pair
    )
    lines = []
    for sheet, number, state, told, person, case, cells, column, value, reason in changes:
        hidden = (person or case) and person not in people and case not in cases
        said = [
            (
                words.get(full, full),
                _("not of your area") if hidden and before else _value(full, before, types, places),
                _value(full, after, types, places),
            )
            for full, before, after in told
        ]
        if state == "rejected":
            lines.append(rejected_line(sheet, number, column, value, reason, cells))
        else:
            lines.append(RowLine(sheet, number, state, _known_by(cells), tuple(said)))
    return lines


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The rows that whoever loads will not see: how many, and of which areas (those with most rows first)."""

    rows: int
    areas: tuple[tuple[str, int], ...]
    more: int


# So many areas are named where rows belong to many.
_AREAS_NAMED = 8


def elsewhere_of(figures: dict[str, Any] | None) -> Elsewhere | None:
    """The rows of other areas among those of a preview or a result; None where there are none."""
    told = (figures or {}).get("elsewhere") or []
    if not told:
        return None
    named = tuple((name or code, rows) for code, name, rows in told[:_AREAS_NAMED])
    return Elsewhere(sum(rows for _code, _name, rows in told), named, len(told) - len(named))


def unplanned_of(figures: dict[str, Any] | None, at: datetime) -> list[str]:
    """What the diseases are called of which a preview or a result speaks and for which no plan is in force."""
    return [names.disease(code) for code in unplanned((figures or {}).get("diseases") or (), at)]


def _visible(account: Account, rows: list[list[Any]]) -> tuple[set[str], set[str]]:
    persons, cases = {row[4] for row in rows if row[4]}, {row[5] for row in rows if row[5]}
    seen = people_of(account).filter(person__in=persons).values_list("person", flat=True) if persons else ()
    known = cases_of(account).filter(case__in=cases).values_list("case", flat=True) if cases else ()
    return set(map(str, seen)), set(map(str, known))


def _value(full: str, text: str, types: dict[str, Type], places: dict[str, Any]) -> str:
    if text in ("", HIDDEN):
        return _("sealed") if text else ""
    type_ = types.get(full)
    if type_ in _MASKS:
        return masked(_MASKS[type_], text)
    if type_ is Type.CHOICE:
        return option_word(full, text)
    if type_ is Type.AREA and text in places:
        return f"{places[text].name}"
    if type_ is Type.MOMENT or full.endswith(("occurred_from", "occurred_until")):
        try:
            return f"{local(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
        except ValueError:
            return text
    if type_ is Type.BOOLEAN:
        return _("yes") if text == "True" else _("no")
    if type_ is Type.DATE:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            return text
    return text
