"""Typed values of every column, and the reasons of the rows that cannot be: types, limits, and what contradicts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.identity import checked_identities
from lianfang.facts.recording.rows import values_of
from lianfang.facts.tables import columns_of
from lianfang.facts.values import parsed
from lianfang.places.names import Found, area_codes, unit_codes
from lianfang.vocabulary import SUBJECTS, Column, Kind, Layout, Type, moment_of

_TYPED: dict[Type, Any] = {
    Type.DATE: pl.Date,
    Type.INTEGER: pl.Int64,
    Type.NUMBER: pl.Float64,
    Type.BOOLEAN: pl.Boolean,
    Type.MOMENT: pl.Datetime("us", "UTC"),
}
# Any of them goes into the 64 bits of a column.
_WHOLE = frozenset({pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32})
# As which the ledger keeps ids, of facts and of whom they are about (RFC 9562).
_ID = r"(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
# What lies ahead may be said of these.
AHEAD = frozenset({"deadline", "until", "changes"})


class Reasons:
    """The reasons found so far: one a row, the first that was found."""

    def __init__(self, found: Mapping[int, tuple[str, str, str]] | None = None) -> None:
        self.found = dict(found or {})

    def add(self, column: str, rows: pl.Series, values: pl.Series, why: pl.Series | str) -> None:
        """Notes a reason for each of these rows that has none yet."""
        reasons = [why] * len(rows) if isinstance(why, str) else why.to_list()
        for row, value, said in zip(rows.to_list(), values.to_list(), reasons, strict=True):
            # The answer is kept as JSON, which the database has no NUL in.
            shown = "" if value is None else str(value).replace("\x00", "\ufffd")
            self.found.setdefault(row, (column, shown, said))

    def where(self, column: str, frame: pl.DataFrame, condition: pl.Series, why: str) -> None:
        """Notes the same reason for all rows of the frame that fulfil the condition; the column may be left out."""
        chosen = frame.filter(condition.fill_null(False))
        if chosen.height:
            self.add(column, chosen["row_number"], values_of(chosen, column), why)

    def without_refused(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame's rows for which no reason was found."""
        return frame.filter(~pl.col("row_number").is_in(list(self.found))) if self.found else frame


def typed(
    frame: pl.DataFrame, layout: Layout, at: datetime, within: str, reasons: Reasons, *, contradictions: bool = True
) -> pl.DataFrame:
    """The frame with typed values. Rows that cannot be are noted in ``reasons``; they stay in the frame as nulls.

    ``contradictions``: whether rows whose columns contradict each other are noted too.
    """
    out = {"row_number": frame["row_number"]}
    for kind in layout.parts:
        for column in (moment_of(kind), _until(kind), *kind.columns):
            name = f"{kind.name}.{column.name}"
            if name in frame.columns:
                out[name] = _column(frame, name, kind, column, at, within, reasons)
        for name in ("subject", "supersedes", "reason", "withdrawn"):
            if f"{kind.name}.{name}" in frame.columns:
                out[f"{kind.name}.{name}"] = frame[f"{kind.name}.{name}"]
    for name in frame.columns:
        if "." not in name and name != "row_number":
            out[name] = frame[name].cast(pl.String) if name != "known_at" else _moments(frame[name], at)
    whole = _without_what_is_no_id(pl.DataFrame(out), layout, reasons)
    if contradictions:
        _mark_contradictions(whole, layout, at, reasons)
    return whole


def _without_what_is_no_id(frame: pl.DataFrame, layout: Layout, reasons: Reasons) -> pl.DataFrame:
    """The frame without whatever stands where the ledger keeps an id and is none; its rows are noted."""
    kept = {f"{kind.name}.{name}": type_ for kind in layout.parts for name, type_ in columns_of(kind.name).items()}
    for name in frame.columns:
        type_ = kept.get(name, "uuid" if name in SUBJECTS else "")
        if type_ not in ("uuid", "uuid[]"):
            continue
        told = frame[name]
        fits = (
            told.list.eval(pl.element().str.contains(_ID)).list.all() if type_ == "uuid[]" else told.str.contains(_ID)
        )
        if not fits.all():
            shown = told.list.join(", ") if type_ == "uuid[]" else told
            reasons.add(name, frame["row_number"].filter(~fits), shown.filter(~fits), reason("no_id"))
            frame = frame.with_columns(pl.when(fits.fill_null(False)).then(pl.col(name)).alias(name))
    return frame


def _until(kind: Kind) -> Column:
    return Column("occurred_until", Type.MOMENT, "截止时间", "Until")


def _moments(series: pl.Series, at: datetime) -> pl.Series:
    return series if series.dtype == _TYPED[Type.MOMENT] else parsed(series.cast(pl.String), "moment", at=at).values


