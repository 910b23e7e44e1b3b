"""`lianfang warn`: which counts are unusual, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lianfang.cli._asked import day_of
from lianfang.cli._plot import PLOT, refuse_other_pictures
from lianfang.cli._series import Series, series_in, summed_to_weeks
from lianfang.cli._tables import read, refuse_other_endings, write
from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from lianfang.analysis import Judged

METHODS = ("ears-c1", "ears-c2", "ears-c3", "farrington", "cusum", "moving-percentile", "scan", "threshold")


def register(app: typer.Typer) -> None:
    app.command(
        "warn",
        epilog="Example: lianfang warn --counts weekly.csv --method farrington --options noufaily --out alarms.csv",
    )(warn)


def warn(
    counts: Path = typer.Option(..., "--counts", help="CSV or Parquet with date, area, count, maybe population."),
    method: str = typer.Option(..., "--method", help=f"One of {', '.join(METHODS)}."),
    out: Path = typer.Option(..., "--out", help="Writes date, area, count, expected, upper, alarm (.csv or .parquet)."),
    options: str = typer.Option("", "--options", help="Of farrington: noufaily (the standard) or default."),
    alpha: float | None = typer.Option(
        None, "--alpha", help="Chance of a false alarm; ears 0.001, farrington and scan 0.05."
    ),
    percentile: float = typer.Option(80, "--percentile", help="Of moving-percentile."),
    threshold: float = typer.Option(1, "--threshold", help="Of threshold: so many cases are a signal."),
    places: Path | None = typer.Option(
        None, "--places", help="Of scan: area, longitude, latitude; or area, neighbour; or boundaries as GeoJSON."
    ),
    days: int = typer.Option(7, "--days", min=1, help="Of scan: the longest window that ends with the last date."),
    weeks: str = typer.Option("", "--week", help="Sums days to whole weeks first: iso (from Monday) or mmwr (Sunday)."),
    plot: Path | None = PLOT,
    start: str = typer.Option("", "--from", help="First date judged; cusum takes its mean from the dates before."),
) -> int:
    """Judges counts of areas by day, week or month: expected, upper bound, alarm (1 or 0; empty: not judged).

    A date without a row and an empty count are missing, not zero. With moving-percentile on days, count, expected and
    upper are cases of seven days. With --week there is a row an area and week, dated by its first day; a week that
    lacks a day is missing. A population makes farrington judge rates. Scan alarms in
    the areas and days of each cluster that is alive on the last date, and judges the last --days only; by boundaries
    (GeoJSON, an area by its code or name) areas that touch are neighbours.
    """
    if method not in METHODS:
        raise Mistake(f"--method {method}: there are {', '.join(METHODS)}")
    if options and method != "farrington":
        raise Mistake(f"--options is for farrington; {method} has none")
    if options not in ("", "default", "noufaily"):
        raise Mistake(f"--options {options}: there are default, noufaily")
    refuse_other_endings(out)
    refuse_other_pictures(plot)
    if (method == "scan") != (places is not None):
        raise Mistake(
            "--places FILE (area, longitude, latitude; or area, neighbour; or boundaries as GeoJSON) goes with --method"
            " scan, and scan needs it"
        )
    if weeks not in ("", "iso", "mmwr"):
        raise Mistake(f"--week {weeks}: there are iso, mmwr")
    series = series_in(read(counts, "date", "area", "count"))
    try:
        series = summed_to_weeks(series, weeks) if weeks else series
        first = _first(series, start)
        if places is not None:
            from lianfang.cli._scan import scanned

            judged = scanned(series, places, days, 0.05 if alpha is None else alpha)
        else:
            judged = _judged(series, method, options or "noufaily", alpha, percentile, threshold, first)
    except ValueError as error:
        raise Mistake(f"{counts}: {error}") from None
    rows = _rows(series, judged, method, first or 0)
    write(rows, out)
    if plot is not None:
        from lianfang.cli._pictures import warning

        warning(rows, plot)
    typer.echo(f"{sum(alarm == 1 for alarm in rows['alarm'])} alarms in {len(rows['date'])} counts: {out}")
    return 0


def _first(series: Series, start: str) -> int | None:
    """The place of the first date judged, None where nothing was said."""
    import numpy as np

    if not start:
        return None
    place = int(np.searchsorted(series.days, np.datetime64(day_of("--from", start))))
    if place >= len(series.days):
        raise Mistake(f"--from {start}: the counts end on {series.days[-1]}")
    return place


def _judged(
    series: Series,
    method: str,
    options: str,
    alpha: float | None,
    percentile: float,
    threshold: float,
    first: int | None,
) -> Judged:
    from lianfang import analysis

    if method.startswith("ears"):
        return analysis.ears(series.counts, method[-2:].upper(), alpha=0.001 if alpha is None else alpha)
    if method == "cusum":
        return analysis.cusum(series.counts, _first_of_cusum(series) if first is None else first)
    if method == "moving-percentile":
        return analysis.moving_percentile(series.counts, series.days, percentile=percentile, first=first or 0)
    if method == "threshold":
        return analysis.fixed_threshold(series.counts, threshold)
    from dataclasses import replace

    chosen = analysis.FARRINGTON_OPTIONS[options]
    chosen = chosen if alpha is None else replace(chosen, alpha=alpha)
    return analysis.farrington(series.counts, series.days, chosen, population=series.population, first=first or 0)


def _first_of_cusum(series: Series) -> int:
    """After a year, or after half of a shorter series."""
    import numpy as np

    length = len(series.days)
    if length < 2:
        raise Mistake("cusum needs at least two dates")
    return int(min(np.searchsorted(series.days, series.days[0] + np.timedelta64(365, "D")), (length + 1) // 2))


def _rows(series: Series, judged: Judged, method: str, first: int) -> dict[str, list[Any]]:
    """A row for each row of the file, in its order."""
    import numpy as np

    at = (series.area_of, series.day_of)
    counts = series.counts
    if method == "moving-percentile":
        from lianfang.analysis.moving_percentile import blocks_of, steps_of_a_block

        counts = blocks_of(counts, steps_of_a_block(series.days))
    told = judged.judged[at] & (series.day_of >= first)
    whole = np.isnan(counts[at]) | (counts[at] == np.floor(counts[at]))
    shown = [None if np.isnan(one) else int(one) if whole.all() else float(one) for one in counts[at]]
    return {
        "date": [str(day) for day in series.days[series.day_of]],
        "area": [series.areas[area] for area in series.area_of],
        "count": shown,
        "expected": np.where(series.day_of >= first, judged.expected[at], np.nan).tolist(),
        "upper": np.where(series.day_of >= first, judged.upper[at], np.nan).tolist(),
        "alarm": [int(alarm) if known else None for alarm, known in zip(judged.alarm[at], told, strict=True)],
    }
