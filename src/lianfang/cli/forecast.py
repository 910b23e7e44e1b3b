"""`lianfang forecast`: cases of the next days, and whether such forecasts were any use so far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from lianfang.cli._asked import day_of
from lianfang.cli._plot import PLOT, refuse_other_pictures
from lianfang.cli._series import series_in
from lianfang.cli._tables import read, refuse_other_endings, write
from lianfang.vocabulary.mistakes import Mistake


def register(app: typer.Typer) -> None:
    app.command("forecast", epilog="Example: lianfang forecast --counts daily.csv --out ahead.csv")(forecast)


def forecast(
    counts: Path = typer.Option(..., "--counts", help="CSV or Parquet with date, area, count (new, not cumulative)."),
    out: Path = typer.Option(..., "--out", help="Writes a row an area and day ahead (.csv or .parquet)."),
    steps: int = typer.Option(14, "--steps", min=1, max=60, help="Days ahead; weeks, where the dates are weeks."),
    at: str = typer.Option("", "--at", help="Forecasts from this date, later ones unseen; as shipped the last."),
    plot: Path | None = PLOT,
    every: bool = typer.Option(False, "--every", help="Also where forecasts were no better than the last value."),
) -> int:
    """Forecasts new cases by a weighted ensemble of simple models, tested against repeating the last value.

    Writes date, area, median, low50, high50, low90, high90, relative_score, tested. An area has rows where the
    ensemble scored better (weighted interval score, below 1 of the last value's) on the last 28 dates that could be
    tested, by more than chance would bring in one of twenty; of the others it says why. A date without a row is
    missing, not zero.
    """
    import numpy as np

    from lianfang import analysis

    refuse_other_endings(out)
    refuse_other_pictures(plot)
    series = series_in(read(counts, "date", "area", "count"))
    until = len(series.days)
    if at:
        until = int(np.searchsorted(series.days, np.datetime64(day_of("--at", at)), side="right"))
        if not until:
            raise Mistake(f"--at {at}: the counts begin on {series.days[0]}")
    days = series.days[:until]
    told = analysis.forecast(series.counts[:, :until], steps)
    names = ("date", "area", "median", "low50", "high50", "low90", "high90", "relative_score", "tested")
    rows: dict[str, list[Any]] = {name: [] for name in names}
    ahead = [str(day) for day in _ahead(days, steps)]
    shown = 0
    for place, area in enumerate(series.areas):
        tested, ratio = int(told.tested[place]), float(told.relative_score[place])
        if not told.useful[place]:
            typer.echo(f"{area}: {_why(tested, ratio)}", err=True)
            if not every:
                continue
        shown += 1
        rows["date"] += ahead
        rows["area"] += [area] * steps
        for name, level in zip(names[2:7], (0.5, 0.25, 0.75, 0.05, 0.95), strict=True):
            rows[name] += np.round(told.quantile(level)[place], 3).tolist()
        rows["relative_score"] += [round(ratio, 4)] * steps
        rows["tested"] += [tested] * steps
    write(rows, out)
    if plot is not None:
        from lianfang.cli._pictures import forecast as picture

        picture(series, until, rows, plot)
    typer.echo(f"{shown} of {len(series.areas)} areas forecast from {days[-1]}: {out}")
    return 0


def _why(tested: int, ratio: float) -> str:
    """Why a forecast is not shown."""
    from lianfang.analysis.forecast import LEAST

    if tested < LEAST:
        return f"too short a past to test a forecast on ({tested} of at least {LEAST} dates)"
    if ratio != ratio:
        return "repeating the last value was never wrong: there is nothing to do better"
    if round(ratio, 2) < 1:
        return f"its gain over repeating the last value may be chance (score {ratio:.2f} of its, on {tested} dates)"
    return f"no better than repeating the last value (score {ratio:.2f} of its, on {tested} dates)"


def _ahead(days: Any, steps: int) -> Any:
    """The dates that follow, by the step that the dates have."""
    import numpy as np

    from lianfang.analysis.series import step_of

    if len(days) > 1 and step_of(days) == "month":
        months = days[-1].astype("datetime64[M]")
        return (months + np.arange(1, steps + 1)).astype("datetime64[D]") + (days[-1] - months)
    step = int((days[-1] - days[-2]).astype(int)) if len(days) > 1 else 1
    return days[-1] + step * np.arange(1, steps + 1)
