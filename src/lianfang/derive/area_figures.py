"""The figures of areas, day by day, that a scale of levels looks at: from counts told or from the persons known.

A figure of an area counts what lies in it and below. It rests on the counts told for the area itself where any was
told by then, carried on until the next one; else on persons, once a case is known in the area or a unit in it has
signed a day, so that none is none; else it is unknown. From the day on which persons replace counts it rests on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from lianfang.derive.counts import spells_of_cases
from lianfang.derive.views import ancestors_of
from lianfang.plan.scales import COUNTED, Figure, Scale

TYPED = tuple(column for column in COUNTED.values() if column is not None)
BASES = ("persons", "counts", "none")


def figures_by_day(
    facts: Mapping[str, pl.DataFrame], cases: pl.DataFrame, scale: Scale, disease: str, today: date, zone: str,
    counting_from: pl.DataFrame | None = None,
) -> pl.DataFrame:  # fmt: skip
    """A row an area of the scale and day up to today: `area, day, basis, told` and a column a figure.

    `facts` as `inputs.prepared` gives them, `cases` as a derivation gives them (UTC), `counting_from` as
    `area, disease, day` from which persons replace counts. `told` is the day of the count that a figure rests on.
    """
    areas = facts["areas"].filter(pl.col("level").is_in(scale.areas) & pl.col("path").is_not_null())
    above = ancestors_of(facts["areas"]).select("code", area="above").join(areas.select(area="code"), on="area")
    members = _members(cases, disease, today, zone, above)
    typed = _typed(facts["reported_count"], disease, today, areas)
    known = _known_from(facts, members, disease, today, above)
    switches = _switches(facts["areas"], areas, counting_from, disease)
    firsts = [*(frame["day"].min() for frame in (members, typed, known)), switches["switch"].min()]
    first = min((day for day in firsts if isinstance(day, date)), default=today)
    days = pl.date_range(min(first, today), today, "1d", eager=True)
    grid = areas.select(area="code").sort("area").join(pl.DataFrame({"day": days}), how="cross")
    grid = grid.join(typed, on=["area", "day"], how="left").sort("area", "day")
    grid = grid.with_columns(pl.col("told", *TYPED).forward_fill().over("area"))
    grid = _based(grid, known, switches)
    for figure in scale.figures:
        grid = grid.with_columns(_number(figure).alias("_typed"))
        grid = grid.join(_persons(figure, members, today), on=["area", "day"], how="left").sort("area", "day")
        grid = grid.with_columns(_either(figure).alias(figure.id)).drop("_typed", "_persons", "_cluster", "_unlinked")
    told = pl.when(pl.col("basis") == "counts").then("told").when(pl.col("basis") == "persons").then("day")
    return grid.select("area", "day", "basis", told.alias("told"), *(figure.id for figure in scale.figures))


def _members(cases: pl.DataFrame, disease: str, today: date, zone: str, above: pl.DataFrame) -> pl.DataFrame:
    """`area, subject, what, origin, outbreak, day`: each case, what it was from when, in each area that it lies in."""
    spells = spells_of_cases(cases, pl.DataFrame(schema={"person": pl.String}))
    day = pl.col("start").dt.convert_time_zone(zone).dt.date()
    told = spells.filter((pl.col("disease") == disease) & pl.col("what").is_in(list(COUNTED))).with_columns(day=day)
    told = told.filter(pl.col("day") <= today).rename({"area": "code"}).join(above, on="code")
    outbreaks = cases.select(subject="case", outbreak="outbreak")
    return told.join(outbreaks, on="subject", how="left").select("area", "subject", "what", "origin", "outbreak", "day")


def _typed(counts: pl.DataFrame, disease: str, today: date, areas: pl.DataFrame) -> pl.DataFrame:
    """The cumulative counts told by area and day; of several the one known last, column by column."""
    told = counts.filter((pl.col("disease") == disease) & (pl.col("day") <= today))
    told = told.drop("area").rename({"counted": "area"})
    told = told.join(areas.select(area="code"), on="area", how="semi").sort("known_at", "id", nulls_last=False)
    last = told.group_by("area", "day").agg(pl.col(TYPED).last(ignore_nulls=True))
    return last.with_columns(told=pl.col("day"))


def _known_from(
    facts: Mapping[str, pl.DataFrame], members: pl.DataFrame, disease: str, today: date, above: pl.DataFrame
) -> pl.DataFrame:  # fmt: skip
    """From which day persons are known in an area: that of its first case, or of the first day signed in it."""
    signed = facts["sign_off"].filter((pl.col("disease") == disease) & (pl.col("day") <= today))
    signed = (
        signed.select("unit", "day")
        .join(facts["units"].select(unit="code", code="area"), on="unit")
        .join(above, on="code")
    )
    both = pl.concat([members.select("area", "day"), signed.select("area", "day")])
    return both.group_by("area").agg(pl.col("day").min())


def _switches(
    every: pl.DataFrame, areas: pl.DataFrame, counting_from: pl.DataFrame | None, disease: str
) -> pl.DataFrame:  # fmt: skip
    """From which day persons replace counts: the area's own, else that of the nearest area above it."""
    empty = pl.DataFrame(schema={"area": pl.String, "switch": pl.Date})
    if counting_from is None or not counting_from.height:
        return empty
    of = counting_from.filter(pl.col("disease") == disease).select(above="area", switch="day")
    lies = ancestors_of(every).join(areas.select("code"), on="code", how="semi")
    found = lies.join(of, on="above").sort(pl.col("above_path").str.len_chars(), descending=True)
    return found.unique("code", keep="first", maintain_order=True).select("switch", area="code")


