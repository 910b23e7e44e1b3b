"""The tables that a derivation reads, in one shape: the vocabulary's columns, moments as local wall clock.

Both engines count days by the calendar, so moments become local once, here, and UTC again once, in `derived`. In a zone
that changes its clocks, "24 h" across a change is 23 or 25.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from lianfang import vocabulary
from lianfang.vocabulary import Column, Mistake, Type

LOCAL = pl.Datetime("us")
UTC = pl.Datetime("us", "UTC")
POLARS: dict[Type, pl.DataType | type[pl.DataType]] = {
    Type.INTEGER: pl.Int64,
    Type.NUMBER: pl.Float64,
    Type.BOOLEAN: pl.Boolean,
    Type.DATE: pl.Date,
    Type.MOMENT: LOCAL,
    Type.SUBJECTS: pl.List(pl.String),
}
PLACES: dict[str, dict[str, type[pl.DataType]]] = {
    "areas": {"code": pl.String, "path": pl.String, "level": pl.String, "parent": pl.String, "name": pl.String},
    "units": {"code": pl.String, "kind": pl.String, "area": pl.String, "path": pl.String, "name": pl.String},
}
# No plan obliges by how plans come into force.
# Visits oblige through whom they met (`encounters`), never by themselves: too many to carry along.
LEFT_OUT = frozenset({"visit", "plan_proposal", "plan_signature"})


@cache
def schema_of(kind: str) -> dict[str, pl.DataType]:
    """The columns of a kind of fact as a derivation holds them."""
    columns: tuple[Column, ...] = (*vocabulary.LEDGER, *vocabulary.kind(kind).columns)
    schema = {}
    for column in columns:
        dtype = POLARS.get(column.type, pl.String)
        schema[column.name] = dtype if isinstance(dtype, pl.DataType) else dtype()
    return schema


def read_kinds() -> tuple[str, ...]:
    """The kinds of fact that a derivation may read."""
    return tuple(kind.name for kind in vocabulary.kinds() if kind.name not in LEFT_OUT)


def prepared(tables: Mapping[str, pl.DataFrame], time_zone: str) -> dict[str, pl.DataFrame]:
    """Every kind of fact, areas and units with exactly their columns; what is not given is empty or null.

    Areas without a `path` and units without one get theirs by `parent` and `area`. Raises Mistake where a column cannot
    be read as what it is.
    """
    made = {kind: in_shape(tables.get(kind), schema_of(kind), kind, time_zone) for kind in read_kinds()}
    original = pl.coalesce("original", "id").alias("original")
    made = {kind: frame.with_columns(original) if frame.height else frame for kind, frame in made.items()}
    areas = in_shape(tables.get("areas"), _places("areas"), "areas", time_zone)
    if areas["path"].null_count():
        areas = areas.with_columns(_paths(areas).alias("path"))
    units = in_shape(tables.get("units"), _places("units"), "units", time_zone)
    if units["path"].null_count():
        of_area = areas.select(area="code", area_path="path").unique("area")
        units = units.join(of_area, on="area", how="left", maintain_order="left").with_columns(
            path=pl.coalesce("path", "area_path")
        )
    made["areas"] = areas.unique("code", maintain_order=True)
    made["units"] = units.select(*PLACES["units"]).unique("code", maintain_order=True)
    return made


def _places(name: str) -> dict[str, pl.DataType]:
    return {column: dtype() for column, dtype in PLACES[name].items()}


def in_shape(frame: pl.DataFrame | None, schema: Mapping[str, pl.DataType], name: str, time_zone: str) -> pl.DataFrame:
    """A table with exactly these columns, moments local; empty where it is not given. Raises Mistake as `prepared`."""
    # A refresh of one person reads a few of some fifty kinds: of the others nothing need be looked at.
    if frame is None or not frame.height:
        return _empty(tuple(schema.items()))
    columns = []
    for column, dtype in schema.items():
        if column not in frame.columns:
            columns.append(pl.lit(None, dtype).alias(column))
            continue
        held = frame.schema[column]
        if held == pl.Float64 and dtype == pl.Float64:
            columns.append(pl.col(column).fill_nan(None))
        elif held == dtype:
            columns.append(pl.col(column))
        elif dtype == LOCAL and isinstance(held, pl.Datetime) and held.time_zone is not None:
            local = pl.col(column).dt.convert_time_zone(time_zone).dt.replace_time_zone(None)
            columns.append(local.dt.cast_time_unit("us"))
        elif dtype == LOCAL and held == pl.String:
            parsed = pl.col(column).str.to_datetime(time_unit="us", time_zone="UTC")
            columns.append(parsed.dt.convert_time_zone(time_zone).dt.replace_time_zone(None))
        else:
            columns.append(pl.col(column).cast(dtype))
    try:
        return frame.select(columns)
    except pl.exceptions.PolarsError as wrong:
        raise Mistake(f"{name}: {' '.join(str(wrong).split())[:200]}") from None


@cache
def _empty(schema: tuple[tuple[str, pl.DataType], ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema))


def _paths(areas: pl.DataFrame) -> pl.Series:
    """Each area's path from its parents: codes from the root down between slashes."""
    parent = dict(zip(areas["code"].to_list(), areas["parent"].to_list(), strict=True))
    given = dict(zip(areas["code"].to_list(), areas["path"].to_list(), strict=True))

    def path(code: str, seen: frozenset[str]) -> str:
        if given.get(code):
            return str(given[code])
        above = parent.get(code)
        if above is None or above in seen or above not in parent:
            return f"/{code}/"
        return f"{path(above, seen | {code})}{code}/"

    return pl.Series("path", [path(code, frozenset()) for code in parent], dtype=pl.String)


def utc(frame: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """The frame with its local moments in UTC again."""
    local = [name for name, dtype in frame.schema.items() if dtype == LOCAL]
    return frame.with_columns(
        pl.col(local)
        .dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
        .dt.convert_time_zone("UTC")
    )
