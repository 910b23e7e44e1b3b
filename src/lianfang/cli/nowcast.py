"""`lianfang nowcast`: cases by onset that have happened and are not reported yet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import typer

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
    most: int = typer.Option(28, "--most", min=1, max=60, help="Longest delay; what comes later is not foretold."),
) -> int:
    """Foretells the final number of cases of the last days by when they fell ill, each with its 90 % interval.

    A row a group and day: known so far, the share expected to be reported by now, the expected final number (median),
    low, high. Rows known after --at are not looked at; a group without a case in the last weeks has no rows.
    """
    import numpy as np

    from lianfang import analysis
    from lianfang.cli._tables import read, write

    if out.suffix not in (".csv", ".parquet"):
        raise Mistake(f"--out {out}: tables are written as .csv or .parquet")
    table = read(linelist, first, second, *([by] if by else []))
    groups = [group or "" for group in table.optional(by)] if by else [""] * table.rows
    dated = zip(groups, table.optional_dates(first), table.optional_dates(second), strict=True)
    cases = [(group, a, b) for group, a, b in dated if a and b]
    if not cases:
        raise Mistake(f"{linelist}: no row has both {first} and {second}")
    today = _today(at, max(b for _, _, b in cases))
    begin = today - timedelta(days=LOOK_BACK - 1)
    backwards = sum(a > b for _, a, b in cases)
    long = sum((b - a).days > most for _, a, b in cases)
    if backwards or long:
        typer.echo(
            f"{linelist}: left out {backwards} cases known before they began, {long} after {most} days", err=True
        )
    seen = [
        (group, (a - begin).days, (b - a).days) for group, a, b in cases if a <= b <= today and (b - a).days <= most
    ]

    def triangle(chosen: list[tuple[str, int, int]]) -> Any:
        return analysis.reporting_triangle([a for _, a, _ in chosen], [k for _, _, k in chosen], LOOK_BACK, most)

    prior = analysis.delay_chances(triangle(seen))
    rows: dict[str, list[Any]] = {
        name: [] for name in ("group", "date", "known", "reported", "expected", "low", "high")
    }
    for group in dict.fromkeys(groups):
        try:
            told = analysis.nowcast(triangle([one for one in seen if one[0] == group]), prior=prior, prior_cases=5)
        except ValueError as error:
            typer.echo(f"{group or linelist}: {error}", err=True)
            continue
        figures = [told.known, told.reported, *(told.quantile(chance) for chance in (0.5, 0.05, 0.95))]
        for day in range(LOOK_BACK - days, LOOK_BACK):
            rows["group"].append(group)
            rows["date"].append(str(begin + timedelta(days=day)))
            for name, values in zip(list(rows)[2:], figures, strict=True):
                rows[name].append(float(np.round(values[day], 6)))
    write(rows, out)
    typer.echo(f"{len(rows['date'])} days in {len(set(rows['group']))} groups as known on {today}: {out}")
    return 0


def _today(text: str, last: date) -> date:
    if not text:
        return last
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Mistake(f"--at {text}: write a date as 2021-01-10") from None