def _column(
    frame: pl.DataFrame, name: str, kind: Kind, column: Column, at: datetime, within: str, reasons: Reasons
) -> pl.Series:
    series = frame[name]
    if column.type in (Type.SUBJECT, Type.FACT):
        return series.cast(pl.String)
    if column.type is Type.SUBJECTS:
        return series if series.dtype == pl.List(pl.String) else series.cast(pl.String).str.split(",")
    if _fits(series, column.type):
        return _already_typed(frame, name, series, column, reasons)
    text = series.cast(pl.String)
    if column.type is Type.IDENTITY:
        return _identities(frame, name, kind, at, reasons)
    found = parsed(
        text,
        "text" if column.type in (Type.AREA, Type.UNIT) else column.type,
        at=at,
        options=column.options or None,
        unit=column.unit,
        minimum=column.minimum,
        maximum=column.maximum,
        future=column.name in AHEAD or (kind.ahead and column.name in ("occurred_from", "occurred_until")),
    )
    refused = found.reasons.is_not_null()
    if refused.any():
        reasons.add(name, frame["row_number"].filter(refused), text.filter(refused), found.reasons.filter(refused))
    if column.type in (Type.AREA, Type.UNIT):
        find = area_codes if column.type is Type.AREA else unit_codes
        return _codes(frame, name, found.values, find(_distinct(found.values), within), reasons)
    return found.values.rename(name)


def _fits(series: pl.Series, type_: Type) -> bool:
    """Whether the values are typed already; what is not is read as text, so that 0 is no date and false no number."""
    dtype = series.dtype
    match type_:
        case Type.DATE | Type.MOMENT:
            return dtype == pl.Date or isinstance(dtype, pl.Datetime)
        case Type.INTEGER:
            return dtype in _WHOLE
        case Type.NUMBER:
            return dtype in _WHOLE or (dtype.is_float() and bool(series.is_finite().all()))
        case Type.BOOLEAN:
            return dtype == pl.Boolean
    return False


def _already_typed(frame: pl.DataFrame, name: str, series: pl.Series, column: Column, reasons: Reasons) -> pl.Series:
    if column.type is Type.MOMENT and isinstance(series.dtype, pl.Datetime) and series.dtype.time_zone != "UTC":
        series = (
            series.dt.convert_time_zone("UTC")
            if series.dtype.time_zone
            else series.dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC")
        )
    elif column.type is Type.MOMENT and series.dtype == pl.Date:
        series = series.cast(pl.Datetime("us")).dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC")
    elif column.type is Type.DATE and isinstance(series.dtype, pl.Datetime) and series.dtype.time_zone:
        series = _local_day(series)
    values = series.cast(_TYPED[column.type], strict=False)
    if column.minimum is not None:
        reasons.where(name, frame, values < column.minimum, reason("minimum", minimum=f"{column.minimum:.15g}"))
    if column.maximum is not None:
        reasons.where(name, frame, values > column.maximum, reason("maximum", maximum=f"{column.maximum:.15g}"))
    return values.rename(name)


def _local_day(moments: pl.Series) -> pl.Series:
    # Not cast(): that would give the day in UTC, which for a local midnight is the day before.
    return moments.dt.convert_time_zone("Asia/Shanghai").dt.date()


def _identities(frame: pl.DataFrame, name: str, kind: Kind, at: datetime, reasons: Reasons) -> pl.Series:
    named = f"{kind.name}.identity_kind"
    found = checked_identities(
        frame[name].cast(pl.String), frame[named].cast(pl.String) if named in frame.columns else None, at=at
    )
    refused = found.reasons.is_not_null()
    if refused.any():
        reasons.add(
            name, frame["row_number"].filter(refused), frame[name].filter(refused), found.reasons.filter(refused)
        )
    return found.values.rename(name)


def _distinct(values: pl.Series) -> Iterable[str]:
    return values.drop_nulls().unique().to_list()


def _codes(frame: pl.DataFrame, name: str, texts: pl.Series, found: Found, reasons: Reasons) -> pl.Series:
    if found.reasons:
        refused = texts.is_in(list(found.reasons))
        why = texts.filter(refused.fill_null(False)).replace_strict(found.reasons, return_dtype=pl.String)
        reasons.add(
            name, frame["row_number"].filter(refused.fill_null(False)), texts.filter(refused.fill_null(False)), why
        )
    return texts.replace_strict(found.codes, default=None, return_dtype=pl.String).rename(name)


def _mark_contradictions(frame: pl.DataFrame, layout: Layout, at: datetime, reasons: Reasons) -> None:
    """What no single column shows: an end before its beginning, an onset after its report, a birth after an onset."""
    has = set(frame.columns)

    for kind in layout.parts:
        begin, end = f"{kind.name}.occurred_from", f"{kind.name}.occurred_until"
        if {begin, end} <= has:
            reasons.where(end, frame, frame[end] < frame[begin], reason("end_first"))
    if {"exposure.occurred_from", "exposure.last"} <= has:
        early = frame["exposure.last"] < frame["exposure.occurred_from"]
        reasons.where("exposure.last", frame, early, reason("last_first"))
    if {"journey.occurred_from", "journey.direction"} <= has:
        not_yet = (frame["journey.occurred_from"] > at) & (frame["journey.direction"] != "intended_return")
        reasons.where("journey.occurred_from", frame, not_yet, reason("future_journey"))
    if "case.onset" in has:
        for later, said in (("case.reported", "onset_after_report"), ("outcome.occurred_from", "onset_after_outcome")):
            if later in has:
                after = frame["case.onset"] > _local_day(frame[later])
                if later == "outcome.occurred_from" and "outcome.outcome" in has:
                    after = after & frame["outcome.outcome"].is_not_null()
                reasons.where("case.onset", frame, after, reason(said))
        if "person.birth" in has:
            unborn = frame["case.onset"] < frame["person.birth"]
            reasons.where("case.onset", frame, unborn, reason("onset_before_birth"))
