"""lianfang itinerary"""

import sys
from datetime import date
from pathlib import Path

import typer


def itinerary(
    file: str = typer.Argument(help="The text, or a line of JSON each with text, id and published; - reads the input."),
    out: Path | None = typer.Option(None, "--out", help="The file of rows to write: .csv or .parquet."),
    json: bool = typer.Option(False, "--json", help="Print a line of JSON an itinerary: rows, and what was not read."),
    published: str | None = typer.Option(None, "--published", help="The day of publication, e.g. 2021-01-10."),
) -> int:
    """Read itineraries in Chinese prose into rows: stays, visits, rides, meals, work, tests, diagnoses …

    Every row says which characters tell it. A date has a year where the text or the publication gives one, else it
    is --01-09. Exits 1 where lines were left out, 2 where the file cannot be used at all.

    Example: lianfang itinerary cases.jsonl --out rows.csv
    """
    from lianfang.trace.itinerary import files
    from lianfang.vocabulary.mistakes import Mistake

    if out is None and not json:
        raise Mistake("say where the rows go: --out rows.csv, or --json to print them")
    if out is not None and out.suffix not in (".csv", ".parquet"):
        raise Mistake(f"{out}: name a file that ends in .csv or .parquet")
    if out is not None and not out.absolute().parent.is_dir():
        raise Mistake(f"{out}: there is no folder {out.absolute().parent}")
    try:
        day = None if published is None else date.fromisoformat(published)
    except ValueError:
        raise Mistake(f"--published {published}: write a day as 2021-01-10") from None
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    found = list(files.told(content, file, day))
    refused = [one for one in found if isinstance(one, files.Refused)]
    told = [one for one in found if isinstance(one, files.Told)]
    if not told:
        raise Mistake(f"{file}, line {refused[0].line} {refused[0].reason}; no line of the file can be used")
    read = files.read_all(told)
    if out is not None:
        files.write(read, out)
    if json:
        for one, rows in zip(told, read, strict=True):
            typer.echo(files.as_json(one, rows))
    for line in refused:
        typer.echo(f"{file}, line {line.line} {line.reason}", err=True)
    count, unread = sum(len(one.rows) for one in read), sum(len(one.unread) for one in read)
    typer.echo(f"{len(read):,} itineraries, {count:,} rows, {unread:,} sentences not read", err=json)
    return int(bool(refused))


def register(app: typer.Typer) -> None:
    """Adds ``lianfang itinerary``."""
    app.command("itinerary")(itinerary)
