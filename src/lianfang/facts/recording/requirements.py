"""Which parts a row tells, what each must say, and what is filled in where a row leaves it out."""

from datetime import datetime

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.recorder import Recorder
from lianfang.facts.recording.rows import values_of
from lianfang.facts.recording.values import Reasons
from lianfang.vocabulary import Column, Kind, Layout, Type
from lianfang.vocabulary.diseases import disease_code

_PERSON_BY = ("person.name", "person.identity_number", "person.number", "person.telephone")


def told_column(kind: Kind) -> str:
    """The name of the column that says of each row whether it tells this part."""
    return f"{kind.name}.told"


def completed(
    frame: pl.DataFrame, layout: Layout, by: Recorder, at: datetime, defaults: dict[str, str], reasons: Reasons
) -> pl.DataFrame:
    """The frame with what was left out filled in, and a column ``part.told`` for each part; lacks are noted."""
    for kind in layout.parts:
        frame = _with_disease_codes(_filled(frame, kind, by, at, defaults), kind)
        frame = frame.with_columns(_told(frame, layout, kind).alias(told_column(kind)))
    for kind in layout.parts:
        _mark_lacks(frame, kind, reasons)
    _mark_nobody(frame, layout, reasons)
    return frame


def refuse_what_is_about_nothing(frame: pl.DataFrame, layout: Layout, reasons: Reasons) -> None:
    """A row of which, its subjects resolved, nobody knows what it is about: an outcome, and of which case?"""
    for part in layout.parts:
        lost = frame[told_column(part)] & frame[part.subject].is_null()
        # What supersedes is about whatever that fact is about; whether there is such a fact is asked later.
        lost &= values_of(frame, f"{part.name}.supersedes").is_null()
        reasons.where(part.subject, frame, lost, reason("nothing"))


def by_default(name: str) -> str:
    """The name of the column that says of each row whether its unit is the recorder's own because it named none."""
    return f"{name}.by_default"


def _filled(frame: pl.DataFrame, kind: Kind, by: Recorder, at: datetime, defaults: dict[str, str]) -> pl.DataFrame:
    for column in kind.columns:
        full = f"{kind.name}.{column.name}"
        given = pl.col(full) if full in frame.columns else pl.lit(None, pl.String)
        if column.name in defaults and column.type in (Type.TEXT, Type.CHOICE):
            frame = frame.with_columns(given.fill_null(defaults[column.name]).alias(full))
        elif column.recorder and by.unit:
            # Whoever corrects a fact is not for that reason who reported it.
            corrects = f"{kind.name}.supersedes"
            own = given.is_null() & (pl.col(corrects).is_null() if corrects in frame.columns else pl.lit(True))
            filled = pl.when(own).then(pl.lit(by.unit)).otherwise(given)
            frame = frame.with_columns(own.alias(by_default(full)), filled.alias(full))
    moment = f"{kind.name}.occurred_from"
    if moment not in frame.columns:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Datetime("us", "UTC")).alias(moment))
    if kind.name == "reported_count" and "reported_count.day" in frame.columns:
        midnight = pl.col("reported_count.day").cast(pl.Datetime("us")).dt.replace_time_zone("Asia/Shanghai")
        frame = frame.with_columns(pl.col(moment).fill_null(midnight.dt.convert_time_zone("UTC")))
    return frame


def _with_disease_codes(frame: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The frame with each disease by its code, as plans name it: a name in its place would oblige nobody."""
    name = f"{kind.name}.disease"
    if name not in frame.columns:
        return frame
    words = frame[name].drop_nulls().unique().to_list()
    return frame.with_columns(pl.col(name).replace({word: disease_code(word) for word in words}))


def _told(frame: pl.DataFrame, layout: Layout, kind: Kind) -> pl.Expr:
    """Whether a row tells this part: always, where one of its needs is filled, or where any column of it is."""
    has = set(frame.columns)
    withdrawn = f"{kind.name}.withdrawn"
    if kind.name in layout.always or len(layout.parts) == 1:
        return pl.lit(True)
    names = [f"{kind.name}.{need}" for need in layout.needs.get(kind.name, ())] or [
        f"{kind.name}.{column.name}" for column in kind.columns if not column.recorder
    ]
    present = [pl.col(name).is_not_null() for name in (*names, withdrawn) if name in has]
    return pl.any_horizontal(present) if present else pl.lit(False)


def _mark_lacks(frame: pl.DataFrame, kind: Kind, reasons: Reasons) -> None:
    told = frame[told_column(kind)]
    if f"{kind.name}.supersedes" in frame.columns:
        told = told & frame[f"{kind.name}.supersedes"].is_null()
    required: list[tuple[str, Column | None]] = [
        (f"{kind.name}.{column.name}", column) for column in kind.columns if column.required
    ]
    if kind.moment_required:
        required.append((f"{kind.name}.occurred_from", None))
    for name, column in required:
        if column is not None and column.type in (Type.SUBJECT, Type.SUBJECTS, Type.FACT):
            continue
        zh, en = (column.zh, column.en) if column else (kind.moment_zh, kind.moment_en)
        lacking = told & frame[name].is_null() if name in frame.columns else told
        if lacking.any():
            reasons.where(name, frame, lacking, reason("missing", zh=zh, en=en))
    if kind.either:
        _mark_neither(frame, kind, told, reasons)


def _mark_neither(frame: pl.DataFrame, kind: Kind, told: pl.Series, reasons: Reasons) -> None:
    """A row that fills none of the columns of which it must fill one lacks the first of them."""
    names = [f"{kind.name}.{name}" for name in kind.either]
    lacking = told
    for name in names:
        if name in frame.columns:
            lacking = lacking & frame[name].is_null()
    if lacking.any():
        first = kind.column(kind.either[0])
        reasons.where(names[0], frame, lacking, reason("missing", zh=first.zh, en=first.en))


def _mark_nobody(frame: pl.DataFrame, layout: Layout, reasons: Reasons) -> None:
    """A row about a person must say who: known already, or by name, number, telephone, or the number of a case."""
    about = [kind for kind in layout.parts if kind.subject == "person" and kind.name != "person"]
    if not about and layout.name not in ("people", "person", "linelist"):
        return
    ways = [name for name in ("person", "case", "case.number", "case.subject", *_PERSON_BY) if name in frame.columns]
    ways += [
        f"{kind.name}.{ref}"
        for kind in layout.parts
        for ref in ("supersedes",)
        if f"{kind.name}.{ref}" in frame.columns
    ]
    if ways:
        nobody = ~frame.select(pl.any_horizontal(pl.col(ways).is_not_null())).to_series()
    else:
        nobody = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
    column = next((name for name in _PERSON_BY if name in frame.columns), frame.columns[0])
    if nobody.any():
        reasons.where(column, frame, nobody, reason("nobody"))
