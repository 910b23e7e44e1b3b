"""`lianfang delays`: how long it takes from one date of a line list to another, what is still to come mended."""

from __future__ import annotations

from datetime import date
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
        epilog="Example: lianfang delays --linelist cases.csv --first onset --second report --by district --out d.csv",
    )(delays)


def delays(
    linelist: Path = typer.Option(..., "--linelist", help="CSV or Parquet, a row a case."),
    first: str = typer.Option(..., "--first", help="Column of the first date, such as onset."),
    second: str = typer.Option(..., "--second", help="Column of the second date; empty where it has not come."),
    out: Path = typer.Option(..., "--out", help="Writes a row a group (.csv or .parquet)."),
    by: str = typer.Option("", "--by", help="Column of groups: area, unit, age …"),
    until: str = typer.Option("", "--until", help="Day of the analysis; as shipped the last date in the file."),
    distribution: str = typer.Option("best", "--distribution", help="lognormal, gamma, weibull or best (likeliest)."),
    plot: Path | None = PLOT,
    most: int = typer.Option(60, "--most", min=1, help="Longer delays are taken for mistakes and left out."),
) -> int:
    """Fits the delay between two dates with right truncation and whole days, by group.

    Writes group, number, left_out (no date, backwards, or longer than --most), plain_mean (of what was seen),
    distribution, and mean, sd, q50, q90 each with _low and _high (95 %). A group of too few delays keeps its row.
    """
    import numpy as np

    from lianfang import analysis
    from lianfang.analysis.delays import DISTRIBUTIONS

    if distribution not in (*DISTRIBUTIONS, "best"):
        raise Mistake(f"--distribution {distribution}: there are {', '.join(DISTRIBUTIONS)}, best")
    refuse_other_endings(out)
    refuse_other_pictures(plot)
    table = read(linelist, first, second, *([by] if by else []))
    pairs = list(zip(table.optional_dates(first), table.optional_dates(second), strict=True))
    last = _until(until, pairs)
    rows: list[dict[str, Any]] = []
    for group, places in table.groups(by).items():
        mine = [pairs[place] for place in places]
        seen = [((b - a).days, (last - a).days) for a, b in mine if a and b and a <= b <= last and (b - a).days <= most]
        row: dict[str, Any] = {"group": group, "number": len(seen), "left_out": len(mine) - len(seen)}
        row["plain_mean"] = float(np.mean([k for k, _ in seen])) if seen else None
        try:
            k, t = [one for one, _ in seen], [min(one, most) for _, one in seen]
            told = analysis.best_delay(k, t) if distribution == "best" else analysis.delay(k, t, distribution)
        except ValueError as error:
            typer.echo(f"{group or linelist}: {error}", err=True)
            row |= dict.fromkeys(["distribution", *_columns()])
        else:
            row["distribution"] = told.distribution
            for figure in FIGURES:
                value = told.quantile(float(figure[1:]) / 100) if figure[0] == "q" else getattr(told, figure)()
                row |= dict(zip(_columns(figure), (value, *told.interval(figure)), strict=True))
        rows.append(row)
    write({name: [row[name] for row in rows] for name in rows[0]}, out)
    if plot is not None:
        from lianfang.cli._pictures import delays as picture

        picture(rows, f"{first} → {second}", plot)
    typer.echo(f"{sum(row['number'] for row in rows)} delays in {len(rows)} groups, known until {last}: {out}")
    return 0


def _columns(*figures: str) -> list[str]:
    return [f"{figure}{end}" for figure in figures or FIGURES for end in ("", "_low", "_high")]


def _until(text: str, pairs: list[tuple[date | None, date | None]]) -> date:
    if text:
        return day_of("--until", text)
    known = [day for pair in pairs for day in pair if day is not None]
    if not known:
        raise Mistake("no row has a date")
    return max(known)
