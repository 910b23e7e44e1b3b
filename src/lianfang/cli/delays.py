"""`lianfang delays`: how long it takes from one date of a line list to another, what is still to come mended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer

from lianfang.cli._asked import day_of
from lianfang.cli._plot import PLOT, refuse_other_pictures
from lianfang.cli._tables import read, refuse_other_endings, write
from lianfang.vocabulary.mistakes import Mistake

FIGURES = ("mean", "sd", "q50", "q90")


def register(app: typer.Typer) -> None:
    app.command(
        "delays",
        epilog="Example: lianfang delays --linelist cases.csv --steps onset,visit,report,isolation,admission,outcome"
        " --by district --out d.csv",
    )(delays)


def delays(
    linelist: Path = typer.Option(..., "--linelist", help="CSV or Parquet, a row a case."),
    first: str = typer.Option("", "--first", help="Column of the first date, such as onset."),
    second: str = typer.Option("", "--second", help="Column of the second date; empty where it has not come."),
    steps: str = typer.Option("", "--steps", help="Instead: columns of dates in their order; each step is fitted."),
    out: Path = typer.Option(..., "--out", help="Writes a row a group (.csv or .parquet)."),
    by: str = typer.Option("", "--by", help="Column of groups: area, unit, age …"),
    until: str = typer.Option("", "--until", help="Day of the analysis; as shipped the last date in the file."),
    distribution: str = typer.Option("best", "--distribution", help="lognormal, gamma, weibull or best (likeliest)."),
    plot: Path | None = PLOT,
    most: int = typer.Option(60, "--most", min=1, help="Longer delays are taken for mistakes and left out."),
) -> int:
    """Fits the delay between two dates with right truncation and whole days, by group.

    Writes group, number, left_out (no date, backwards, or longer than --most), plain_mean (of what was seen),
    distribution, and mean, sd, q50, q90 each with _low and _high (95 %); then, of those left out, waiting (the first
    date alone) and earlier (the second came first). A group of too few delays keeps its row. With --steps a row a step
    and group, which begins with the two columns' names.
    """
    from lianfang.analysis.delay_distributions import DISTRIBUTIONS

    if distribution not in (*DISTRIBUTIONS, "best"):
        raise Mistake(f"--distribution {distribution}: there are {', '.join(DISTRIBUTIONS)}, best")
    refuse_other_endings(out)
    refuse_other_pictures(plot)
    columns = _columns_of(first, second, steps)
    table = read(linelist, *columns, *([by] if by else []))
    dates = {name: table.optional_dates(name) for name in columns}
    last = _until(until, dates)
    rows: list[dict[str, Any]] = []
    groups = table.groups(by)
    for one, two in pairwise(columns):
        fitted = _told(dates[one], dates[two], groups, last, most, None if distribution == "best" else distribution)
        for group, told in zip(groups, fitted, strict=True):
            if told["distribution"] is None:
                step = f"{one} to {two}: " if steps else ""
                typer.echo(
                    f"{step}{group or linelist}: {told['number']} delays are too few for a distribution", err=True
                )
            rows.append(({"first": one, "second": two} if steps else {}) | {"group": group} | told)
    write({name: [row[name] for row in rows] for name in rows[0]}, out)
    if plot is not None:
        from lianfang.cli._pictures import delays as picture

        shown = [row | {"group": " ".join(filter(None, (_step(row, steps), row["group"])))} for row in rows]
        picture(shown, by if steps else f"{first} → {second}", plot)
    typer.echo(f"{sum(row['number'] for row in rows)} delays in {len(groups)} groups, known until {last}: {out}")
    return 0


def _columns_of(first: str, second: str, steps: str) -> list[str]:
    """The columns of dates in their order; raises Mistake where they are told twice, or are not two or more."""
    columns = [name.strip() for name in steps.split(",")] if steps else [first, second]
    if steps and (first or second):
        raise Mistake("--steps names the columns of dates: leave out --first and --second")
    if not all(columns) or len(columns) < 2:
        raise Mistake("name two columns of dates by --first and --second, or several by --steps onset,visit,report")
    if len(set(columns)) < len(columns):
        raise Mistake(f"--steps {steps}: a column stands there twice")
    return columns


def _step(row: dict[str, Any], steps: str) -> str:
    return f"{row['first']} → {row['second']}" if steps else ""


def _told(
    first: list[date | None],
    second: list[date | None],
    groups: Mapping[str, list[int]],
    last: date,
    most: int,
    distribution: str | None,
) -> list[dict[str, Any]]:
    """The cells of the row of each group, all fitted at once."""
    from lianfang import analysis

    series, begun, ended = [], [], []
    for number, places in enumerate(groups.values()):
        series += [number] * len(places)
        begun += [first[place] for place in places]
        ended += [second[place] for place in places]
    told = analysis.dated_delays_by_series(
        begun, ended, series, len(groups), last, most=most, distribution=distribution
    )
    fit = told.fitted
    figures = {
        figure: fit.quantile(float(figure[1:]) / 100) if figure[0] == "q" else getattr(fit, figure)()
        for figure in FIGURES
    }
    ends = {figure: fit.interval(figure) for figure in FIGURES}
    rows = []
    for number in range(len(groups)):
        one, is_fitted = told.of(number), bool(fit.distribution[number])
        row: dict[str, Any] = {
            "number": one.number,
            "left_out": one.earlier + one.waiting + one.unknown + one.longer,
            "plain_mean": one.plain,
            "distribution": str(fit.distribution[number]) or None,
        }
        for figure in FIGURES:
            values = (figures[figure], *ends[figure])
            names = [f"{figure}{end}" for end in ("", "_low", "_high")]
            row |= {
                name: float(value[number]) if is_fitted else None for name, value in zip(names, values, strict=True)
            }
        rows.append(row | {"waiting": one.waiting, "earlier": one.earlier})
    return rows


def _until(text: str, dates: Mapping[str, list[date | None]]) -> date:
    if text:
        return day_of("--until", text)
    known = [day for column in dates.values() for day in column if day is not None]
    if not known:
        raise Mistake("no row has a date")
    return max(known)
