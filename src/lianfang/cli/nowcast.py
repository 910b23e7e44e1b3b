"""`lianfang nowcast`: cases by onset that have happened and are not reported yet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import typer

from lianfang.cli._asked import day_of
from lianfang.cli._plot import PLOT, refuse_other_pictures
from lianfang.cli._tables import read, refuse_other_endings, write
from lianfang.vocabulary.mistakes import Mistake

# Days that the reporting triangle looks back.
LOOK_BACK = 90


def register(app: typer.Typer) -> None:
    app.command(
        "nowcast",
        epilog="Example: lianfang nowcast --linelist cases.csv --first onset --second report --by area --out now.csv",
    )(nowcast)


def nowcast(
    linelist: Path = typer.Option(..., "--linelist", help="CSV or Parquet, a row a case."),
    first: str = typer.Option(..., "--first", help="Column of the date counted by, such as onset."),
    second: str = typer.Option(..., "--second", help="Column of the date when it was known, such as report."),
    out: Path = typer.Option(..., "--out", help="Writes group, date, known, reported, expected, low, high."),
    by: str = typer.Option("", "--by", help="Column of groups: area …"),
    at: str = typer.Option("", "--at", help="Today; as shipped the last date of the second column."),
    days: int = typer.Option(14, "--days", min=1, max=60, help="Days told of, today the last."),
    plot: Path | None = PLOT,
    most: int = typer.Option(28, "--most", min=1, max=60, help="Longest delay; what comes later is not foretold."),
) -> int:
    """Foretells the final number of cases of the last days by when they fell ill, each with its 90 % interval.

    A row a group and day: known so far, the share expected to be reported by now, the expected final number (median),
    low, high. Rows known after --at are not looked at; a group without a case in the last weeks has no rows.
    """
    import numpy as np

    from lianfang import analysis

    refuse_other_endings(out)
    refuse_other_pictures(plot)
    table = read(linelist, first, second, *([by] if by else []))
    groups, dated = table.groups(by), list(zip(table.optional_dates(first), table.optional_dates(second), strict=True))
    cases = [(a, b) for a, b in dated if a and b]
    if not cases:
        raise Mistake(f"{linelist}: no row has both {first} and {second}")
    today = day_of("--at", at) if at else max(b for _, b in cases)
    begin = today - timedelta(days=LOOK_BACK - 1)
    backwards = sum(a > b for a, b in cases)
    long = sum((b - a).days > most for a, b in cases)
    if backwards or long:
        typer.echo(
            f"{linelist}: left out {backwards} cases known before they began, {long} after {most} days", err=True
        )

    seen = [(row, (a - begin).days, (b - a).days) for row, (a, b) in enumerate(dated) if a and b and a <= b]
    group_of = {row: number for number, places in enumerate(groups.values()) for row in places}
    of, onsets, delays = ([one[column] for one in seen] for column in range(3))
    triangles = analysis.reporting_triangles(
        [group_of[row] for row in of], onsets, delays, len(groups), LOOK_BACK, most
    )
    prior = analysis.delay_chances(triangles.sum(axis=0))
    told = analysis.nowcasts(triangles, (0.5, 0.05, 0.95), prior=prior, prior_cases=5, draws=2000)
    rows: dict[str, list[Any]] = {
        name: [] for name in ("group", "date", "known", "reported", "expected", "low", "high")
    }
    for number, group in enumerate(groups):
        if np.isnan(told.scatter[number]):
            typer.echo(
                f"{group or linelist}: no case is known in the last weeks: nothing to learn delays from", err=True
            )
            continue
        figures = [told.known[number], told.reported[number], *told.quantiles[:, number]]
        for day in range(LOOK_BACK - days, LOOK_BACK):
            rows["group"].append(group)
            rows["date"].append(str(begin + timedelta(days=day)))
            for name, values in zip(list(rows)[2:], figures, strict=True):
                rows[name].append(float(np.round(values[day], 6)))
    write(rows, out)
    if plot is not None:
        from lianfang.cli._pictures import nowcast as picture

        picture(rows, plot)
    typer.echo(f"{len(rows['date'])} days in {len(set(rows['group']))} groups as known on {today}: {out}")
    return 0
