"""`lianfang severity`: fatality as it stands and as it will be when the outcomes that are due have come."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer

from lianfang.cli._plot import PLOT, refuse_other_pictures
from lianfang.cli._tables import Table, read, refuse_other_endings, write
from lianfang.vocabulary.mistakes import Mistake


def register(app: typer.Typer) -> None:
    app.command(
        "severity",
        epilog="Example: lianfang severity --counts daily.csv --delay-mean 14 --delay-sd 6 --by age --out fatality.csv",
    )(severity)


def severity(
    counts: Path = typer.Option(..., "--counts", help="CSV or Parquet: date, cases, deaths (new of each day)."),
    out: Path = typer.Option(..., "--out", help="Writes a row a group (.csv or .parquet)."),
    delay: Path | None = typer.Option(None, "--delay", help="Onset to death: w, its chances from day 0 on."),
    delay_mean: float | None = typer.Option(None, "--delay-mean", help="Mean of onset to death, in days."),
    delay_sd: float | None = typer.Option(None, "--delay-sd", help="Its standard deviation, in days."),
    by: str = typer.Option("", "--by", help="Column of groups: age, area …"),
    plot: Path | None = PLOT,
) -> int:
    """Estimates fatality, naive and adjusted for the delay to death, each with its 95 % interval.

    Writes group, cases, deaths, naive, naive_low, naive_high, known (share of outcomes due), adjusted, adjusted_low,
    adjusted_high. Cases are by onset, or by the date from which the delay counts. A negative number is a correction: it
    is taken off the days before.
    """
    from lianfang import analysis

    refuse_other_endings(out)
    refuse_other_pictures(plot)
    if (delay is None) == (delay_mean is None) or (delay_mean is None) != (delay_sd is None):
        raise Mistake("the delay is wanted once: --delay FILE, or --delay-mean and --delay-sd")
    table = read(counts, "date", "cases", "deaths", *([by] if by else []))
    given = None if delay is None else read(delay, "w").numbers("w", least=0)
    groups = _by_day(table, by)
    longest = max(len(cases) for cases, _deaths in groups.values())
    try:
        if given is not None:
            chances = given
        else:
            assert delay_mean is not None and delay_sd is not None
            shape = analysis.parameters_of("gamma", delay_mean, delay_sd)
            chances = analysis.daily_chance("gamma", *shape, range(longest)).tolist()
        # Each group to its own last day, which is the last of the row.
        cases = [[0.0] * (longest - len(cases)) + list(cases) for cases, _deaths in groups.values()]
        found = analysis.severities(cases, [deaths for _cases, deaths in groups.values()], chances)
    except ValueError as error:
        raise Mistake(f"{delay or counts}: {error}") from None
    rows: list[dict[str, Any]] = []
    for place, group in enumerate(groups):
        told = found.of(place)
        row = {"group": group, "cases": told.cases, "deaths": told.deaths}
        for name, one in (("naive", told.naive), ("adjusted", told.adjusted)):
            row |= {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
            row |= {"known": told.known} if name == "naive" else {}
        rows.append(row)
    write({name: [row[name] for row in rows] for name in rows[0]}, out)
    if plot is not None:
        from lianfang.cli._pictures import severity as picture

        picture(rows, plot)
    typer.echo(f"{len(rows)} groups: {out}")
    return 0


def _by_day(table: Table, by: str) -> dict[str, tuple[Any, float]]:
    """New cases from the first to the last date, and all deaths, of each group."""
    dates, numbers = table.dates("date"), {name: table.numbers(name) for name in ("cases", "deaths")}
    return {group: _of_group(table, rows, dates, numbers) for group, rows in table.groups(by).items()}


def _of_group(table: Table, rows: list[int], dates: list[date], numbers: dict[str, list[float]]) -> tuple[Any, float]:
    import numpy as np

    from lianfang import analysis

    order = sorted(rows, key=lambda row: dates[row])
    for before, after in pairwise(order):
        if dates[before] == dates[after]:
            raise table.wrong(after, "date", str(dates[after]), "stands twice in its group; keep one row a day")
    held = {}
    for name, of_all in numbers.items():
        held[name], falls = analysis.without_falls([of_all[row] for row in order])
        if falls:
            typer.echo(f"{table.file}: {falls} numbers of {name} are negative; taken off the days before", err=True)
    first, last = table.span("date", dates, rows)
    cases = np.zeros((last - first).days + 1)
    cases[[(dates[row] - first).days for row in order]] = np.nan_to_num(held["cases"])
    return cases, float(np.nansum(held["deaths"]))
