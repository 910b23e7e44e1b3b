"""A sheet of text into a frame with the vocabulary's columns, by a mapping; what only that knows is read here."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from lianfang.facts.cells import reason, trimmed
from lianfang.facts.cells.plain import UNKNOWN, UNKNOWN_TEXT, without_unknown
from lianfang.facts.load.mapping import ColumnSource, Mapping
from lianfang.facts.load.options import Options
from lianfang.facts.reading import Sheet
from lianfang.facts.values import parsed
from lianfang.vocabulary import Layout, Mistake, Type

_SEVERAL = re.compile(r"[、,;；，]\s*")
_OPEN = (Type.TEXT, Type.NAME, Type.ADDRESS, Type.CHOICE, Type.BOOLEAN)


@dataclass(slots=True)
class Translated:
    """Rows to record, with ``at`` their place in the sheet (from 0); what was refused here; rows that are no records.

    ``refused``: place → (column, value, reason). ``passed_over``: place → why.
    """

    frame: pl.DataFrame
    refused: dict[int, tuple[str, str, str]]
    passed_over: dict[int, str]


def translated(
    sheet: Sheet, mapping: Mapping, layout: Layout, options: Options, at: datetime, path: Path
) -> Translated:
    """The sheet's rows as the layout's columns. Raises Mistake where the file lacks a column that the mapping needs."""
    _check_headers(sheet, mapping, options, path)
    if mapping.day_zero_needed and options.day_zero is None:
        raise Mistake(f"{path}: this file counts days; say which day is 0: --day-zero 2020-01-31")
    types = {full: column.type for full, _, column in layout.columns()}
    clean = {header: trimmed(sheet.rows[header]) for header in sheet.header}
    refused: dict[int, tuple[str, str, str]] = {}
    out: dict[str, pl.Series] = {}
    for full, source in mapping.columns.items():
        text = _text(source, full, clean, sheet, mapping, types.get(full, Type.TEXT), path)
        if text is not None:
            out[full] = _read(text, full, types.get(full), source, mapping, options, at, refused)
    for full, value in options.constants.items():
        out[full] = pl.Series([value], dtype=pl.String).new_from_index(0, sheet.rows.height)
    for full, value in options.otherwise.items():
        out[full] = _otherwise(out.get(full), value, sheet.rows.height)
    if options.known_at:
        out["known_at"] = _known_at(clean, options, mapping, at, refused, path)
    frame = pl.DataFrame(out).with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    return Translated(frame, refused, _passed_over(clean, mapping))


def _otherwise(given: pl.Series | None, value: str, height: int) -> pl.Series:
    """The column with ``value`` where a row says nothing."""
    if given is None:
        return pl.Series([value], dtype=pl.String).new_from_index(0, height)
    return given.fill_null(value) if given.dtype == pl.String else given


def _check_headers(sheet: Sheet, mapping: Mapping, options: Options, path: Path) -> None:
    has = set(sheet.header)
    wanted = [(full, source.headers) for full, source in mapping.columns.items() if source.headers]
    if mapping.areas is not None:
        wanted += [("areas", (level.code or level.name,)) for level in mapping.areas.by]
        wanted += [("areas", (text,)) for text in mapping.areas.text]
    if mapping.only_filled:
        wanted.append(("only", (mapping.only_filled,)))
    for full, headers in wanted:
        if not has & set(headers):
            asked = " or ".join(repr(header) for header in headers)
            raise Mistake(
                f"{path}: the mapping {mapping.name} takes {full} from {asked}, which the file does not have; "
                f"it has {', '.join(sheet.header[:12])}"
            )


def _text(
    source: ColumnSource,
    full: str,
    clean: dict[str, pl.Series],
    sheet: Sheet,
    mapping: Mapping,
    type_: Type,
    path: Path,
) -> pl.Series | None:
    """The column as text, null where the file says nothing."""
    height = sheet.rows.height
    candidates: list[pl.Series] = []
    for header in source.headers:
        if header in clean:
            text = without_unknown(clean[header], UNKNOWN_TEXT if type_ in _OPEN else UNKNOWN)
            text = text.set((text.str.len_chars() == 0).fill_null(False), None)
            candidates.append(_translated_cells(text, source, clean))
    if source.row:
        candidates.append(pl.Series([str(number) for number in sheet.row_numbers.tolist()], dtype=pl.String))
    if source.file_name:
        found = re.search(source.file_name, path.name)
        if found is None:
            raise Mistake(f"{path}: the mapping {mapping.name} looks for {full} in the file's name; it is not there")
        candidates.append(pl.Series([found[1]], dtype=pl.String).new_from_index(0, height))
    if not candidates and not source.otherwise:
        return None
    text = candidates[0] if candidates else pl.Series([None], dtype=pl.String).new_from_index(0, height)
    for other in candidates[1:]:
        text = text.fill_null(other)
    if source.filled:
        text = pl.select(pl.when(text.is_not_null()).then(pl.lit(source.filled))).to_series()
    if source.otherwise:
        text = text.fill_null(source.otherwise)
    if source.prefixed and mapping.prefix:
        text = _prefixed(text, mapping.prefix)
    return text.rename(full)


def _translated_cells(text: pl.Series, source: ColumnSource, clean: dict[str, pl.Series]) -> pl.Series:
    if source.unknown:
        unknown = text.is_in(list(source.unknown)).fill_null(False)
        if source.unknown_where_filled:
            unknown = unknown & (clean[source.unknown_where_filled].str.len_chars() > 0).fill_null(False)
        text = text.set(unknown, None)
    if source.values:
        text = text.replace(source.values)
        text = text.set((text == "").fill_null(False), None)
    if source.not_before:
        text = text.set((text < without_unknown(clean[source.not_before])).fill_null(False), None)
    if source.only:
        text = text.set((~text.is_in(list(source.only))).fill_null(False), None)
    return text


def _prefixed(text: pl.Series, prefix: str) -> pl.Series:
    made = {
        cell: "、".join(prefix + part for part in _SEVERAL.split(cell)) for cell in text.drop_nulls().unique().to_list()
    }
    return text.replace_strict(made, default=None, return_dtype=pl.String)


def _read(
    text: pl.Series,
    full: str,
    type_: Type | None,
    source: ColumnSource,
    mapping: Mapping,
    options: Options,
    at: datetime,
    refused: dict[int, tuple[str, str, str]],
) -> pl.Series:
    """The column typed where only this mapping says how to read it; else the text, which the ledger's door reads."""
    if type_ in (Type.DATE, Type.MOMENT) and (source.days or mapping.date_order or mapping.earliest):
        found = parsed(
            text,
            type_,
            at=at,
            day_zero=options.day_zero if source.days else None,
            date_order=mapping.date_order,
            earliest=mapping.earliest or date(1900, 1, 1),
        )
    elif type_ in (Type.NUMBER, Type.INTEGER) and source.times is not None:
        found = parsed(text, Type.NUMBER, at=at)
        converted = found.values * source.times
        values = converted.round(0).cast(pl.Int64) if type_ is Type.INTEGER else converted
        return _noted(values, found.reasons, text, full, refused)
    else:
        return text
    return _noted(found.values, found.reasons, text, full, refused)


