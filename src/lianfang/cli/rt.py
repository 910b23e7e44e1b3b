"""`lianfang rt`: the reproduction number from cases by day, without a database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import typer

from lianfang.cli._plot import PLOT, refuse_other_pictures
from lianfang.cli._tables import Table, read, refuse_other_endings, write
from lianfang.vocabulary.mistakes import Mistake

COLUMNS = ("t_start", "t_end", "mean", "sd", "q025", "q25", "median", "q75", "q975")
QUANTILES = {"q025": 0.025, "q25": 0.25, "median": 0.5, "q75": 0.75, "q975": 0.975}


def register(app: typer.Typer) -> None:
    app.command(
        "rt", epilog="Example: lianfang rt --incidence cases.csv --si-mean 4.7 --si-sd 2.9 --window 7 --out rt.csv"
    )(rt)


def rt(
    incidence: Path = typer.Option(..., "--incidence", help="CSV or Parquet: I, maybe date and imported; a row a day."),
    out: Path = typer.Option(..., "--out", help=f"Writes {', '.join(COLUMNS)} (.csv or .parquet)."),
    si: Path | None = typer.Option(None, "--si", help="Serial interval: w, its chances from day 0 on."),
    si_mean: float | None = typer.Option(None, "--si-mean", help="Mean of the serial interval, in days."),
    si_sd: float | None = typer.Option(None, "--si-sd", help="Its standard deviation, in days."),
    window: int = typer.Option(7, "--window", min=1, help="Days of a window."),
    method: str = typer.Option("cori", "--method", help="cori, or wallinga-teunis (by cohort)."),
    plot: Path | None = PLOT,
    uncertain: float = typer.Option(0, "--si-uncertain", min=0, help="Deviation of mean and sd themselves, in days."),
) -> int:
    """Estimates how many a case infects, by Cori's method, window by window; days count from 1.

    I are all cases of a day, imported those of them infected elsewhere. A date without a row and an empty I are
    missing, not zero. A window that cannot be estimated keeps its row with empty figures.
    """
    if method not in ("cori", "wallinga-teunis"):
        raise Mistake(f"--method {method}: there are cori, wallinga-teunis")
    refuse_other_endings(out)
    refuse_other_pictures(plot)
    if (si is None) == (si_mean is None) or (si_mean is None) != (si_sd is None):
        raise Mistake("the serial interval is wanted once: --si FILE, or --si-mean and --si-sd")
    if uncertain and (si is not None or method != "cori"):
        raise Mistake("--si-uncertain goes with --si-mean and --si-sd, and with cori")
    cases, imported = _cases(read(incidence, "I"))
    chances = None if si is None else read(si, "w").numbers("w", least=0)
    try:
        told = _estimated(cases, imported, chances, si_mean, si_sd, window, method, uncertain)
    except ValueError as error:
        raise Mistake(f"{si if si and 'serial interval' in str(error) else incidence}: {error}") from None
    rows: dict[str, Any] = {"t_start": told.start, "t_end": told.end, "mean": told.mean, "sd": told.sd}
    rows |= {name: told.quantile(chance) for name, chance in QUANTILES.items()}
    write(rows, out)
    if plot is not None:
        from lianfang.cli._pictures import reproduction

        reproduction(rows, plot)
    typer.echo(f"{len(told.start)} windows, {sum(one == one for one in told.mean.tolist())} estimated: {out}")
    return 0


def _estimated(
    cases: Any, imported: Any, chances: Any, mean: float | None, sd: float | None, window: int, method: str, wide: float
) -> Any:
    from lianfang import analysis

    start, end = analysis.windows(len(cases), window)
    if not len(start):
        raise ValueError(f"{len(cases)} days are too few for a window of {window} that starts on day 2")
    if chances is None:
        assert mean is not None and sd is not None
        chances = analysis.serial_interval(mean, sd, max(len(cases), 2))
    if method == "wallinga-teunis":
        if imported is not None:
            raise ValueError("wallinga-teunis cannot keep imported cases apart")
        return analysis.cohort_reproduction(cases, chances, start, end)
    windows = {"imported": imported, "start": start, "end": end}
    if mean is None or sd is None:
        return analysis.reproduction(cases, chances, **windows)
    if not wide:
        return analysis.parametric_reproduction(cases, mean, sd, **windows)
    limits = [(one, wide, max(one - 2 * wide, low), one + 2 * wide) for one, low in ((mean, 1.01), (sd, 0.1))]
    return analysis.uncertain_reproduction(cases, limits[0], limits[1], **windows)


def _cases(table: Table) -> tuple[Any, Any | None]:
    """Cases by day and those imported, in the order of their dates; a day without a row is missing."""
    import numpy as np

    columns = {name: np.array(table.numbers(name, least=0)) for name in ("I", "imported") if name in table}
    if "imported" in columns:
        over = np.flatnonzero(columns["imported"] > columns["I"])
        if len(over):
            row = int(over[0])
            more, cases = columns["imported"][row], columns["I"][row]
            raise table.wrong(row, "imported", f"{more:g}", f"is more than I, {cases:g}")
    if "date" in table:
        dates = table.dates("date")
        first, last = table.span("date", dates, range(table.rows))
        seen: dict[Any, int] = {}
        for row, day in enumerate(dates):
            if day in seen:
                raise table.wrong(row, "date", str(day), "stands twice; keep one row a day")
            seen[day] = row
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        rows = np.array([seen.get(day, -1) for day in days])
        columns = {name: np.where(rows >= 0, held[rows], np.nan) for name, held in columns.items()}
    gaps = int(np.isnan(columns["I"]).sum())
    if gaps:
        typer.echo(f"{table.file}: {gaps} of {len(columns['I'])} days are missing; windows on them are empty", err=True)
    imported = columns.get("imported")
    return columns["I"], None if imported is None else np.where(np.isnan(imported), 0.0, imported)
