"""lianfang places"""

from pathlib import Path

import typer


def places(
    cases: Path = typer.Option(..., "--cases", help="CSV or Parquet: person."),
    visits: Path = typer.Option(..., "--visits", help="CSV or Parquet: person, place, start, end."),
    since: str | None = typer.Option(None, "--since", help="Only visits that last beyond this moment."),
    until: str | None = typer.Option(None, "--until", help="Only visits that begin before this moment."),
    out: Path = typer.Option(..., "--out", help="The file of places to write: .parquet or .csv."),
) -> int:
    """Rank places by how far the cases among their visitors go beyond chance: where it may have come from.

    A row a place: visitors, cases, how many cases chance would give, the attack rate there and among the others, their
    ratio with its 95 % interval, p by Fisher's exact test, and p corrected for so many places. A place is a lead, not a
    proof: people who meet at one place meet at others.

    Exits 1 where rows were left out, 2 where a file cannot be used at all.

    Example: lianfang places --cases cases.csv --visits visits.csv --since 2021-01-01 --out places.csv
    """
    from lianfang.cli._asked import clock_of
    from lianfang.cli.trace import told_of_rows_left_out
    from lianfang.trace import files
    from lianfang.trace.duck import Duck
    from lianfang.trace.visited import places_visited
    from lianfang.vocabulary.mistakes import Mistake

    if out.suffix not in (".csv", ".parquet"):
        raise Mistake(f"{out}: name a file that ends in .parquet or .csv")
    if not out.absolute().parent.is_dir():
        raise Mistake(f"{out}: there is no folder {out.absolute().parent}")
    with Duck() as duck:
        of_cases = files.read(duck, cases, {"person": "text"})
        of_visits = files.read(duck, visits, files.VISITS, later=("start", "end"))
        for name, table in (("ill", of_cases.rows), ("visited", of_visits.rows)):
            duck.view(name, table.mutate(person=table.person.cast("string")))
        ill, visited = duck.read("ill"), duck.read("visited")
    bounds = [None if text is None else clock_of(text).replace(tzinfo=None) for text in (since, until)]
    found = places_visited(ill, visited, *bounds)
    files.write(found, out, zoned=False)
    first = found.row(0, named=True) if found.height else None
    told = "" if first is None else f"; first {first['place']}: {first['cases']} of {first['visitors']} visitors"
    typer.echo(f"{found.height:,} places{told}")
    return told_of_rows_left_out([of_cases, of_visits])


def register(app: typer.Typer) -> None:
    app.command()(places)