def _based(grid: pl.DataFrame, known: pl.DataFrame, switches: pl.DataFrame) -> pl.DataFrame:
    grid = grid.join(known.select("area", _known="day"), on="area", how="left").join(switches, on="area", how="left")
    switched = (pl.col("switch") <= pl.col("day")).fill_null(False)
    persons = (pl.col("_known") <= pl.col("day")).fill_null(False)
    basis = (
        pl.when(switched).then(pl.lit("persons")).when(pl.col("told").is_not_null()).then(pl.lit("counts"))
        .when(persons).then(pl.lit("persons")).otherwise(pl.lit("none"))
    )  # fmt: skip
    return grid.with_columns(basis=basis).drop("_known", "switch")


def _number(figure: Figure) -> pl.Expr:
    """How many by counts told; null where one of them is not told. A fall is a correction: no case less."""
    parts = []
    for what in figure.counts:
        column = COUNTED[what]
        if column is None:
            return pl.lit(None, pl.Int64)
        until = pl.col(column)
        if figure.days is None:
            parts.append(until)
        else:
            before = until.shift(figure.days).over("area", order_by="day").fill_null(0)
            parts.append((until - before).clip(lower_bound=0))
    total = pl.sum_horizontal(parts, ignore_nulls=False)
    # Of counts told no origin is known, but none is none of each.
    return pl.when(total == 0).then(0) if figure.origins else total


def _persons(figure: Figure, members: pl.DataFrame, today: date) -> pl.DataFrame:
    """`area, day` with how many persons, the most of one outbreak, and how many of no outbreak; where there are any."""
    of = members.filter(pl.col("what").is_in(figure.counts))
    if figure.origins:
        of = of.filter(pl.col("origin").is_in(figure.origins))
    length = figure.days
    last = pl.lit(today) if length is None else pl.min_horizontal(pl.col("day") + pl.duration(days=length - 1), today)
    each = of.with_columns(day=pl.date_ranges("day", last)).explode("day").unique(["area", "day", "subject"])
    by_outbreak = each.group_by("area", "day", "outbreak").agg(_most=pl.len().cast(pl.Int64))
    linked, unlinked = pl.col("outbreak").is_not_null(), pl.col("outbreak").is_null()
    return by_outbreak.group_by("area", "day").agg(
        _persons=pl.col("_most").sum(),
        _cluster=pl.col("_most").filter(linked).max().fill_null(0),
        _unlinked=pl.col("_most").filter(unlinked).sum(),
    )


def _either(figure: Figure) -> pl.Expr:
    """The figure by what the area rests on. Persons who show a cluster show it whatever that is."""
    by_persons, by_counts = pl.col("basis") == "persons", pl.col("basis") == "counts"
    if figure.cluster is None:
        return pl.when(by_persons).then(pl.col("_persons").fill_null(0)).when(by_counts).then("_typed")
    size, most = figure.cluster, pl.col("_cluster").fill_null(0)
    # Cases of no outbreak may belong to the greatest one; too few of both cannot.
    too_few = most + pl.col("_unlinked").fill_null(0) < size
    return (
        pl.when(most >= size).then(True).when(by_persons & too_few).then(False)
        .when(by_counts & (pl.col("_typed") < size)).then(False)
    )  # fmt: skip
