"""Counts by date and area in a file, as arrays of areas and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import typer

from lianfang.cli._tables import Table

NEGATIVE = "taken as missing: a correction downward is no count of cases"


@dataclass(frozen=True)
class Series:
    """``counts`` (areas, dates; NaN where the file tells nothing) and where each row of the file went."""

    areas: list[str]
    days: Any
    counts: Any
    population: Any | None
    area_of: Any
    day_of: Any


def series_in(table: Table, *, count: str = "count") -> Series:
    """The series of a table with `date`, `area` and a count; says on standard error what is missing or negative.

    Dates that lie seven days apart (or a multiple) are weeks, the same day of each month months, others days. Raises
    Mistake for a cell that cannot be read, for dates over a century apart, and for two rows of one area and date.
    """
    import numpy as np

    dates, names = table.dates("date"), table.texts("area")
    # Every date between the first and the last has a place for every area: a year mistyped would fill the memory.
    table.span("date", dates, range(len(dates)))
    numbers = np.array(table.numbers(count), dtype=float)
    below = np.flatnonzero(numbers < 0)
    if len(below):
        first = below[0]
        where = f"first on line {first + 2}: {numbers[first]:g}"
        typer.echo(f"{table.file}: {len(below)} counts are negative ({where}), {NEGATIVE}", err=True)
        numbers[below] = np.nan
    days = _days(sorted(set(dates)))
    place = {day: at for at, day in enumerate(days.astype(object))}
    areas = list(dict.fromkeys(names))
    index = {area: at for at, area in enumerate(areas)}
    area_of = np.array([index[name] for name in names])
    day_of = np.array([place[day] for day in dates])
    seen: set[tuple[int, int]] = set()
    for row, key in enumerate(zip(area_of.tolist(), day_of.tolist(), strict=True)):
        if key in seen:
            raise table.wrong(row, "date", str(dates[row]), f"stands twice for area {names[row]}; keep one row")
        seen.add(key)
    counts = np.full((len(areas), len(days)), np.nan)
    counts[area_of, day_of] = numbers
    gaps = int(np.isnan(counts).sum())
    if gaps:
        typer.echo(f"{table.file}: {gaps} of {counts.size} counts are missing; they stay missing, not zero", err=True)
    population = None
    if "population" in table:
        population = np.full_like(counts, np.nan)
        population[area_of, day_of] = table.numbers("population", least=1)
    return Series(areas, days, counts, population, area_of, day_of)


def summed_to_weeks(series: Series, weeks: str) -> Series:
    """The counts by day as whole epidemiological weeks, each by its first day; says on standard error what is none.

    Raises ValueError where they are not by day. A row an area and week; a population is that of the week's first day.
    """
    import numpy as np

    from lianfang import analysis

    begins, counts = analysis.counts_by_week(series.counts, series.days, analysis.WEEK_STARTS[weeks])  # type: ignore[index]
    parts = int(np.isnan(counts).sum())
    if parts:
        typer.echo(f"{parts} of {counts.size} weeks lack a day; they are missing, not zero", err=True)
    population = None
    if series.population is not None:
        first = np.clip((begins - series.days[0]).astype(int), 0, None)
        population = series.population[:, first]
    area_of, week_of = np.indices(counts.shape).reshape(2, -1)
    return Series(series.areas, begins, counts, population, area_of, week_of)


def _days(days: list[date]) -> Any:
    """Every date from the first to the last, by the step the dates have."""
    import numpy as np

    held = np.array(days, dtype="datetime64[D]")
    gaps = np.diff(held).astype(int)
    if len(gaps) and np.all(gaps % 7 == 0):
        return np.arange(held[0], held[-1] + 1, 7)
    months = held.astype("datetime64[M]")
    if len(gaps) and len({int(day) for day in (held - months).astype(int)}) == 1:
        every = np.arange(months[0], months[-1] + 1)
        return every.astype("datetime64[D]") + (held[0] - months[0])
    return np.arange(held[0], held[-1] + 1)
