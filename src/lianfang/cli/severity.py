"""`lianfang severity`: fatality as it stands and as it will be when the outcomes that are due have come."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from lianfang.cli._tables import Table


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
) -> int:
    """Estimates fatality, naive and adjusted for the delay to death, each with its 95 % interval.

    Writes group, cases, deaths, naive, naive_low, naive_high, known (share of outcomes due), adjusted, adjusted_low,
    adjusted_high. Cases are by onset, or by the date from which the delay counts. A negative number is a correction: it
    is taken off the days before.
    """
    from lianfang import analysis
    from lianfang.cli._tables import read, write

    if out.suffix not in (".csv", ".parquet"):
        raise Mistake(f"--out {out}: tables are written as .csv or .parquet")
    if (delay is None) == (delay_mean is None) or (delay_mean is None) != (delay_sd is None):
        raise Mistake("the delay is wanted once: --delay FILE, or --delay-mean and --delay-sd")
    table = read(counts, "date", "cases", "deaths", *([by] if by else []))
    groups = [group or "" for group in table.optional(by)] if by else [""] * table.rows
    rows: list[dict[str, Any]] = []
    for group in dict.fromkeys(groups):
        cases, deaths = _by_day(table, [row for row, one in enumerate(groups) if one == group])
        try:
            if delay is not None:
                chances = read(delay, "w").numbers("w", least=0)
            else:
                assert delay_mean is not None and delay_sd is not None
                shape = analysis.parameters_of("gamma", delay_mean, delay_sd)
                chances = analysis.daily_chance("gamma", *shape, range(len(cases))).tolist()
            told = analysis.severity(cases, deaths, chances)
        except ValueError as error:
            raise Mistake(f"{delay or counts}: {error}") from None
        row = {"group": group, "cases": told.cases, "deaths": told.deaths}
        for name, one in (("naive", told.naive), ("adjusted", told.adjusted)):
            row |= {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
            row |= {"known": told.known} if name == "naive" else {}
        rows.append(row)
    write({name: [row[name] for row in rows] for name in rows[0]}, out)
    typer.echo(f"{len(rows)} groups: {out}")
    return 0


def _by_day(table: Table, rows: list[int]) -> tuple[Any, float]:
    """New cases from the first to the last date, and all deaths, of these rows."""
    import numpy as np

    from lianfang import analysis

    dates = table.dates("date")
    order = sorted(rows, key=lambda row: dates[row])
    for before, after in pairwise(order):
        if dates[before] == dates[after]:
            raise table.wrong(after, "date", str(dates[after]), "stands twice in its group; keep one row a day")
    held = {}
    for name in ("cases", "deaths"):
        numbers = np.array(table.numbers(name))[order]
        held[name], falls = analysis.without_falls(numbers)
        if falls:
            typer.echo(f"{table.file}: {falls} numbers of {name} are negative; taken off the days before", err=True)
    first, last = dates[order[0]], dates[order[-1]]
    if last - first > timedelta(days=36_525):
        raise table.wrong(order[0], "date", str(first), f"is more than a century before {last}")
    cases = np.zeros((last - first).days + 1)
    cases[[(dates[row] - first).days for row in order]] = np.nan_to_num(held["cases"])
    return cases, float(np.nansum(held["deaths"]))
