"""Levels of areas: the scales of a plan over the figures of their areas, day by day. They propose.

A level is an interval: where a figure is not known, a condition may be neither true nor false, and then the level lies
between the lowest and the highest that it may be. `oracle/levels.py` says the same by loops.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive.area_figures import figures_by_day
from lianfang.derive.inputs import prepared, utc
from lianfang.derive.outputs import empty, fitted, frame_of
from lianfang.plan.model import Plan
from lianfang.plan.scales import Scale

if TYPE_CHECKING:
    from lianfang.derive.questions import Question

_TABLES = ("level", "level_figure")


@dataclass(frozen=True)
class Levels:
    """The level of each area by each scale at a moment, and the figures behind it, as the vocabulary declares them."""

    levels: pl.DataFrame
    figures: pl.DataFrame


def levels(
    tables: Mapping[str, pl.DataFrame], cases: pl.DataFrame, plan: Plan, at: datetime, engine: str = "auto",
    counting_from: pl.DataFrame | None = None,
) -> Levels:  # fmt: skip
    """The levels that follow from facts by a plan on the local day of a moment (aware).

    `tables` as `derive` takes them, `cases` as it gives them, `counting_from` as `area, disease, day` of the day from
    which persons replace counts. Raises Mistake for columns that cannot be read.
    """
    scales = plan.levels_at(at)
    if not scales:
        # As of a change of plan that moves no level: no fact need be brought into shape.
        return Levels(*(utc(empty(table), plan.time_zone) for table in _TABLES))
    local = at.astimezone(ZoneInfo(plan.time_zone)).replace(tzinfo=None)
    facts = prepared(tables, plan.time_zone)
    if engine == "oracle":
        from lianfang.derive.oracle.levels import level_rows

        rows, figures = level_rows(facts, cases, plan, scales, local, counting_from)
        made = frame_of(rows, "level"), frame_of(figures, "level_figure")
    else:
        parts = [_of_scale(facts, cases, scale, plan, local, engine, counting_from) for scale in scales]
        first, second = (
            fitted(pl.concat(fitted(part[i], table) for part in parts), table) for i, table in enumerate(_TABLES)
        )
        made = first, second
    return Levels(*(utc(frame, plan.time_zone) for frame in made))


def _of_scale(
    facts: Mapping[str, pl.DataFrame], cases: pl.DataFrame, scale: Scale, plan: Plan, at: datetime,
    engine: str, counting_from: pl.DataFrame | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    from lianfang.derive.engines import opened

    today = at.date()
    by_day = figures_by_day(facts, cases, scale, plan.disease, today, plan.time_zone, counting_from)
    # Before anything is known of an area there is nothing to be looked back upon.
    by_day = by_day.filter((pl.col("basis") != "none") | (pl.col("day") == today))
    if scale.since is not None:
        by_day = by_day.filter(pl.col("day") >= scale.since)
    with closing(opened(engine)) as asked:
        asked.hold(f"figures_{scale.id}", by_day)
        ranked = asked.rows(_proposed(scale, asked.dialect))
    names = {rank: grade.level for rank, grade in enumerate(scale.grades)}
    now = _since(ranked).filter(pl.col("day") == today)
    now = now.with_columns(
        pl.col("lowest", "highest").replace_strict(names, default=None, return_dtype=pl.String)
    )  # fmt: skip
    now = now.with_columns(
        scale=pl.lit(scale.id), plan=pl.lit(plan.id), about=pl.lit(scale.about), disease=pl.lit(plan.disease)
    )
    behind = by_day.filter(pl.col("day") == today)
    figures = [
        behind.select(
            "area", "basis", "told", plan=pl.lit(plan.id), scale=pl.lit(scale.id), figure=pl.lit(one.id),
            value=pl.col(one.id).cast(pl.Float64),
        )
        for one in scale.figures
    ]  # fmt: skip
    return now, pl.concat(figures) if figures else pl.DataFrame()


@lru_cache(maxsize=64)
def _proposed(scale: Scale, dialect: str) -> Question:
    from lianfang.derive.compiled import asked

    return asked("proposed", scale, dialect, lambda: proposed(scale))


def proposed(scale: Scale) -> Any:
    """An expression over `figures_SCALE`: `area, day` and the ranks of the lowest and highest level, unbound."""
    import ibis

    from lianfang.derive.compile import Answers, Cell, value

    types = {one.id: "int64" if one.cluster is None else "boolean" for one in scale.figures}
    rows = ibis.table({"area": "string", "day": "date", **types}, name=f"figures_{scale.id}")

    def cell_of(table: Any) -> Cell:
        return lambda name, of: table[name]

    never = ibis.null("boolean")
    columns = {}
    for rank, grade in enumerate(scale.grades):
        for what, formula in (("when", grade.when), ("lowered", grade.lowered)):
            told = never if formula is None else value(formula.expression, cell_of(rows), Answers(rows))
            columns[f"_{what}{rank}"] = told
    rows = rows.select("area", "day", **columns)
    # Latest days, up to each day, on which a level was or may have been reached and on which it was or may have fallen.
    window = ibis.window(group_by="area", order_by="day", preceding=None, following=0)
    held: dict[str, Any] = {}
    for rank, grade in enumerate(scale.grades):
        when, lowered = rows[f"_when{rank}"], rows[f"_lowered{rank}"]
        sure, possible = when.fill_null(False), when.fill_null(True)
        if grade.lowered is not None:
            falls, may_fall = lowered.fill_null(False) & ~possible, lowered.fill_null(True) & ~sure

            def latest(so: Any) -> Any:
                return so.ifelse(rows["day"], ibis.null("date")).max().over(window)

            sure = _after(latest(sure), latest(may_fall))
            possible = _after(latest(possible), latest(falls))
        held |= {f"_sure{rank}": sure, f"_possible{rank}": possible}
    rows = rows.select("area", "day", **held)
    ranks = range(len(scale.grades))

    def rank_where(kind: str, otherwise: int, choose: Any) -> Any:
        told = [rows[f"_{kind}{rank}"].ifelse(rank, otherwise) for rank in ranks]
        return reduce(choose, told)

    gravest_sure = rank_where("sure", -1, lambda one, other: ibis.greatest(one, other))
    gravest = rank_where("possible", -1, lambda one, other: ibis.greatest(one, other))
    mildest = rank_where("possible", len(scale.grades), lambda one, other: ibis.least(one, other))
    none = ibis.null("int64")
    lowest = ibis.cases((gravest_sure >= 0, gravest_sure), (gravest >= 0, mildest), else_=none)
    return rows.select("area", "day", lowest=lowest, highest=ibis.cases((gravest >= 0, gravest), else_=none))


def _after(reached: Any, fallen: Any) -> Any:
    """Whether the level was reached, and did not fall after that."""
    return reached.notnull() & (fallen.isnull() | (fallen < reached)).fill_null(False)


def _since(ranked: pl.DataFrame) -> pl.DataFrame:
    """The days with `since`, the first of those on which the level has been what it is that day."""
    own = pl.struct("lowest", "highest")
    ordered = ranked.sort("area", "day").with_columns(_changed=own.ne_missing(own.shift(1)).over("area"))
    since = pl.when(pl.col("_changed").fill_null(True)).then("day").forward_fill().over("area")
    return ordered.with_columns(since=since)