def _noted(
    values: pl.Series, reasons: pl.Series, text: pl.Series, full: str, refused: dict[int, tuple[str, str, str]]
) -> pl.Series:
    for place in reasons.is_not_null().arg_true().to_list():
        refused.setdefault(place, (full, text[place], reasons[place]))
    return values.rename(full)


def _known_at(
    clean: dict[str, pl.Series],
    options: Options,
    mapping: Mapping,
    at: datetime,
    refused: dict[int, tuple[str, str, str]],
    path: Path,
) -> pl.Series:
    header = options.known_at or ""
    if header not in clean:
        raise Mistake(f"{path}: --known-at {header!r} is no column of the file; it has {', '.join(clean)}")
    found = parsed(clean[header], Type.MOMENT, at=at, date_order=mapping.date_order)
    return _noted(found.values, found.reasons, clean[header], "known_at", refused)


def _passed_over(clean: dict[str, pl.Series], mapping: Mapping) -> dict[int, str]:
    if not mapping.only_filled:
        return {}
    text = without_unknown(clean[mapping.only_filled])
    blank = text.is_null() | (text.str.len_chars() == 0) | text.is_in(list(mapping.only_unknown) or [""])
    return dict.fromkeys(blank.fill_null(True).arg_true().to_list(), mapping.only_why or reason("no_record"))
